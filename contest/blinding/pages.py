"""Names printed on the pages of a PDF: found in its text layer, boxed on its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.matching import Match
from contest.blinding.models import BlindAsset
from contest.blinding.scanning import Passage, Scanner, finding_values
from contest.blinding.types import AssetKind, AssetState, Place
from contest.media.boxes import Box, Span, locate
from contest.media.errors import CannotProcess
from contest.storage import FileStore, ObjectKey
from contest.submissions.models import StoredFile


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedPage:
    """One page picture with its words; ``number`` counts from 0 within the PDF behind ``source_key``.

    A page that the secretary sent has no source: where its words stand is not known.
    """

    asset_id: int
    source_key: str | None
    number: int
    text: str


def printed_pages(session: Session, *, copy_id: int, asset_id: int | None = None) -> list[PrintedPage]:
    """List the pages of a copy that have a text layer; those of one file are in order."""
    rows = session.execute(
        select(BlindAsset.id, BlindAsset.position, BlindAsset.text_layer, BlindAsset.is_replaced, StoredFile.key)
        .join(StoredFile, StoredFile.id == BlindAsset.source_file_id, isouter=True)
        .where(
            BlindAsset.blind_copy_id == copy_id,
            BlindAsset.kind == AssetKind.PAGE,
            BlindAsset.state == AssetState.READY,
            BlindAsset.text_layer != "",
            *([BlindAsset.id == asset_id] if asset_id is not None else []),
        )
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    return [
        PrintedPage(
            asset_id=row.id,
            source_key=None if row.is_replaced else row.key,
            number=row.position % 1000,
            text=row.text_layer,
        )
        for row in rows
    ]


def findings_on_pages(
    store: FileStore, pages: Sequence[PrintedPage], scanner: Scanner, *, copy_id: int
) -> list[dict[str, object]]:
    """Scan the pages; return the columns of their findings with boxes (no database is touched)."""
    hits = [(page, match) for page in pages for match in scanner.matches(page.text)]
    values = []
    for source_key in dict.fromkeys(page.source_key for page, _ in hits):
        here = [(page, match) for page, match in hits if page.source_key == source_key]
        for (page, match), boxes in zip(here, _boxes(store, source_key, here), strict=True):
            passage = Passage(place=Place.PAGE, text=page.text, asset_id=page.asset_id)
            values.append(finding_values(copy_id, passage, match) | {"boxes": [asdict(box) for box in boxes]})
    return values


def _boxes(
    store: FileStore, source_key: str | None, hits: Sequence[tuple[PrintedPage, Match]]
) -> Sequence[tuple[Box, ...]]:
    """Where the hits stand; without boxes (an odd file) the finding is still there to be decided."""
    spans = [Span(page.number, match.start, match.end) for page, match in hits]
    if source_key is None:
        return [()] * len(spans)
    try:
        with store.local_file(ObjectKey(source_key)) as source:
            return locate(source, spans)
    except CannotProcess:
        return [()] * len(spans)
