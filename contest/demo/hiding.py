"""Rọc phách: blind copies made by the same job as always, names replaced and covered, copies approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.approving import approve
from contest.blinding.cleaning import painted
from contest.blinding.copy_jobs import request_copies
from contest.blinding.deciding import chosen, plan_painting, replace_found
from contest.blinding.deciding_files import leave_out, take_replacement
from contest.blinding.models import BlindAsset, Finding
from contest.blinding.painting import PaintedPicture, Painting
from contest.blinding.preparing import prepare
from contest.blinding.replacing import clean_replacement
from contest.blinding.services import Copy, hold
from contest.blinding.types import IN_PIXELS, PAINTED, AssetKind, AssetState, FindingState
from contest.db import begin_writing
from contest.demo.entering import Progress
from contest.storage.types import FileStore, new_key
from contest.submissions.models import Entry

_AT_ONCE: Final = 2
_ROUNDS: Final = 60
"""Each round settles one name; more than this would be a fault."""


def prepare_copies(app: Flask, session: Session, *, entry_ids: Sequence[int], now: datetime, tell: Progress) -> None:
    """Ask for the copies of every accepted entry and make those of ``entry_ids``, two at a time.

    The caller's transaction is committed: the job opens its own, in threads of its own.
    """
    request_copies(session, now=now)
    session.commit()

    def work(entry_id: int) -> None:
        with app.app_context():
            begin_writing()
            prepare(entry_id)

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        for done, _ in enumerate(pool.map(work, entry_ids), 1):
            tell(done, len(entry_ids))


def hide_and_approve(
    session: Session, *, store: FileStore, season_id: int, entry_id: int, by: int, now: datetime, film: Path | None
) -> None:
    """Settle every finding of a prepared copy as a secretary would, and approve it.

    ``film`` takes the place of the work's film, whose picture shows its makers' names.
    """
    public_id = session.execute(select(Entry.public_id).where(Entry.id == entry_id)).scalar_one()
    _leave_out_unclean(session, hold(session, season_id=season_id, public_id=public_id), by=by, now=now)
    if film is not None:
        copy = hold(session, season_id=season_id, public_id=public_id)
        _replace_film(session, copy, film, store, by=by, now=now)
    _cover_names(session, hold(session, season_id=season_id, public_id=public_id), store, by=by, now=now)
    for _ in range(_ROUNDS):
        copy = hold(session, season_id=season_id, public_id=public_id)
        finding_id = _first_open(session, copy.id)
        if finding_id is None:
            break
        _settle(session, copy, finding_id, store, by=by, now=now)
    copy = hold(session, season_id=season_id, public_id=public_id)
    approve(session, copy, expected=copy.version, looked=True, by=by, now=now + timedelta(minutes=6))


def _cover_names(session: Session, copy: Copy, store: FileStore, *, by: int, now: datetime) -> None:
    """Cover every name that has a place on a picture, each picture painted once for all of them."""
    rows = session.execute(
        select(Finding.id, Finding.boxes).where(
            Finding.blind_copy_id == copy.id, Finding.state == FindingState.OPEN, Finding.place.in_(PAINTED)
        )
    )
    placed = [row.id for row in rows if row.boxes]
    spots = [spot for one in placed for spot in chosen(session, copy, finding_id=one, everywhere=False)]
    if spots:
        pictures = _paint(store, plan_painting(session, copy, spots))
        replace_found(session, copy, spots, pictures=pictures, by=by, now=now)


def _paint(store: FileStore, paintings: Sequence[Painting]) -> Sequence[PaintedPicture]:
    def one(painting: Painting) -> PaintedPicture:
        key, size = painted(store, painting.base_key, painting.boxes)
        return PaintedPicture(painting=painting, key=key, size=size)

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(one, paintings))


def _settle(session: Session, copy: Copy, finding_id: int, store: FileStore, *, by: int, now: datetime) -> None:
    """Replace the same words everywhere and paint over them on pages; what cannot be covered is left out."""
    spots = chosen(session, copy, finding_id=finding_id, everywhere=True)
    unplaced = {
        spot.asset_id for spot in spots if spot.place in IN_PIXELS and (not spot.boxes or spot.place not in PAINTED)
    }
    if unplaced:
        _leave_out(session, copy, [asset_id for asset_id in unplaced if asset_id is not None], by=by, now=now)
        return
    pictures = _paint(store, plan_painting(session, copy, spots))
    replace_found(session, copy, spots, pictures=pictures, by=by, now=now)


def _first_open(session: Session, copy_id: int) -> int | None:
    return session.scalar(
        select(Finding.id)
        .where(Finding.blind_copy_id == copy_id, Finding.state == FindingState.OPEN)
        .order_by(Finding.id)
        .limit(1)
    )


def _leave_out_unclean(session: Session, copy: Copy, *, by: int, now: datetime) -> None:
    unclean = session.scalars(
        select(BlindAsset.id).where(BlindAsset.blind_copy_id == copy.id, BlindAsset.state == AssetState.NEEDS_CLEAN)
    )
    _leave_out(session, copy, list(unclean), by=by, now=now)


def _leave_out(session: Session, copy: Copy, asset_ids: Iterable[int], *, by: int, now: datetime) -> None:
    rows = session.scalars(select(BlindAsset.public_id).where(BlindAsset.id.in_(list(asset_ids))))
    for public_id in list(rows):
        leave_out(session, copy, public_id=public_id, by=by, now=now)


def _replace_film(session: Session, copy: Copy, film: Path, store: FileStore, *, by: int, now: datetime) -> None:
    """Send in a film without names; the job that cleans replacements takes it from there."""
    public_id = session.execute(
        select(BlindAsset.public_id).where(BlindAsset.blind_copy_id == copy.id, BlindAsset.kind == AssetKind.VIDEO)
    ).scalar_one()
    key = new_key()
    with film.open("rb") as body:
        store.put(key, body, content_type="video/mp4")
    asset_id = take_replacement(session, copy, public_id=public_id, upload_key=key, by=by, now=now)
    session.commit()
    clean_replacement(asset_id)
