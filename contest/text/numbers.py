"""Numbers and money as either language of the interface writes them, and amounts in Vietnamese words."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from contest.text.dates import Language

_DIGITS: Final = (
    "không",
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
)
_BILLION: Final = 1_000_000_000
_SWAP = str.maketrans(",.", ".,")


def number(value: int | Decimal, language: Language = "vi") -> str:
    """Thousands and decimals apart: 2140 is «2.140» and 8.5 «8,5», in English «2,140» and «8.5»."""
    english = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return english if language == "en" else english.translate(_SWAP)


def in_field(value: Decimal, language: Language = "vi") -> str:
    """A number as a person types it into a field, its thousands together: «1000», «8,5», in English «8.5»."""
    return f"{value.normalize():f}".replace(".", "." if language == "en" else ",")


def fixed(value: int | Decimal, places: int = 2, language: Language = "vi") -> str:
    """A mark or a total with a fixed count of decimals, rounded half-even: 8.5 is «8,50», in English «8.50»."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return number(exact, language)


def money(amount: int, language: Language = "vi") -> str:
    """An amount of whole đồng: «12.000.000 đồng», in English «12,000,000 đồng»."""
    return f"{number(amount, language)} đồng"


def money_in_words(amount: int) -> str:
    """An amount of whole đồng for a decision or a receipt: «Ba trăm linh ba triệu đồng»."""
    return f"{in_words(amount)} đồng"


def in_words(value: int) -> str:
    """A whole number in Northern words, first letter capital: 303000000 is «Ba trăm linh ba triệu».

    mốt and lăm after mươi (hai mươi mốt, hai mươi lăm; mười lăm but mười một), tư after mươi
    (hai mươi tư; mười bốn, linh bốn), linh for an empty ten, «không trăm» for an empty hundred
    inside a number, and beyond a thousand million the billions are counted again (nghìn tỷ).
    """
    words = _whole(abs(value))
    text = " ".join(["âm", *words] if value < 0 else words)
    return text[0].upper() + text[1:]


def _whole(value: int) -> list[str]:
    if value < _BILLION:
        return _below_billion(value, full=False) or [_DIGITS[0]]
    billions, rest = divmod(value, _BILLION)
    return [*_whole(billions), "tỷ", *_below_billion(rest, full=True)]


def _below_billion(value: int, *, full: bool) -> list[str]:
    """Words of three groups. ``full``: something stands before, so empty hundreds are said."""
    millions, rest = divmod(value, 1_000_000)
    thousands, units = divmod(rest, 1000)
    words: list[str] = []
    for group, name in ((millions, "triệu"), (thousands, "nghìn"), (units, "")):
        if group:
            words += _group(group, full=full or bool(words))
            words += [name] if name else []
    return words


def _group(value: int, *, full: bool) -> list[str]:
    """Words of 1..999; with ``full`` an empty hundred is said («không trăm linh năm»)."""
    hundreds, rest = divmod(value, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    tens, units = divmod(rest, 10)
    if not tens:
        return [*words, *(["linh"] if words else []), _DIGITS[units]] if units else words
    return [*words, *_tens(tens, units)]


def _tens(tens: int, units: int) -> list[str]:
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if not units:
        return words
    special = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return [*words, special.get(units, _DIGITS[units])]
