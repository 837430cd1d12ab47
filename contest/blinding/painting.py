"""Pictures painted over: planned while the copy is held, painted without a transaction, shown when done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import NothingToPaint
from contest.blinding.models import BlindAsset
from contest.blinding.services import Copy
from contest.blinding.types import AssetKind, AssetState
from contest.errors import NotVisible
from contest.media.boxes import Box

_PAINTABLE: Final = {AssetKind.PAGE, AssetKind.IMAGE}


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


def painted_already(session: Session, asset_id: int) -> list[dict[str, Any]]:
    """The boxes of a picture as it is shown now."""
    boxes: list[dict[str, Any]] = session.execute(
        select(BlindAsset.boxes).where(BlindAsset.id == asset_id)
    ).scalar_one()
    return boxes


def plan(session: Session, copy: Copy, asset_id: int, boxes: Sequence[Mapping[str, int]]) -> Painting:
    """Plan a picture of the copy with these boxes and no others. Errors: NotVisible, NothingToPaint."""
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


def show_painted(session: Session, copy: Copy, pictures: Sequence[PaintedPicture]) -> None:
    """Point at the painted pictures. A preview made before the boxes would show what they cover: it goes."""
    for picture in pictures:
        boxes = [asdict(box) for box in picture.painting.boxes]
        session.execute(
            update(BlindAsset)
            .where(BlindAsset.id == picture.painting.asset_id, BlindAsset.blind_copy_id == copy.id)
            .values(key=picture.key, size=picture.size, boxes=boxes, poster_key=None)
        )
