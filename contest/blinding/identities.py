"""What is known of an entry's people and outlets, and the forms in which each may be written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from contest.blinding.skeleton import Word, syllables
from contest.text.folding import fold

AUTHOR: Final = "[tên tác giả]"
OUTLET: Final = "[cơ quan]"
MAIL: Final = "[thư điện tử]"
PHONE: Final = "[số điện thoại]"
LINK: Final = "[liên kết]"
CARD: Final = "[số thẻ]"
ISSUE: Final = "[số báo, ngày đăng]"
CODE: Final = "[mã QR]"
PROGRAMME: Final = "[chương trình]"


class Sort(StrEnum):
    """What a finding says about; the secretary's list groups by it."""

    NAME = "name"
    PEN_NAME = "pen_name"
    BYLINE = "byline"
    OUTLET = "outlet"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    URL = "url"
    ISSUE = "issue"
    CODE = "code"
    TELL = "tell"


class Strength(StrEnum):
    """How much of a form's look must agree before it counts."""

    STRONG = "strong"  # three syllables or more: the letters alone
    MEDIUM = "medium"  # two: capitals, and accents equal or left out
    WEAK = "weak"  # one, or initials: only where a name is expected


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Everything known of those behind one entry. Empty strings are ignored."""

    names: tuple[str, ...] = ()
    pen_names: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write an identity."""

    words: tuple[Word, ...]
    sort: Sort
    strength: Strength
    proposal: str
    marks: frozenset[str] = frozenset()
    """Signs that stand between the words of this very name, as the comma in «Văn hóa, Thông tin»."""

    joined: str = field(init=False)
    """The bare letters run together."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "joined", "".join(word.bare for word in self.words))


_OUTLET_HEADS: Final = (
    "báo điện tử", "tạp chí điện tử", "tạp chí", "báo", "chuyên trang", "trang tin", "cổng thông tin điện tử",
    "đài phát thanh và truyền hình", "đài phát thanh - truyền hình", "đài phát thanh truyền hình",
    "đài pt-th", "đài pt&th", "đài ptth", "đài truyền hình", "đài phát thanh", "đài",
    "trung tâm văn hóa, thông tin và thể thao", "trung tâm truyền thông", "kênh truyền hình", "thông tấn xã",
)  # fmt: skip
_STATION_HEADS: Final = ("Đài PT-TH", "PT-TH", "Đài", "Đài Phát thanh và Truyền hình", "Đài Truyền hình", "Truyền hình")
_LONG_PLACES: Final = frozenset({"ba ria - vung tau", "ba ria vung tau", "thua thien hue", "ho chi minh"})
"""Places whose outlets bear a name of three syllables that everybody writes."""
_OWN_PROGRAMME: Final = 3
"""Syllables of a programme's name that is one station's: «Thời sự» or «Góc nhìn» is everybody's."""
_ONLINE: Final = ("Online", "điện tử")  # what a short name of an outlet is written with
_AND: Final = frozenset({"va"})
_OWN_INITIALS: Final = 4
"""Letters with which initials are one outlet's, wherever they stand; three are a word to many: NLĐ, BHN."""
_ENGLISH_INITIALS: Final = {
    "dai truyen hinh viet nam": ("VTV",),
    "dai tieng noi viet nam": ("VOV",),
    "thong tan xa viet nam": ("TTXVN", "VNA", "VietnamPlus"),
    "dai truyen hinh ky thuat so": ("VTC",),
    "dai truyen hinh ky thuat so vtc": ("VTC",),
    "truyen hinh quoc hoi viet nam": ("THQHVN",),
}
"""National stations and the agency sign with initials that are not those of their Vietnamese name."""
_CHANNELS: Final = (*range(1, 10), 24)
_PLACE_HEADS: Final = ("tỉnh", "thành phố", "TP", "huyện")


@lru_cache(maxsize=64)
def forms_of(known: Known) -> tuple[Form, ...]:
    """Every form of every name and outlet, longest first, each once."""
    found: dict[tuple[str, Strength], Form] = {}
    for form in _all_forms(known):
        if form.joined:
            key = (" ".join(word.sound for word in form.words), form.strength)
            same = found.setdefault(key, form)
            if form.marks - same.marks:
                found[key] = replace(same, marks=same.marks | form.marks)
    return tuple(sorted(found.values(), key=lambda form: -len(form.joined)))


def _all_forms(known: Known) -> Iterator[Form]:
    for name in known.names:
        yield from _name_forms(name)
    for name in known.pen_names:
        yield from _pen_name_forms(name)
    for outlet in known.outlets:
        yield from _outlet_forms(outlet)
    for programme in known.programmes:
        words = syllables(programme)
        if len(words) >= _OWN_PROGRAMME:
            yield Form(words, Sort.OUTLET, Strength.MEDIUM, PROGRAMME, _marks(programme, words))


def name_orders(name: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Full, shortened and turned-round orders of a name: Nguyễn Văn Hải, Văn Hải, Hải Nguyễn."""
    orders = [name]
    if len(name) >= 2:  # noqa: PLR2004 - family and given
        family, given = name[0], name[-1]
        orders += [(family, given), (given, family), (given, *name[:-1]), (*name[1:], family)]
        orders += [name[index:] for index in range(1, len(name) - 1)]
        orders += [(family, *name[index:]) for index in range(2, len(name) - 1)]
    return orders


def _catalogued(name: tuple[Word, ...]) -> Iterator[Form]:
    """As a list of literature has it: Hải, Nguyễn Văn."""
    if len(name) >= 3:  # noqa: PLR2004 - "Hải, Nguyễn" are two people
        yield Form((name[-1], *name[:-1]), Sort.NAME, Strength.STRONG, AUTHOR, frozenset(","))


def _name_forms(full_name: str) -> Iterator[Form]:
    full_name = unicodedata.normalize("NFC", full_name)
    name = syllables(full_name)
    for order in name_orders(name):
        yield Form(order, Sort.NAME, _strength(order), AUTHOR)
    yield from _catalogued(name)
    if len(name) >= 2:  # noqa: PLR2004 - family and given
        yield Form(name[-1:], Sort.BYLINE, Strength.WEAK, AUTHOR)
        for part in (name, name[1:], (name[0], name[-1]), (name[-1], name[0]), (name[-1], *name[:-1])):
            yield from _initials_of(full_name, part)
        letters = [full_name[word.start].upper() for word in name]
        family, given = (full_name[word.start : word.end] for word in (name[0], name[-1]))
        yield Form(syllables("".join(letters[:-1]) + given), Sort.NAME, Strength.MEDIUM, AUTHOR)
        for whole, rest in ((family, letters[1:]), (given, letters[:-1])):  # Nguyễn V.H., Hải N.V.
            strength = Strength.MEDIUM if len(rest) > 1 else Strength.WEAK
            yield Form(syllables(f"{whole} {'.'.join(rest)}"), Sort.NAME, strength, AUTHOR)


def _initials_of(name: str, part: tuple[Word, ...]) -> Iterator[Form]:
    initials = "".join(name[word.start] for word in part).upper()
    if len(initials) >= 2:  # noqa: PLR2004 - one letter says nothing
        yield Form(syllables(initials), Sort.BYLINE, Strength.WEAK, AUTHOR)
        yield Form(syllables(".".join(initials)), Sort.BYLINE, Strength.WEAK, AUTHOR)


def _pen_name_forms(pen_name: str) -> Iterator[Form]:
    pen_name = unicodedata.normalize("NFC", pen_name)
    name = syllables(pen_name)
    yield Form(name, Sort.PEN_NAME, _strength(name), AUTHOR)
    if len(name) > 1 and all(len(word.bare) > 1 for word in name):
        yield from _initials_of(pen_name, name)
    if all(len(word.bare) == 1 for word in name) and len(name) > 1:  # T.S is also written TS
        yield Form(syllables("".join(word.bare for word in name).upper()), Sort.BYLINE, Strength.WEAK, AUTHOR)
    if len(name) == 1 and name[0].is_upper and len(name[0].bare) <= 4:  # noqa: PLR2004 - TS is also written T.S
        yield Form(syllables(".".join(name[0].bare.upper())), Sort.BYLINE, Strength.WEAK, AUTHOR)


def _strength(words: tuple[Word, ...]) -> Strength:
    letters = sum(len(word.bare) for word in words)
    if len(words) == 1 or all(len(word.bare) == 1 for word in words):
        return Strength.WEAK
    return Strength.STRONG if len(words) >= 3 and letters >= 6 else Strength.MEDIUM  # noqa: PLR2004 - see Strength


def _outlet_forms(outlet: str) -> Iterator[Form]:
    for variant in _outlet_variants(outlet):
        words = syllables(variant)
        alone = len(words) == 1 and len(words[0].bare) >= (3 if words[0].is_upper else 4)  # VOV, BGTV, VnExpress
        strength = Strength.MEDIUM if alone else _strength(words)
        yield Form(words, Sort.OUTLET, strength, OUTLET, _marks(variant, words))
        if alone and words[0].is_upper:
            for ending in _ONLINE:
                yield Form((*words, *syllables(ending)), Sort.OUTLET, Strength.MEDIUM, OUTLET)
    yield from _outlet_initials(outlet)
    stem = outlet_stem(outlet)
    if stem and stem != outlet:
        own = len(syllables(stem)) >= 3 and fold(stem) not in _LONG_PLACES  # noqa: PLR2004 - Sài Gòn Giải Phóng
        words = syllables(stem)
        yield Form(words, Sort.OUTLET, Strength.MEDIUM if own else Strength.WEAK, OUTLET, _marks(stem, words))


def _outlet_initials(outlet: str) -> Iterator[Form]:
    """How an outlet signs: TPO, SGGP, LĐO, TTXVN, (BBG), GD&TĐ; on its own channels VTV1."""
    outlet = unicodedata.normalize("NFC", outlet)
    stem = outlet_stem(outlet)
    short, whole = _letters_of(stem), _letters_of(outlet)
    for initials in dict.fromkeys((short, whole)):
        if len(initials) > 1:
            strength = Strength.MEDIUM if len(initials) >= _OWN_INITIALS else Strength.WEAK
            yield Form(syllables(initials), Sort.OUTLET, strength, OUTLET)
            for ending in _ONLINE:
                yield Form((*syllables(initials), *syllables(ending)), Sort.OUTLET, Strength.MEDIUM, OUTLET)
    if len(short) > 1:
        for signed in (f"{short}O", f"{short}ĐT"):
            yield Form(syllables(signed), Sort.OUTLET, Strength.MEDIUM, OUTLET)
    parts = stem.replace(" & ", " và ").split(" và ")
    if len(parts) > 1:  # GD&TĐ
        yield Form(syllables("&".join(map(_letters_of, parts))), Sort.OUTLET, Strength.MEDIUM, OUTLET)
    for initials in _ENGLISH_INITIALS.get(fold(outlet), ()):
        yield Form(syllables(initials), Sort.OUTLET, Strength.MEDIUM, OUTLET)
        for channel in _CHANNELS:
            yield Form(syllables(f"{initials}{channel}"), Sort.OUTLET, Strength.MEDIUM, OUTLET)


def _letters_of(name: str) -> str:
    return "".join(name[word.start] for word in syllables(name) if word.bare not in _AND).upper()


def _marks(name: str, words: tuple[Word, ...]) -> frozenset[str]:
    """The signs between the words of a name."""
    gaps = (name[one.end : after.start] for one, after in pairwise(words))
    return frozenset(char for gap in gaps for char in gap if not char.isspace())


def outlet_stem(outlet: str) -> str:
    """The outlet's own name: "Bắc Giang" of "Báo Bắc Giang"; too common to count on its own."""
    stem = outlet.strip()
    for head in sorted(_OUTLET_HEADS, key=len, reverse=True):
        if stem.lower().startswith(head + " "):
            stem = stem[len(head) :].strip()
            break
    for head in _PLACE_HEADS:
        if stem.lower().startswith(head.lower() + " "):
            stem = stem[len(head) :].strip()
    return stem


def _outlet_variants(outlet: str) -> Iterable[str]:
    yield outlet
    if "&" in outlet:
        yield outlet.replace("&", " và ")
    if " và " in outlet:
        yield outlet.replace(" và ", " & ")
    lowered, stem = outlet.lower(), outlet_stem(outlet)
    if not stem or stem == outlet.strip():
        return
    if lowered.startswith("báo"):
        yield from (f"Báo {stem}", f"Báo điện tử {stem}", f"Báo {stem} điện tử")
        yield from (f"Báo {stem} Online", f"{stem} Online")
    elif lowered.startswith("tạp chí"):
        yield f"Tạp chí {stem}"
    elif lowered.startswith("đài"):
        initials = "".join(word.bare[0] for word in syllables(stem)).upper()
        yield f"{initials}TV" if len(initials) > 1 else outlet
        for head in _STATION_HEADS:
            yield f"{head} {stem}"
            yield f"{head} tỉnh {stem}"
