"""The rules, clause by clause: what fails, what it says, where it points."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.seasons.types import RuleKey
from contest.submissions.dossier import Dossier, EntryWindow
from contest.submissions.rules_check import check_dossier, check_time, failures_of
from contest.submissions.rules_work import over_limit
from contest.submissions.types import FilePurpose, FileState
from tests.submissions.dossiers import FULL_RULES, OneRule, author, dossier, part, sound_file, work_file

OPENS = datetime(2023, 4, 1, tzinfo=UTC)
CLOSES = datetime(2023, 10, 15, 17, 0, tzinfo=UTC)  # 00:00 on the 16th in Hà Nội


def told(of: Dossier, rules: dict[RuleKey, OneRule] | None = None) -> list[tuple[str, str, str]]:
    """Key, anchor and sentence of every failure."""
    found = failures_of(check_dossier(of, FULL_RULES if rules is None else rules))
    return [(failure.key, failure.anchor, str(failure.message)) for failure in found]


def test_a_full_dossier_fails_nothing_and_every_rule_is_shown() -> None:
    checks = check_dossier(dossier(), FULL_RULES)

    assert [check for check in checks if not check.is_met] == []
    # Evidence is only asked of its topics; who approves a blind copy is no rule for entrants.
    not_here = {RuleKey.EVIDENCE_TOPICS, RuleKey.TWO_APPROVALS, RuleKey.PUBLISHED_SNAPSHOT}
    assert {check.key for check in checks} >= {str(key) for key in RuleKey} - not_here
    assert all(str(check.demand) for check in checks)


SPOILED: list[tuple[str, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("no title", {"title": ""}, [("title", "title", "Chưa có tên tác phẩm. Hãy nhập đúng tên đã đăng, phát.")]),
    (
        "too many words",
        {"body_words": 2140},
        [
            (
                "max_words",
                "body",
                "Tác phẩm dài 2.140 chữ, quá 140 chữ so với Điều 4.2. Hãy rút gọn hoặc chọn thể loại khác.",
            )
        ],
    ),
    (
        "too few words",
        {"body_words": 60},
        [
            (
                "min_words",
                "body",
                "Tác phẩm dài 60 chữ, thiếu 40 chữ so với Điều 4.2. Hãy dán đủ bài hoặc tải tệp có toàn văn.",
            )
        ],
    ),
    (
        "too many parts",
        {"parts": (part(),) * 6},
        [
            (
                "max_parts",
                "parts",
                "Tác phẩm có 6 kỳ, quá 1 kỳ so với Điều 4.2. Hãy chọn những kỳ tiêu biểu nhất.",
            )
        ],
    ),
    (
        "outside the window",
        {"parts": (part(published_on=date(2023, 10, 16)),)},
        [
            (
                "publication_window",
                "parts-0-published_on",
                (
                    "Kỳ 1 đăng, phát ngày 16/10/2023, ngoài thời gian 01/04/2023–15/10/2023 của Điều 4.2. "
                    "Hãy xem lại ngày, hoặc chọn tác phẩm khác."
                ),
            )
        ],
    ),
    (
        "no representative",
        {"authors": (author(is_representative=False),)},
        [
            (
                "representative",
                "authors",
                "Chưa chọn người đại diện. Hãy chọn một tác giả để Ban Tổ chức liên lạc.",
            )
        ],
    ),
    (
        "two representatives",
        {"authors": (author(), author())},
        [("representative", "authors", "Có 2 người đại diện. Hãy chỉ giữ một người.")],
    ),
    (
        "an author with enough works",
        {"authors": (author(others_entered=2),)},
        [
            (
                "works_per_author",
                "authors",
                (
                    "Trần Thị Bình đã có 2 tác phẩm dự thi, đủ số Điều 4.2 cho phép. "
                    "Hãy rút một tác phẩm khác trước khi nộp."
                ),
            )
        ],
    ),
    (
        "a unit with enough works",
        {"unit": "Chi hội Đài", "others_of_unit": 25},
        [
            (
                "works_per_unit",
                "authors",
                "Chi hội Đài đã nộp 25 tác phẩm, đủ số Điều 4.2 cho phép. Hãy rút một tác phẩm khác trước khi nộp.",
            )
        ],
    ),
    (
        "awards neither told nor denied",
        {"no_other_awards": False},
        [
            (
                "other_awards",
                "no_other_awards",
                (
                    "Chưa khai về giải thưởng khác theo Điều 4.2. Hãy đánh dấu “không có”, hoặc ghi tên giải, "
                    "đơn vị tổ chức và mức giải."
                ),
            )
        ],
    ),
    (
        "awards told and denied",
        {"other_awards": "Giải B", "no_other_awards": True},
        [
            (
                "other_awards",
                "no_other_awards",
                "Vừa khai giải thưởng khác vừa xác nhận là không có. Hãy giữ lại một trong hai.",
            )
        ],
    ),
    (
        "a commitment not made",
        {"commitments": frozenset()},
        [
            (
                "commitments",
                "commitments",
                "Chưa đánh dấu cam kết “Tác phẩm do nhóm tác giả làm ra”. Hãy đọc và đánh dấu nếu đồng ý.",
            )
        ],
    ),
    (
        "critical topic without evidence",
        {"topics": frozenset({"T02", "T09"})},
        [
            (
                "evidence_topics",
                "evidence",
                (
                    "Tác phẩm thuộc chủ đề T09 cần tài liệu chứng minh theo Điều 4.2. "
                    "Hãy tải tài liệu ở mục Tài liệu chứng minh."
                ),
            )
        ],
    ),
]


@pytest.mark.parametrize(("spoiled", "expected"), [row[1:] for row in SPOILED], ids=[row[0] for row in SPOILED])
def test_one_spoiled_thing_gives_one_failure(spoiled: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert told(dossier(**spoiled)) == expected


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"category": "Báo in", "genre": None}, {"genre"}),
        ({"primary_topic": None}, {"topic"}),
        ({"authors": ()}, {"authors", "representative"}),
        ({"authors": tuple(author(is_representative=place == 0) for place in range(6))}, {"max_authors"}),
        ({"authors": (author(full_name=""),)}, {"authors"}),
        ({"authors": (author(can_be_reached=False),)}, {"representative"}),
        ({"parts": ()}, {"outlet"}),
        ({"parts": (part(published_on=None),)}, {"outlet"}),
        ({"parts": (part(outlet=""),)}, {"outlet"}),
        ({"parts": (part(url="bao.test/1"),)}, {"needs_url"}),
        ({"parts": (part(url="javascript:alert(1)"),)}, {"needs_url"}),
    ],
)
def test_missing_things_are_named(change: dict[str, Any], keys: set[str]) -> None:
    assert {key for key, _anchor, _message in told(dossier(**change))} == keys


@pytest.mark.parametrize(
    ("spoiled", "key"),
    [
        (work_file(state=FileState.UPLOADING), "files"),
        (work_file(state=FileState.CHECKING), "files"),
        (work_file(state=FileState.REFUSED, refusal="Tệp rỗng."), "files"),
        (work_file(kind="video", container="mp4", words=None), "file_types"),
        (work_file(kind="text", container="odt"), "file_types"),
        (work_file(size=20 * 1024 * 1024 + 1), "max_file_mb"),
    ],
)
def test_a_bad_file_is_named_with_its_rule(spoiled: Any, key: str) -> None:
    whole = dossier()
    found = told(replace(whole, files=(*whole.files, spoiled)))

    assert [(found_key, spoiled.name in message) for found_key, _anchor, message in found] == [(key, True)]


def test_a_missing_document_is_named_by_its_title() -> None:
    found = told(dossier(files=(work_file(),)))

    assert found == [
        (
            "required_documents",
            "documents",
            "Thiếu giấy tờ “Giấy xác nhận của cơ quan báo chí” theo Điều 4.2. Hãy tải bản chụp hoặc bản quét.",
        )
    ]


def test_files_are_counted_by_purpose() -> None:
    whole = dossier()
    photos = tuple(work_file(name=f"{n}.jpg", kind="image", container="jpeg", words=None) for n in range(8))

    assert [key for key, *_ in told(replace(whole, files=(*whole.files, *photos)))] == ["max_files", "max_photos"]
    assert [key for key, *_ in told(replace(whole, files=whole.files[1:]))] == ["min_files"]


def test_evidence_satisfies_its_topic() -> None:
    whole = dossier(topics=frozenset({"T02", "T09"}))
    proof = work_file(purpose=FilePurpose.EVIDENCE, kind="pdf", container="pdf")

    assert told(replace(whole, files=(*whole.files, proof))) == []


@pytest.mark.parametrize(
    ("policy", "told_awards", "denied", "fails"),
    [
        ("free", "", False, False),
        ("free", "Giải A", False, False),
        ("declare", "Giải A", False, False),
        ("declare", "", True, False),
        ("forbidden", "", True, False),
        ("forbidden", "Giải A", False, True),
        ("forbidden", "", False, True),
    ],
)
def test_other_awards_follow_the_policy(policy: str, told_awards: str, denied: bool, fails: bool) -> None:  # noqa: FBT001 - rows of a table
    rules = FULL_RULES | {RuleKey.OTHER_AWARDS: OneRule(policy)}

    assert bool(told(dossier(other_awards=told_awards, no_other_awards=denied), rules)) == fails


def test_a_pdf_page_is_not_counted_as_words() -> None:
    page = work_file(name="trang.pdf", kind="pdf", container="pdf", words=6000)

    assert told(dossier(body_words=0, files=(page,)), {RuleKey.MAX_WORDS: OneRule(2000)}) == []
    assert [
        key for key, *_ in told(dossier(body_words=0, files=(page,)), {RuleKey.NEEDS_TEXT: OneRule(value=True)})
    ] == ["needs_text"]


def test_minutes_are_held_against_each_part() -> None:
    rules = {RuleKey.MAX_MINUTES: OneRule(15)}
    two = (part(), part())

    assert told(dossier(files=(sound_file("15"),)), rules) == []
    assert [message for *_, message in told(dossier(files=(sound_file("15.5"),)), rules)] == [
        "Tệp “bai.mp3” dài 15:30, quá mức 15 phút ở Điều 4.2. Hãy cắt gọn hoặc chọn thể loại khác."
    ]
    assert told(dossier(parts=two, files=(sound_file("29"),)), rules) == []
    assert [message for *_, message in told(dossier(parts=two, files=(sound_file("62"),)), rules)] == [
        "Các kỳ dài tổng cộng 1:02:00, quá mức 15 phút mỗi kỳ ở Điều 4.2. Hãy cắt gọn hoặc tải mỗi kỳ một tệp."
    ]


@pytest.mark.parametrize(
    ("received", "met"),
    [
        (OPENS - timedelta(microseconds=1), False),
        (OPENS, True),
        (CLOSES - timedelta(microseconds=1), True),
        (CLOSES, False),
    ],
)
def test_the_deadline_is_an_instant(received: datetime, met: bool) -> None:  # noqa: FBT001 - rows of a table
    assert check_time(EntryWindow(opens_at=OPENS, closes_at=CLOSES), received).is_met is met


def test_a_late_entry_is_told_both_times() -> None:
    late = check_time(EntryWindow(opens_at=OPENS, closes_at=CLOSES), CLOSES + timedelta(seconds=3))

    assert [str(failure.message) for failure in late.failures] == [
        (
            "Hạn nộp là 23:59:59 15/10/2023; hồ sơ này đến lúc 00:00:03 16/10/2023 nên không còn nhận được. "
            "Nội dung đã nhập vẫn được giữ."
        )
    ]


@pytest.mark.parametrize(
    ("postmark", "met"),
    [(None, False), (date(2023, 3, 31), False), (date(2023, 10, 15), True), (date(2023, 10, 16), False)],
)
def test_paper_is_judged_by_its_postmark(postmark: date | None, met: bool) -> None:  # noqa: FBT001 - rows of a table
    window = EntryWindow(opens_at=OPENS, closes_at=CLOSES, postmarked_on=postmark, is_paper=True)

    assert check_time(window, CLOSES + timedelta(days=10)).is_met is met


def test_a_postmark_of_tomorrow_is_refused() -> None:
    window = EntryWindow(opens_at=OPENS, closes_at=CLOSES, postmarked_on=date(2023, 5, 3), is_paper=True)

    assert not check_time(window, datetime(2023, 5, 2, 8, tzinfo=UTC)).is_met


pieces = st.lists(st.integers(0, 10_000), max_size=6).map(tuple)


@given(pieces, st.integers(0, 6), st.integers(1, 5_000))
def test_the_order_of_pieces_does_not_matter(words: tuple[int, ...], parts: int, limit: int) -> None:
    assert over_limit(words, parts, limit) == over_limit(tuple(reversed(words)), parts, limit) >= 0


@given(pieces, st.integers(0, 6), st.integers(1, 5_000))
def test_a_higher_limit_never_fails_more(words: tuple[int, ...], parts: int, limit: int) -> None:
    assert over_limit(words, parts, limit + 1) <= over_limit(words, parts, limit)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_word_limits_fail_exactly_outside_them(count: int, limit: int) -> None:
    rules = {RuleKey.MAX_WORDS: OneRule(limit), RuleKey.MIN_WORDS: OneRule(limit)}
    keys = {key for key, *_ in told(dossier(body_words=count, files=()), rules)}

    assert keys == ({"max_words"} if count > limit else {"min_words"} if count < limit else set())


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_the_window_holds_exactly_its_days(day: date) -> None:
    rules = {RuleKey.PUBLICATION_WINDOW: FULL_RULES[RuleKey.PUBLICATION_WINDOW]}

    assert (told(dossier(parts=(part(published_on=day),)), rules) == []) == (
        date(2023, 4, 1) <= day <= date(2023, 10, 15)
    )


@given(st.decimals(0, 100_000, places=2), st.integers(1, 600))
def test_minutes_fail_exactly_above_the_limit(seconds: Decimal, limit: int) -> None:
    rules = {RuleKey.MAX_MINUTES: OneRule(limit)}
    found = told(dossier(files=(replace(sound_file("1"), seconds=seconds),)), rules)

    assert bool(found) == (seconds > limit * 60)
