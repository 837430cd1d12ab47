"""The name of an uploaded file as it is kept and shown: only text, never a path, never used as one."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import lazy_gettext as _l

from contest.submissions.uploads.errors import BadAnnouncement

LONGEST = 255

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(given: str) -> str:
    """The name without folders and without marks that turn text around, in NFC.

    Errors: BadAnnouncement (nothing left, over 255 letters, control characters such as NUL).
    """
    if _CONTROL.search(given):
        raise BadAnnouncement(_l("Tên tệp có ký tự điều khiển nên không nhận được. Hãy đổi tên tệp rồi chọn lại."))
    last = re.split(r"[/\\]", given)[-1]
    name = unicodedata.normalize("NFC", _DIRECTION.sub("", last)).strip()
    if len(name) > LONGEST:
        raise BadAnnouncement(
            _l(
                "Tên tệp dài %(length)s ký tự, quá mức %(limit)s. Hãy đổi tên ngắn hơn rồi chọn lại.",
                length=len(name),
                limit=LONGEST,
            )
        )
    if not name.strip("."):
        raise BadAnnouncement(_l("Tệp không có tên. Hãy đặt tên cho tệp rồi chọn lại."))
    return name
