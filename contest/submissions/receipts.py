"""Receipts: what an entrant keeps, and anyone who holds one may check. Written once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.ledger.services import canonical
from contest.seasons.models import Category, Genre, Place, Topic
from contest.seasons.types import SeasonHead
from contest.submissions.dossiers import OpenDossier
from contest.submissions.models import Entry, Receipt
from contest.submissions.types import AuthorContent, EntryHead, FileFact, PartContent, ReceiptHead

_HEAD = (
    Receipt.number,
    Receipt.revision,
    Receipt.issued_at,
    Receipt.digest,
    Receipt.payload["entry_version"].as_integer().label("entry_version"),
    Receipt.payload["files"].label("files"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FullReceipt:
    """A receipt with all it vouches for; ``payload`` has the shape that ``_payload`` writes."""

    head: ReceiptHead
    payload: Mapping[str, Any]


def write_receipt(
    session: Session,
    *,
    season: SeasonHead,
    dossier: OpenDossier,
    number: str,
    key: str,
    by: int,
    received_at: datetime,
) -> ReceiptHead:
    """Add the next receipt of an entry; ``digest`` is the SHA-256 of its canonical payload."""
    entry_id = dossier.head.id
    last = session.scalar(select(func.max(Receipt.revision)).where(Receipt.entry_id == entry_id))
    revision = (last or 0) + 1
    payload = _payload(session, season, dossier, number=number, revision=revision, received_at=received_at)
    digest = digest_of(payload)
    session.execute(
        insert(Receipt).values(
            entry_id=entry_id,
            # Two seasons may share a prefix; the receipt's stored number may not.
            number=f"{season.id}:{number}/{revision}",
            revision=revision,
            idempotency_key=key,
            payload=payload,
            digest=digest,
            issued_by=by,
            issued_at=received_at,
        )
    )
    return ReceiptHead(
        number=f"{number}/{revision}",
        revision=revision,
        issued_at=received_at,
        digest=digest,
        entry_version=dossier.head.version,
        file_ids=tuple(file.public_id for file in dossier.files),
    )


def covers(receipt: ReceiptHead, head: EntryHead, files: Iterable[FileFact]) -> bool:
    """Whether a receipt still vouches for what is there: the same text and the same files."""
    return receipt.entry_version == head.version and receipt.file_ids == tuple(file.public_id for file in files)


def digest_of(payload: Mapping[str, Any]) -> str:
    """The SHA-256 of a receipt's payload in its one canonical text."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


def find_receipt(session: Session, entry_id: int, *, key: str | None = None) -> ReceiptHead | None:
    """The receipt that answered a request with ``key``, or the newest one."""
    where = [Receipt.entry_id == entry_id] + ([] if key is None else [Receipt.idempotency_key == key])
    row = session.execute(select(*_HEAD).where(*where).order_by(Receipt.revision.desc()).limit(1)).one_or_none()
    return None if row is None else _receipt_head(row)


def receipts_of(session: Session, entry_id: int) -> Sequence[ReceiptHead]:
    """The receipts of an entry, newest first."""
    rows = session.execute(select(*_HEAD).where(Receipt.entry_id == entry_id).order_by(Receipt.revision.desc()))
    return [_receipt_head(row) for row in rows]


def get_receipt(session: Session, *, entry_id: int, revision: int) -> FullReceipt:
    """One receipt of an entry with all it vouches for. Errors: NotVisible."""
    return _full(session, Receipt.entry_id == entry_id, Receipt.revision == revision)


def check_receipt(session: Session, *, season_id: int, digest: str) -> FullReceipt:
    """The receipt of a season with this digest, for whoever holds the paper. Errors: NotVisible."""
    return _full(session, Receipt.digest == digest, Entry.season_id == season_id)


def _full(session: Session, *where: ColumnElement[bool]) -> FullReceipt:
    statement = select(*_HEAD, Receipt.payload).join(Entry, Entry.id == Receipt.entry_id).where(*where)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotVisible
    return FullReceipt(head=_receipt_head(row), payload=row.payload)


def _receipt_head(row: Row[*tuple[Any, ...]]) -> ReceiptHead:
    return ReceiptHead(
        number=row.number.partition(":")[2] or row.number,
        revision=row.revision,
        issued_at=row.issued_at,
        digest=row.digest,
        entry_version=row.entry_version,
        file_ids=tuple(file["id"] for file in row.files),
    )


def _payload(
    session: Session,
    season: SeasonHead,
    dossier: OpenDossier,
    *,
    number: str,
    revision: int,
    received_at: datetime,
) -> dict[str, Any]:
    """What the receipt vouches for. Names that are printed are in it; addresses and phones are not."""
    content, head = dossier.content, dossier.head
    names = _names(session, dossier)
    return {
        "schema": 1,
        "season": season.slug,
        "entry": head.public_id,
        "entry_version": head.version,
        "number": number,
        "revision": revision,
        "received_at": received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "channel": head.channel,
        "postmarked_on": None if content.postmarked_on is None else content.postmarked_on.isoformat(),
        **names,
        "title": content.title,
        "summary": content.summary,
        "body": content.body,
        "language": content.language,
        "other_awards": content.other_awards,
        "no_other_awards": content.no_other_awards,
        "commitments": sorted(content.commitments),
        "licence": content.licence,
        "authors": [_author(author) for author in content.authors],
        "parts": [_part(part) for part in content.parts],
        "files": [_file(file) for file in dossier.files],
    }


def _author(author: AuthorContent) -> dict[str, Any]:
    return {
        "full_name": author.full_name,
        "pen_name": author.pen_name,
        "organisation": author.organisation_name,
        "is_representative": author.is_representative,
    }


def _part(part: PartContent) -> dict[str, Any]:
    return {
        "title": part.title,
        "outlet": part.outlet,
        "published_on": None if part.published_on is None else part.published_on.isoformat(),
        "issue": part.issue,
        "programme": part.programme,
        "url": part.url,
    }


def _file(file: FileFact) -> dict[str, Any]:
    return {
        "id": file.public_id,
        "purpose": file.purpose,
        "document_key": file.document_key,
        "name": file.name,
        "caption": file.caption,
        "size": file.size,
        "sha256": file.sha256,
    }


def _names(session: Session, dossier: OpenDossier) -> dict[str, Any]:
    """Words, not keys: a receipt must read the same when the season's lists have long changed."""
    content = dossier.content
    category = session.scalar(select(Category.name).where(Category.id == dossier.head.category_id))
    if category is None:
        raise NotVisible
    topics = session.execute(
        select(Topic.id, Topic.code, Topic.name).where(Topic.id.in_(content.topic_ids)).order_by(Topic.position)
    ).all()
    return {
        "category": category,
        "genre": session.scalar(select(Genre.name).where(Genre.id == content.genre_id)),
        "place": session.scalar(select(Place.name).where(Place.id == content.place_id)),
        "primary_topic": next((row.code for row in topics if row.id == content.primary_topic_id), None),
        "topics": [{"code": row.code, "name": row.name} for row in topics],
    }
