"""What may be written under each rule key: the shape of its value and the words people read.

Pure; ``rule_values`` checks what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from contest.seasons.types import OtherAwards, RuleKey
from contest.text.dates import date_vi
from contest.web.figures import number


class Shape(StrEnum):
    """What a rule's value looks like."""

    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    KINDS = "kinds"
    WINDOW = "window"
    DOCUMENTS = "documents"
    COMMITMENTS = "commitments"
    TOPICS = "topics"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleWords:
    """A key in words. ``sentence`` is what the thể lệ prints, with ``%(value)s``; ``high`` the largest number."""

    shape: Shape
    label: LazyString
    sentence: LazyString
    help: LazyString
    unit: LazyString | str = ""
    high: int = 0


FILE_KINDS: Final[Mapping[str, LazyString]] = {
    "pdf": _l("PDF"),
    "docx": _l("Word (DOCX)"),
    "text": _l("văn bản"),
    "image": _l("ảnh"),
    "audio": _l("âm thanh"),
    "video": _l("video"),
}
OTHER_AWARD_WORDS: Final[Mapping[str, LazyString]] = {
    OtherAwards.FORBIDDEN: _l("Tác phẩm chưa đoạt giải và không đồng thời gửi dự giải báo chí khác."),
    OtherAwards.DECLARE: _l("Tác phẩm đã hoặc đang dự giải khác phải khai rõ tên giải, đơn vị tổ chức và mức giải."),
    OtherAwards.FREE: _l("Tác phẩm được dự thi dù đã hoặc đang dự giải báo chí khác."),
}


def _number(label: LazyString, sentence: LazyString, help_: LazyString, unit: LazyString, high: int) -> RuleWords:
    return RuleWords(shape=Shape.NUMBER, label=label, sentence=sentence, help=help_, unit=unit, high=high)


RULEBOOK: Final[Mapping[RuleKey, RuleWords]] = {
    RuleKey.PUBLICATION_WINDOW: RuleWords(
        shape=Shape.WINDOW,
        label=_l("Thời gian đăng, phát"),
        sentence=_l("Tác phẩm đăng, phát lần đầu %(value)s."),
        help=_l("Ngày đầu và ngày cuối đều được tính."),
    ),
    RuleKey.MAX_PARTS: _number(
        _l("Số kỳ tối đa"),
        _l("Loạt bài không quá %(value)s kỳ, cùng tác giả, cùng chủ đề, đăng liên tiếp dưới một tên chung."),
        _l("Bài đơn tính là một kỳ."),
        _l("kỳ"),
        100,
    ),
    RuleKey.MIN_WORDS: _number(
        _l("Số chữ tối thiểu"), _l("Mỗi kỳ từ %(value)s chữ trở lên."), _l("Đếm theo từng kỳ."), _l("chữ"), 100_000
    ),
    RuleKey.MAX_WORDS: _number(
        _l("Số chữ tối đa"), _l("Mỗi kỳ không quá %(value)s chữ."), _l("Đếm theo từng kỳ."), _l("chữ"), 100_000
    ),
    RuleKey.MAX_MINUTES: _number(
        _l("Thời lượng tối đa"),
        _l("Thời lượng mỗi kỳ không quá %(value)s phút."),
        _l("Đọc từ tệp, tính theo từng kỳ."),
        _l("phút"),
        600,
    ),
    RuleKey.MAX_PHOTOS: _number(
        _l("Số ảnh tối đa"), _l("Không quá %(value)s ảnh."), _l("Ảnh trong một tác phẩm."), _l("ảnh"), 500
    ),
    RuleKey.MAX_AUTHORS: _number(
        _l("Số tác giả tối đa"),
        _l("Nhóm tác giả không quá %(value)s người, cử một người đại diện."),
        _l("Trong một tác phẩm."),
        _l("tác giả"),
        100,
    ),
    RuleKey.WORKS_PER_AUTHOR: _number(
        _l("Số tác phẩm mỗi tác giả"),
        _l("Mỗi tác giả gửi không quá %(value)s tác phẩm, kể cả tác phẩm đứng tên chung."),
        _l("Tính trên cả mùa giải."),
        _l("tác phẩm"),
        1000,
    ),
    RuleKey.WORKS_PER_UNIT: _number(
        _l("Số tác phẩm mỗi đơn vị"),
        _l("Mỗi đơn vị gửi không quá %(value)s tác phẩm."),
        _l("Tính trên cả mùa giải."),
        _l("tác phẩm"),
        10_000,
    ),
    RuleKey.OTHER_AWARDS: RuleWords(
        shape=Shape.CHOICE,
        label=_l("Giải thưởng khác"),
        sentence=_l("%(value)s"),
        help=_l("Chọn một trong ba cách; các mùa giải rất khác nhau ở điểm này."),
    ),
    RuleKey.FILE_TYPES: RuleWords(
        shape=Shape.KINDS,
        label=_l("Loại tệp tác phẩm"),
        sentence=_l("Tệp tác phẩm thuộc các loại: %(value)s."),
        help=_l("Loại tệp được nhận ra theo nội dung, không theo đuôi tệp."),
    ),
    RuleKey.MIN_FILES: _number(
        _l("Số tệp tối thiểu"), _l("Gửi ít nhất %(value)s tệp tác phẩm."), _l("Tệp tác phẩm."), _l("tệp"), 100
    ),
    RuleKey.MAX_FILES: _number(
        _l("Số tệp tối đa"), _l("Gửi không quá %(value)s tệp tác phẩm."), _l("Tệp tác phẩm."), _l("tệp"), 500
    ),
    RuleKey.MAX_FILE_MB: _number(
        _l("Dung lượng mỗi tệp"), _l("Mỗi tệp không quá %(value)s MB."), _l("Tính theo MB."), _l("MB"), 100_000
    ),
    RuleKey.NEEDS_URL: RuleWords(
        shape=Shape.FLAG,
        label=_l("Cần đường dẫn bài đăng"),
        sentence=_l("Ghi đường dẫn (URL) bài đăng của từng kỳ."),
        help=_l("Dùng cho báo điện tử và đa phương tiện."),
    ),
    RuleKey.NEEDS_TEXT: RuleWords(
        shape=Shape.FLAG,
        label=_l("Cần bản chữ"),
        sentence=_l("Gửi kèm toàn văn hoặc lời bình của tác phẩm."),
        help=_l("Với phát thanh, truyền hình là lời bình."),
    ),
    RuleKey.REQUIRED_DOCUMENTS: RuleWords(
        shape=Shape.DOCUMENTS,
        label=_l("Giấy tờ kèm theo"),
        sentence=_l("Hồ sơ gồm: %(value)s."),
        help=_l("Mỗi dòng một loại giấy tờ."),
    ),
    RuleKey.EVIDENCE_TOPICS: RuleWords(
        shape=Shape.TOPICS,
        label=_l("Chủ đề cần chứng cứ"),
        sentence=_l("Tác phẩm thuộc chủ đề %(value)s kèm tài liệu chứng minh hoặc kết luận của cơ quan có thẩm quyền."),
        help=_l("Thường là chủ đề phê phán tiêu cực."),
    ),
    RuleKey.COMMITMENTS: RuleWords(
        shape=Shape.COMMITMENTS,
        label=_l("Cam kết của tác giả"),
        sentence=_l("Tác giả cam kết: %(value)s."),
        help=_l("Mỗi dòng một cam kết; người gửi tự đánh dấu từng dòng."),
    ),
    RuleKey.TWO_APPROVALS: RuleWords(
        shape=Shape.FLAG,
        label=_l("Hai người duyệt bản kín"),
        sentence=_l("Bản kín của mỗi tác phẩm do hai thư ký khác nhau duyệt trước khi đến giám khảo."),
        help=_l("Người duyệt sau không được là người duyệt trước; bản kín có thay đổi thì duyệt lại từ đầu."),
    ),
    RuleKey.PUBLISHED_SNAPSHOT: RuleWords(
        shape=Shape.FLAG,
        label=_l("Chụp trang đã đăng"),
        sentence=_l("Tổ thư ký được lưu một bản chụp trang đã đăng của tác phẩm để đối chiếu với bài gửi."),
        help=_l(
            "Máy chủ tự tải trang theo đường dẫn trong hồ sơ. Giám khảo không thấy bản chụp, không thấy đường dẫn."
        ),
    ),
}


def sentence(key: RuleKey, value: Any) -> str:  # noqa: ANN401 - the shape is the key's
    """The rule as the thể lệ prints it; empty for a flag that is off."""
    words = RULEBOOK[key]
    if words.shape is Shape.FLAG:
        return str(words.sentence) if value else ""
    if key is RuleKey.MAX_PARTS and value == 1:
        return _("Chỉ nhận tác phẩm một kỳ, không nhận loạt bài.")
    return str(words.sentence) % {"value": _SPOKEN[words.shape](value)}


def _spoken_items(field: str) -> Callable[[Any], str]:
    return lambda value: "; ".join(item[field] for item in value)


_SPOKEN: Final[Mapping[Shape, Callable[[Any], str]]] = {
    Shape.NUMBER: number,
    Shape.CHOICE: lambda value: str(OTHER_AWARD_WORDS[value]),
    Shape.KINDS: lambda value: ", ".join(str(FILE_KINDS[kind]) for kind in value),
    Shape.WINDOW: lambda value: _(
        "từ ngày %(first)s đến hết ngày %(last)s",
        first=date_vi(date.fromisoformat(value["from"])),
        last=date_vi(date.fromisoformat(value["until"])),
    ),
    Shape.DOCUMENTS: _spoken_items("title"),
    Shape.COMMITMENTS: _spoken_items("text"),
    Shape.TOPICS: ", ".join,
}
