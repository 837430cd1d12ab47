"""Work after an upload: checking files, giving up what nobody came back for, keeping the store clean."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from contest.db import db, utc_now
from contest.jobs import task
from contest.media.sandbox import remove_left_scratch
from contest.storage.errors import StoreRefused, StoreUnavailable
from contest.storage.house import YOUNG, abort_abandoned, remove_orphans
from contest.storage.stores import current_store
from contest.submissions.uploads.check import conclude, examine, find_waiting
from contest.submissions.uploads.queries import find_abandoned, find_checking
from contest.submissions.uploads.services import forget, give_up
from contest.submissions.uploads.types import FileId

log = logging.getLogger(__name__)

CHECK = "uploads.check"
ABANDONED_AFTER = timedelta(days=14)
"""An upload may be resumed for this long; the bytes it holds count against the quotas meanwhile."""

_AT_ONCE = 20
_CLEANING_MINUTE = 17


@task(CHECK)
def check_file(file_id: int) -> None:
    """Check one received file; a store that is down leaves it waiting for the next sweep."""
    waiting = find_waiting(db.session, FileId(file_id))
    db.session.rollback()  # reading 5 GB must not hold the one write lock of SQLite
    if waiting is None:
        return
    store = current_store()
    try:
        with force_locale("vi"):
            finding = examine(store, waiting)
    except (StoreUnavailable, StoreRefused) as error:
        log.warning("file %s waits: %s", waiting.public_id, type(error).__name__)
        return
    if conclude(db.session, file=waiting, finding=finding, now=utc_now()):
        db.session.commit()
        if finding.refusal:
            store.delete(waiting.key)


@task("uploads.sweep", every_minute=True)
def sweep() -> None:
    """Check what a lost wake-up left behind; once an hour clean up."""
    waiting = find_checking(db.session, limit=_AT_ONCE)
    db.session.rollback()
    for file_id in waiting:
        check_file(file_id)
    now = utc_now()
    if now.minute == _CLEANING_MINUTE:
        clean(now)


def clean(now: datetime) -> None:
    """Give up uploads nobody came back for, then remove what no row refers to and what killed jobs left."""
    store = current_store()
    abandoned = find_abandoned(db.session, before=now - ABANDONED_AFTER, limit=_AT_ONCE)
    for file in abandoned:
        with force_locale("vi"):
            reason = _("Tệp tải dở quá 14 ngày nên đã được bỏ. Hãy chọn lại tệp để tải lên từ đầu.")
        give_up(db.session, file=file, reason=reason)
    db.session.commit()
    for file in abandoned:
        forget(store, file)
    aborted = abort_abandoned(db.session, store, now=now)
    removed = remove_orphans(db.session, store, now=now)
    left = remove_left_scratch(age=YOUNG)
    if aborted or removed or left:
        log.info("cleaned: %s uploads aborted, %s objects, %s folders removed", aborted, removed, left)
