"""A ranking as lines of ready text: a thousand rows are formatted here once, not by calls from the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from contest.judging.totals import Standing
from contest.results.ranking import CHAIR, HIGHEST, MEDIAN
from contest.results.types import CategoryRanking, RankedWork

STANDING_NAMES = {
    Standing.TOO_FEW_JUDGES: _l("Thiếu phiếu chấm"),
    Standing.AWAITS_THIRD_JUDGE: _l("Chờ giám khảo thứ ba"),
    Standing.AWAITS_PANEL: _l("Chờ tiểu ban hội ý"),
}
STEP_NAMES = {MEDIAN: _l("trung vị"), HIGHEST: _l("phiếu cao nhất"), CHAIR: _l("quyết định của chủ tịch")}
_BETWEEN_MARKS = Markup('</td><td class="num">')


@dataclass(frozen=True, kw_only=True, slots=True)
class RankingLine:
    """One row of the ranking page. ``marks`` are the cells of the criteria, joined."""

    place: str
    code: str
    title: str
    marks: Markup
    sheets: str
    spread: str
    total: str
    note: str
    tone: str
    advances: bool


def mark_text(value: Decimal | None) -> str:
    """A mark with two decimals and a comma; a dash for none."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def ranking_lines(ranking: CategoryRanking) -> Sequence[RankingLine]:
    """The rows of one category's ranking."""
    words = _Words.of(ranking)
    return [_line(work, words) for work in ranking.works]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """Every word a note may use, looked up once."""

    standing: Mapping[Standing, str]
    steps: Mapping[str, str]
    gap: str
    tied: str
    ahead: str
    advances: str
    has_next: bool

    @classmethod
    def of(cls, ranking: CategoryRanking) -> _Words:
        titles = {column.key: column.title for column in ranking.category.columns}
        return cls(
            standing={standing: str(name) for standing, name in STANDING_NAMES.items()},
            steps={**{step: str(name) for step, name in STEP_NAMES.items()}, **titles},
            gap=_("Chênh lệch lớn"),
            tied=_("Bằng điểm"),
            ahead=_("Hơn ở: %(step)s", step="{}"),
            advances=_("Vào vòng sau"),
            has_next=ranking.category.quota is not None,
        )


def _line(work: RankedWork, words: _Words) -> RankingLine:
    note, tone = _note(work, words)
    return RankingLine(
        place=str(work.place or "–"),
        code=work.code,
        title=work.title,
        marks=_cells(work.criteria),
        sheets=" · ".join(map(mark_text, work.judge_totals)),
        spread=mark_text(work.spread),
        total=mark_text(work.total),
        note=note,
        tone=tone,
        advances=work.advances and words.has_next,
    )


def _cells(marks: Iterable[Decimal | None]) -> Markup:
    # Only digits, commas and dashes are joined here: nothing a person typed.
    return Markup(_BETWEEN_MARKS.join(map(mark_text, marks)))  # noqa: S704 - see above


def _note(work: RankedWork, words: _Words) -> tuple[str, str]:
    """The note of a row and its tone: a warning, or quiet."""
    if work.standing is not Standing.SETTLED:
        return words.standing[work.standing], "warn"
    if work.flagged:
        return words.gap, "warn"
    if work.tied:
        return words.tied, "warn"
    if work.decided_by:
        return words.ahead.format(words.steps.get(work.decided_by, work.decided_by)), ""
    return (words.advances, "") if work.advances and words.has_next else ("", "")
