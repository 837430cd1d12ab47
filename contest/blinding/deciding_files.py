"""Decisions on the files of a copy: boxes by hand, left out, taken back, captioned, replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import FileUnclean
from contest.blinding.models import BlindAsset, Finding
from contest.blinding.painting import PaintedPicture, Painting, painted_already, plan, show_painted
from contest.blinding.scanning import UNDECIDED, rescan
from contest.blinding.services import Copy, touch
from contest.blinding.types import IN_PIXELS, AssetState, FindingState, Reading
from contest.errors import NotVisible
from contest.media.boxes import Box
from contest.text.folding import clean_text


def plan_boxes(session: Session, copy: Copy, *, public_id: str, more: Box | None) -> Painting:
    """Plan a picture with one box more, or with None the picture as it was cleaned.

    Errors: NotVisible, NothingToPaint.
    """
    asset_id = asset_of(session, copy, public_id=public_id)
    if more is None:
        return plan(session, copy, asset_id, [])
    return plan(session, copy, asset_id, [*painted_already(session, asset_id), asdict(more)])


def keep_boxes(session: Session, copy: Copy, picture: PaintedPicture, *, by: int, now: datetime) -> None:
    """Show judges the picture as it was painted by hand; what no box covers any more is open again."""
    touch(session, copy, by=by, now=now, why="picture")
    show_painted(session, copy, [picture])
    if not picture.painting.boxes:
        _reopen(session, [picture.painting.asset_id])


def _reopen(session: Session, asset_ids: Sequence[int]) -> None:
    """What was covered in pictures that show it again waits for a decision again."""
    session.execute(
        update(Finding)
        .where(Finding.asset_id.in_(asset_ids), Finding.place.in_(IN_PIXELS), Finding.state == FindingState.REPLACED)
        .values(UNDECIDED)
    )


def asset_of(session: Session, copy: Copy, *, public_id: str) -> int:
    """Find a file of the copy by its public id.

    Errors: NotVisible.
    """
    found = session.execute(
        select(BlindAsset.id).where(BlindAsset.blind_copy_id == copy.id, BlindAsset.public_id == public_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotVisible
    return found


def leave_out(session: Session, copy: Copy, *, public_id: str, by: int, now: datetime) -> None:
    """Keep a file from the judges; its findings go with it."""
    asset_id = asset_of(session, copy, public_id=public_id)
    touch(session, copy, by=by, now=now, why="file")
    session.execute(
        update(BlindAsset).where(BlindAsset.id == asset_id).values(state=AssetState.LEFT_OUT, upload_key=None)
    )
    session.execute(
        update(Finding)
        .where(Finding.asset_id == asset_id, Finding.state == FindingState.OPEN)
        .values(state=FindingState.REPLACED, resolved_by=by, resolved_at=now)
    )


def take_back(session: Session, copy: Copy, *, public_id: str, by: int, now: datetime) -> None:
    """Show a file again that was left out; what was found on it is open again.

    Errors: FileUnclean when there is no clean file to show.
    """
    asset_id = asset_of(session, copy, public_id=public_id)
    row = session.execute(select(BlindAsset.key, BlindAsset.base_key).where(BlindAsset.id == asset_id)).one()
    if row.key is None and row.base_key is None:
        raise FileUnclean
    touch(session, copy, by=by, now=now, why="file")
    # A file that was left out before its edits were carried out goes back to the job, never to the judges.
    back = {"state": AssetState.READY} if row.key else {"state": AssetState.NEEDS_CLEAN, "edit_progress": 0}
    session.execute(update(BlindAsset).where(BlindAsset.id == asset_id).values(**back))
    uncovered = select(BlindAsset.id).where(BlindAsset.id == asset_id, BlindAsset.key == BlindAsset.base_key)
    _reopen(session, session.scalars(uncovered).all())
    rescan(session, copy_id=copy.id)


def save_caption(session: Session, copy: Copy, *, public_id: str, caption: str, by: int, now: datetime) -> None:
    """Keep a caption and scan it."""
    asset_id = asset_of(session, copy, public_id=public_id)
    touch(session, copy, by=by, now=now, why="caption")
    session.execute(update(BlindAsset).where(BlindAsset.id == asset_id).values(caption=clean_text(caption)))
    rescan(session, copy_id=copy.id)


def take_replacement(session: Session, copy: Copy, *, public_id: str, upload_key: str, by: int, now: datetime) -> int:
    """Put a file the secretary sent in the place of this one; it is cleaned by a job before anybody sees it."""
    asset_id = asset_of(session, copy, public_id=public_id)
    touch(session, copy, by=by, now=now, why="file")
    session.execute(
        update(BlindAsset)
        .where(BlindAsset.id == asset_id)
        .values(
            state=AssetState.NEEDS_CLEAN,
            key=None,
            base_key=None,
            poster_key=None,
            boxes=[],
            edits=[],
            edit_round=BlindAsset.edit_round + 1,
            edit_progress=None,
            edit_heard=None,
            base_poster_key=None,
            base_facts={},
            reading=Reading.WAITING,
            upload_key=upload_key,
            is_replaced=True,
            note="",
        )
    )
    session.execute(delete(Finding).where(Finding.asset_id == asset_id, Finding.place.in_(IN_PIXELS)))
    return asset_id
