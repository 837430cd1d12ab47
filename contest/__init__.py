"""The contest system: the one place where its parts meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from flask_login import LoginManager, current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from contest import drivers, rooms  # noqa: F401 - drivers stands before whatever imports huey
from contest.access import Audience, current_roles, init_access
from contest.accounts.types import OFFICERS, Role
from contest.db import db as orm  # plain `db` would hide the module contest.db
from contest.jobs import init_jobs
from contest.settings import ROOT, Settings
from contest.text.dates import date_vi, datetime_vi, deadline_vi, remaining, time_vi
from contest.web.assets import asset_address
from contest.web.figures import fixed, money, number
from contest.web.folding import FoldingEnvironment
from contest.web.frame import attributes, chosen_theme, form_token, here, menu, path_to, season_home, steady_part
from contest.web.limits import init_limits
from contest.web.navigation import READER, NavItem, items_for
from contest.web.shell import chosen_language, init_shell, received_at
from contest.web.threads import engine_options
from contest.web.turns import init_turns


class _House(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view or hook here is a coroutine; Flask would ask each of them in every request."""
        return func


def create_app(settings: Settings) -> Flask:
    """Build one application from one installation's settings."""
    app = _House(
        "contest",
        instance_path=str(settings.instance.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.jinja_environment = FoldingEnvironment
    app.config["TESTING"] = settings.testing
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options()
    app.extensions["contest.settings"] = settings
    init_turns(app)
    init_shell(app, settings)
    orm.init_app(app)
    init_access(app, _login(app))
    init_limits(app, settings)
    for room in rooms.BLUEPRINTS:
        app.register_blueprint(room)
    for connect in rooms.CONNECTORS:
        connect(app, settings)
    init_jobs(app, settings)
    _init_templates(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _login(app: Flask) -> LoginManager:
    login = LoginManager()
    login.session_protection = None  # phones change their address; the epoch and the short cookie guard instead
    login.init_app(app)
    return login


def _init_templates(app: Flask) -> None:
    app.jinja_env.filters.update(
        attributes=attributes,
        date=date_vi,
        time=time_vi,
        datetime=datetime_vi,
        deadline=deadline_vi,
        money=money,
        number=number,
        decimal=fixed,
    )
    app.jinja_env.globals.update(
        asset=asset_address,
        navigation=_navigation,
        menu=menu,
        now=received_at,
        remaining=remaining,
        language=chosen_language,
        theme=chosen_theme,
        here=here,
        path_to=path_to,
        season_home=season_home,
        steady_part=steady_part,
        csrf_token=form_token,
    )
    app.context_processor(lambda: {"season": g.get("season")})


def _navigation() -> list[NavItem]:
    season = g.get("season")
    roles = current_roles()
    if season is not None and current_user.is_authenticated and current_user.is_admin:
        # An administrator may open what the organizers open, with or without their office.
        roles |= {Role.ORGANIZER}
    held = {Audience.PUBLIC.value, *(str(role) for role in roles)}
    if not roles & OFFICERS:
        held.add(READER)
    if current_user.is_authenticated:
        held.add(Audience.SIGNED_IN)
        if current_user.is_admin:
            held.add(Audience.ADMIN)
    return list(items_for(rooms.NAVIGATION, frozenset(held), in_season=season is not None))
