"""The register of rooms: every blueprint, menu item and connector of the application.

A room that adds pages adds its lines here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from contest.accounts import season_board as offices_board
from contest.accounts import views as accounts
from contest.blinding import following
from contest.blinding import season_board as copies_board
from contest.blinding import views as blinding
from contest.judging import council_views as council
from contest.judging import council_work_views as council_work
from contest.judging import covering
from contest.judging import film_views as judging_film
from contest.judging import season_board as rounds_board
from contest.judging import views as judging
from contest.notices import season_board as mails_board
from contest.notices import views as notices
from contest.notices.tasks import init_notices
from contest.portal import views as portal
from contest.results import views as results
from contest.seasons import views as seasons
from contest.settings import Settings
from contest.storage import init_storage
from contest.submissions import season_board as entries_board
from contest.submissions import views as submissions
from contest.submissions.uploads import relay as upload_relay
from contest.submissions.uploads import views as uploads
from contest.submissions.uploads.show import init_uploads
from contest.web import gallery, objects
from contest.web import views as web
from contest.web.navigation import NavItem

BLUEPRINTS: tuple[Blueprint, ...] = (
    web.bp,
    gallery.bp,
    objects.bp,
    judging.bp,
    judging_film.bp,
    council.bp,
    council_work.bp,
    results.bp,
    portal.bp,
    accounts.bp,
    seasons.bp,
    uploads.bp,
    upload_relay.bp,
    submissions.bp,
    notices.bp,
    blinding.bp,
    blinding.early_bp,
)

NAVIGATION: tuple[NavItem, ...] = (
    *submissions.NAVIGATION,
    *accounts.NAVIGATION,
    *judging.NAVIGATION,
    *council.NAVIGATION,
    *results.NAVIGATION,
    *blinding.NAVIGATION,
    *notices.NAVIGATION,
    *portal.NAVIGATION,
    *seasons.NAVIGATION,
)

CONNECTORS: tuple[Callable[[Flask, Settings], None], ...] = (
    init_storage,
    init_uploads,
    submissions.init_submissions,
    init_notices,
    entries_board.init_season_board,
    copies_board.init_season_board,
    following.init_following,
    rounds_board.init_season_board,
    mails_board.init_season_board,
    offices_board.init_season_board,
    covering.init_covering,
)
