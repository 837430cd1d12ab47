"""The one error of this room as the rest of the house sees it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.errors import ContestError
from contest.media.reasons import MESSAGES, Reason


class CannotProcess(ContestError):
    """A file cannot be used; `message` says why and what to do instead.

    ``detail`` is for the log: it may quote the file and is never shown.
    """

    status = 422

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(_l(MESSAGES[reason]))
        self.args = (str(reason), detail)
        self.reason = reason
        self.detail = detail
