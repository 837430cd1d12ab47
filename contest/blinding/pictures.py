"""What the machine reads in the pixels of a copy's pages, photos and films, as findings with places."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.heartbeat import Heartbeat
from contest.blinding.identities import CODE, Sort
from contest.blinding.matching import Match
from contest.blinding.models import BlindAsset, Finding
from contest.blinding.places import stands_within
from contest.blinding.scanning import Passage, Scanner, finding_values
from contest.blinding.types import IN_PIXELS, PAINTED, AssetKind, AssetState, FindingState, Place, Reading
from contest.db import utc_now
from contest.media.errors import CannotProcess
from contest.media.reading import ReadKind, ReadResult, Seen, read_pixels
from contest.media.sandbox import Progress
from contest.seasons.types import BlindMode
from contest.storage import FileStore, ObjectKey
from contest.text.folding import fold

log = logging.getLogger(__name__)

_KINDS: Final[dict[AssetKind, ReadKind]] = {
    AssetKind.PAGE: "page",
    AssetKind.IMAGE: "image",
    AssetKind.VIDEO: "video",
}
READING_TIME: Final = timedelta(minutes=45)
"""For all files of one entry; what is left then is marked as not read, and a person looks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """Mere signs that were set aside: found again they are no news, unless it has become known whom they name."""

    words: frozenset[str] = frozenset()
    boxes: tuple[dict[str, int], ...] = ()

    def settles(self, match: Match, words: str, boxes: Sequence[Mapping[str, int]]) -> bool:
        """Whether a match was decided before."""
        return not match.is_known and (words in self.words or stands_within(boxes, self.boxes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A clean page, photo or film to be read. ``printed`` and ``covered``: words and boxes found on that page."""

    asset_id: int
    key: str
    kind: AssetKind
    printed: frozenset[str]
    covered: tuple[dict[str, int], ...] = ()
    aside: Aside = field(default_factory=Aside)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What reading one file gave; ``result`` is None when it could not be read."""

    state: Reading
    result: ReadResult | None = None


def read_pictures(session: Session, store: FileStore, scanner: Scanner, *, copy_id: int, beat: Heartbeat) -> None:
    """Read every file not read yet, one transaction each, so that a new job goes on where one died."""
    if scanner.mode is BlindMode.OPEN:
        return
    pictures = unread(session, copy_id=copy_id)
    session.commit()
    ends = utc_now() + READING_TIME
    for number, picture in enumerate(pictures):
        progress = _Stretch(beat, number, len(pictures))
        read = read_file(store, picture.key, picture.kind, progress=progress) if utc_now() < ends else NOT_READ
        keep(session, read, scanner, copy_id=copy_id, picture=picture)
        session.commit()


NOT_READ: Final = Read(state=Reading.FAILED)


class _Stretch:
    """One file's share of all the reading."""

    def __init__(self, beat: Heartbeat, number: int, count: int) -> None:
        self.beat, self.number, self.count = beat, number, count

    def __call__(self, share: float) -> None:
        self.beat.tell((self.number + share) / self.count)


def unread(session: Session, *, copy_id: int) -> list[Picture]:
    """List the files that wait to be read, in order."""
    return _pictures(session, copy_id, Finding.place == Place.PAGE, Reading.WAITING)


def read_before(session: Session, *, copy_id: int) -> list[Picture]:
    """List the files whose letters were read, with all that was met in them: only what is new is a finding again."""
    return _pictures(session, copy_id, Finding.place.in_(IN_PIXELS), Reading.READ, Reading.PART)


def _pictures(session: Session, copy_id: int, met: ColumnElement[bool], *readings: Reading) -> list[Picture]:
    """Files in a state of reading. What was met on a page or in a film is known by its words, on a photo by place."""
    rows = session.execute(
        select(BlindAsset.id, BlindAsset.key, BlindAsset.kind)
        .where(
            BlindAsset.blind_copy_id == copy_id,
            BlindAsset.state == AssetState.READY,
            BlindAsset.kind.in_(_KINDS),
            BlindAsset.reading.in_(readings),
            BlindAsset.key.is_not(None),
        )
        .order_by(BlindAsset.position, BlindAsset.id)
    ).all()
    found = session.execute(
        select(Finding.asset_id, Finding.place, Finding.matched, Finding.boxes, Finding.state, Finding.is_known).where(
            Finding.blind_copy_id == copy_id, met
        )
    ).all()
    return [_picture(row, [each for each in found if each.asset_id == row.id]) for row in rows]


def _picture(row: Row[*tuple[Any, ...]], found: Sequence[Row[*tuple[Any, ...]]]) -> Picture:
    aside = [each for each in found if each.state == FindingState.DISMISSED and not each.is_known]
    told = [each for each in found if each not in aside]
    return Picture(
        asset_id=row.id,
        key=row.key,
        kind=AssetKind(row.kind),
        printed=_words_of(told),
        covered=_boxes_of(told),
        aside=Aside(words=_words_of(aside), boxes=_boxes_of(aside)),
    )


def _words_of(found: Sequence[Row[*tuple[Any, ...]]]) -> frozenset[str]:
    return frozenset(same_words(each.matched) for each in found if each.place in (Place.PAGE, Place.FRAME))


def _boxes_of(found: Sequence[Row[*tuple[Any, ...]]]) -> tuple[dict[str, int], ...]:
    return tuple(box for each in found if each.place in PAINTED for box in each.boxes)


def read_file(store: FileStore, key: str, kind: AssetKind, *, progress: Progress | None = None) -> Read:
    """Read one clean file of the store; a file that cannot be read is no error, a person looks at it."""
    if kind not in _KINDS:
        return Read(state=Reading.WAITING)
    try:
        with store.local_file(ObjectKey(key)) as source:
            result = read_pixels(source, _KINDS[kind], progress=progress)
    except CannotProcess as refusal:
        log.warning("a clean file could not be read: %s %s", refusal.reason, refusal.detail)
        return NOT_READ
    if not result.complete:
        return Read(state=Reading.PART, result=result)
    return Read(state=Reading.READ if result.has_letters else Reading.CODES_ONLY, result=result)


def keep(session: Session, read: Read, scanner: Scanner, *, copy_id: int, picture: Picture) -> bool:
    """Note that the file was read, and what was found in it; False when another file stands there meanwhile."""
    here = update(BlindAsset).where(BlindAsset.id == picture.asset_id, BlindAsset.key == picture.key)
    if session.execute(here.values(reading=read.state).returning(BlindAsset.id)).first() is None:
        return False
    values = findings_in(read, scanner, copy_id=copy_id, picture=picture)
    if values:
        session.execute(insert(Finding), values)
    return True


def findings_in(read: Read, scanner: Scanner, *, copy_id: int, picture: Picture) -> list[dict[str, object]]:
    """The columns of what was found in one file; nothing is written."""
    pictures = read.result.pictures if read.result else ()
    return list(_findings(pictures, scanner, copy_id=copy_id, picture=picture))


def _findings(
    pictures: Sequence[Seen], scanner: Scanner, *, copy_id: int, picture: Picture
) -> Iterator[dict[str, object]]:
    """One finding for the same words, at the first moment they are seen; not again what the text layer told."""
    place = Place.FRAME if picture.kind is AssetKind.VIDEO else Place.PICTURE
    met: dict[tuple[Sort, str], dict[str, object]] = {}
    for seen in pictures:
        told = list(picture.covered)  # a photo is looked at twice, and a page's text layer was scanned before
        for text, match, boxes in (*_words(seen, scanner), *_codes(seen, scanner)):
            same = (match.sort, same_words(match.matched))
            if same[1] in picture.printed or stands_within(boxes, told) or picture.aside.settles(match, same[1], boxes):
                continue
            told += boxes
            if same in met and place is Place.FRAME:
                continue
            passage = Passage(place=place, text=text, asset_id=picture.asset_id)
            values = finding_values(copy_id, passage, match) | {"boxes": boxes, "moment": seen.moment}
            met.setdefault(same, values)
            yield values


def _words(seen: Seen, scanner: Scanner) -> Iterable[tuple[str, Match, list[dict[str, int]]]]:
    for match in scanner.read_matches(seen.text):
        yield seen.text, match, [asdict(box) for box in seen.boxes_of(match.start, match.end)]


def _codes(seen: Seen, scanner: Scanner) -> Iterable[tuple[str, Match, list[dict[str, int]]]]:
    """A code is a finding whatever it says; the excerpt says whom it names."""
    for code in seen.codes:
        match = Match(start=0, end=len(code.text), sort=Sort.CODE, matched=code.text, proposal=CODE)
        named = ", ".join(each.matched for each in scanner.read_matches(code.text))
        told = code.text if not named or named == code.text else f"{code.text} → {named}"
        yield told, replace(match, end=len(told)), [asdict(code.box)]


def same_words(matched: str) -> str:
    """Folded words without spaces: by these two readings of the same words are one finding."""
    return "".join(fold(matched).split())
