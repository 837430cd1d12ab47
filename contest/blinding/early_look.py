"""What is there to look at of a draft's files: how far each is, the clean files as a judge gets them, their signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.blinding.desk_types import CleanObject
from contest.blinding.early_files import of_entry
from contest.blinding.early_models import EarlyFile
from contest.blinding.types import WITH_PIXELS, AssetKind, AssetState, Reading, sides_of
from contest.errors import NotVisible
from contest.submissions.models import StoredFile
from contest.text.folding import clean_text


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyAsset:
    """A clean file, in the fields that the template of a judge's desk shows (`judging/_work.html`)."""

    public_id: str
    kind: AssetKind
    key: str | None
    poster_key: str | None
    content_type: str
    width: int | None
    height: int | None
    caption: str
    note: str
    """Why there is no clean file; empty when there is one."""
    reading: Reading
    strip_key: str | None
    rates: Sequence[Mapping[str, Any]]

    @property
    def has_pixels(self) -> bool:
        """Whether a machine may read something in it."""
        return self.kind in WITH_PIXELS


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyFileLook:
    """One file of a draft. ``state``: "" when nobody asked, waiting, done or failed; ``progress`` in percent."""

    name: str
    caption: str
    state: str
    progress: int
    text: str
    """The words of a document, as judges would read them."""
    assets: Sequence[EarlyAsset]
    signs: Sequence[Mapping[str, Any]]
    """What was found on pages and in pixels: asset, place, kind, matched, excerpt, moment."""
    known_digest: str

    @property
    def files(self) -> Sequence[EarlyAsset]:
        """What there is to be shown, under the name a judge's desk has for it."""
        return [asset for asset in self.assets if asset.key]


def early_files(session: Session, *, entry_id: int) -> list[EarlyFileLook]:
    """Every file that judges would get something of, in order. One statement."""
    rows = session.execute(
        select(
            StoredFile.name,
            StoredFile.caption,
            EarlyFile.state,
            EarlyFile.progress,
            EarlyFile.text,
            EarlyFile.assets,
            EarlyFile.signs,
            EarlyFile.known_digest,
        )
        .join(EarlyFile, EarlyFile.file_id == StoredFile.id, isouter=True)
        .where(*of_entry(entry_id))
        .order_by(StoredFile.position, StoredFile.id)
    )
    return [_look(row) for row in rows]


def _look(row: Row[*tuple[Any, ...]]) -> EarlyFileLook:
    caption = clean_text(row.caption)
    is_done = row.state == "done"
    return EarlyFileLook(
        name=row.name,
        caption=caption,
        state=row.state or "",
        progress=row.progress or 0,
        text=row.text if is_done and not row.assets else "",  # a page shows its words itself
        assets=[_asset(each, "" if number else caption) for number, each in enumerate(row.assets if is_done else ())],
        signs=row.signs if is_done else (),
        known_digest=row.known_digest or "",
    )


def _asset(stored: Mapping[str, Any], caption: str) -> EarlyAsset:
    sides = sides_of(stored["sides"], key=stored["key"])
    return EarlyAsset(
        public_id=stored["public_id"],
        kind=AssetKind(stored["kind"]),
        key=stored["key"] if stored["state"] == AssetState.READY else None,
        poster_key=stored["poster_key"],
        content_type=stored["content_type"],
        width=stored["width"],
        height=stored["height"],
        caption=caption,
        note=stored["note"],
        reading=Reading(stored.get("reading", "")),
        strip_key=sides.strip_key,
        rates=sides.rates,
    )


def find_early_file(session: Session, *, entry_id: int, file_id: str) -> CleanObject:
    """The object behind one clean file of a draft. Errors: NotVisible."""
    for file in early_files(session, entry_id=entry_id):
        for asset in file.files:
            if asset.public_id == file_id and asset.key:
                return CleanObject(
                    key=asset.key,
                    content_type=asset.content_type,
                    poster_key=asset.poster_key,
                    strip_key=asset.strip_key,
                    rates=asset.rates,
                )
    raise NotVisible
