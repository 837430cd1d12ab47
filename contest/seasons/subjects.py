"""The subjects of the rules editor: for each its form, what is in it, and how what was typed becomes a document.

Here those a season has once; ``subjects_by_key`` has those of one category, one round and one rubric.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from contest.seasons import forms
from contest.seasons.documents import ClauseKey, SeasonDocument, SeasonText, plain
from contest.seasons.editing import Editor, save_rules, save_season
from contest.seasons.editing_lists import save_prizes, save_screening, save_topics
from contest.seasons.fields import RuleForm, with_blanks
from contest.seasons.keyed import keyed_rules, listed_rules
from contest.seasons.reader import (
    read_prize,
    read_question,
    read_rules,
    read_season,
    read_topic,
)
from contest.seasons.tables import Problem, Table
from contest.seasons.writer import row_table, rules_table, season_table

Reader = Callable[[Table], SeasonDocument]
Saver = Callable[[Session, Editor, SeasonDocument], bool]
NOWHERE: Final = re.compile(r"(?!)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """One page of the editor, bound to the season as it stands.

    ``read`` makes the edited document out of what was typed, noting problems in the table it gets;
    ``inside`` is the part of a problem's path that this page stands for.
    """

    key: str
    title: LazyString | str
    lead: LazyString
    template: str
    form: type[RuleForm]
    filled: Mapping[str, Any]
    read: Reader
    save: Saver
    items: tuple[str, ...] = ()
    """The lines under the clause this page is about, where its fields name no clause."""
    is_wide: bool = False
    """Its tables need the whole width: what an entrant will read stands below."""
    inside: re.Pattern[str] = NOWHERE
    into: str = ""

    def digest(self) -> str:
        """A short mark of what this page shows now."""
        shown = json.dumps(plain(self.filled), sort_keys=True, default=str)
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    def problems_here(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems with the paths of this page's own fields."""
        return tuple(replace(one, path=self.inside.sub(self.into, one.path).lstrip(".")) for one in problems)


def _season_subject(
    document: SeasonDocument,
    *,
    key: str,
    title: LazyString,
    lead: LazyString,
    form: type[RuleForm],
    fields: Sequence[str],
    clauses: Sequence[ClauseKey] = (),
    rows: str,
) -> Subject:
    """A page over some fields of the season itself; the others stay as they are."""
    now = season_table(document.season)
    shown = {name: now[name] for name in fields if name in now}
    shown[rows] = with_blanks(now[rows])
    shown["clauses"] = {one.value: now["clauses"].get(one.value, "") for one in clauses}

    def read(table: Table) -> SeasonDocument:
        typed = table.raw
        kept = {name: value for name, value in now.items() if name not in fields and name != "clauses"}
        others = {name: clause for name, clause in now["clauses"].items() if name not in set(clauses)}
        merged = {**kept, **typed, "clauses": {**others, **typed.get("clauses", {})}}
        return replace(document, season=read_season(Table(merged, "season", table.problems)))

    def save(session: Session, editor: Editor, edited: SeasonDocument) -> bool:
        return save_season(session, editor=editor, text=edited.season, subject=key)

    return Subject(
        key=key,
        title=title,
        lead=lead,
        template=f"seasons/edit_{key}.html",
        is_wide=rows == "articles",
        form=form,
        filled=shown,
        read=read,
        save=save,
        inside=re.compile(r"^season\b"),
    )


def general(document: SeasonDocument) -> Subject:
    """Names, organizers, contact, public notice."""
    return _season_subject(
        document,
        key="general",
        title=_l("Tên giải và đơn vị tổ chức"),
        lead=_l("Tên giải, đơn vị tổ chức, nơi nhận hồ sơ và số ngày công khai."),
        form=forms.GeneralForm,
        fields=("name", "slogan", "summary", "naming_scheme", "notice_days", "contact", "organizers"),
        clauses=(ClauseKey.ORGANIZERS, ClauseKey.CONTACT, ClauseKey.NOTICE),
        rows="organizers",
    )


def dates(document: SeasonDocument) -> Subject:
    """When entries are taken, and the time line."""
    return _season_subject(
        document,
        key="dates",
        title=_l("Thời gian"),
        lead=_l("Hạn nhận bài và lịch của mùa giải, theo giờ Việt Nam."),
        form=forms.DatesForm,
        fields=("opens_at", "last_second", "milestones"),
        clauses=(ClauseKey.DATES, ClauseKey.MILESTONES),
        rows="milestones",
    )


def articles(document: SeasonDocument) -> Subject:
    """The prose of the thể lệ."""
    return _season_subject(
        document,
        key="articles",
        title=_l("Điều khoản bằng lời"),
        lead=_l("Những điều viết bằng lời: mục đích, đối tượng, bản quyền… Số liệu lấy từ các trang khác."),
        form=forms.ArticlesForm,
        fields=("articles",),
        rows="articles",
    )


def topics(document: SeasonDocument) -> Subject:
    """The topics and the clause they stand in."""
    clause = document.season.clauses.get(ClauseKey.TOPICS, "")

    def read(table: Table) -> SeasonDocument:
        listed = tuple(read_topic(row) for row in table.rows("topics"))
        return replace(document, season=_with_topics_clause(document.season, table), topics=listed)

    def save(session: Session, editor: Editor, edited: SeasonDocument) -> bool:
        moved = save_season(session, editor=editor, text=edited.season, subject="topics")
        return save_topics(session, editor=editor, topics=edited.topics) or moved

    return Subject(
        key="topics",
        title=_l("Chủ đề"),
        lead=_l("Người gửi chọn một chủ đề chính. Chủ đề đã có bài thì không bỏ được, chỉ đổi tên."),
        template="seasons/edit_topics.html",
        is_wide=True,
        form=forms.TopicsForm,
        filled={"clause": clause, "topics": with_blanks([row_table(one) for one in document.topics])},
        read=read,
        save=save,
    )


def _with_topics_clause(season: SeasonText, table: Table) -> SeasonText:
    clause = table.line("clause", 60)
    return replace(season, clauses={**season.clauses, ClauseKey.TOPICS.value: clause})


def limits(document: SeasonDocument) -> Subject:
    """The rules that hold for every category."""
    return Subject(
        key="limits",
        title=_l("Quy định chung"),
        lead=_l("Áp dụng cho mọi loại hình, trừ khi loại hình có quy định riêng. Để trống là không quy định."),
        template="seasons/edit_limits.html",
        form=forms.limits_form(document),
        filled={"rules": listed_rules(rules_table(document.rules))},
        read=lambda table: replace(document, rules=read_rules(_rules_typed(table, document.rules))),
        save=lambda session, editor, edited: save_rules(session, editor=editor, rules=edited.rules),
    )


def _rules_typed(table: Table, before: Sequence[Any]) -> Table:
    return Table(keyed_rules(table.raw.get("rules", {}), before), "rules", table.problems)


def screening(document: SeasonDocument) -> Subject:
    """The eligibility check."""
    return Subject(
        key="screening",
        title=_l("Sơ loại"),
        lead=_l("Những câu hỏi tổ thư ký trả lời có hoặc không với từng hồ sơ."),
        template="seasons/edit_screening.html",
        is_wide=True,
        form=forms.ScreeningForm,
        filled={"screening": with_blanks([row_table(one) for one in document.screening])},
        read=lambda table: replace(document, screening=tuple(read_question(row) for row in table.rows("screening"))),
        save=lambda session, editor, edited: save_screening(session, editor=editor, questions=edited.screening),
    )


def prizes(document: SeasonDocument) -> Subject:
    """The prize table."""
    return Subject(
        key="prizes",
        title=_l("Cơ cấu giải thưởng"),
        lead=_l("Tiền thưởng tính cho một tác phẩm. Điểm sàn chỉ là điều kiện cần, giải có thể để trống."),
        template="seasons/edit_prizes.html",
        is_wide=True,
        form=forms.prize_form(document),
        filled={"prizes": with_blanks([row_table(one) for one in document.prizes])},
        read=lambda table: replace(document, prizes=tuple(read_prize(row) for row in table.rows("prizes"))),
        save=lambda session, editor, edited: save_prizes(session, editor=editor, prizes=edited.prizes),
    )


SUBJECTS: Final[Mapping[str, Callable[[SeasonDocument], Subject]]] = {
    "ten-va-to-chuc": general,
    "thoi-gian": dates,
    "chu-de": topics,
    "quy-dinh-chung": limits,
    "so-loai": screening,
    "giai-thuong": prizes,
    "dieu-khoan": articles,
}
