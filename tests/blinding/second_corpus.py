"""Texts of the second corpus: another way to build articles, more forms, harder clean texts."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from contest.blinding.identities import Known
from tests.blinding.corpus import Planted
from tests.blinding.second_words import Lot, Outlet

_GREEK: Final = str.maketrans("oaABEHIKMNOPTXY", "οαΑΒΕΗΙΚΜΝΟΡΤΧΥ")
_CYRILLIC: Final = str.maketrans("aecopxyACEHKMOPTX", "аесорхуАСЕНКМОРТХ")
_NEW_TO_OLD: Final = {"hòa": "hoà", "thủy": "thuỷ", "thúy": "thuý", "khỏe": "khoẻ", "hòe": "hoè", "thùy": "thuỳ"}
_I_AND_Y: Final = {"Lý": "Lí", "Kỳ": "Kì", "Sỹ": "Sĩ", "Mỷ": "Mỉ", "Mỹ": "Mĩ", "Quý": "Quí", "Thi": "Thy", "Huy": "Hui"}


def bare(name: str) -> str:
    """A name typed without Vietnamese letters."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _ends(name: str) -> tuple[str, str, str]:
    family, *middle, given = name.split()
    return family, " ".join(middle), given


def _initials(name: str, mark: str = "") -> str:
    return mark.join(word[0] for word in name.split())


def _every_word(name: str, table: dict[str, str]) -> str:
    return " ".join(table.get(word, table.get(word.lower(), word.lower()).capitalize()) for word in name.split())


def _leading(name: str, mark: str, last: str) -> str:
    *leading, given = name.split()
    return mark.join(word[0] for word in leading) + last + given


def _wide(name: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in bare(name))


NAMES: Final[dict[str, Callable[[str], str]]] = {
    "full name": lambda name: name,
    "upper case": str.upper,
    "lower case": str.lower,
    "decomposed (NFD)": lambda name: unicodedata.normalize("NFD", name),
    "without diacritics": bare,
    "without diacritics, upper": lambda name: bare(name).upper(),
    "đ as d only": lambda name: name.replace("Đ", "D").replace("đ", "d"),
    "đ as eth": lambda name: name.replace("Đ", "Ð").replace("đ", "ð"),
    "other tone placement": lambda name: _every_word(name, _NEW_TO_OLD),
    "i for y": lambda name: " ".join(_I_AND_Y.get(word, word) for word in name.split()),
    "spaced capitals": lambda name: "   ".join(" ".join(word) for word in name.upper().split()),
    "spaced capitals, evenly": lambda name: " ".join(name.upper().replace(" ", "")),
    "Cyrillic look-alikes": lambda name: name.translate(_CYRILLIC),
    "Greek look-alikes": lambda name: name.translate(_GREEK),
    "full width": _wide,
    "zero-width": "\u200d".join,
    "soft hyphens": lambda name: name.replace(" ", " \u00ad"),
    "no-break spaces": lambda name: name.replace(" ", "\u202f"),
    "hyphens": lambda name: name.replace(" ", "–"),
    "underscores": lambda name: name.replace(" ", "_"),
    "joined": lambda name: name.replace(" ", ""),
    "hashtag": lambda name: "#" + bare(name).replace(" ", ""),
    "tabs": lambda name: name.replace(" ", "\t"),
    "broken over a line": lambda name: "\n".join(name.rsplit(" ", 1)),
    "middle and given": lambda name: " ".join(name.split()[1:]),
    "family and given": lambda name: f"{_ends(name)[0]} {_ends(name)[2]}",
    "given and family": lambda name: f"{_ends(name)[2]} {_ends(name)[0]}",
    "given, family, middle": lambda name: " ".join((_ends(name)[2], _ends(name)[0], _ends(name)[1])),
    "N.V. Given": lambda name: _leading(name, ".", ". "),
    "N.V.Given": lambda name: _leading(name, ".", "."),
    "NV Given": lambda name: _leading(name, "", " "),
    "N V Given": lambda name: _leading(name, " ", " "),
    "NV.Given": lambda name: _leading(name, "", "."),
    "Family V. Given": lambda name: f"{_ends(name)[0]} {_initials(_ends(name)[1], '.')}. {_ends(name)[2]}",
    "F. Middle Given": lambda name: f"{name[0]}. {' '.join(name.split()[1:])}",
}
"""Ways to write a name of three syllables or more."""
SIGNED: Final[dict[str, Callable[[str], str]]] = {
    "given name, signed": lambda name: _ends(name)[2],
    "given name, signed in capitals": lambda name: _ends(name)[2].upper(),
    "initials, signed": _initials,
    "dotted initials, signed": lambda name: _initials(name, "."),
    "family and given initials, signed": lambda name: _ends(name)[0][0] + _ends(name)[2][0],
}


def person(lot: Lot, chance: random.Random) -> str:
    """A full name of three or four syllables, sometimes five."""
    return f"{chance.choice(lot.families)} {chance.choice(lot.middles)} {chance.choice(lot.givens)}"


def body(lot: Lot, chance: random.Random, words: int) -> list[str]:
    """A headline and paragraphs, of uneven length, with questions and dashes between."""
    parts, count = [chance.choice(lot.openings)], 0
    while count < words:
        picked = chance.sample(lot.sentences, k=chance.choice((1, 2, 4)))
        text = " ".join(sentence.format(other=chance.choice(lot.calls)) for sentence in picked)
        text = text[0].upper() + text[1:]
        parts.append(f"- {text}" if chance.random() < 0.1 else text)
        count += len(text.split())
    return parts


def _planted(  # noqa: PLR0917 - one place builds every text
    lot: Lot, chance: random.Random, form: str, sentence: str, written: str, known: Known
) -> Planted:
    parts = body(lot, chance, 180)
    alone = sentence.strip(" –()") == "{}"
    at = len(parts) if alone else chance.randrange(1, len(parts) + 1)
    before, after = sentence.split("{}")
    head = "\n".join(parts[:at]) + "\n" + before
    return Planted(form, head + written + after + "\n" + "\n".join(parts[at:]), known, len(head), len(head + written))


def _others(lot: Lot, chance: random.Random, name: str) -> tuple[str, ...]:
    """The author and two more: what is known is never one name alone."""
    return (person(lot, chance), name, chance.choice(lot.minority))


def _name(lot: Lot, chance: random.Random, form: str) -> Planted:
    name = person(lot, chance)
    return _planted(
        lot, chance, form, chance.choice(lot.anywhere), NAMES[form](name), Known(names=_others(lot, chance, name))
    )


def _signed(lot: Lot, chance: random.Random, form: str) -> Planted:
    name = person(lot, chance)
    return _planted(
        lot, chance, form, chance.choice(lot.signatures), SIGNED[form](name), Known(names=_others(lot, chance, name))
    )


PEOPLE: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "minority name": ("any", lambda name: name),
    "minority name, upper": ("any", str.upper),
    "minority name without diacritics": ("any", bare),
    "minority name, curly apostrophe": ("any", lambda name: name.replace("'", "’")),
    "reporter and given name": ("Phóng viên {} có mặt tại hiện trường.", lambda name: name.split()[-1]),
    "two authors in one line": ("{} – Thu Cúc", lambda name: " ".join(name.split()[1:])),
}
PEN_NAMES: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "pen word, signed": ("{}", str),
    "pen word in brackets": ("({})", str),
    "pen word, credited": ("Bài: {}", str),
    "pen word, upper, credited": ("Ảnh: {}", str.upper),
    "pen word without diacritics, signed": ("{}", bare),
}
OUTLETS: Final[dict[str, tuple[str, Callable[[Outlet], str]]]] = {
    "outlet": ("Tác phẩm đã in trên {} số cuối tuần.", lambda outlet: outlet.name),
    "outlet, upper": ("{} – TRANG 4", lambda outlet: outlet.name.upper()),
    "outlet, lower": ("xem tiếp kỳ sau trên {} nhé", lambda outlet: outlet.name.lower()),
    "outlet, decomposed": ("Độc giả của {} đã góp ý.", lambda outlet: unicodedata.normalize("NFD", outlet.name)),
    "outlet without diacritics": ("Ban doc {} gop y.", lambda outlet: bare(outlet.name)),
    "outlet, spaced capitals": ("{}", lambda outlet: "  ".join(" ".join(word) for word in outlet.name.upper().split())),
    "outlet, short": ("Mời theo dõi {} lúc 19 giờ.", lambda outlet: outlet.short),
    "outlet, alias": ("({}) - Chiều 5/9, lễ khai giảng diễn ra giản dị.", lambda outlet: outlet.alias),
    "outlet, alias in a sentence": ("Kíp quay của {} đã đến từ sớm.", lambda outlet: outlet.alias),
    "outlet's own name as source": ("(Nguồn: {})", lambda outlet: outlet.stem),
    "domain": ("Đọc thêm trên {}.", lambda outlet: outlet.domain),
    "domain inside an address": ("Xem: https://m.{}/xa-hoi/bai-1234.htm", lambda outlet: outlet.domain),
    "domain, upper": ("XEM TẠI {}", lambda outlet: outlet.domain.upper()),
}


def _mail(chance: random.Random, name: str) -> str:
    return f"{bare(name).replace(' ', '').lower()}{chance.randrange(100)}@{chance.choice(('gmail.com', 'mail.vn'))}"


CONTACTS: Final[dict[str, tuple[str, str, Callable[[str], str]]]] = {
    "e-mail": ("mail", "Ý kiến gửi {}.", str),
    "e-mail, upper": ("mail", "E-MAIL: {}", str.upper),
    "e-mail spelled out": (
        "mail", "Hòm thư {} luôn mở.", lambda mail: mail.replace("@", " [at] ").replace(".", " [dot] ")
    ),
    "e-mail, a còng": ("mail", "Hòm thư {} luôn mở.", lambda mail: mail.replace("@", " (a còng) ")),
    "phone, dotted": ("phone", "ĐT: {}", lambda phone: f"{phone[:4]}.{phone[4:7]}.{phone[7:]}"),
    "phone, pairs": ("phone", "Gọi {} gặp nhóm viết.", lambda phone: " ".join((phone[:2], phone[2:6], phone[6:]))),
    "phone, +84": ("phone", "Zalo {}.", lambda phone: f"(+84) {phone[1:4]} {phone[4:7]} {phone[7:]}"),
    "phone, 0084": ("phone", "Zalo {}.", lambda phone: f"0084{phone[1:]}"),
    "phone, dashes": ("phone", "Liên lạc {} nhé.", lambda phone: f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"),
    "press card": ("card", "Số thẻ {}", str),
    "press card, spaced": ("card", "Thẻ nhà báo: {}", lambda card: f"{card[:3]} {card[3:]}"),
}  # fmt: skip
TELLS: Final = {
    "unknown photographer": ("Ảnh: {}", "Tú Quyên"),
    "unknown writer and photographer": ("Bài và ảnh: {}", "Lưu Bạt Ngàn"),
    "unknown source": ("Nguồn: {}", "Dân Quê"),
    "according to": ("(Theo {})", "Kênh Làng Mới"),
    "unknown reporter": ("phóng viên {} ghi lại buổi ấy.", "Hà Lam Vy"),
    "unknown address": ("Xem tại {} để rõ hơn", "https://tranglangque.net/2023/06/bai.html"),
    "unknown mail": ("Thư về {} trước ngày 30.", "toasoan@langque.org"),
    "unknown phone": ("Đường dây nóng: {}", "0204.3855.123"),
    "issue and date": ("{}", "Số 5128 · 20/06/2023"),
    "issue and date, long": ("{}", "Số 24 (1.387), Thứ Ba, ngày 20-6-2023"),
    "date of publication": ("{}", "Cập nhật: 07:15, 20/06/2023"),
    "posted on": ("{}", "Đăng ngày 20/6/2023 - 09:30"),
}


def _person(lot: Lot, chance: random.Random, form: str) -> Planted:
    sentence, write = PEOPLE[form]
    name = chance.choice(lot.minority) if form.startswith("minority") else person(lot, chance)
    sentence = chance.choice(lot.anywhere) if sentence == "any" else sentence
    return _planted(lot, chance, form, sentence, write(name), Known(names=(name,)))


def _pen(lot: Lot, chance: random.Random, form: str) -> Planted:
    sentence, write = PEN_NAMES[form]
    word = chance.choice(lot.pen_words)
    return _planted(lot, chance, form, sentence, write(word), Known(names=(person(lot, chance),), pen_names=(word,)))


def _outlet(lot: Lot, chance: random.Random, form: str) -> Planted:
    sentence, write = OUTLETS[form]
    outlet = chance.choice(lot.outlets)
    known = Known(names=(person(lot, chance),), outlets=(outlet.name, outlet.alias), domains=(outlet.domain,))
    return _planted(lot, chance, form, sentence, write(outlet), known)


def _contact(lot: Lot, chance: random.Random, form: str) -> Planted:
    kind, sentence, write = CONTACTS[form]
    name = person(lot, chance)
    values = {
        "mail": _mail(chance, name),
        "phone": f"0{chance.choice('3579')}{chance.randrange(10**7, 10**8)}",
        "card": f"{chance.choice(('IBT', 'TNB'))}{chance.randrange(10**4, 10**5)}",
    }
    known = Known(names=(name,), emails=(values["mail"],), phones=(values["phone"],), cards=(values["card"],))
    return _planted(lot, chance, form, sentence, write(values[kind]), known)


def _tell(lot: Lot, chance: random.Random, form: str) -> Planted:
    sentence, written = TELLS[form]
    return _planted(lot, chance, form, sentence, written, Known(names=(person(lot, chance),)))


_Maker: TypeAlias = Callable[[Lot, random.Random, str], Planted]
_MAKERS: Final[tuple[tuple[Mapping[str, object], _Maker], ...]] = (
    (NAMES, _name), (SIGNED, _signed), (PEOPLE, _person), (PEN_NAMES, _pen), (OUTLETS, _outlet), (CONTACTS, _contact),
    (TELLS, _tell),
)  # fmt: skip
FORMS: Final = tuple(form for forms, _ in _MAKERS for form in forms)


def second_planted(lot: Lot, *, each: int, seed: int) -> Iterator[Planted]:
    """Yield `each` texts of every form, one identity planted in each."""
    chance = random.Random(seed)  # noqa: S311 - the same corpus every time
    for _ in range(each):
        for forms, make in _MAKERS:
            for form in forms:
                yield make(lot, chance, form)


def second_clean(lot: Lot, *, articles: int, seed: int) -> Iterator[tuple[str, Known]]:
    """Clean articles of 800 words: subjects share names with the authors, places with the outlets."""
    chance = random.Random(seed)  # noqa: S311 - the same corpus every time
    for _ in range(articles):
        outlet = chance.choice(lot.outlets)
        known = Known(
            names=(person(lot, chance), person(lot, chance)),
            pen_names=(chance.choice(lot.pen_words), "TS"),
            outlets=(outlet.name, outlet.alias),
            domains=(outlet.domain,),
            phones=("0981234567",),
        )
        yield "\n".join(body(lot, chance, 800)), known
