"""What every step of an upload finds out first: whose request, which entry, which file, the form's token."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask_login import current_user
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from contest.access import Actor, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.settings import Settings
from contest.storage.stores import current_store
from contest.submissions.uploads.queries import get_pending, open_entry
from contest.submissions.uploads.services import forget, remove
from contest.submissions.uploads.types import OpenEntry, PendingFile
from contest.web.shell import received_at
from contest.web.turns import end_turn

WRITERS = (Role.JOURNALIST, Role.UNIT, Role.SECRETARY)
"""Whoever may own an entry: a judge's request never reaches the dossiers, not even to be told no."""


def find_open(entry: str) -> OpenEntry:
    """The entry of the address, when this person may change its files now. Errors: NotVisible, UploadsClosed."""
    return open_entry(db.session, season=current_season(), public_id=entry, actor=actor(), now=received_at())


def find_pending(entry: str, file: str) -> PendingFile:
    """The entry's file of the address. Errors: NotVisible, UploadsClosed."""
    return get_pending(db.session, find_open(entry), file)


def release() -> None:
    """End the transaction and the turn: the store may be slow, and SQLite has one write lock for everybody."""
    db.session.rollback()
    end_turn()


def take_out_file(pending: PendingFile) -> None:
    """Take a file out of the dossier and let the store forget it."""
    remove(db.session, file=pending, season_id=current_season().id, person_id=actor().id, now=received_at())
    db.session.commit()
    forget(current_store(), pending)


def check_token(token: str) -> None:
    """Check a form's token that did not come in the usual place. Errors: CSRFError."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def actor() -> Actor:
    """Whoever asks."""
    return cast("Actor", current_user)


def settings() -> Settings:
    """The installation's settings."""
    return cast("Settings", current_app.extensions["contest.settings"])
