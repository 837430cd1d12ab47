"""Cleaning a replacement that a secretary sent: a job, because film takes its time."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.cleaning import CleanedFile, clean_file, unclean
from contest.blinding.heartbeat import AT_ONCE
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.pictures import Read, keep, read_file, unread
from contest.blinding.scanning import Passage, finding_values, rescan, scanner_for
from contest.blinding.services import note_new_file
from contest.blinding.types import Place
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.seasons.types import BlindMode
from contest.storage import ObjectKey, current_store
from contest.text.styled import StyledText, joined

TASK = "blinding.clean_replacement"


@task(TASK)
def clean_replacement(asset_id: int) -> None:
    """Clean the waiting upload of one asset; harmless when there is none any more."""
    session = db.session
    row = session.execute(
        select(BlindAsset.upload_key, BlindAsset.blind_copy_id, BlindAsset.position).where(BlindAsset.id == asset_id)
    ).one_or_none()
    session.commit()
    if row is None or row.upload_key is None:
        return
    cleaned = clean_file(current_store(), row.upload_key)
    read = [read_file(current_store(), asset.key or "", asset.kind) for asset in cleaned.assets]
    still = session.execute(
        update(BlindAsset)
        .where(BlindAsset.id == asset_id, BlindAsset.upload_key == row.upload_key)
        .values(upload_key=None)
        .returning(BlindAsset.id)
    ).scalar_one_or_none()
    if still is not None:
        ids = _keep(session, asset_id, row.blind_copy_id, row.position, cleaned)
        _find_in_pixels(session, row.blind_copy_id, ids, read)
        note_new_file(session, copy_id=row.blind_copy_id, now=utc_now())
    session.commit()
    current_store().delete(ObjectKey(row.upload_key))


def _keep(session: Session, asset_id: int, copy_id: int, position: int, cleaned: CleanedFile) -> list[int]:
    """Fill the asset with the first clean file; further pages follow it. Words go into the blind text.

    Return the assets that hold the clean files, in order.
    """
    if cleaned.text and not cleaned.assets:
        _add_text(session, copy_id, StyledText(cleaned.text, cleaned.emphasis))
        session.execute(update(BlindAsset).where(BlindAsset.id == asset_id).values(state="left_out", note=""))
        rescan(session, copy_id=copy_id)
        return []
    first, *rest = cleaned.assets or (unclean(""),)
    columns = first.columns()
    del columns["public_id"]
    session.execute(update(BlindAsset).where(BlindAsset.id == asset_id).values(**columns))
    ids = [asset_id]
    for offset, asset in enumerate(rest, start=1):
        more = asset.columns() | {"blind_copy_id": copy_id, "position": position + offset}
        more |= {"caption": "", "is_replaced": True}
        ids.append(session.execute(insert(BlindAsset).returning(BlindAsset.id), more).scalar_one())
    _find_on_new_pages(session, copy_id, ids)
    return ids


def _add_text(session: Session, copy_id: int, more: StyledText) -> None:
    before = session.execute(select(BlindCopy.blind_text, BlindCopy.emphasis).where(BlindCopy.id == copy_id)).one()
    parts = [StyledText(before.blind_text, before.emphasis)] if before.blind_text else []
    told = joined([*parts, more])
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy_id)
        .values(blind_text=told.text, emphasis=list(told.looks), updated_at=utc_now())
    )


def _find_on_new_pages(session: Session, copy_id: int, asset_ids: list[int]) -> None:
    """Scan the words of replaced pages; their boxes are not known, so they are decided by hand."""
    entry_id = session.execute(select(BlindCopy.entry_id).where(BlindCopy.id == copy_id)).scalar_one()
    scanner = scanner_for(session, entry_id=entry_id)
    layers = session.execute(select(BlindAsset.id, BlindAsset.text_layer).where(BlindAsset.id.in_(asset_ids))).all()
    values = [
        finding_values(copy_id, Passage(place=Place.PAGE, text=layer, asset_id=asset_id), match)
        for asset_id, layer in layers
        for match in scanner.matches(layer)
    ]
    if values:
        session.execute(insert(Finding), values)


def _find_in_pixels(session: Session, copy_id: int, asset_ids: list[int], read: list[Read]) -> None:
    """Keep what was read in the new pictures; reading took its time before any row was touched."""
    entry_id = session.execute(select(BlindCopy.entry_id).where(BlindCopy.id == copy_id)).scalar_one()
    scanner = scanner_for(session, entry_id=entry_id)
    pictures = {picture.asset_id: picture for picture in unread(session, copy_id=copy_id)}
    for asset_id, each in zip(asset_ids, read, strict=False):
        if asset_id in pictures and scanner.mode is not BlindMode.OPEN:
            keep(session, each, scanner, copy_id=copy_id, picture=pictures[asset_id])


@task("blinding.sweep_replacements", every_minute=True)
def sweep_replacements() -> None:
    """Wake replacements that a crash left waiting; in any order, as one that fails each time holds no other up."""
    waiting = db.session.scalars(
        select(BlindAsset.id).where(BlindAsset.upload_key.is_not(None)).order_by(func.random()).limit(AT_ONCE)
    ).all()
    db.session.commit()
    for asset_id in waiting:
        enqueue(TASK, asset_id=asset_id)
