"""Whether a file still fits: pure arithmetic over what is taken and what is allowed."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from contest.settings import GIB, UploadLimits
from contest.submissions.uploads.errors import NoRoom, TooManyOpen
from contest.submissions.uploads.types import FileRules, Usage
from contest.web.figures import number

MIB = 1024 * 1024


def check_size(size: int, rules: FileRules, limits: UploadLimits) -> None:
    """Refuse a file that is too large before a byte of it is sent. Errors: NoRoom."""
    if rules.megabytes is not None and size > rules.megabytes * MIB:
        raise NoRoom(
            _l(
                "Tệp nặng %(size)s MB, quá mức %(limit)s MB ở %(clause)s. Hãy xuất lại tệp nhẹ hơn.",
                size=number(-(-size // MIB)),
                limit=number(rules.megabytes),
                clause=rules.megabytes_clause,
            )
        )
    if size > limits.file:
        raise NoRoom(
            _l("Tệp nặng hơn mức %(limit)s mà hệ thống nhận. Hãy xuất lại tệp nhẹ hơn.", limit=size_text(limits.file))
        )


def check_room(size: int, usage: Usage, limits: UploadLimits) -> None:
    """Refuse a file that no longer fits. Errors: NoRoom, TooManyOpen."""
    if usage.entry_files >= limits.files_per_entry:
        raise NoRoom(
            _l("Hồ sơ đã có %(limit)s tệp, mức nhiều nhất. Hãy bỏ bớt tệp rồi tải lại.", limit=limits.files_per_entry)
        )
    if usage.person_open >= limits.open_per_person:
        raise TooManyOpen(
            _l(
                "Bạn đang có %(limit)s tệp tải dở, mức nhiều nhất cùng lúc. Hãy tải xong hoặc bỏ bớt rồi thử lại.",
                limit=limits.open_per_person,
            )
        )
    for taken, limit, sentence in _shares(usage, limits):
        if taken + size > limit:
            raise NoRoom(sentence)


def _shares(usage: Usage, limits: UploadLimits) -> tuple[tuple[int, int, LazyString], ...]:
    """Bytes taken, bytes at most and what is said, of the dossier, the person and the season."""
    return (
        (
            usage.entry_bytes,
            limits.entry,
            _l("Các tệp của hồ sơ này cộng lại quá %(limit)s. Hãy bỏ bớt tệp.", limit=size_text(limits.entry)),
        ),
        (
            usage.person_bytes,
            limits.person,
            _l("Các tệp bạn đã tải lên cộng lại quá %(limit)s. Hãy bỏ bớt tệp.", limit=size_text(limits.person)),
        ),
        (
            usage.season_bytes,
            limits.season,
            _l(
                "Kho tệp của mùa giải đã đầy (%(limit)s). Hãy báo tổ thư ký; hồ sơ của bạn vẫn được giữ.",
                limit=size_text(limits.season),
            ),
        ),
    )


def size_text(size: int) -> str:
    """Bytes as people say them: «5 GB», «300 MB», «12 KB»; rounded up, so that nothing is 0."""
    for unit, name in ((GIB, "GB"), (MIB, "MB")):
        if size >= unit:
            tenths = -(-size * 10 // unit)
            return f"{number(Decimal(tenths) / 10) if tenths % 10 else number(tenths // 10)} {name}"
    return f"{number(-(-size // 1024))} KB"
