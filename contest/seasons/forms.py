"""Forms of the rules editor, one a subject; shape only, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Form, FormField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from contest.seasons.documents import CategoryText, SeasonDocument
from contest.seasons.fields import (
    DayField,
    FlagField,
    InstantField,
    LineField,
    LinesField,
    PointsField,
    ProseField,
    RuleForm,
    WholeField,
    WordField,
    WordsField,
    rows_of,
)
from contest.seasons.policy import Method, OnDeviation, Rounding
from contest.seasons.rulebook import FILE_KINDS, OTHER_AWARD_WORDS, RULEBOOK, Shape
from contest.seasons.types import BlindMode, PressType, PrizeKind, RoundKind, RuleKey
from contest.seasons.words import (
    BLIND_WORDS,
    DEVIATION_CHOICES,
    METHOD_CHOICES,
    NAMING_WORDS,
    PRESS_WORDS,
    PRIZE_KIND_WORDS,
    ROUND_KIND_WORDS,
    ROUNDING_WORDS,
)
from contest.web.lazy import lazy_text as _l

CLAUSE = _l("Điều khoản")
DAY = {"inputmode": "numeric", "maxlength": "10"}
YEAR_DIGITS = 4
INSTANT = {"maxlength": "20"}


def choices(words: Mapping[Any, Any], *, blank: str = "") -> list[Any]:
    """Choices of a menu, with an empty one first where nothing may be said."""
    first = [SelectChoice("", blank)] if blank else []
    return [*first, *(SelectChoice(str(key), word) for key, word in words.items())]


class OrganizerRow(Form):
    """Who organizes, as what."""

    role = LineField(_l("Vai trò"))
    name = LineField(_l("Tên đơn vị"))


class GeneralClauses(Form):
    """Clauses of what the general page says."""

    organizers = LineField(_l("Điều khoản về đơn vị tổ chức"))
    contact = LineField(_l("Điều khoản về nơi nhận"))
    notice = LineField(_l("Điều khoản về công khai"))


class GeneralForm(RuleForm):
    """Names, organizers, contact, public notice."""

    name = LineField(_l("Tên giải"))
    slogan = LineField(_l("Khẩu hiệu"))
    summary = ProseField(_l("Giới thiệu ngắn"))
    naming_scheme = WordField(_l("Cách gọi giải"), choices=choices(NAMING_WORDS))
    notice_days = WholeField(_l("Số ngày công khai lấy ý kiến"))
    contact = ProseField(_l("Nơi nhận hồ sơ giấy và câu hỏi"))
    organizers = rows_of(OrganizerRow, _l("Đơn vị tổ chức"))
    clauses = FormField(GeneralClauses)


class MilestoneRow(Form):
    """A period of the time line."""

    name = LineField(_l("Việc"))
    first = DayField(_l("Ngày đầu"), render_kw=DAY)
    last = DayField(_l("Ngày cuối"), render_kw=DAY)


class DateClauses(Form):
    """Clauses of the dates."""

    dates = LineField(_l("Điều khoản về hạn nhận bài"))
    milestones = LineField(_l("Điều khoản về lịch mùa giải"))


class DatesForm(RuleForm):
    """When entries are taken, and the season's time line."""

    opens_at = InstantField(_l("Mở nhận bài"), render_kw=INSTANT)
    last_second = InstantField(_l("Giây cuối cùng còn nhận"), render_kw=INSTANT)
    milestones = rows_of(MilestoneRow, _l("Lịch mùa giải"))
    clauses = FormField(DateClauses)


class ArticleRow(Form):
    """An article or a clause in free prose."""

    clause = LineField(CLAUSE)
    title = LineField(_l("Tiêu đề (của cả điều)"))
    text = ProseField(_l("Nội dung"))


class ArticlesForm(RuleForm):
    """The prose of the thể lệ."""

    articles = rows_of(ArticleRow, _l("Điều khoản"))


class TopicRow(Form):
    """A topic."""

    code = LineField(_l("Mã"))
    name = LineField(_l("Chủ đề"))
    description = LineField(_l("Diễn giải"))


class TopicsForm(RuleForm):
    """Topics, with the clause they stand in."""

    clause = LineField(_l("Điều khoản về chủ đề"))
    topics = rows_of(TopicRow, _l("Chủ đề"))


class QuestionRow(Form):
    """A question of the eligibility check."""

    key = LineField(_l("Mã"))
    text = LineField(_l("Câu hỏi"))
    clause = LineField(CLAUSE)


class ScreeningForm(RuleForm):
    """The eligibility check."""

    screening = rows_of(QuestionRow, _l("Câu hỏi sơ loại"))


def prize_form(document: SeasonDocument) -> type[RuleForm]:
    """The prize table; a prize is pooled or of one category."""
    names = {one.code: one.name for one in document.categories}

    class PrizeRow(Form):
        name = LineField(_l("Tên giải thưởng"))
        category = WordField(_l("Loại hình"), choices=choices(names, blank=_l("Chung")))
        kind = WordField(_l("Dành cho"), choices=choices(PRIZE_KIND_WORDS), default=PrizeKind.INDIVIDUAL.value)
        level = WholeField(_l("Bậc (0 là Đặc biệt)"))
        count = WholeField(_l("Số giải"))
        money = WholeField(_l("Tiền mỗi giải (đồng)"))
        floor = PointsField(_l("Điểm sàn"))
        clause = LineField(CLAUSE)

    class PrizesForm(RuleForm):
        prizes = rows_of(PrizeRow, _l("Cơ cấu giải thưởng"))

    return PrizesForm


class CriterionRow(Form):
    """A line of a rubric."""

    key = LineField(_l("Mã"))
    title = LineField(_l("Tiêu chí"))
    max_points = PointsField(_l("Điểm tối đa"))
    step = PointsField(_l("Bước điểm"))
    description = LineField(_l("Gợi ý cho giám khảo"))


class RubricForm(RuleForm):
    """The rubric of one category in one round."""

    criteria = rows_of(CriterionRow, _l("Tiêu chí"))


class PolicyForm(Form):
    """How judges' totals become a result."""

    method = WordField(_l("Cách tính kết quả"), choices=choices(METHOD_CHOICES), default=Method.MEAN.value)
    trim_from = WholeField(_l("Bỏ điểm cao nhất, thấp nhất khi có từ (phiếu)"))
    places = WholeField(_l("Số chữ số thập phân"))
    rounding = WordField(_l("Làm tròn"), choices=choices(ROUNDING_WORDS), default=Rounding.HALF_EVEN.value)
    min_judges = WholeField(_l("Số phiếu tối thiểu"))
    max_spread = PointsField(_l("Chênh lệch tối đa giữa hai giám khảo"))
    max_dev_from_mean = PointsField(_l("Lệch tối đa so với trung bình"))
    on_deviation = WordField(
        _l("Khi chênh quá mức"), choices=choices(DEVIATION_CHOICES), default=OnDeviation.FLAG.value
    )


def round_form(document: SeasonDocument) -> type[RuleForm]:
    """A round with a quota for each category."""
    fields = {one.code: WholeField(one.name) for one in document.categories}
    quota_group = type("QuotaGroup", (Form,), fields)

    class RoundForm(RuleForm):
        kind = WordField(_l("Hội đồng"), choices=choices(ROUND_KIND_WORDS), default=RoundKind.PRELIMINARY.value)
        name = LineField(_l("Tên vòng"))
        clause = LineField(CLAUSE)
        judges_per_entry = WholeField(_l("Số giám khảo mỗi tác phẩm"))
        last_second = InstantField(_l("Giây cuối cùng gửi phiếu"), render_kw=INSTANT)
        policy = FormField(PolicyForm)
        tie_break = LinesField(_l("Thứ tự phân định khi bằng điểm"))
        quotas: FormField[Any] = FormField(quota_group)

    return RoundForm


# «from» is no name in Python, so no class body can say it.
WindowForm = type(
    "WindowForm",
    (Form,),
    {
        "from": DayField(_l("Đăng, phát từ ngày"), render_kw=DAY),
        "until": DayField(_l("Đăng, phát đến hết ngày"), render_kw=DAY),
    },
)


def rule_fields(keys: Iterable[RuleKey], topics: Mapping[str, str]) -> dict[str, Any]:
    """A group of value and clause for each rule key."""
    return {key.value: FormField(_rule_group(key, topics), label=RULEBOOK[key].label) for key in keys}


def _rule_group(key: RuleKey, topics: Mapping[str, str]) -> type[Form]:
    words = RULEBOOK[key]
    label = _l("Quy định")
    made: dict[Shape, Any] = {
        Shape.NUMBER: lambda: WholeField(words.label),
        Shape.FLAG: lambda: FlagField(words.label),
        Shape.CHOICE: lambda: WordField(words.label, choices=choices(OTHER_AWARD_WORDS, blank=_l("Không quy định"))),
        Shape.KINDS: lambda: WordsField(words.label, choices=choices(FILE_KINDS)),
        Shape.WINDOW: lambda: FormField(WindowForm, label),
        Shape.DOCUMENTS: lambda: LinesField(words.label),
        Shape.COMMITMENTS: lambda: LinesField(words.label),
        Shape.TOPICS: lambda: WordsField(words.label, choices=choices(topics)),
    }
    return type("RuleGroup", (Form,), {"value": made[words.shape](), "clause": LineField(CLAUSE)})


def limits_form(document: SeasonDocument) -> type[RuleForm]:
    """The rules that hold for every category."""
    topics = {one.code: f"{one.code}. {one.name}" for one in document.topics}
    groups = type("LimitGroups", (Form,), rule_fields(RuleKey, topics))
    return type("LimitsForm", (RuleForm,), {"rules": FormField(groups)})


OF_CATEGORY = tuple(
    key for key in RuleKey if key not in {RuleKey.WORKS_PER_AUTHOR, RuleKey.WORKS_PER_UNIT, RuleKey.EVIDENCE_TOPICS}
)
"""Rules that a category may have of its own; the others count over the whole season."""


def category_form(existing: CategoryText | None) -> type[RuleForm]:
    """A category with genres and its own rules; its code is fixed once it exists."""
    groups = type("CategoryLimits", (Form,), rule_fields(OF_CATEGORY, {}))
    fields: dict[str, Any] = {} if existing else {"code": LineField(_l("Mã"))}
    return type(
        "CategoryForm",
        (RuleForm,),
        fields
        | {
            "press_type": WordField(_l("Nhóm loại hình"), choices=choices(PRESS_WORDS), default=PressType.PRINT.value),
            "name": LineField(_l("Tên loại hình")),
            "description": ProseField(_l("Diễn giải")),
            "blind_mode": WordField(_l("Chấm kín"), choices=choices(BLIND_WORDS), default=BlindMode.FULL.value),
            "clause": LineField(CLAUSE),
            "genres": LinesField(_l("Thể loại, mỗi dòng một thể loại")),
            "rules": FormField(groups),
        },
    )


class NewSeasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Where a new season's rules come from, its name and its address."""

    source = RadioField(_l("Lấy thể lệ từ"), validate_choice=False)
    file = FileField(_l("Tệp thể lệ (TOML)"), render_kw={"accept": ".toml"})
    year = StringField(_l("Năm của mùa giải"), render_kw={"inputmode": "numeric", "maxlength": "4"})
    name = StringField(_l("Tên giải"))
    slug = StringField(_l("Địa chỉ trang"))

    def whole_year(self) -> int:
        """The year as a number; 0 for anything that is none."""
        typed = (self.year.data or "").strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= YEAR_DIGITS else 0


class ActForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A button with its token."""
