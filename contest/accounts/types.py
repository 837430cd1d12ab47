"""Who a person is to a season."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from flask_babel import lazy_gettext as _l

PersonId = NewType("PersonId", int)
OrganisationId = NewType("OrganisationId", int)


class Role(StrEnum):
    """What a person may be in one season; an administrator is one over all seasons."""

    JOURNALIST = "journalist"
    UNIT = "unit"
    SECRETARY = "secretary"
    JUDGE = "judge"
    CHAIR = "chair"
    ORGANIZER = "organizer"


READ_DOSSIERS = frozenset({Role.SECRETARY, Role.ORGANIZER})
"""Officers who may know whose work a code is before it is unmasked."""

ROLE_NAMES = {
    Role.JOURNALIST: _l("Tác giả"),
    Role.UNIT: _l("Đơn vị dự thi"),
    Role.SECRETARY: _l("Tổ thư ký"),
    Role.JUDGE: _l("Giám khảo"),
    Role.CHAIR: _l("Chủ tịch hội đồng"),
    Role.ORGANIZER: _l("Ban Tổ chức"),
}

ENTRANTS = frozenset({Role.JOURNALIST, Role.UNIT})
OFFICERS = frozenset({Role.SECRETARY, Role.JUDGE, Role.CHAIR, Role.ORGANIZER})
"""Whoever judges, screens or organizes a season cannot enter it (domain.md §2, sources S23, S36)."""


BLIND = frozenset({Role.JUDGE, Role.CHAIR})
NAMING = frozenset({Role.SECRETARY, Role.ORGANIZER})
"""Whoever reads the names of a season cannot score it (docs/decisions/0041-forbidden-pairs.md)."""


class TokenPurpose(StrEnum):
    """What a link sent by e-mail opens; a link opens nothing else."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"


class ConsentPurpose(StrEnum):
    """One consent serves one purpose."""

    PROCESSING = "processing"
    PUBLICATION = "publication"
    NEWS = "news"


class RelationKind(StrEnum):
    """Why somebody should not score a work."""

    FAMILY = "family"
    COLLEAGUE = "colleague"
    EMPLOYER = "employer"
    OTHER = "other"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    AGENCY = "agency"
    BRANCH = "branch"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """A person as officers name one another."""

    id: PersonId
    full_name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What a person says of themself."""

    full_name: str
    pen_name: str = ""
    phone: str = ""
    press_card: str = ""
    organisation_id: int | None = None
