"""Whether a name stands where one is expected: after a cue, alone, or signing a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from contest.blinding.skeleton import Skeleton, Word, syllables

_SIGNATURE_WORDS: Final = 9  # a line no longer than this may be a signature
_CUES: Final = frozenset(
    "anh bai tin pv ctv btv mc theo nguon nguonanh tacgia phongvien nhabao thuchien bientap quaiphim daodien "
    "kichban loibinh butdanh va clip video dohoa cunghien congtacvien bientapvien nhom baiviet".split()
)
_EVERYDAY: Final = frozenset({"anh", "bai", "tin", "theo", "nguon", "nhom", "clip", "video"})
"""Cues that are common words as well: a credit only with a colon, or opening a line or bracket."""
_TWO_WORD_CUES: Final = frozenset(
    "tacgia phongvien nhabao thuchien bientap quaiphim daodien kichban loibinh butdanh dohoa baiviet".split()
)
_SPELLED: Final = {word.bare: word.sound for word in syllables("ảnh bài nguồn nhóm và")}
"""Cues as they sound: "Yên Bái và Lạng Sơn" are two provinces, not an article and its author."""
_AFTER_CREDIT: Final = frozenset("va cung chup ghi thuc tong luoc bien dich suu gui cungcap".split())
"""Small words that may follow the name in a credit: "Ảnh: Hải chụp", "Bài: Hải và nhóm bạn"."""
_NEAR: Final = 40  # letters around a form that say what it is; a whole line may be a megabyte
_LONGEST_LINE: Final = 400  # letters before and after a form in a line that may sign
_MARKS: Final = " \t()[]–—-/*•.,"  # around a signature
_AFTER_SIGNATURE: Final = re.compile(
    r"\W*(?:tổng hợp|lược (?:ghi|dịch|thuật)|biên (?:dịch|soạn)|ghi|dịch|thực hiện|sưu tầm|st|th|theo\b.*)\W*",
    re.IGNORECASE,
)
"""What may stand behind a signature in its line: "Hải (tổng hợp)", "TS (theo TTXVN)"."""
_DATELINE: Final = re.compile(r"[ \t]*[)\]]?[ \t]*[-–—|:][ \t]*\S")
_SPOKEN_WITH: Final = re.compile(
    r"(?i:\b(?:trao đổi|nói chuyện|chia sẻ|nói|trả lời)(?: với| cùng| phỏng vấn)?(?: báo)?) $"
)
"""Who is asked by an outlet says so: "Trao đổi với Tiền Phong, ông Quân nói"."""
_COMPOUNDS: Final = {
    name: frozenset(rest.split())
    for name, rest in {
        "hàng": "xóm hóa hoá loạt không hải ngày năm tháng trăm nghìn ngàn chục rào quán đầu ngũ hiên cây",
        "hải": "sản quan quân đảo cảng lý đăng trình âu yến phận",
        "hoa": "quả màu hồng ban văn kỳ hậu lợi tiêu sen đào mai cúc lan tươi viên",
        "hằng": "ngày năm tháng tuần số",
        "hạnh": "phúc kiểm",
        "bình": "quân yên thường đẳng luận chọn minh phong dân diện tĩnh đựng gas xét",
        "an": "toàn ninh sinh tâm cư ủi nhàn bình khang lành dân",
        "minh": "bạch chứng họa hoạ tinh mẫn triết oan",
        "thu": "nhập hoạch hút mua chi gom thập phí ngân hồi",
        "hương": "ước vị thơm khói hồn",
        "hà": "khắc mã tiện hơi",
        "lan": "tỏa toả rộng truyền can",
        "mai": "sau này mốt táng",
        "sơn": "tường dầu mài hào cước",
        "đông": "đảo người đúc con nghẹt dân lạnh y nam bắc",
        "tâm": "huyết sự lý lí điểm thế trí niệm hồn tư dịch",
        "đức": "tính độ hạnh",
        "long": "đong trọng lanh trời",
        "lý": "do thuyết tưởng luận lịch giải",
        "yên": "tâm bình ổn ả vui lặng",
        "quý": "giá hiếm trọng báu vị khách nhất",
        "vui": "vẻ mừng tươi chơi vì",
        "thắng": "lợi cảnh thế tích",
        "tiến": "độ bộ hành trình sĩ triển",
        "hiền": "lành hòa hoà hậu tài",
        "trang": "trại trí bị phục nghiêm thiết",
        "chính": "sách quyền thức đáng xác trị phủ quy",
        "dung": "lượng nham hòa dị tích",
        "hiệp": "hội định đồng sức thương",
        "khoa": "học thi trưởng nhi",
        "xuân": "về sang này mới hè",
        "thành": "công phố lập viên tích quả phần",
        "cường": "độ quốc điệu",
        "thanh": "niên toán tra lý bình tịnh niên",
        "hưng": "thịnh phấn",
        "phương": "án pháp tiện hướng châm thức",
    }.items()
}
"""Given names that open everyday words: the next word tells "Hàng xóm" from a reporter called Hàng."""
_FAMILY_NAMES: Final = frozenset(
    "nguien tran le pham hoang huinh phan vu vo dang bui do ho ngo duong li dinh trieu nong giap than chu ha luong "
    "mai dao doan trinh tong ta to quach vi lo ma sung giang cao luu la thach tang kieu cu phung bach van thi".split()
)
_SENTENCE_END: Final = re.compile(r"[.!?…:;\"”»)\]]\s*$")


def part_of_longer_name(bones: Skeleton, first: int, last: int) -> bool:
    """Whether a capital word right before or after makes this somebody else: Trần | Văn Hải."""
    if first > 0 and bones.gap(first - 1) == " ":
        before = bones.words[first - 1]
        if before.is_capital and not _is_cue(before):
            return before.bare in _FAMILY_NAMES or not starts_sentence(bones, first - 1)
    if last + 1 < len(bones.words) and bones.gap(last) == " ":
        after = bones.words[last + 1]
        return after.is_capital and not _is_cue(after) and not after.bare.isdigit()
    return False


def _is_cue(word: Word) -> bool:
    return word.bare in _CUES and (word.has_no_accents or _SPELLED.get(word.bare, word.sound) == word.sound)


def starts_sentence(bones: Skeleton, index: int) -> bool:
    before = bones.text[max(0, bones.words[index].start - 3) : bones.words[index].start]
    return index == 0 or "\n" in before or bool(_SENTENCE_END.search(before)) or before.rstrip()[-1:] in "“\"'‘-–"


def name_is_expected(bones: Skeleton, first: int, last: int) -> bool:
    """Whether a short form stands where a name stands: after a cue, alone, or signing a paragraph."""
    return _after_cue(bones, first, last) or _in_signature(bones, first, last) or _ends_paragraph(bones, first, last)


def outlet_is_expected(bones: Skeleton, first: int, last: int) -> bool:
    """Whether initials or a short name stand where an outlet names itself: "TPO - …", "Trao đổi với Tiền Phong, …"."""
    begins, ends = bones.words[first].start, bones.words[last].end
    before, after = bones.text[max(0, begins - _NEAR) : begins], bones.text[ends : ends + _NEAR]
    if bones.words[first].is_upper:
        line = before.rpartition("\n")[2]
        if not line.strip(" \t([") and (len(line) < len(before) or begins < _NEAR):
            return _DATELINE.match(after) is not None
    return after.startswith(",") and _SPOKEN_WITH.search(before) is not None


def opens_compound(bones: Skeleton, last: int) -> bool:
    """Whether the word and the small one after it are an everyday word: hàng xóm, hải sản, bình quân."""
    if last + 1 >= len(bones.words) or bones.gap(last) != " ":
        return False
    after = bones.words[last + 1]
    word = bones.text[bones.words[last].start : bones.words[last].end].lower()
    return not after.is_capital and bones.text[after.start : after.end] in _COMPOUNDS.get(word, ())


def _goes_on(bones: Skeleton, last: int) -> bool:
    """Whether a small word follows that no credit has: "Ảnh: Hải sản về bến" is a sentence."""
    if last + 1 >= len(bones.words) or bones.gap(last) != " ":
        return False
    after = bones.words[last + 1]
    return not after.is_capital and after.bare.isalpha() and after.bare not in _AFTER_CREDIT


def _after_cue(bones: Skeleton, first: int, last: int) -> bool:
    if first == 0 or "\n" in bones.gap(first - 1) or "." in bones.gap(first - 1):
        return False
    before = bones.words[first - 1]
    two = bones.words[first - 2].bare + before.bare if first > 1 else ""
    if before.bare == "va":
        return _after_cue(bones, first - 1, first - 1) or _is_cue(bones.words[max(0, first - 2)])
    if before.bare in _EVERYDAY and _is_cue(before):
        credited = ":" in bones.gap(first - 1) or _opens_credit(bones, first - 1)
        return credited and not _goes_on(bones, last)
    return _is_cue(before) or two in _TWO_WORD_CUES


def _opens_credit(bones: Skeleton, index: int) -> bool:
    """Tell a credit ("Ảnh Hải" opening a line) from a mention ("Anh Hải", "Theo Hải")."""
    word = bones.words[index]
    if word.bare in ("anh", "theo") and word.has_no_accents:
        return _last_before(bones, word.start) in ("(", "[")
    return _opens_line(bones, index)


def _opens_line(bones: Skeleton, index: int) -> bool:
    start = bones.words[index].start
    before = _last_before(bones, start)
    return before in tuple("\n([/–—|") or (not before and start < _NEAR)


def _last_before(bones: Skeleton, start: int) -> str:
    """The last sign before a place that is no blank; empty at the head of the text, or after many blanks."""
    return bones.text[max(0, start - _NEAR) : start].rstrip(" \t")[-1:]


def _line(bones: Skeleton, first: int, last: int) -> tuple[int, int] | None:
    """Where the line begins and ends; None for one that is longer than any signature."""
    begins, ends, text = bones.words[first].start, bones.words[last].end, bones.text
    start = text.rfind("\n", max(0, begins - _LONGEST_LINE), begins) + 1
    end = text.find("\n", ends, ends + _LONGEST_LINE)
    if (start == 0 and begins > _LONGEST_LINE) or (end < 0 and len(text) - ends > _LONGEST_LINE):
        return None
    return start, len(text) if end < 0 else end


def _word_from(bones: Skeleton, offset: int) -> int:
    return bisect_left(bones.words, offset, key=lambda word: word.start)


def _beside(bones: Skeleton, first: int, last: int) -> tuple[str, str] | None:
    """What else stands in a short line, without brackets and marks at its edges."""
    line = _line(bones, first, last)
    if line is None:
        return None
    sides = bones.text[line[0] : bones.words[first].start], bones.text[bones.words[last].end : line[1]]
    return sides[0].strip(_MARKS), sides[1].strip(_MARKS)


def stands_alone(bones: Skeleton, first: int, last: int) -> bool:
    """Whether the form is all there is in its line."""
    return _beside(bones, first, last) == ("", "")


def _in_signature(bones: Skeleton, first: int, last: int) -> bool:
    """A short line that is the form alone, or with marks, or with other names and credits."""
    line, beside = _line(bones, first, last), _beside(bones, first, last)
    if line is None or beside is None:
        return False
    (start, end), (before, after) = line, beside
    if not before and (not after or _AFTER_SIGNATURE.fullmatch(after)):
        return True
    here = bones.words[_word_from(bones, start) : _word_from(bones, end)]
    if len(here) > _SIGNATURE_WORDS or bones.text[start:end].rstrip().endswith((".", "?", "!", "…", "”")):
        return False
    cued = any(map(_is_cue, here[:2])) or any(mark in before[-2:] + after[:2] for mark in "/–—-(")
    return cued and all(word.is_capital for word in bones.words[first : last + 1])


def _ends_paragraph(bones: Skeleton, first: int, last: int) -> bool:
    """Tell a byline that runs on in the last line: "… bền vững. TS", "… bền vững (TS)"."""
    begins, ends = bones.words[first].start, bones.words[last].end
    after = bones.text[ends : ends + _NEAR].split("\n", 1)
    if after[0].strip(" \t)].–—-/") or (len(after) == 1 and len(after[0]) == _NEAR):
        return False
    before = bones.text[max(0, begins - _NEAR) : begins].rpartition("\n")[2]
    opened = before.rstrip(" \t").endswith(("(", "[", "–", "—", "/"))
    spaced = before.endswith(("  ", "\t"))
    return bool(before.strip()) and (opened or spaced or bool(_SENTENCE_END.search(before)))
