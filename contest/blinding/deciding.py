"""Decisions on findings and files: replace, cover, set aside, leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import FileUnclean, NothingToPaint, ReasonMissing, WordsMissing
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.scanning import UNDECIDED, replaced, rescan
from contest.blinding.services import Copy, touch
from contest.blinding.types import IN_PIXELS, PAINTED, AssetKind, AssetState, FindingState, Place, Reading
from contest.errors import NotVisible
from contest.media.boxes import Box
from contest.text.folding import clean_line, clean_text, fold
from contest.text.styled import after_replacing

_PAINTABLE = {AssetKind.PAGE, AssetKind.IMAGE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A finding at hand."""

    id: int
    asset_id: int | None
    place: Place
    start: int
    end: int
    matched: str
    proposal: str
    boxes: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Painting:
    """A picture to be painted over: from its clean base, with all its boxes."""

    asset_id: int
    base_key: str
    boxes: list[Box]


@dataclass(frozen=True, kw_only=True, slots=True)
class PaintedPicture:
    """A painting carried out: the new picture in the store."""

    painting: Painting
    key: str
    size: int


def chosen(session: Session, copy: Copy, *, finding_id: int, everywhere: bool) -> list[Spot]:
    """Take one open finding, or with ``everywhere`` every open one of the same words.

    Errors: NotVisible.
    """
    spots = [
        Spot(
            id=row.id,
            asset_id=row.asset_id,
            place=Place(row.place),
            start=row.start,
            end=row.end,
            matched=row.matched,
            proposal=row.proposal,
            boxes=row.boxes,
        )
        for row in session.execute(
            select(
                Finding.id,
                Finding.asset_id,
                Finding.place,
                Finding.start,
                Finding.end,
                Finding.matched,
                Finding.proposal,
                Finding.boxes,
            ).where(Finding.blind_copy_id == copy.id, Finding.state == FindingState.OPEN)
        )
    ]
    one = next((spot for spot in spots if spot.id == finding_id), None)
    if one is None:
        raise NotVisible
    return [spot for spot in spots if fold(spot.matched) == fold(one.matched)] if everywhere else [one]


def reworded(spots: Sequence[Spot], words: str) -> list[Spot]:
    """The same findings with other words in their place; those are scanned like all the rest.

    Errors: WordsMissing.
    """
    told = clean_line(words)
    if not told:
        raise WordsMissing
    return [replace(spot, proposal=told) for spot in spots]


def set_aside(session: Session, copy: Copy, spots: Sequence[Spot], *, reason: str, by: int, now: datetime) -> None:
    """Mark findings as not identifying.

    Errors: ReasonMissing, StillPreparing.
    """
    words = clean_line(reason)
    if not words:
        raise ReasonMissing
    touch(session, copy, by=by, now=now, why="finding")
    _settle(session, spots, FindingState.DISMISSED, reason=words, by=by, now=now)


def _settle(
    session: Session, spots: Iterable[Spot], state: FindingState, *, reason: str = "", by: int, now: datetime
) -> None:
    session.execute(
        update(Finding)
        .where(Finding.id.in_([spot.id for spot in spots]))
        .values(state=state, reason=reason, resolved_by=by, resolved_at=now)
    )


def replace_found(
    session: Session, copy: Copy, spots: Sequence[Spot], *, pictures: Sequence[PaintedPicture], by: int, now: datetime
) -> None:
    """Put each proposal in the place of the words found, and show the painted pictures; scan again.

    ``pictures`` are those `plan_painting` asked for, painted.
    Errors: StillPreparing.
    """
    touch(session, copy, by=by, now=now, why="finding")
    by_place: dict[Place, list[tuple[int, int, str]]] = defaultdict(list)
    by_caption: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for spot in spots:
        span = (spot.start, spot.end, spot.proposal)
        if spot.place is Place.CAPTION and spot.asset_id is not None:
            by_caption[spot.asset_id].append(span)
        elif spot.place not in IN_PIXELS:
            by_place[spot.place].append(span)
    _write_words(session, copy, by_place)
    _write_captions(session, by_caption)
    _show_painted(session, copy, pictures)
    _settle(session, spots, FindingState.REPLACED, by=by, now=now)
    rescan(session, copy_id=copy.id)


def _write_words(session: Session, copy: Copy, spans: Mapping[Place, list[tuple[int, int, str]]]) -> None:
    texts = {
        Place.TITLE: ("blind_title", copy.blind_title or ""),
        Place.TEXT: ("blind_text", copy.blind_text or ""),
        Place.NOTE: ("note_to_judges", copy.note_to_judges),
    }
    values: dict[str, Any] = {texts[place][0]: replaced(texts[place][1], found) for place, found in spans.items()}
    if Place.TEXT in spans:
        values["emphasis"] = after_replacing(copy.emphasis, spans[Place.TEXT])
    if values:
        session.execute(update(BlindCopy).where(BlindCopy.id == copy.id).values(**values))


def _write_captions(session: Session, spans: Mapping[int, list[tuple[int, int, str]]]) -> None:
    for asset_id, found in spans.items():
        caption = session.execute(select(BlindAsset.caption).where(BlindAsset.id == asset_id)).scalar_one()
        session.execute(update(BlindAsset).where(BlindAsset.id == asset_id).values(caption=replaced(caption, found)))


def plan_painting(session: Session, copy: Copy, spots: Sequence[Spot]) -> list[Painting]:
    """Say which pictures must be painted for these findings; the painting itself needs no transaction.

    Errors: NothingToPaint when a finding's place on the picture is not known.
    """
    new: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for spot in spots:
        if spot.place in IN_PIXELS and spot.asset_id is not None:
            if not spot.boxes or spot.place not in PAINTED:
                raise NothingToPaint
            new[spot.asset_id] += spot.boxes
    return [
        _plan(session, copy, asset_id, [*_painted_already(session, asset_id), *boxes])
        for asset_id, boxes in new.items()
    ]


def _painted_already(session: Session, asset_id: int) -> list[dict[str, Any]]:
    boxes: list[dict[str, Any]] = session.execute(
        select(BlindAsset.boxes).where(BlindAsset.id == asset_id)
    ).scalar_one()
    return boxes


def _plan(session: Session, copy: Copy, asset_id: int, boxes: Sequence[Mapping[str, int]]) -> Painting:
    row = session.execute(
        select(BlindAsset.base_key, BlindAsset.kind).where(
            BlindAsset.id == asset_id, BlindAsset.blind_copy_id == copy.id, BlindAsset.state == AssetState.READY
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    if row.kind not in _PAINTABLE or row.base_key is None:
        raise NothingToPaint
    return Painting(asset_id=asset_id, base_key=row.base_key, boxes=[Box(**box) for box in boxes])


def plan_boxes(session: Session, copy: Copy, *, public_id: str, more: Box | None) -> Painting:
    """Plan a picture with one box more, or with None the picture as it was cleaned.

    Errors: NotVisible, NothingToPaint.
    """
    asset_id = asset_of(session, copy, public_id=public_id)
    if more is None:
        return _plan(session, copy, asset_id, [])
    return _plan(session, copy, asset_id, [*_painted_already(session, asset_id), asdict(more)])


def keep_boxes(session: Session, copy: Copy, picture: PaintedPicture, *, by: int, now: datetime) -> None:
    """Show judges the picture as it was painted by hand; what no box covers any more is open again."""
    touch(session, copy, by=by, now=now, why="picture")
    _show_painted(session, copy, [picture])
    if not picture.painting.boxes:
        _reopen(session, [picture.painting.asset_id])


def _show_painted(session: Session, copy: Copy, pictures: Sequence[PaintedPicture]) -> None:
    """Point at the painted pictures. A preview made before the boxes would show what they cover: it goes."""
    for picture in pictures:
        boxes = [asdict(box) for box in picture.painting.boxes]
        session.execute(
            update(BlindAsset)
            .where(BlindAsset.id == picture.painting.asset_id, BlindAsset.blind_copy_id == copy.id)
            .values(key=picture.key, size=picture.size, boxes=boxes, poster_key=None)
        )


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
