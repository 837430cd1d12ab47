from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.text.dates import (
    closing_after,
    date_of_document,
    date_vi,
    datetime_vi,
    deadline_vi,
    last_valid_second,
    remaining,
    time_left,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOSES_AT = datetime(2023, 11, 20, 17, 0, tzinfo=UTC)  # midnight in Hà Nội
INSTANTS = st.integers(min_value=0, max_value=4 * 10**15).map(lambda micro: EPOCH + timedelta(microseconds=micro))


def test_instants_are_shown_on_a_vietnamese_clock() -> None:
    assert date_vi(CLOSES_AT) == "21/11/2023"
    assert datetime_vi(CLOSES_AT) == "00:00 21/11/2023"
    assert date_vi(date(2023, 2, 5)) == "05/02/2023"


def test_a_deadline_is_shown_with_its_last_valid_second() -> None:
    assert deadline_vi(CLOSES_AT) == "23:59:59 20/11/2023"


def test_a_document_pads_small_days_and_the_first_two_months() -> None:
    assert date_of_document(date(2023, 2, 5)) == "ngày 05 tháng 02 năm 2023"
    assert date_of_document(date(2023, 3, 15)) == "ngày 15 tháng 3 năm 2023"


@pytest.mark.parametrize(
    ("left", "vi", "en"),
    [
        (
            timedelta(days=3, hours=4, minutes=5),
            "còn 3 ngày 4 giờ",
            "3 days 4 hours left",
        ),
        (timedelta(days=1, minutes=5), "còn 1 ngày", "1 day left"),
        (
            timedelta(minutes=59, seconds=59),
            "còn 59 phút 59 giây",
            "59 minutes 59 seconds left",
        ),
        (timedelta(seconds=1), "còn 1 giây", "1 second left"),
        (timedelta(0), "đã hết hạn", "closed"),
        (timedelta(days=-2), "đã hết hạn", "closed"),
    ],
)
def test_remaining_says_the_two_largest_units(left: timedelta, vi: str, en: str) -> None:
    now = CLOSES_AT - left
    assert remaining(CLOSES_AT, now) == vi
    assert remaining(CLOSES_AT, now, "en") == en


def test_a_datetime_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        date_vi(CLOSES_AT.replace(tzinfo=None))


@given(INSTANTS)
def test_the_last_valid_second_is_in_time_and_the_next_is_not(
    closes_at: datetime,
) -> None:
    last = last_valid_second(closes_at)
    assert last < closes_at <= last + timedelta(seconds=1)
    if not closes_at.microsecond:
        assert closing_after(last) == closes_at


@given(INSTANTS, INSTANTS)
def test_time_left_adds_up(closes_at: datetime, now: datetime) -> None:
    left = time_left(closes_at, now)
    whole = timedelta(days=left.days, hours=left.hours, minutes=left.minutes, seconds=left.seconds)
    assert timedelta(0) <= max(timedelta(0), closes_at - now) - whole < timedelta(seconds=1)
