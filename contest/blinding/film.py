"""What stands beside a clean film: made again whenever the film has become another one.

A film that was cut or blurred has a new key; what was made of the old one is shown to nobody from that
moment (`sides_of`) and is made anew by a job.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from sqlalchemy import func, select, update

from contest.blinding.models import BlindAsset
from contest.blinding.types import AssetKind, AssetState
from contest.db import db
from contest.jobs import enqueue, task
from contest.media.clean import CleanFile
from contest.media.errors import CannotProcess
from contest.media.film import film_sides
from contest.media.playlist import read_playlist
from contest.media.sandbox import scratch
from contest.storage import FileStore, ObjectKey, current_store, new_key

TASK: Final = "blinding.film_sides"
_AT_ONCE: Final = 20


def stored_sides(store: FileStore, files: Sequence[CleanFile], *, of: str) -> dict[str, Any]:
    """Put the strip and the rates of the film ``of`` into the store; the value of ``BlindAsset.sides``."""
    sides: dict[str, Any] = {"of": of}
    rates = []
    for file in files:
        if file.role == "strip":
            sides["strip"] = put(store, file)
        elif file.role == "rate":
            playlist = read_playlist(file.path.with_suffix(".m3u8"))
            list_key = new_key()
            store.put(list_key, BytesIO(playlist.text.encode()), content_type="text/plain")
            rates.append({"bandwidth": playlist.bandwidth, "key": put(store, file), "list_key": list_key})
    if rates:
        sides["rates"] = sorted(rates, key=lambda rate: int(rate["bandwidth"]))
    return sides


def put(store: FileStore, file: CleanFile) -> str:
    """Store one clean file under a random key."""
    key = new_key()
    with file.path.open("rb") as body:
        store.put(key, body, content_type=file.mime)
    return key


@task(TASK)
def make_sides(asset_id: int) -> None:
    """Make strip and rates of one film as it is now; harmless when it has them."""
    session = db.session
    row = session.execute(
        select(BlindAsset.key, BlindAsset.poster_key, BlindAsset.sides).where(
            BlindAsset.id == asset_id, BlindAsset.kind == AssetKind.VIDEO, BlindAsset.state == AssetState.READY
        )
    ).one_or_none()
    session.commit()
    if row is None or row.key is None or row.sides.get("of") == row.key:
        return
    values = _made(current_store(), row.key)
    if row.poster_key is not None:
        values.pop("poster_key", None)
    session.execute(update(BlindAsset).where(BlindAsset.id == asset_id, BlindAsset.key == row.key).values(**values))
    session.commit()


def _made(store: FileStore, key: str) -> dict[str, Any]:
    """Columns with what was made of the film ``key``; a film that gives nothing is not asked again."""
    with store.local_file(ObjectKey(key)) as source, scratch() as folder:
        try:
            files = film_sides(source, folder)
        except CannotProcess:
            return {"sides": {"of": key}}
        poster = next((put(store, file) for file in files if file.role == "poster"), None)
        return {"sides": stored_sides(store, files, of=key), "poster_key": poster}


@task("blinding.sweep_films", every_minute=True)
def sweep_films() -> None:
    """Wake the making for films that have none of their present state."""
    waiting = db.session.scalars(
        select(BlindAsset.id)
        .where(
            BlindAsset.kind == AssetKind.VIDEO,
            BlindAsset.state == AssetState.READY,
            BlindAsset.key.is_not(None),
            func.coalesce(BlindAsset.sides["of"].as_string(), "") != BlindAsset.key,
        )
        .order_by(BlindAsset.id)
        .limit(_AT_ONCE)
    ).all()
    db.session.commit()
    for asset_id in waiting:
        enqueue(TASK, asset_id=asset_id)
