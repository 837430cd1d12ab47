"""Whether a dossier meets a season's rules, clause by clause, and how to mend what does not.

Pure: knows neither the database nor the clock. The service runs it at the instant a request was
received, the form shows its answer from the first minute, the secretary meets it again at intake.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from contest.submissions.dossier import Check, Dossier, EntryWindow, Failure, Rules, Text, checked
from contest.submissions.rules_files import file_checks
from contest.submissions.rules_people import people_checks
from contest.submissions.rules_work import work_checks
from contest.text.dates import date_vi, datetime_vi, deadline_vi, in_hanoi, last_valid_second


def check_dossier(dossier: Dossier, rules: Rules) -> tuple[Check, ...]:
    """Every rule of the category beside the dossier, in the order of the form."""
    return (*work_checks(dossier, rules), *people_checks(dossier, rules), *file_checks(dossier, rules))


def check_time(window: EntryWindow, received_at: datetime) -> Check:
    """Whether the dossier came in time: by the server's clock, or by the postmark when it came on paper."""
    demand = _l("Nộp trong thời hạn, chậm nhất %(last)s", last=deadline_vi(window.closes_at))
    problem = _late_paper(window, received_at) if window.is_paper else _late(window, received_at)
    return checked("deadline", demand, "thoi-han", problem)


def failures_of(checks: tuple[Check, ...]) -> tuple[Failure, ...]:
    """What is left to mend, in order."""
    return tuple(failure for check in checks for failure in check.failures)


def _late(window: EntryWindow, received_at: datetime) -> Text | None:
    if received_at < window.opens_at:
        return _l(
            "Cuộc thi nhận bài từ %(start)s. Bản nháp vẫn được giữ, hãy nộp khi đến ngày.",
            start=datetime_vi(window.opens_at),
        )
    if received_at >= window.closes_at:
        return _l(
            "Hạn nộp là %(last)s; hồ sơ này đến lúc %(now)s nên không còn nhận được. Nội dung đã nhập vẫn được giữ.",
            last=deadline_vi(window.closes_at),
            now=datetime_vi(received_at, seconds=True),
        )
    return None


def _late_paper(window: EntryWindow, received_at: datetime) -> Text | None:
    day = window.postmarked_on
    if day is None:
        return _l("Chưa ghi ngày dấu bưu điện. Hãy nhập ngày trên dấu; hồ sơ nộp tay thì nhập ngày nhận.")
    if day > in_hanoi(received_at).date():
        return _l("Ngày dấu bưu điện %(day)s ở sau hôm nay. Hãy xem lại ngày trên dấu.", day=date_vi(day))
    if day < in_hanoi(window.opens_at).date():
        return _l(
            "Dấu bưu điện ngày %(day)s có trước ngày bắt đầu nhận bài (%(start)s). Hãy xem lại ngày trên dấu.",
            day=date_vi(day),
            start=date_vi(window.opens_at),
        )
    if day > in_hanoi(last_valid_second(window.closes_at)).date():
        return _l(
            "Dấu bưu điện ngày %(day)s quá hạn nộp (%(last)s) nên hồ sơ không còn nhận được.",
            day=date_vi(day),
            last=deadline_vi(window.closes_at),
        )
    return None
