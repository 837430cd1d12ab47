"""Moving objects from one store to another, resumable, each proved by its hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from contest.storage.types import FileStore, ObjectKey, sha256_of


class HashDiffers(RuntimeError):
    """What arrived is not what left; the copy is removed and the command stops."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """How a transfer went, in objects."""

    copied: int
    already_there: int


class Journal:
    """A text file of keys that were copied and proved: what a second run need not do again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done = set(path.read_text("ascii").split()) if path.is_file() else set()

    def holds(self, key: ObjectKey) -> bool:
        """Whether the key was proved before."""
        return key in self._done

    def note(self, key: ObjectKey) -> None:
        """Write a proved key down at once."""
        with self._path.open("a", encoding="ascii") as out:
            out.write(f"{key}\n")
        self._done.add(key)


class _Watched:
    """A stream that is hashed as it is read, so that a body crosses the line once."""

    def __init__(self, stream: IO[bytes], on_bytes: Callable[[int], None]) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        self._on_bytes(len(chunk))
        return chunk


def copy_objects(
    source: FileStore,
    target: FileStore,
    objects: Iterable[tuple[ObjectKey, str]],
    *,
    journal: Journal,
    on_bytes: Callable[[int], None],
) -> Copied:
    """Copy objects, given as key and content type; those in the journal are passed over.

    Errors: HashDiffers, ObjectMissing (the source has no such object), StoreUnavailable.
    """
    copied = already = 0
    for key, content_type in objects:
        size = source.size(key)
        if journal.holds(key) and target.exists(key) and target.size(key) == size:
            already += 1
            on_bytes(size)
            continue
        _copy_one(source, target, key, content_type, on_bytes)
        journal.note(key)
        copied += 1
    return Copied(copied=copied, already_there=already)


def _copy_one(
    source: FileStore, target: FileStore, key: ObjectKey, content_type: str, on_bytes: Callable[[int], None]
) -> None:
    with source.open(key) as stream:
        watched = _Watched(stream, on_bytes)
        target.put(key, watched, content_type=content_type)  # type: ignore[arg-type]  # read() is all that is asked
    with target.open(key) as arrived:
        same = sha256_of(arrived) == watched.digest.hexdigest()
    if not same:
        target.delete(key)
        raise HashDiffers(key)
