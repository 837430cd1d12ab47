"""Who may call which view.

Every view declares its audience with ``allow``; one that declares none is refused before it runs.
A signed-in person outside the audience meets the same 404 as for a page that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import BigInteger, Integer, String, bindparam, exists, select
from sqlalchemy.orm import Session

from contest.accounts.models import EndedSession, Membership, Person
from contest.accounts.types import PersonId, Role
from contest.db import columns_of, db
from contest.errors import NotVisible
from contest.seasons.models import Season
from contest.seasons.types import SeasonHead, SeasonId, Stage

View = TypeVar("View", bound=Callable[..., Any])
NO_ROLES: frozenset[Role] = frozenset()


class Audience(StrEnum):
    """Audiences that are not a role of a season."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ADMIN = "admin"


class ViewWithoutAudience(RuntimeError):
    """A view forgot to say who may call it: a bug, found by the route test."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """The signed-in person as every request knows them."""

    id: PersonId
    full_name: str
    email: str
    locale: str
    is_admin: bool
    session_epoch: int
    session_key: str = ""
    roles: Mapping[int, frozenset[Role]] = field(default_factory=dict)

    def get_id(self) -> str:
        """What the session keeps: the epoch makes all old sessions void at once, the key this one."""
        return f"{self.id}:{self.session_epoch}:{self.session_key}".removesuffix(":")

    def roles_in(self, season_id: int) -> frozenset[Role]:
        """Roles in one season; none elsewhere."""
        return self.roles.get(season_id, NO_ROLES)


def allow(*audience: Role | Audience) -> Callable[[View], View]:
    """Declare who may call a view: any of the named roles in the season of the address, or an audience."""

    def declare(view: View) -> View:
        view.audience = frozenset(audience)  # type: ignore[attr-defined]  # read back by _guard
        return view

    return declare


def audience_of(view: Callable[..., Any]) -> frozenset[Role | Audience]:
    """The declared audience. Errors: ViewWithoutAudience."""
    declared: frozenset[Role | Audience] | None = getattr(view, "audience", None)
    if not declared:
        raise ViewWithoutAudience(getattr(view, "__qualname__", repr(view)))
    return declared


def current_season() -> SeasonHead:
    """The season of the address. Errors: NotVisible outside one."""
    head: SeasonHead | None = g.get("season")
    if head is None:
        raise NotVisible
    return head


def current_roles() -> frozenset[Role]:
    """The actor's roles in the season of the address."""
    season: SeasonHead | None = g.get("season")
    if season is None or not current_user.is_authenticated:
        return NO_ROLES
    return current_user.roles_in(season.id)  # type: ignore[no-any-return]  # Flask-Login ships no types


# Asked in every request; putting a statement together costs more than running it.
_person, _membership, _season = columns_of(Person), columns_of(Membership), columns_of(Season)
_ended = columns_of(EndedSession)
_PERSON = (
    _person.id,
    _person.full_name,
    _person.email,
    _person.locale,
    _person.is_admin,
    _person.session_epoch,
    _membership.season_id,
    _membership.role,
)
_HEAD = (
    _season.id,
    _season.slug,
    _season.name,
    _season.slogan,
    _season.stage,
    _season.is_public,
    _season.is_demo,
    _season.entries_open_at,
    _season.entries_close_at,
    _season.results_published_at,
)
_OF_SLUG = _season.slug == bindparam("slug", type_=String)
_SEASON = select(*_HEAD).where(_OF_SLUG)
_VISIT = (
    select(*_PERSON, *_HEAD)
    .select_from(
        Person.__table__.outerjoin(Membership.__table__, _membership.person_id == _person.id).outerjoin(
            Season.__table__, _OF_SLUG
        )
    )
    .where(
        _person.id == bindparam("person_id", type_=BigInteger),
        _person.session_epoch == bindparam("epoch", type_=Integer),
        _person.disabled_at.is_(None),
        ~exists().where(_ended.key == bindparam("session_key", type_=String)),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """The person behind a session cookie, and the season they ask for, None where there is no such one."""

    actor: Actor
    slug: str
    season: SeasonHead | None


def load_visit(db_session: Session, session_id: str, slug: str = "") -> Visit | None:
    """Whoever a session cookie stands for, with every role, and a season by its slug, in one query."""
    person_id, _, rest = session_id.partition(":")
    epoch, _, key = rest.partition(":")
    if not person_id.isdecimal() or not epoch.isdecimal():
        return None
    asked = {"person_id": int(person_id), "epoch": int(epoch), "session_key": key, "slug": slug}
    rows = db_session.execute(_VISIT, asked).all()
    if not rows:
        return None
    first = rows[0]
    return Visit(actor=_actor(rows, key), slug=slug, season=_season_head(first[len(_PERSON) :]))


def _actor(rows: Sequence[Any], key: str) -> Actor:
    """A person of one row for each role, or of one without any."""
    roles: dict[int, set[Role]] = {}
    for row in rows:
        if row.season_id is not None:
            roles.setdefault(row.season_id, set()).add(Role(row.role))
    person_id, full_name, email, locale, is_admin, epoch = rows[0][:6]
    return Actor(
        id=PersonId(person_id),
        full_name=full_name,
        email=email,
        locale=locale,
        is_admin=is_admin,
        session_epoch=epoch,
        session_key=key,
        roles={season_id: frozenset(held) for season_id, held in roles.items()},
    )


def find_season(db_session: Session, slug: str) -> SeasonHead | None:
    """The head of a season by the slug in its address."""
    row = db_session.execute(_SEASON, {"slug": slug}).one_or_none()
    return None if row is None else _season_head(row)


def _season_head(values: Sequence[Any]) -> SeasonHead | None:
    """A season of the columns of ``_HEAD``; None of none."""
    season_id, slug, name, slogan, stage, is_public, is_demo, opens, closes, published = values
    if season_id is None:
        return None
    return SeasonHead(
        id=SeasonId(season_id),
        slug=slug,
        name=name,
        slogan=slogan,
        stage=Stage(stage),
        is_public=is_public,
        is_demo=is_demo,
        entries_open_at=opens,
        entries_close_at=closes,
        results_published_at=published,
    )


def init_access(app: Flask, login: LoginManager) -> None:
    """Connect sign-in, the season of the address and the guard."""
    login.user_loader(_load_visitor)
    app.url_value_preprocessor(_take_season_slug)
    app.url_defaults(_give_season_slug)
    app.before_request(_guard)


def _load_visitor(session_id: str) -> Actor | None:
    """For Flask-Login; the season of the address comes along and waits for the guard."""
    g.visit = load_visit(db.session, session_id, g.get("season_slug") or "")
    return None if g.visit is None else g.visit.actor


def _season_of_address() -> SeasonHead | None:
    slug = g.season_slug
    if slug is None:
        return None
    visit: Visit | None = g.get("visit") if current_user.is_authenticated else None
    return visit.season if visit is not None and visit.slug == slug else find_season(db.session, slug)


def _take_season_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.season_slug = values.pop("season_slug", None) if values else None


def _give_season_slug(endpoint: str, values: dict[str, Any]) -> None:
    slug = g.get("season_slug")
    if slug and "season_slug" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "season_slug"):
        values["season_slug"] = slug


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # Flask itself answers: no such address, or the way to the right one
    audience = audience_of(current_app.view_functions[request.endpoint])
    g.season = _season_of_address()
    if Audience.PUBLIC in audience:
        _refuse_hidden_season()
        return None
    if not current_user.is_authenticated:
        return _sign_in_first()
    if _may_enter(audience):
        return None
    raise NotVisible


def _refuse_hidden_season() -> None:
    if g.season_slug is None:
        return
    if g.season is None or not (g.season.is_public or current_roles() or _is_admin()):
        raise NotVisible


def _may_enter(audience: frozenset[Role | Audience]) -> bool:
    if g.season_slug is not None and g.season is None:
        return False
    if _is_admin() or Audience.SIGNED_IN in audience:
        # An administrator keeps the house but never judges: a judge's page needs the role itself.
        return not audience <= {Role.JUDGE} or Role.JUDGE in current_roles()
    return bool(audience & current_roles())


def _is_admin() -> bool:
    return bool(current_user.is_authenticated and current_user.is_admin)


def _sign_in_first() -> ResponseReturnValue:
    if request.method in {"GET", "HEAD"} and request.accept_mimetypes.best != "application/json":
        session["next"] = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in"))
    raise NotVisible
