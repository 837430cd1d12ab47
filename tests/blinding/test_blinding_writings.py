"""Ways to name the makers that no corpus was drawn from: initials of outlets, marks and invisible letters, numbers."""

from __future__ import annotations

import time

import pytest

from contest.blinding.identities import Known, Sort
from contest.blinding.matching import scan

HAI = Known(
    names=("Nguyễn Văn Hải",),
    pen_names=("Bình Nguyên",),
    outlets=(
        "Báo Tiền Phong",
        "Báo Sài Gòn Giải Phóng",
        "Báo Lao Động",
        "Báo Bắc Giang",
        "Báo Giáo dục và Thời đại",
        "Thông tấn xã Việt Nam",
        "Đài Truyền hình Việt Nam",
        "Báo Công an",
        "Báo Người Lao Động",
    ),
    domains=("tienphong.vn",),
    emails=("hainv.bg@gmail.com",),
    phones=("0981 234 567", "0204 3856 624"),
    cards=("NB-012345",),
)
SENTENCE = "Sông Lục ngầu đục một buổi chiều mưa, bà con ra đồng từ sớm; {}."
SIGNED = "Chiều xuống chậm trên bãi ngô.\n\n{}"


def found(text: str, known: Known = HAI) -> list[tuple[Sort, str]]:
    return [(match.sort, match.matched) for match in scan(text, known)]


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("TPO - Sông Lục ngầu đục.", "TPO"),
        ("(SGGPO) – Sông Lục ngầu đục.", "SGGPO"),
        ("(TP) - Sông Lục ngầu đục.", "TP"),
        ("LĐO | Sông Lục ngầu đục.", "LĐO"),
        ("LDO | Song Luc nguc duc.", "LDO"),
        ("(BBG) - Sông Lục ngầu đục.", "BBG"),
        ("(NLĐ) - Sông Lục ngầu đục.", "NLĐ"),
        ("GD&TĐ - Sông Lục ngầu đục.", "GD&TĐ"),
        ("SGGP Online – Sông Lục ngầu đục.", "SGGP Online"),
        (SENTENCE.format("trả lời TTXVN, ông Quân nói"), "TTXVN"),
        (SENTENCE.format("phóng viên SGGP có mặt tại đây"), "SGGP"),
        (SENTENCE.format("khán giả VTV1 đã gửi thư"), "VTV1"),
        (SENTENCE.format("trao đổi với Tiền Phong, ông Quân nói"), "Tiền Phong"),
    ],
)
def test_initials_of_an_outlet_are_found(text: str, initials: str) -> None:
    assert (Sort.OUTLET, initials) in found(text)


@pytest.mark.parametrize(
    "name",
    [
        "Hải, Nguyễn Văn",
        "Nguyễn|Văn|Hải",
        "Nguyễn + Văn + Hải",
        "~Nguyễn~Văn~Hải",
        "Nguyễn          Văn          Hải",
        "Nguyễn Văn\n        Hải",
        "ɴɢᴜʏễɴ ᴠăɴ ʜảɪ",
        "".join(f"{letter}\u0336" for letter in "Nguyễn Văn Hải"),
        "".join(f"{letter}\u20dd" for letter in "NguyenVanHai"),
        "B\u034fình Nguy\u034fên",
        "B\ufe0fình Nguyên",
        "B\U000e0041ình Nguyên",
        "\u2066Bình\u2069 Nguyên",
        "Bình\u2800Nguyên",
        "Nguyễn V.H.",
        "Hải N.V.",
    ],
)
def test_names_in_odd_dress_are_found(name: str) -> None:
    letters = "".join(char for char in name if char.isalnum())
    matched = "".join(what for _sort, what in found(SENTENCE.format(name)))
    assert [char for char in matched if char.isalnum()] == list(letters)


@pytest.mark.parametrize(
    "signed", ["HNV", "Hải N.V.", "Nguyễn V.H", "(nvh)", "Hải (tổng hợp)", "BN", "B. Nguyên", "Hải (theo bạn đọc)"]
)
def test_shortened_signatures_are_found(signed: str) -> None:
    assert found(SIGNED.format(signed)) != []
    assert found(SIGNED.format(signed), Known(names=("Lò Thị Mai",), pen_names=("Cọ",))) == []


@pytest.mark.parametrize(
    "number",
    [
        *("0981/234/567", "0981_234_567", "0981·234·567", "0981\u2011234\u2011567", "0981—234—567", "0981 234\n567"),
        *("0981,234,567", "O981.234.567", "981 234 567", "0981  -  234  -  567", "⁰⁹⁸¹²³⁴⁵⁶⁷", "⓪⑨⑧①②③④⑤⑥⑦"),
        *("+84 (0) 981 234 567", "3856624", "3.856.624"),
    ],
)
def test_known_phones_are_found_however_they_are_parted(number: str) -> None:
    assert found(SENTENCE.format(f"số máy {number}")) == [(Sort.PHONE, number)]


def test_two_phones_parted_by_a_slash_are_found_unknown_as_they_are() -> None:
    text = SENTENCE.format("gọi 0912345678/0936 555 111")
    assert found(text, Known()) == [(Sort.PHONE, "0912345678"), (Sort.PHONE, "0936 555 111")]


@pytest.mark.parametrize("card", ["Thẻ nhà báo số 012345", "NB / 012345", "NB-0123\n45"])
def test_press_cards_are_found(card: str) -> None:
    assert [sort for sort, _what in found(SENTENCE.format(card))] == [Sort.CARD]


@pytest.mark.parametrize(
    "where",
    [
        *(
            "tienphong[.]vn",
            "tienphong·vn",
            "tienphong。vn",
            "tienphong",
            "zalo.me/0981",
            "t.me/hainv",
            "youtu.be/dQw4",
        ),
        *("bit.ly/3abc", "@langque_bg", "hainv.bg(a)gmail.com", "hainv.bg{at}gmail.com"),
    ],
)
def test_addresses_and_names_in_networks_are_found(where: str) -> None:
    matched = [what for sort, what in found(SENTENCE.format(f"xem {where}")) if sort in (Sort.URL, Sort.EMAIL)]
    assert "".join(matched) == where


def test_a_page_in_a_network_is_a_credit() -> None:
    assert found(SENTENCE.format("Facebook: Tú Quyên"), Known()) == [(Sort.TELL, "Tú Quyên")]


@pytest.mark.parametrize(
    "text",
    [
        "NÂNG CAO CHẤT LƯỢNG SỐNG",
        "HƯỚNG NGHIỆP CHO LAO ĐỘNG TRẺ",
        "Sáng nay, 5.000 NLĐ nhận quà Tết; TP HCM hỗ trợ thêm.",
        "TP. Bắc Giang hỗ trợ 12 hộ, TP Bắc Ninh 10 hộ.",
        "Lô đất 120 m², cách sông 10³ bước.",
        "Theo văn bản 0123456789/QĐ-UBND của tỉnh.",
        "Số tài khoản 1.234.567.890, mã 3.856.624.000 đồng.",
        "Thửa 0204/3856 rộng 624 m.",
        "Ghép ảnh @2x, giá 20.000 đồng/kg, đi 60 km/h.",
        "Anh Hải, Nguyễn Thị Lan và Trần Văn Sơn cùng đi.",
        "Trao đổi với bà con, ông Quân nói.",
        "Các nội dung: 1. Thu chi | 2. Vay vốn | 3. Việc làm",
        "tha\n\nbn",
    ],
)
def test_what_only_looks_like_them_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "words", ["TP, ", "trao đổi với Tiền Phong, ", "Hải (theo ", "nvh ", "0 9 8 1 2 3 4 5 6 ", "BN "]
)
def test_a_line_of_a_hostile_author_is_no_burden(words: str) -> None:
    """A page's worth takes a millisecond; when each word looked at its whole line, this one took half a minute."""
    line = (words * (250_000 // len(words)))[:250_000]
    began = time.process_time()
    scan(line, HAI)
    assert time.process_time() - began < 8
