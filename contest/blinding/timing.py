"""Edits in time of a clean sound or film: what is to be muted, cut, covered or blurred, and when.

Here they are only noted, and the edited file is taken from the judges at once; a job (`retiming`) makes the
new one from the clean base (docs/decisions/0076-edits-in-time.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import EditNeedsBox, EditOutside, EditsTooMany, NotEditable
from contest.blinding.models import BlindAsset
from contest.blinding.services import Copy, touch
from contest.blinding.types import ACTS, AssetKind, AssetState
from contest.errors import NotVisible
from contest.media.boxes import Box
from contest.media.edit import Edit
from contest.media.types import Act
from contest.storage import new_key

MOST: Final = 200
"""Edits of one file: each is a filter of the one ffmpeg graph."""
_SPARE: Final = 1000  # milliseconds: the kept duration is in whole seconds


def kept(edit: Edit) -> dict[str, Any]:
    """An edit as a row keeps it, with an id of its own for taking it off again."""
    box = None if edit.box is None else asdict(edit.box)
    return {"id": new_key()[:8], "act": edit.act, "start": edit.start, "end": edit.end, "box": box}


def edit_of(row: Mapping[str, Any]) -> Edit:
    """The reverse of `kept`."""
    box = None if row["box"] is None else Box(**row["box"])
    return Edit(act=Act(row["act"]), start=row["start"], end=row["end"], box=box)


def add_edit(session: Session, copy: Copy, *, public_id: str, edit: Edit, by: int, now: datetime) -> int:
    """Note one more edit and return the file's row for the job; judges lose the file until it is done.

    Errors: NotVisible, NotEditable, EditOutside, EditNeedsBox, EditsTooMany, StillPreparing.
    """
    row = _editable(session, copy, public_id)
    if edit.act not in ACTS[AssetKind(row.kind)]:
        raise NotEditable
    if edit.act in (Act.COVER, Act.BLUR) and edit.box is None:
        raise EditNeedsBox
    if not 0 <= edit.start < edit.end or edit.end > _length(row) + _SPARE:
        raise EditOutside
    if len(row.edits) >= MOST:
        raise EditsTooMany
    _keep(session, copy, row, [*row.edits, kept(edit)], by=by, now=now)
    return int(row.id)


def remove_edit(session: Session, copy: Copy, *, public_id: str, edit_id: str, by: int, now: datetime) -> int:
    """Take one edit off and return the file's row for the job.

    Errors: NotVisible, NotEditable, StillPreparing.
    """
    row = _editable(session, copy, public_id)
    left = [each for each in row.edits if each["id"] != edit_id]
    if len(left) == len(row.edits):
        raise NotVisible
    _keep(session, copy, row, left, by=by, now=now)
    return int(row.id)


def _editable(session: Session, copy: Copy, public_id: str) -> Row[*tuple[Any, ...]]:
    row = session.execute(
        select(
            BlindAsset.id,
            BlindAsset.kind,
            BlindAsset.state,
            BlindAsset.base_key,
            BlindAsset.poster_key,
            BlindAsset.base_poster_key,
            BlindAsset.base_facts,
            BlindAsset.size,
            BlindAsset.duration_seconds,
            BlindAsset.edits,
        ).where(BlindAsset.blind_copy_id == copy.id, BlindAsset.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    if row.kind not in ACTS or row.base_key is None or row.state == AssetState.LEFT_OUT:
        raise NotEditable
    return row


def _length(row: Row[*tuple[Any, ...]]) -> int:
    """Milliseconds of the clean base."""
    return int(row.base_facts.get("duration_seconds", row.duration_seconds) or 0) * 1000


def _keep(
    session: Session, copy: Copy, row: Row[*tuple[Any, ...]], edits: list[dict[str, Any]], *, by: int, now: datetime
) -> None:
    """Write the edits and send the file to the job. The file as it was is nobody's any more."""
    touch(session, copy, by=by, now=now, why="file")
    if not row.base_facts:
        facts = {"size": row.size, "duration_seconds": row.duration_seconds}
        first = {"base_facts": facts, "base_poster_key": row.poster_key}
    else:
        first = {}
    session.execute(
        update(BlindAsset)
        .where(BlindAsset.id == row.id)
        .values(
            state=AssetState.NEEDS_CLEAN,
            key=None,
            poster_key=None,
            note="",
            edits=edits,
            edit_round=BlindAsset.edit_round + 1,
            edit_progress=0,
            edit_heard=now,
            **first,
        )
    )
