"""What is a finding and what is not, case by case."""

from __future__ import annotations

import pytest

from contest.blinding.identities import Known, Sort
from contest.blinding.matching import scan

HAI = Known(names=("Nguyễn Văn Hải",), pen_names=("TS",), outlets=("Báo Bắc Giang",), phones=("0981 234 567",))


def found(text: str, known: Known = HAI, *, outlet_is_visible: bool = False) -> list[tuple[Sort, str]]:
    return [(match.sort, match.matched) for match in scan(text, known, outlet_is_visible=outlet_is_visible)]


@pytest.mark.parametrize(
    "text",
    [
        "Ông Trần Văn Hải trồng vải.",
        "Tỉnh Bắc Giang có 10 huyện, thành phố.",
        "Anh Hải nói chuyện với bà con. Theo Hải, đất ở đây tốt.",
        "TS. Nguyễn Đình Bắc cho biết điều đó. Các TS đều đồng ý.",
        "Ảnh tư liệu. Nguồn vốn vay và nguồn lực xã hội hóa.",
        "Ảnh: Tư liệu",
        "Trao đổi với phóng viên, ông Quân nói.",
        "Tàu ra biển Hải Phòng. Năm 2023: 12.345.678.900 đồng.",
        "Ngày 20/11/2023, số 0123/QĐ-UBND.",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mở đầu.\n\nTS\n\nKết.", [(Sort.PEN_NAME, "TS")]),
        ("…đăng tải tin, bài, phóng sự, video… TS", [(Sort.PEN_NAME, "TS")]),
        ("Bài và ảnh: T.S", [(Sort.PEN_NAME, "T.S")]),
        (
            "Nguồn Bắc Giang: http://baobacgiang.com.vn/x",
            [(Sort.OUTLET, "Bắc Giang"), (Sort.URL, "http://baobacgiang.com.vn/x")],
        ),
        ("Ảnh: Lê Minh", [(Sort.TELL, "Lê Minh")]),
        ("(Theo TTXVN)", [(Sort.TELL, "TTXVN")]),
        ("Phóng viên Trần Khánh ghi.", [(Sort.TELL, "Trần Khánh")]),
        ("Gọi 0981.234.567 nhé", [(Sort.PHONE, "0981.234.567")]),
        ("viết cho a.b@bao.vn", [(Sort.EMAIL, "a.b@bao.vn")]),
    ],
)
def test_signs_of_an_author_are_found(text: str, expected: list[tuple[Sort, str]]) -> None:
    assert found(text) == expected


def test_offsets_fit_the_text_as_given() -> None:
    text = "Xin chào Nguyê\u0303n V\u200băn  HẢI!"
    (match,) = scan(text, HAI)
    assert text[match.start : match.end] == match.matched == "Nguyê\u0303n V\u200băn  HẢI"
    assert match.proposal == "[tên tác giả]"


def test_outlet_may_be_visible() -> None:
    text = "Báo Bắc Giang đăng bài của Nguyễn Văn Hải."
    assert found(text, outlet_is_visible=True) == [(Sort.NAME, "Nguyễn Văn Hải")]
    assert found(text) == [(Sort.OUTLET, "Báo Bắc Giang"), (Sort.NAME, "Nguyễn Văn Hải")]


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "a" * 10_000, "Ả" * 5000, ". " * 5000])
def test_strange_text_is_read_without_a_finding(text: str) -> None:
    assert found(text) == []


def test_empty_knowledge_matches_nothing() -> None:
    assert found("Nguyễn Văn Hải", Known(names=("", " "), pen_names=("",), outlets=("", "-"), emails=("",))) == []
