"""Forms of those who manage people, and of judges who declare relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import Length

from contest.accounts.forms import EmailForm, at_most, is_letters, offer_organisations, required
from contest.accounts.organisations import OrganisationFacts
from contest.accounts.queries import OrganisationName
from contest.accounts.relations import Declaration
from contest.accounts.types import ROLE_NAMES, OrganisationKind, PersonName, RelationKind, Role
from contest.web.lazy import lazy_text as _l

KIND_NAMES = {
    OrganisationKind.AGENCY: _l("Cơ quan báo chí"),
    OrganisationKind.BRANCH: _l("Chi hội nhà báo"),
    OrganisationKind.OTHER: _l("Đơn vị khác"),
}
RELATION_NAMES = {
    RelationKind.FAMILY: _l("Người thân"),
    RelationKind.COLLEAGUE: _l("Đồng nghiệp, cộng sự"),
    RelationKind.EMPLOYER: _l("Cơ quan từng hoặc đang làm việc"),
    RelationKind.OTHER: _l("Quan hệ khác"),
}
_NAME_LENGTH = 120
_ORGANISATION_LENGTH = 200
_NOTE_LENGTH = 1000
_LIST_LENGTH = 4000


def _choices(names: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in names.items()]


class InviteForm(EmailForm):
    """Whom to invite, as what, from where."""

    role = SelectField(_l("Vai trò"), coerce=str, default="")
    organisation = SelectField(_l("Cơ quan báo chí, đơn vị"), coerce=str, default="")

    def offer(self, organisations: Sequence[OrganisationName]) -> None:
        """Fill both lists; whoever only enters registers without an invitation."""
        self.role.choices = [SelectChoice(role.value, ROLE_NAMES[role]) for role in Role if role is not Role.JOURNALIST]
        offer_organisations(self.organisation, organisations)


class GrantForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One more role for somebody of the season."""

    role = SelectField(_l("Vai trò"), coerce=str, default="")
    organisation = SelectField(_l("Đơn vị đại diện"), coerce=str, default="")

    def offer(self, organisations: Sequence[OrganisationName]) -> None:
        """Fill both lists."""
        self.role.choices = [SelectChoice(role.value, ROLE_NAMES[role]) for role in Role]
        offer_organisations(self.organisation, organisations)


class AgencyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Which agency a person belongs to."""

    agency = SelectField(_l("Cơ quan công tác"), coerce=str, default="")


class RevokeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why a role is taken away."""

    reason = StringField(_l("Lý do"), [required(), at_most(300)])


class DoorForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why an account is closed, or opened again."""

    reason = StringField(_l("Lý do"), [required(), at_most(300)])


class OrganisationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """An organisation; aliases and domains one a line."""

    name = StringField(_l("Tên đơn vị"), [required(), at_most(_ORGANISATION_LENGTH), is_letters])
    kind = SelectField(_l("Loại đơn vị"), choices=_choices(KIND_NAMES), coerce=str, default="agency")
    aliases = TextAreaField(_l("Tên gọi khác"), [at_most(_LIST_LENGTH)], render_kw={"rows": 4})
    domains = TextAreaField(_l("Tên miền"), [at_most(_LIST_LENGTH)], render_kw={"rows": 3, "spellcheck": "false"})

    def facts(self) -> OrganisationFacts:
        """Plain values."""
        return OrganisationFacts(
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data),
            aliases=tuple((self.aliases.data or "").splitlines()),
            domains=tuple((self.domains.data or "").splitlines()),
        )


class RelationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A relation to a person or an agency, by name as typed."""

    kind = SelectField(_l("Quan hệ"), choices=_choices(RELATION_NAMES), coerce=str, default="family")
    to_name = StringField(_l("Với ai, hoặc với cơ quan nào"), [required(), at_most(_NAME_LENGTH), is_letters])
    note = TextAreaField(_l("Ghi chú"), [Length(max=_NOTE_LENGTH)], render_kw={"rows": 2})

    def declaration(self) -> Declaration:
        """Plain values."""
        return Declaration(
            kind=RelationKind(self.kind.data), to_name=self.to_name.data or "", note=self.note.data or ""
        )


class OfficerRelationForm(RelationForm):
    """The same, declared for a judge by the secretariat."""

    person = SelectField(_l("Giám khảo"), coerce=str, default="")

    def offer(self, judges: Sequence[PersonName]) -> None:
        """Fill the list of judges."""
        self.person.choices = [SelectChoice(str(each.id), each.full_name) for each in judges]
