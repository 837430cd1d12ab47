"""A ranking as lines of ready text: a thousand rows are formatted here once, not by calls from the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from contest.judging.totals import Standing
from contest.results.ranking import CHAIR, HIGHEST, MEDIAN
from contest.results.types import CategoryRanking, PrizeHead, RankedWork, UncountedSheet
from contest.text.dates import Language
from contest.web.figures import page_language

STANDING_NAMES = {
    Standing.TOO_FEW_JUDGES: _l("Thiếu phiếu chấm"),
    Standing.AWAITS_THIRD_JUDGE: _l("Chờ giám khảo thứ ba"),
    Standing.AWAITS_PANEL: _l("Chờ tiểu ban hội ý"),
}
STEP_NAMES = {MEDIAN: _l("trung vị"), HIGHEST: _l("phiếu cao nhất"), CHAIR: _l("quyết định của chủ tịch")}
_BETWEEN_MARKS = '</td><td class="num">'
_ADVANCING = "is-in"
SLOT = "%s"
"""Where a row's shape in the template takes a text in."""
_PAIR = 2
_DECIMAL_SIGN: Mapping[Language, str] = {"vi": ",", "en": "."}
_TEXTS_KEPT = 8192
"""Marks and totals kept as text: a thousand works share a few hundred."""


@lru_cache(_TEXTS_KEPT)
def mark_text(value: Decimal | None, language: Language) -> str:
    """A mark with two decimals; a dash for none."""
    return "–" if value is None else f"{value:.2f}".replace(".", _DECIMAL_SIGN[language])


@lru_cache(_TEXTS_KEPT)
def sheet_text(value: Decimal, language: Language) -> str:
    """One judge's total as short as it is exact: «92», «91,5»."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", _DECIMAL_SIGN[language])


def prize_names(prizes: Sequence[PrizeHead]) -> dict[int, str]:
    """Prize id to name."""
    return {prize.id: prize.name for prize in prizes}


def tied_codes(rankings: Sequence[CategoryRanking]) -> Sequence[tuple[str, ...]]:
    """The orders the chair may choose from: both of two tied works; of more, the one in the list, to be changed."""
    groups: dict[tuple[int, int | None], list[str]] = {}
    for ranking in rankings:
        for work in ranking.works:
            if work.tied:
                groups.setdefault((ranking.category.id, work.place), []).append(work.code)
    return [
        order
        for codes in groups.values()
        for order in (tuple(codes), tuple(reversed(codes)))[: 2 if len(codes) == _PAIR else 1]
    ]


def ranking_rows(
    ranking: CategoryRanking, row: str, warning: str, link: str, uncounted: Sequence[UncountedSheet] = ()
) -> Markup:
    """The rows of one category's ranking in the shape of ``row``, notes that warn in the shape of ``warning``.

    A code is a ``link`` to the work's page, unless nobody may see the work now.
    ``uncounted`` are sheets of any work that were left out; they stand behind those that count and say so.
    Shape:  ``row`` is the template's own HTML with one ``slot`` each for: class, place, code, total, title, note,
            spread, sheets, cells of the criteria; ``warning`` has one for the note, ``link`` two for the code.
    """
    words = _Words.of(ranking)
    left_out: dict[int, list[Decimal]] = {}
    for sheet in uncounted:
        if sheet.total is not None:
            left_out.setdefault(sheet.code_id, []).append(sheet.total)
    shape, badge, to_work = str(row), str(warning), str(link)
    # Only the title and the note come from people; all else is digits, commas, codes and our own HTML.
    return Markup("".join([shape % _cells(work, words, badge, to_work, left_out) for work in ranking.works]))  # noqa: S704 - see above


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """Every word a row may use, and the language of its numbers, looked up once."""

    language: Language
    standing: Mapping[Standing, str]
    steps: Mapping[str, str]
    gap: str
    unseen: str
    tied: str
    parted: str
    advances: str
    left_out: str
    has_next: bool

    @classmethod
    def of(cls, ranking: CategoryRanking) -> _Words:
        titles = {column.key: column.title for column in ranking.category.columns}
        return cls(
            language=page_language(),
            standing={standing: str(name) for standing, name in STANDING_NAMES.items()},
            steps={**{step: str(name) for step, name in STEP_NAMES.items()}, **titles},
            gap=_("Chênh lệch lớn"),
            unseen=_("Bản kín đang bị thu hồi"),
            tied=_("Bằng điểm"),
            parted=_("Phân định ở: %(step)s", step="{}"),
            advances=_("Vào vòng sau"),
            left_out=_("%(total)s không tính", total="{}"),
            has_next=ranking.category.quota is not None,
        )


def _cells(
    work: RankedWork, words: _Words, badge: str, link: str, left_out: Mapping[int, Sequence[Decimal]]
) -> tuple[str, ...]:
    note, warns = _note(work, words)
    safe_note = str(escape(note))
    return (
        _ADVANCING if work.advances and words.has_next else "",
        str(work.place or "–"),
        work.code if work.title is None else link % (work.code, work.code),
        mark_text(work.total, words.language),
        "–" if work.title is None else str(escape(work.title)),
        badge % safe_note if warns else safe_note,
        mark_text(work.spread, words.language),
        _sheets(work, words, left_out.get(work.code_id, ())),
        _BETWEEN_MARKS.join(mark_text(mark, words.language) for mark in work.criteria),
    )


def _sheets(work: RankedWork, words: _Words, left_out: Sequence[Decimal]) -> str:
    totals = [sheet_text(total, words.language) for total in work.judge_totals]
    totals += [str(escape(words.left_out.format(sheet_text(total, words.language)))) for total in left_out]
    return "\u00a0· ".join(totals)


def _note(work: RankedWork, words: _Words) -> tuple[str, bool]:
    """The note of a row, and whether it warns."""
    if work.standing is not Standing.SETTLED:
        return words.standing[work.standing], True
    if work.title is None:
        return words.unseen, True
    if work.flagged:
        return words.gap, True
    if work.tied:
        return words.tied, True
    said = [words.advances] if work.advances and words.has_next else []
    if work.decided_by:
        # Said of both sides of the parting, so it must not sound like praise.
        said.append(words.parted.format(words.steps.get(work.decided_by, work.decided_by)))
    return " · ".join(said), False


WORDS: Mapping[str, object] = {
    "marks": lambda value: mark_text(value, page_language()),
    "sheet_total": lambda value: sheet_text(value, page_language()),
    "rows": ranking_rows,
    "slot": SLOT,
    "prize_names": prize_names,
    "prize_list": lambda keys, names: ", ".join(names[int(key)] for key in keys),
    "tied_codes": tied_codes,
}
"""What the pages of the results may call."""
