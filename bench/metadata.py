"""Files of every format by every program that is found, with a name in every place: what survives cleaning.

``python -m bench.metadata``; prints the table of docs/blinding.md and says which programs were not found.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from tests.media.writers.films import FILMS
from tests.media.writers.papers import PAPERS
from tests.media.writers.pictures import PICTURES
from tests.media.writers.planting import Planted, Writer, numbers_in
from tests.media.writers.sounds import SOUNDS

WRITERS: tuple[Writer, ...] = (*PICTURES, *PAPERS, *SOUNDS, *FILMS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What became of one file: its places, those seen in the original, those seen in the derivative."""

    writer: Writer
    places: Sequence[str]
    before: set[int]
    after: set[int]

    @property
    def unseen(self) -> list[str]:
        """Places that no tool finds in the original: they prove nothing and are not counted."""
        return [place for number, place in enumerate(self.places, start=1) if number not in self.before]


def fate_of(writer: Writer, folder: Path) -> Fate:
    """Let the program write its file, clean it, and search both."""
    who = Planted()
    source = folder / writer.file
    writer.make(source, who)
    before = numbers_in([source])
    result = clean(source, folder / "out", name=writer.file)
    after = numbers_in(sorted((folder / "out").rglob("*")), result.text + "".join(result.page_texts))
    return Fate(writer=writer, places=who.places, before=before, after=after)


def main() -> None:
    """Print one line for each format and program, then what is missing."""
    places = survivors = 0
    for writer in sorted(WRITERS, key=lambda writer: writer.file.split(".")[1]):
        if not writer.is_here:
            print(f"not found: {writer.program}, for {writer.file}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                fate = fate_of(writer, Path(folder))
            except (AssertionError, CannotProcess) as error:
                print(f"{writer.file:11} {writer.program:15} NOT MEASURED: {error!r:.1200}", flush=True)
                continue
        counted = len(fate.places) - len(fate.unseen)
        places, survivors = places + counted, survivors + len(fate.after)
        unseen = f"  not seen before: {', '.join(fate.unseen)}" if fate.unseen else ""
        line = f"{writer.file:11} {writer.program:15} places {counted:3}  survive {len(fate.after)}"
        print(f"{line}  {', '.join(fate.places)}{unseen}", flush=True)
    print(f"in all {places} places, {survivors} survive")


if __name__ == "__main__":
    main()
