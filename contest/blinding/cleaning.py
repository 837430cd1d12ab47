"""From an original in the store to clean files in the store; knows nothing of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask_babel import gettext as _

from contest.blinding.film import put, stored_sides
from contest.blinding.types import AssetKind, AssetState, Reading
from contest.media.boxes import Box, paint
from contest.media.clean import BETWEEN_PARAGRAPHS, CleanFile, CleanResult, Paragraph, clean
from contest.media.errors import CannotProcess
from contest.media.prose import paragraphs_from_lines, plain_text
from contest.media.sandbox import Progress, scratch
from contest.storage import FileStore, ObjectKey, new_key
from contest.text.styled import look_of, stretch
from contest.web.figures import number

_MAIN_ROLES: Final = {
    "image": AssetKind.IMAGE,
    "page": AssetKind.PAGE,
    "audio": AssetKind.AUDIO,
    "video": AssetKind.VIDEO,
}
_SIDE_ROLES: Final = {"preview", "wave", "poster"}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAsset:
    """A clean file in the store, or the sentence that says why there is none."""

    kind: AssetKind
    state: AssetState
    key: str | None = None
    poster_key: str | None = None
    content_type: str = ""
    size: int = 0
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
    text_layer: str = ""
    note: str = ""
    sides: dict[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, object]:
        """Columns of `BlindAsset` that follow from the file itself."""
        return {
            "public_id": new_key()[:12],
            "kind": self.kind,
            "state": self.state,
            "key": self.key,
            "base_key": self.key,
            "upload_key": None,
            "poster_key": self.poster_key,
            "content_type": self.content_type,
            "size": self.size,
            "width": self.width,
            "height": self.height,
            "duration_seconds": self.duration_seconds,
            "text_layer": self.text_layer,
            "note": self.note,
            "reading": Reading.WAITING,
            "sides": self.sides,
            "boxes": [],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanedFile:
    """What came of one original: files to show, or words, or a refusal as an asset that needs a hand."""

    assets: tuple[NewAsset, ...]
    text: str = ""
    emphasis: tuple[dict[str, Any], ...] = ()
    """Bold and italic of ``text``, as in contest.text.styled."""


def clean_file(store: FileStore, key: str, *, progress: Progress | None = None) -> CleanedFile:
    """Clean the object `key` in the sandbox and put what comes out into the store under new keys.

    A file that cannot be cleaned is no error here: it comes back as one asset in need of a hand.
    """
    with store.local_file(ObjectKey(key)) as source, scratch() as folder:
        try:
            result = clean(source, folder, progress=progress)
        except CannotProcess as refusal:
            return CleanedFile(assets=(unclean(str(refusal.message)),))
        return CleanedFile(
            assets=tuple(_stored(store, result)), text=result.text, emphasis=_emphasis_of(result.paragraphs)
        )


def _emphasis_of(paragraphs: Sequence[Paragraph]) -> tuple[dict[str, Any], ...]:
    """Where `CleanResult.text` is bold or italic; a heading is bold."""
    found, at = [], 0
    for paragraph in paragraphs:
        for run in paragraph.runs:
            look = look_of(bold=run.bold or paragraph.heading, italic=run.italic)
            if look and run.text.strip():
                found.append(stretch(at, at + len(run.text), look))
            at += len(run.text)
        at += len(BETWEEN_PARAGRAPHS)
    return tuple(found)


def unclean(reason: str) -> NewAsset:
    """An asset without a file, with the sentence to show."""
    return NewAsset(kind=AssetKind.FILE, state=AssetState.NEEDS_CLEAN, note=reason)


def _damage(packets: int) -> str:
    """What the desk says of a broadcast recording with damaged packets; empty of a whole one."""
    if not packets:
        return ""
    return _(
        "Bản ghi phát sóng này có %(count)s gói tín hiệu hỏng: hình hoặc tiếng có thể giật ở đó. Hãy xem hết trước khi "
        "duyệt, hoặc thay bằng bản gốc của đài.",
        count=number(packets),
    )


def _stored(store: FileStore, result: CleanResult) -> list[NewAsset]:
    assets: list[NewAsset] = []
    sides = _sides(result.files)
    for file in result.files:
        if file.role not in _MAIN_ROLES:
            continue
        side = sides.get(file.path.name)
        number = len(assets)
        key = put(store, file)
        assets.append(
            NewAsset(
                kind=_MAIN_ROLES[file.role],
                state=AssetState.READY,
                key=key,
                poster_key=None if side is None else put(store, side),
                content_type=file.mime,
                size=_size_of(file.path),
                width=file.width,
                height=file.height,
                duration_seconds=None if result.duration is None else int(result.duration.to_integral_value()),
                text_layer=result.page_texts[number] if number < len(result.page_texts) else "",
                sides=stored_sides(store, result.files, of=key) if file.role == "video" else {},
                note=_damage(result.damaged),
            )
        )
    return assets


def _sides(files: tuple[CleanFile, ...]) -> dict[str, CleanFile]:
    """The preview, wave or poster that belongs to each main file: it comes right after it."""
    found: dict[str, CleanFile] = {}
    main = ""
    for file in files:
        if file.role in _MAIN_ROLES:
            main = file.path.name
        elif file.role in _SIDE_ROLES and main:
            found[main] = file
    return found


def _size_of(path: Path) -> int:
    return path.stat().st_size


def painted(store: FileStore, base_key: str, boxes: list[Box]) -> tuple[str, int]:
    """Paint over the clean picture `base_key`; return the new key and size in bytes."""
    with store.local_file(ObjectKey(base_key)) as source, scratch() as folder:
        file = paint(source, folder, boxes)
        return put(store, file), _size_of(file.path)


def file_text(layer: str) -> str:
    """The words of a page as paragraphs."""
    return plain_text(paragraphs_from_lines(layer.splitlines()))
