"""Decisions on findings: replace their words, cover them in pictures, set them aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import NothingToPaint, ReasonMissing, WordsMissing
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.painting import PaintedPicture, Painting, painted_already, plan, show_painted
from contest.blinding.scanning import replaced, rescan
from contest.blinding.services import Copy, touch
from contest.blinding.types import IN_PIXELS, PAINTED, FindingState, Place
from contest.errors import NotVisible
from contest.text.folding import clean_line, fold
from contest.text.styled import after_replacing


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
    show_painted(session, copy, pictures)
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
        plan(session, copy, asset_id, [*painted_already(session, asset_id), *boxes]) for asset_id, boxes in new.items()
    ]
