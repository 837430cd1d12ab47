"""What judges would get of an entry as it stands, for its author or unit: before anything is handed in.

Nothing is written: the same scan as later, over the words as they are saved now. Pictures, sound, film and
the words inside files are cleaned and read only once the work is accepted (docs/decisions/0077-early-look.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.blinding.scanning import Scanner, excerpt, scanner_for
from contest.blinding.shown import ShownLines, shown_lines
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import FilePurpose, FileState
from contest.text.folding import clean_line, clean_text


class EarlyPlace(StrEnum):
    """Where in a draft a sign stands."""

    TITLE = "title"
    TEXT = "text"
    CAPTION = "caption"
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


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyFile:
    """A file that judges would get a clean copy of."""

    name: str
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyLook:
    """The work as far as a draft can show it."""

    mode: BlindMode
    title: str
    text: str
    files: Sequence[EarlyFile]
    signs: Sequence[EarlySign]
    lines: ShownLines

    def signs_in(self, place: EarlyPlace, file: int | None = None) -> list[EarlySign]:
        """The signs of one text."""
        return [sign for sign in self.signs if sign.place is place and sign.file == file]


def early_look(session: Session, *, entry_id: int) -> EarlyLook:
    """Scan an entry as it is saved now; a fixed number of statements, nothing is written."""
    words = session.execute(select(Entry.title, Entry.body).where(Entry.id == entry_id)).one()
    files = [EarlyFile(name=row.name, caption=clean_text(row.caption)) for row in _files(session, entry_id)]
    scanner = scanner_for(session, entry_id=entry_id)
    title, text = clean_line(words.title), clean_text(words.body)
    places: list[tuple[EarlyPlace, int | None, str]] = [(EarlyPlace.TITLE, None, title), (EarlyPlace.TEXT, None, text)]
    places += [(EarlyPlace.CAPTION, number, file.caption) for number, file in enumerate(files)]
    places += [(EarlyPlace.FILE_NAME, number, _as_words(file.name)) for number, file in enumerate(files)]
    return EarlyLook(
        mode=scanner.mode,
        title=title,
        text=text,
        files=files,
        signs=list(_signs(scanner, places)),
        lines=shown_lines(session, entry_id=entry_id, scanner=scanner),
    )


def _files(session: Session, entry_id: int) -> Sequence[Row[str, str]]:
    return session.execute(
        select(StoredFile.name, StoredFile.caption)
        .where(
            StoredFile.entry_id == entry_id,
            StoredFile.state == FileState.VERIFIED,
            StoredFile.purpose.in_([FilePurpose.WORK, FilePurpose.SCRIPT]),
        )
        .order_by(StoredFile.position, StoredFile.id)
    ).all()


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
