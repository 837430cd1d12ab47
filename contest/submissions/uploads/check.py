"""The check after an upload: size, SHA-256, real type, the season's rules. Only then a file counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.ledger.services import record
from contest.media.errors import CannotProcess
from contest.media.measure import measure
from contest.media.types import FileFacts
from contest.storage.errors import ObjectMissing
from contest.storage.types import FileStore, ObjectKey, sha256_of
from contest.submissions.models import Entry, StoredFile
from contest.submissions.rules_files import KIND_NAMES, is_allowed
from contest.submissions.types import FilePurpose, FileState
from contest.submissions.uploads.queries import file_rules
from contest.submissions.uploads.quotas import MIB
from contest.submissions.uploads.types import FileId, FileRules
from contest.web.figures import number


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A file to check, with all that its check needs, so that no transaction stays open meanwhile."""

    id: FileId
    public_id: str
    entry_id: int
    season_id: int
    uploaded_by: int
    name: str
    key: ObjectKey
    size: int
    purpose: FilePurpose
    rules: FileRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What the check found; ``refusal`` is empty for a good file."""

    refusal: str
    sha256: str | None = None
    content_type: str = ""
    kind: str = ""
    facts: Mapping[str, Any] | None = None


def find_waiting(session: Session, file_id: FileId) -> Waiting | None:
    """The file, when it still waits for its check."""
    row = session.execute(
        select(StoredFile, Entry.season_id, Entry.category_id)
        .join(Entry, Entry.id == StoredFile.entry_id)
        .where(StoredFile.id == file_id, StoredFile.state == FileState.CHECKING)
    ).one_or_none()
    if row is None:
        return None
    file: StoredFile = row[0]
    return Waiting(
        id=file_id,
        public_id=file.public_id,
        entry_id=file.entry_id,
        season_id=row.season_id,
        uploaded_by=file.uploaded_by,
        name=file.name,
        key=ObjectKey(file.key),
        size=file.size,
        purpose=FilePurpose(file.purpose),
        rules=file_rules(session, season_id=row.season_id, category_id=row.category_id),
    )


def examine(store: FileStore, file: Waiting) -> Finding:
    """Read the stored bytes once for their hash, and let the sandbox say what they are.

    Memory does not grow with the file. Errors: StoreUnavailable, after which the check is tried again.
    """
    try:
        with store.local_file(file.key) as path:
            size = path.stat().st_size
            if size != file.size:
                return Finding(refusal=_("Kho tệp nhận được số byte khác với tệp đã gửi. Hãy tải lại tệp."))
            with path.open("rb") as stream:
                sha256 = sha256_of(stream)
            facts = measure(path, name=file.name)
    except ObjectMissing:
        return Finding(refusal=_("Kho tệp không còn giữ tệp này. Hãy tải lại tệp."))
    except CannotProcess as refused:
        return Finding(refusal=str(refused.message))
    return Finding(
        refusal=_against_rules(facts, size, file),
        sha256=sha256,
        content_type=facts.mime,
        kind=facts.kind,
        facts=_kept(facts),
    )


def conclude(session: Session, *, file: Waiting, finding: Finding, now: datetime) -> bool:
    """Write what was found; False when another check was first. The caller removes a refused object."""
    good = not finding.refusal
    written = session.execute(
        update(StoredFile)
        .where(StoredFile.id == file.id, StoredFile.state == FileState.CHECKING)
        .values(
            state=FileState.VERIFIED if good else FileState.REFUSED,
            refusal=finding.refusal,
            sha256=finding.sha256,
            content_type=finding.content_type,
            kind=finding.kind,
            facts=dict(finding.facts or {}),
            verified_at=now if good else None,
        )
        .returning(StoredFile.id)
    ).first()
    if written is None:
        return False
    record(
        session,
        action="file.verify" if good else "file.refuse",
        subject=f"file:{file.public_id}",
        payload={"entry": file.entry_id, "size": file.size, "sha256": finding.sha256},
        at=now,
        actor_id=file.uploaded_by,
        season_id=file.season_id,
    )
    return True


def _against_rules(facts: FileFacts, size: int, file: Waiting) -> str:
    rules = file.rules
    if rules.megabytes is not None and size > rules.megabytes * MIB:
        return _(
            "Tệp nặng %(size)s MB, quá mức %(limit)s MB ở %(clause)s. Hãy xuất lại tệp nhẹ hơn.",
            size=number(-(-size // MIB)),
            limit=number(rules.megabytes),
            clause=rules.megabytes_clause,
        )
    if file.purpose is FilePurpose.WORK and rules.kinds and not is_allowed(facts.kind, facts.container, rules.kinds):
        return _(
            "Tệp này là %(found)s, không thuộc loại được nhận ở %(clause)s (%(kinds)s). Hãy xuất lại tệp đúng loại.",
            found=KIND_NAMES.get(facts.kind, facts.kind),
            clause=rules.kinds_clause,
            kinds=", ".join(str(KIND_NAMES.get(kind, kind)) for kind in rules.kinds),
        )
    return ""


def _kept(facts: FileFacts) -> dict[str, Any]:
    """The facts worth keeping, as JSON; those the kind does not have are left out."""
    found = {
        "container": str(facts.container),
        "extension": facts.extension,
        "words": facts.words,
        "pages": facts.pages,
        "width": facts.width,
        "height": facts.height,
        "seconds": None if facts.duration is None else str(facts.duration),
        "video_codec": facts.video_codec,
        "audio_codec": facts.audio_codec,
        "tracks": facts.tracks,
    }
    return {name: value for name, value in found.items() if value is not None}
