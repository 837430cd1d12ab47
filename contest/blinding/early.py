"""What judges would get of an entry as it stands, for its author or unit: before anything is handed in.

Looking writes nothing: the same scan as later, over the words as they are saved now. Pictures, sound, film and the
words inside files are there once their author has asked for them (docs/decisions/0083-early-files.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.clocks import clock
from contest.blinding.early_look import EarlyFileLook, early_files
from contest.blinding.known import digest_of
from contest.blinding.scanning import Scanner, excerpt, scanner_for
from contest.blinding.shown import ShownLines, shown_lines
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry
from contest.text.folding import clean_line, clean_text


class EarlyPlace(StrEnum):
    """Where in a draft a sign stands."""

    TITLE = "title"
    TEXT = "text"
    CAPTION = "caption"
    FILE = "file"
    """The words of a document."""
    PAGE = "page"
    PICTURE = "picture"
    FRAME = "frame"
    FILE_NAME = "file_name"
    """No judge gets it; but what is in the name is often in the file too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlySign:
    """Something that may tell who made the work. ``start`` and ``end`` in the text of its place."""

    id: int
    place: EarlyPlace
    file: int | None
    """Which of `EarlyLook.files`, from 0."""
    kind: str
    start: int
    end: int
    matched: str
    excerpt: str
    moment: int | None = None
    """Seconds into a film."""

    @property
    def clock(self) -> str:
        """The moment as a player shows it: 4:07."""
        return clock((self.moment or 0) * 1000)


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyLook:
    """The work as far as a draft can show it."""

    mode: BlindMode
    title: str
    text: str
    files: Sequence[EarlyFileLook]
    signs: Sequence[EarlySign]
    lines: ShownLines
    known_digest: str

    @property
    def is_making(self) -> bool:
        """Whether the machine is at the files now."""
        return any(file.state == "waiting" for file in self.files)

    @property
    def to_ask(self) -> bool:
        """Whether a file was never made, failed, or was read for names that have changed since."""
        return not self.is_making and any(
            file.state != "done" or file.known_digest != self.known_digest for file in self.files
        )

    def signs_in(self, place: EarlyPlace, file: int | None = None) -> list[EarlySign]:
        """The signs of one text."""
        return [sign for sign in self.signs if sign.place is place and sign.file == file]


def early_look(session: Session, *, entry_id: int) -> EarlyLook:
    """Scan an entry as it is saved now; a fixed number of statements, nothing is written."""
    words = session.execute(select(Entry.title, Entry.body).where(Entry.id == entry_id)).one()
    files = early_files(session, entry_id=entry_id)
    scanner = scanner_for(session, entry_id=entry_id)
    title, text = clean_line(words.title), clean_text(words.body)
    places: list[tuple[EarlyPlace, int | None, str]] = [(EarlyPlace.TITLE, None, title), (EarlyPlace.TEXT, None, text)]
    places += [(EarlyPlace.CAPTION, number, file.caption) for number, file in enumerate(files)]
    places += [(EarlyPlace.FILE, number, file.text) for number, file in enumerate(files) if file.text]
    places += [(EarlyPlace.FILE_NAME, number, _as_words(file.name)) for number, file in enumerate(files)]
    signs = list(_signs(scanner, places))
    return EarlyLook(
        mode=scanner.mode,
        title=title,
        text=text,
        files=files,
        signs=[*signs, *_kept(files, len(signs))],
        known_digest=digest_of(scanner.known),
        lines=shown_lines(session, entry_id=entry_id, scanner=scanner),
    )


def _kept(files: Sequence[EarlyFileLook], already: int) -> Iterator[EarlySign]:
    """What was found on pages and in pixels when the files were read."""
    number = already
    for place, file in enumerate(files):
        for sign in file.signs:
            number += 1
            yield EarlySign(
                id=number,
                place=EarlyPlace(sign["place"]),
                file=place,
                kind=sign["kind"],
                start=0,
                end=0,
                matched=sign["matched"],
                excerpt=sign["excerpt"],
                moment=sign["moment"],
            )


def _as_words(name: str) -> str:
    """A file name as it would be read: ``bai-bao_Nguyen Van Hai.docx`` without its dashes."""
    return name.replace("_", " ").replace("-", " ")


def _signs(scanner: Scanner, places: Sequence[tuple[EarlyPlace, int | None, str]]) -> Iterator[EarlySign]:
    number = 0
    for place, file, text in places:
        for match in scanner.matches(text):
            number += 1
            yield EarlySign(
                id=number,
                place=place,
                file=file,
                kind=match.sort,
                start=match.start,
                end=match.end,
                matched=match.matched,
                excerpt=excerpt(text, match.start, match.end),
            )
