"""Rules about the work itself: title, genre, topics, parts, words, publication, other awards, commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from contest.seasons.types import RuleKey
from contest.submissions.dossier import Check, Dossier, DossierPart, Failure, RuleCheck, Rules, Text, checked
from contest.submissions.types import FilePurpose
from contest.text.dates import date_vi
from contest.web.figures import number

_WEB = ("http://", "https://")


def work_checks(dossier: Dossier, rules: Rules) -> Iterator[Check]:
    """Checks of the work, in the order of the form."""
    yield _title(dossier)
    if dossier.genre_wanted:
        yield _genre(dossier)
    yield _topic(dossier)
    yield _outlets(dossier)
    if dossier.unread:
        yield _unread(dossier)
    for key, check in _RULES.items():
        if key in rules and (found := check(dossier, rules[key].value, rules[key].clause)) is not None:
            yield found


def text_pieces(dossier: Dossier) -> tuple[int, ...]:
    """Words of each piece of text that was read: the pasted text, else every text file of the work.

    A PDF is no piece: the page of a newspaper holds other people's words too.
    """
    if dossier.body_words:
        return (dossier.body_words,)
    return tuple(
        file.words for file in dossier.verified(FilePurpose.WORK) if file.kind == "text" and file.words is not None
    )


def over_limit(pieces: tuple[int, ...], parts: int, limit: int) -> int:
    """By how much the longest piece is over its limit, 0 when none is.

    A limit is for one part of a series. As many pieces as parts, or more: each piece is a part. Fewer
    (the whole series in one file): together they may be as long as all the parts.
    """
    if not pieces:
        return 0
    parts = max(parts, 1)
    excess = max(pieces) - limit if len(pieces) >= parts else sum(pieces) - limit * parts
    return max(excess, 0)


def _title(dossier: Dossier) -> Check:
    problem = None if dossier.title else _l("Chưa có tên tác phẩm. Hãy nhập đúng tên đã đăng, phát.")
    return checked("title", _l("Có tên tác phẩm"), "title", problem)


def _genre(dossier: Dossier) -> Check:
    problem = (
        None
        if dossier.genre
        else _l("Chưa chọn thể loại. Hãy chọn một thể loại của %(category)s.", category=dossier.category)
    )
    return checked("genre", _l("Chọn một thể loại"), "genre_id", problem)


def _topic(dossier: Dossier) -> Check:
    problem = None if dossier.primary_topic else _l("Chưa chọn chủ đề chính. Hãy chọn chủ đề sát nhất với tác phẩm.")
    return checked("topic", _l("Có một chủ đề chính"), "primary_topic_id", problem)


def _outlets(dossier: Dossier) -> Check:
    demand = _l("Ghi nơi đăng, phát và ngày đăng, phát của từng kỳ")
    if not dossier.parts:
        return checked("outlet", demand, "parts", _l("Chưa có lần đăng, phát nào. Hãy thêm ít nhất một kỳ."))
    problems = []
    for place, part in enumerate(dossier.parts, 1):
        if not part.outlet:
            problems.append(_l("Kỳ %(part)s chưa ghi tên báo, đài. Hãy nhập nơi đã đăng, phát.", part=place))
        if part.published_on is None:
            problems.append(_l("Kỳ %(part)s chưa có ngày đăng, phát. Hãy nhập ngày, tháng, năm.", part=place))
    return checked("outlet", demand, "parts", *problems)


def _unread(dossier: Dossier) -> Check:
    problem = _l(
        "Có %(count)s ô ghi chưa đúng nên chưa đọc được. Hãy sửa ở những ô được đánh dấu trong phiếu.",
        count=number(len(dossier.unread)),
    )
    return checked("unread", _l("Mọi ô đều đọc được"), dossier.unread[0], problem)


def _max_parts(dossier: Dossier, value: int, clause: str) -> Check:
    count = len(dossier.parts)
    problem = (
        _l(
            "Tác phẩm có %(count)s kỳ, quá %(over)s kỳ so với %(clause)s. Hãy chọn những kỳ tiêu biểu nhất.",
            count=number(count),
            over=number(count - value),
            clause=clause,
        )
        if count > value
        else None
    )
    return checked(
        RuleKey.MAX_PARTS, _l("Không quá %(limit)s kỳ", limit=number(value)), "parts", problem, clause=clause
    )


def _max_words(dossier: Dossier, value: int, clause: str) -> Check:
    pieces = text_pieces(dossier)
    over = over_limit(pieces, len(dossier.parts), value)
    problem = (
        _l(
            "Tác phẩm dài %(count)s chữ, quá %(over)s chữ so với %(clause)s. Hãy rút gọn hoặc chọn thể loại khác.",
            count=number(_measured(pieces, dossier)),
            over=number(over),
            clause=clause,
        )
        if over
        else None
    )
    return checked(
        RuleKey.MAX_WORDS, _l("Không quá %(limit)s chữ mỗi kỳ", limit=number(value)), "body", problem, clause=clause
    )


def _min_words(dossier: Dossier, value: int, clause: str) -> Check:
    pieces = text_pieces(dossier)
    short = _short_by(pieces, len(dossier.parts), value)
    demand = _l("Ít nhất %(limit)s chữ mỗi kỳ", limit=number(value))
    problem = (
        _l(
            "Tác phẩm dài %(count)s chữ, thiếu %(short)s chữ so với %(clause)s. "
            "Hãy dán đủ bài hoặc tải tệp có toàn văn.",
            count=number(sum(pieces) if len(pieces) < max(len(dossier.parts), 1) else min(pieces, default=0)),
            short=number(short),
            clause=clause,
        )
        if short
        else None
    )
    return checked(RuleKey.MIN_WORDS, demand, "body", problem, clause=clause)


def _short_by(pieces: tuple[int, ...], parts: int, least: int) -> int:
    parts = max(parts, 1)
    missing = least - min(pieces) if len(pieces) >= parts else least * parts - sum(pieces)
    return max(missing, 0)


def _measured(pieces: tuple[int, ...], dossier: Dossier) -> int:
    """The count that the limit was held against."""
    return max(pieces) if len(pieces) >= max(len(dossier.parts), 1) else sum(pieces)


def _needs_text(dossier: Dossier, value: bool, clause: str) -> Check | None:  # noqa: FBT001 - the rule's own value
    if not value:
        return None
    has_text = bool(text_pieces(dossier)) or bool(dossier.verified(FilePurpose.SCRIPT))
    problem = (
        None
        if has_text
        else _l(
            "Chưa có toàn văn (hoặc lời bình) theo %(clause)s. Hãy dán bài vào ô Toàn văn hoặc tải tệp chữ.",
            clause=clause,
        )
    )
    return checked(RuleKey.NEEDS_TEXT, _l("Có toàn văn hoặc lời bình"), "body", problem, clause=clause)


def _needs_url(dossier: Dossier, value: bool, clause: str) -> Check | None:  # noqa: FBT001 - the rule's own value
    if not value:
        return None
    problems = [
        _l(
            "Kỳ %(part)s chưa có đường dẫn bài đăng theo %(clause)s. Hãy dán địa chỉ bắt đầu bằng https://.",
            part=place,
            clause=clause,
        )
        for place, part in enumerate(dossier.parts, 1)
        if not part.url.lower().startswith(_WEB)
    ]
    return checked(RuleKey.NEEDS_URL, _l("Có đường dẫn bài đăng của từng kỳ"), "parts", *problems, clause=clause)


def _publication_window(dossier: Dossier, value: Mapping[str, str], clause: str) -> Check:
    first, last = date.fromisoformat(value["from"]), date.fromisoformat(value["until"])
    demand = _l("Đăng, phát từ %(first)s đến %(last)s", first=date_vi(first), last=date_vi(last))
    failures = tuple(
        Failure(key=RuleKey.PUBLICATION_WINDOW, clause=clause, message=problem, anchor=f"parts-{place}-published_on")
        for place, part in enumerate(dossier.parts)
        if (problem := _outside(place + 1, part, first, last, clause)) is not None
    )
    whole = checked(RuleKey.PUBLICATION_WINDOW, demand, "parts", clause=clause)
    return replace(whole, failures=failures)


def _outside(place: int, part: DossierPart, first: date, last: date, clause: str) -> Text | None:
    day = part.published_on
    if day is None or first <= day <= last:
        return None
    return _l(
        "Kỳ %(part)s đăng, phát ngày %(day)s, ngoài thời gian %(first)s–%(last)s của %(clause)s. "
        "Hãy xem lại ngày, hoặc chọn tác phẩm khác.",
        part=place,
        day=date_vi(day),
        first=date_vi(first),
        last=date_vi(last),
        clause=clause,
    )


def _other_awards(dossier: Dossier, value: str, clause: str) -> Check | None:
    if value == "free":
        return None
    told = bool(dossier.other_awards)
    demand = (
        _l("Chưa đoạt giải và không gửi giải khác")
        if value == "forbidden"
        else _l("Khai giải thưởng khác của tác phẩm, hoặc xác nhận là không có")
    )
    problem: Text | None = None
    if told and dossier.no_other_awards:
        problem = _l("Vừa khai giải thưởng khác vừa xác nhận là không có. Hãy giữ lại một trong hai.")
    elif value == "forbidden" and told:
        problem = _l(
            "%(clause)s không nhận tác phẩm đã đoạt giải hoặc đang dự giải khác. "
            "Hãy chọn tác phẩm khác, hoặc xóa phần khai nếu ghi nhầm.",
            clause=clause,
        )
    elif not told and not dossier.no_other_awards:
        problem = (
            _l(
                "Chưa khai về giải thưởng khác theo %(clause)s. "
                "Hãy đánh dấu “không có”, hoặc ghi tên giải, đơn vị tổ chức và mức giải.",
                clause=clause,
            )
            if value == "declare"
            else _l(
                "Chưa xác nhận tác phẩm chưa đoạt giải và không dự giải khác theo %(clause)s. "
                "Hãy đánh dấu vào ô xác nhận.",
                clause=clause,
            )
        )
    return checked(RuleKey.OTHER_AWARDS, demand, "no_other_awards", problem, clause=clause)


def _commitments(dossier: Dossier, value: list[Mapping[str, Any]], clause: str) -> Check:
    problems = [
        _l("Chưa đánh dấu cam kết “%(text)s”. Hãy đọc và đánh dấu nếu đồng ý.", text=str(one["text"]))
        for one in value
        if one["key"] not in dossier.commitments
    ]
    return checked(RuleKey.COMMITMENTS, _l("Đánh dấu đủ các cam kết"), "commitments", *problems, clause=clause)


_RULES: dict[RuleKey, RuleCheck] = {
    RuleKey.MAX_PARTS: _max_parts,
    RuleKey.PUBLICATION_WINDOW: _publication_window,
    RuleKey.NEEDS_URL: _needs_url,
    RuleKey.NEEDS_TEXT: _needs_text,
    RuleKey.MIN_WORDS: _min_words,
    RuleKey.MAX_WORDS: _max_words,
    RuleKey.OTHER_AWARDS: _other_awards,
    RuleKey.COMMITMENTS: _commitments,
}
