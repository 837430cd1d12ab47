"""One file blinded without a database: cleaned, read, scanned, on request with everything found taken away.

All work is done in a temporary folder; the files come into the given one whole, or not at all.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Final

from contest.blinding.identities import CODE, Known, Sort
from contest.blinding.matching import Match, scan
from contest.blinding.places import stands_within
from contest.blinding.scanning import excerpt, replaced
from contest.blinding.tolerant import scan_read
from contest.media.boxes import Box, Span, locate, paint
from contest.media.clean import CleanFile, CleanResult, clean
from contest.media.errors import CannotProcess
from contest.media.reading import ReadKind, ReadResult, Seen, read_pixels
from contest.text.folding import fold

_READ_AS: Final[dict[str, ReadKind]] = {"page": "page", "image": "image", "video": "video"}
_SHOWS_THE_SAME: Final = ("preview", "poster")  # made from the picture before it, and of no use beside a painted one
TEXT: Final = "text.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One finding as it is printed.

    Shape:  ``page`` counts from 1 (PDF); ``file`` is the clean file whose pixels bear it; ``moment`` in
            seconds of a film; ``boxes`` in ten-thousandths of the picture. None or empty where it has none.
    """

    file: str
    page: int | None
    moment: int | None
    start: int
    end: int
    kind: str
    matched: str
    proposal: str
    excerpt: str
    boxes: tuple[dict[str, int], ...]


@dataclass(slots=True)
class Blinded:
    """The derivative in its folder, what still names somebody in it, and what no machine has read."""

    files: list[Path]
    text: str = ""
    found: list[Found] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def blind(source: Path, folder: Path, known: Known, *, replace: bool) -> Blinded:
    """Clean ``source`` into the folder and look for everything ``known`` in it.

    ``replace``: put the proposals in the place of words and paint over pictures, then look again; what
    cannot be taken away so (in a film) stays a finding.
    Errors: CannotProcess.
    """
    result = clean(source, folder, name=source.name)
    blinded = Blinded([file.path for file in result.files], "" if result.page_texts else result.text)
    blinded.found = [*_in_text(blinded.text, known), *_printed(source, result, known)]
    _read(result.files, known, blinded)
    if replace and blinded.found:
        _take_away(folder, result, known, blinded)
    if blinded.text:
        path = folder / TEXT
        path.write_text(blinded.text + "\n", encoding="utf-8")
        blinded.files.append(path)
    return blinded


def _in_text(text: str, known: Known) -> list[Found]:
    return [_found(text, match, file=TEXT) for match in scan(text, known)]


def _printed(source: Path, result: CleanResult, known: Known) -> Iterator[Found]:
    """Scan each page of a PDF as it stands there, and tell where on its picture."""
    hits = [(page, match) for page, text in enumerate(result.page_texts) for match in scan(text, known)]
    places = locate(source, [Span(page, match.start, match.end) for page, match in hits])
    for (page, match), boxes in zip(hits, places, strict=True):
        name = result.files[page].path.name
        yield _found(result.page_texts[page], match, file=name, page=page + 1, boxes=boxes)


def _read(files: Sequence[CleanFile], known: Known, blinded: Blinded) -> None:
    """Read the pixels of pictures and film; what the text layer of a page has told is not told again."""
    printed = {(each.file, _same(each.matched)) for each in blinded.found if each.page is not None}
    boxes: dict[str, list[dict[str, int]]] = defaultdict(list)
    for each in blinded.found:
        boxes[each.file] += each.boxes
    for file in files:
        if file.role not in _READ_AS:
            continue
        told = _told(file.path, _READ_AS[file.role])
        if told is None or not (told.complete and told.has_letters):
            blinded.unread.append(file.path.name)
        for seen in told.pictures if told else ():
            for found in _seen(seen, known, file.path.name):
                same = (found.file, _same(found.matched))
                seen_before = stands_within(found.boxes, boxes[found.file]) and found.moment is None
                if same not in printed and not seen_before:
                    blinded.found.append(found)
                    boxes[found.file] += found.boxes
                    if found.moment is not None:
                        printed.add(same)


def _told(path: Path, kind: ReadKind) -> ReadResult | None:
    try:
        return read_pixels(path, kind)
    except CannotProcess:
        return None


def _seen(seen: Seen, known: Known, name: str) -> Iterator[Found]:
    for match in scan_read(seen.text, known):
        boxes = seen.boxes_of(match.start, match.end)
        yield _found(seen.text, match, file=name, moment=seen.moment, boxes=boxes)
    for code in seen.codes:
        match = Match(start=0, end=len(code.text), sort=Sort.CODE, matched=code.text, proposal=CODE)
        yield _found(code.text, match, file=name, moment=seen.moment, boxes=[code.box])


def _found(
    text: str,
    match: Match,
    *,
    file: str,
    page: int | None = None,
    moment: int | None = None,
    boxes: Sequence[Box] = (),
) -> Found:
    return Found(
        file=file,
        page=page,
        moment=moment,
        start=match.start,
        end=match.end,
        kind=match.sort,
        matched=match.matched,
        proposal=match.proposal,
        excerpt=excerpt(text, match.start, match.end),
        boxes=tuple(asdict(box) for box in boxes),
    )


def _same(matched: str) -> str:
    return "".join(fold(matched).split())


def _take_away(folder: Path, result: CleanResult, known: Known, blinded: Blinded) -> None:
    blinded.text = replaced(
        blinded.text, [(each.start, each.end, each.proposal) for each in blinded.found if each.file == TEXT]
    )
    boxes: dict[str, list[Box]] = defaultdict(list)
    for each in blinded.found:
        if each.moment is None:
            boxes[each.file] += [Box(**box) for box in each.boxes]
    for file in result.files:
        if boxes[file.path.name]:
            paint(file.path, folder / "painted", boxes[file.path.name]).path.replace(file.path)
            _drop_likenesses(result.files, file, blinded)
    shutil.rmtree(folder / "painted", ignore_errors=True)
    unplaced = [each for each in blinded.found if each.page is not None and not each.boxes]
    blinded.found = [*_in_text(blinded.text, known), *unplaced]
    blinded.unread.clear()
    _read(result.files, known, blinded)


def _drop_likenesses(files: Sequence[CleanFile], painted: CleanFile, blinded: Blinded) -> None:
    """Drop the preview of a picture that was painted over: it still shows what is covered."""
    after = files[list(files).index(painted) + 1 :]
    if after and after[0].role in _SHOWS_THE_SAME:
        after[0].path.unlink()
        blinded.files.remove(after[0].path)


def deliver(files: Sequence[Path], out: Path) -> list[str]:
    """Bring the files into ``out``; whatever stops this, no half of a file has a name there."""
    out.mkdir(parents=True, exist_ok=True)
    for path in files:
        _link_whole(path, out, path.name)
    return [path.name for path in files]


def _link_whole(path: Path, out: Path, name: str) -> None:
    """Write a file without a name, then name it; where the system cannot, under a name beside it."""
    beside = out / f".{name}.{os.getpid()}"
    try:
        try:
            _write_nameless(path, out, beside)
        except (AttributeError, OSError):
            with path.open("rb") as source, beside.open("wb") as target:
                _copy(source, target)
        beside.replace(out / name)
    finally:
        beside.unlink(missing_ok=True)


def _write_nameless(path: Path, out: Path, name: Path) -> None:
    """Linux: a file that is gone with its process until it is whole and gets its name."""
    handle = os.open(out, os.O_TMPFILE | os.O_WRONLY, 0o644)
    with os.fdopen(handle, "wb") as target, path.open("rb") as source:
        _copy(source, target)
        # src_dir_fd is not used with an absolute path; it makes Python follow the link in /proc
        os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle, follow_symlinks=True)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    shutil.copyfileobj(source, target)
    target.flush()
    os.fsync(target.fileno())
