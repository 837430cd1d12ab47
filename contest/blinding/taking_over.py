"""What was made of a file for its author to look at, taken over by the blind copy: the same bytes, cleaned once."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.cleaning import CleanedFile, NewAsset
from contest.blinding.early_models import EarlyFile
from contest.blinding.types import AssetKind, AssetState
from contest.submissions.models import StoredFile

_FIELDS: Final = {field.name for field in fields(NewAsset)}


def made_before(session: Session, *, file_id: int) -> CleanedFile | None:
    """The clean files of one file, if they are of its present bytes and all of them came out clean."""
    row = session.execute(
        select(EarlyFile.assets, EarlyFile.text, EarlyFile.emphasis)
        .join(StoredFile, StoredFile.id == EarlyFile.file_id)
        .where(
            EarlyFile.file_id == file_id,
            EarlyFile.state == "done",
            EarlyFile.source_digest != "",
            EarlyFile.source_digest == StoredFile.sha256,
        )
    ).one_or_none()
    if row is None or any(each["state"] != AssetState.READY for each in row.assets):
        return None
    assets = tuple(
        NewAsset(
            **{name: value for name, value in each.items() if name in _FIELDS}
            | {"kind": AssetKind(each["kind"]), "state": AssetState(each["state"])}
        )
        for each in row.assets
    )
    return CleanedFile(assets=assets, text=row.text, emphasis=tuple(row.emphasis))
