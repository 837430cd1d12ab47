"""Forms of entries: shape only, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional as MayBeEmpty

from contest.submissions import limits
from contest.submissions.fields import (
    AddressField,
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NumberField,
    TextField,
    check_text,
    number_or_none,
    options,
    shown_text,
    without_marks,
)
from contest.submissions.types import AuthorContent, DraftContent, Licence, PartContent

LANGUAGES = (
    ("vi", _l("Tiếng Việt")),
    ("nung", _l("Tiếng Nùng, có bản dịch")),
    ("tay", _l("Tiếng Tày, có bản dịch")),
    ("other", _l("Tiếng khác, có bản dịch")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryChoices:
    """What one category of a season offers to choose from."""

    genres: Sequence[tuple[int, str]]
    topics: Sequence[tuple[int, str]]
    places: Sequence[tuple[int, str]]
    commitments: Sequence[tuple[str, str]]


class AuthorForm(Form):
    """One author."""

    full_name = LineField(_l("Họ và tên"), most=limits.FULL_NAME)
    pen_name = LineField(_l("Bút danh"), most=limits.PEN_NAME)
    byline = LineField(_l("Tên ghi trên tác phẩm"), most=limits.BYLINE)
    email = LineField(
        _l("Thư điện tử"),
        most=limits.EMAIL,
        render_kw={"type": "email", "inputmode": "email", "autocapitalize": "none"},
    )
    phone = LineField(_l("Điện thoại"), most=limits.PHONE, render_kw={"type": "tel", "inputmode": "tel"})
    press_card = LineField(_l("Số thẻ nhà báo hoặc thẻ hội viên"), most=limits.PRESS_CARD)
    birth_year = NumberField(_l("Năm sinh"), least=limits.OLDEST_BIRTH, most=2100)
    organisation_name = LineField(_l("Đơn vị công tác"), most=limits.ORGANISATION)


class PartForm(Form):
    """One publication."""

    title = LineField(_l("Tên kỳ"), most=limits.PART_TITLE)
    outlet = LineField(_l("Báo, đài đã đăng hoặc phát"), most=limits.OUTLET)
    published_on = DayField(_l("Ngày đăng, phát"))
    issue = LineField(_l("Số báo, trang"), most=limits.ISSUE)
    programme = LineField(_l("Chương trình, giờ phát"), most=limits.PROGRAMME)
    url = AddressField(
        _l("Đường dẫn"), most=limits.URL, render_kw={"type": "url", "inputmode": "url", "placeholder": "https://"}
    )


class EntryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Everything an entrant types; a draft may be as unfinished as it likes."""

    version = HiddenField()
    title = LineField(_l("Tên tác phẩm"), most=limits.TITLE)
    genre_id = ChoiceField(_l("Thể loại"))
    language = SelectField(_l("Ngôn ngữ"), choices=options(LANGUAGES))
    primary_topic_id = ChoiceField(_l("Chủ đề chính"))
    topic_ids = ChoicesField(_l("Chủ đề khác"), coerce=lambda value: number_or_none(value) or -1)
    place_id = ChoiceField(_l("Địa bàn phản ánh"))
    summary = TextField(_l("Tóm tắt"), most=limits.SUMMARY)
    parts = FieldList(FormField(PartForm), max_entries=limits.PARTS)
    body = TextField(_l("Toàn văn hoặc lời bình"), most=limits.BODY)
    authors = FieldList(FormField(AuthorForm), max_entries=limits.AUTHORS)
    representative = NumberField(_l("Người đại diện"), least=0, most=limits.AUTHORS)
    no_other_awards = BooleanField(_l("Tác phẩm chưa đoạt giải và không gửi giải nào khác"))
    other_awards = TextField(_l("Giải thưởng khác của tác phẩm"), most=limits.OTHER_AWARDS)
    commitments = ChoicesField(_l("Cam kết"))
    licence_full = BooleanField(_l("Cho phép đăng toàn văn trên trang công khai nếu tác phẩm đoạt giải"))
    postmarked_on = DayField(_l("Ngày dấu bưu điện"), validators=[MayBeEmpty()])

    def offer(self, choices: EntryChoices) -> None:
        """Fill the lists of the category."""
        self.genre_id.set_choices(choices.genres, empty=str(_l("Chọn thể loại")))
        self.primary_topic_id.set_choices(choices.topics, empty=str(_l("Chọn chủ đề")))
        self.topic_ids.choices = options(choices.topics)
        self.place_id.set_choices(choices.places, empty=str(_l("Không ghi")))
        self.commitments.choices = options(choices.commitments)

    def content(self) -> DraftContent:
        """What was typed, as a draft keeps it: also what its field cannot take."""
        return DraftContent(
            title=self.title.kept,
            genre_id=self.genre_id.data,
            summary=self.summary.kept,
            body=self.body.kept,
            place_id=self.place_id.data,
            primary_topic_id=self.primary_topic_id.data,
            topic_ids=frozenset(self.topic_ids.data or ()),
            language=LANGUAGES[0][0] if self.language.errors else self.language.data,
            other_awards=self.other_awards.kept,
            no_other_awards=bool(self.no_other_awards.data),
            commitments=frozenset(self.commitments.data or ()),
            licence=Licence.FULL if self.licence_full.data else Licence.EXCERPT,
            authors=tuple(
                _author(row.form, place == self.representative.data) for place, row in enumerate(self.authors)
            ),
            parts=tuple(_part(row.form) for row in self.parts),
            postmarked_on=self.postmarked_on.data,
            unread=tuple(_unread(self)),
        )

    def known_version(self) -> int:
        """The version the page was opened on; 0, which no entry has, when it makes no sense."""
        found = number_or_none(self.version.data)
        return found if found is not None and found > 0 else 0

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """Id, label and sentence of every refused field, rows included, in the order of the page."""
        for field in single_fields(self):
            for message in field.errors:
                yield field.id, str(field.label.text), str(message)


def entry_form(choices: EntryChoices, *, version: int, content: DraftContent | None = None) -> EntryForm:
    """The form of a posted request, or filled with a draft."""
    form = EntryForm() if content is None else EntryForm(formdata=None, data=as_data(content, version))
    form.offer(choices)
    unread = dict(content.unread) if content is not None else {}
    for field in single_fields(form) if unread else ():
        text = unread.get(field.name)
        if text is not None:  # shown as it was typed, with what is wrong with it
            field.process(MultiDict({field.name: text}))
            field.validate(form)
    return form


def as_data(content: DraftContent, version: int) -> dict[str, Any]:
    """A draft as the form's data."""
    chosen = [place for place, author in enumerate(content.authors) if author.is_representative]
    plain = {name: getattr(content, name) for name in _SAME_NAMES}
    return plain | {
        "version": version,
        "topic_ids": sorted(content.topic_ids),
        "commitments": sorted(content.commitments),
        "licence_full": content.licence is Licence.FULL,
        "representative": chosen[0] if chosen else None,
        "authors": [
            {name: getattr(author, name) for name in _AUTHOR_NAMES} for author in content.authors or (AuthorContent(),)
        ],
        "parts": [{name: getattr(part, name) for name in _PART_NAMES} for part in content.parts or (PartContent(),)],
    }


def as_posted(form: EntryForm) -> Mapping[str, list[str]]:
    """A filled form as a browser would send it: what a conflict shows beside the other text."""
    sent: MultiDict[str, str] = MultiDict()
    for one in single_fields(form):
        if one.name not in {"csrf_token", "version"}:
            sent.setlist(one.name, _values(one))
    return {name: sent.getlist(name) for name in sent}


class CategoryForm(FlaskForm):  # type: ignore[misc]  # as above
    """Which press type the work is entered in."""

    category_id = RadioField(_l("Loại hình"), coerce=lambda value: number_or_none(value) or 0)

    def offer(self, categories: Iterable[tuple[int, str]]) -> None:
        """Fill the list of the season's categories."""
        self.category_id.choices = options(categories)


class SubmitForm(FlaskForm):  # type: ignore[misc]  # as above
    """Hand in what the page showed, once."""

    version = HiddenField()
    key = HiddenField()

    def known_version(self) -> int:
        """The version the page showed."""
        return number_or_none(self.version.data) or 0

    def known_key(self) -> str:
        """The page's own key, cut to its column."""
        return "".join(char for char in (self.key.data or "") if char.isalnum())[:64]


class WithdrawForm(FlaskForm):  # type: ignore[misc]  # as above
    """Take a work back."""

    reason = TextField(_l("Lý do"), most=limits.REASON)


_SAME_NAMES = (
    "title", "genre_id", "summary", "body", "place_id", "primary_topic_id", "language", "other_awards",
    "no_other_awards", "postmarked_on",
)  # fmt: skip
_AUTHOR_NAMES = (
    "full_name", "pen_name", "byline", "email", "phone", "press_card", "birth_year", "organisation_name",
)  # fmt: skip
_PART_NAMES = ("title", "outlet", "published_on", "issue", "programme", "url")


def _author(form: Form, is_representative: bool) -> AuthorContent:  # noqa: FBT001 - a field's value
    texts = {name: _kept(form[name]) for name in _AUTHOR_NAMES if name != "birth_year"}
    return AuthorContent(**texts, birth_year=form["birth_year"].data, is_representative=is_representative)


def _part(form: Form) -> PartContent:
    texts = {name: _kept(form[name]) for name in _PART_NAMES if name != "published_on"}
    return PartContent(**texts, published_on=form["published_on"].data)


def _kept(field: Field) -> str:
    return field.kept if isinstance(field, (LineField, TextField)) else str(field.data or "")


def single_fields(form: EntryForm) -> Iterator[Field]:
    """Every field that takes a value, those of the rows too, in the order of the page."""
    for field in form:
        for row in field.entries if isinstance(field, FieldList) else [field]:
            yield from row.form if isinstance(row, FormField) else [row]


def _unread(form: EntryForm) -> Iterator[tuple[str, str]]:
    """What was typed into refused fields; nothing where the column keeps all that can be shown of it."""
    for field in single_fields(form):
        if not field.errors or not isinstance(field, (LineField, TextField, DayField, NumberField)):
            continue
        typed = without_marks(shown_text(field))
        if not isinstance(field, (LineField, TextField)) or check_text(typed, field.most, is_line=field.is_line):
            yield field.name, typed


def _values(field: Field) -> list[str]:
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, ChoicesField):
        return [str(value) for value in field.data or ()]
    if isinstance(field, (DayField, NumberField)) and field.errors:
        return [shown_text(field)]
    if isinstance(field, DayField):
        return [field.data.isoformat() if field.data else ""]
    return ["" if field.data is None else str(field.data)]
