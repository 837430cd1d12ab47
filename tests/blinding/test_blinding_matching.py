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
        ("Người gửi: Hoàng Yến", [(Sort.TELL, "Hoàng Yến")]),
        ("Người viết: Lý Thu Trà", [(Sort.TELL, "Lý Thu Trà")]),
        (
            "(Nguồn: Cơ quan thường trú Báo Sông Xanh tại Hà Giang)",
            [(Sort.TELL, "Cơ quan thường trú Báo Sông Xanh tại Hà Giang")],
        ),
        ("(Nguồn ảnh: cơ quan thường trú TTXVN)", [(Sort.TELL, "cơ quan thường trú TTXVN")]),
        ("Nguồn: Văn phòng đại diện Đài Bờ Bắc", [(Sort.TELL, "Văn phòng đại diện Đài Bờ Bắc")]),
        (
            "(Theo Cơ quan thường trú khu vực Tây Bắc của Báo Bạn đọc hôm nay)",
            [(Sort.TELL, "Cơ quan thường trú khu vực Tây Bắc của Báo Bạn đọc hôm nay")],
        ),
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


@pytest.mark.parametrize(
    "outlet",
    [
        "Trung tâm VH-TT&TT huyện Sơn Động",
        "Đài PT&TH Bắc Giang",
        "Trung tâm Văn hóa, Thông tin và Thể thao huyện Lạng Giang",
        "Tạp chí Người Làm Báo: Diễn đàn nghề",
        "Đài Truyền hình Kỹ thuật số (VTC) miền núi",
        "Truyền hình Nhân dân | Bản tin vùng cao",
    ],
)
def test_an_outlet_with_signs_in_its_name_is_found(outlet: str) -> None:
    known = Known(outlets=(outlet,))
    for text in (f"(Nguồn: {outlet}, tháng Bảy)", f"{outlet.upper()}\nCột sóng trên đèo", f"Theo {outlet} đưa tin"):
        assert outlet.casefold() in [matched.casefold() for _sort, matched in found(text, known)]


@pytest.mark.parametrize(
    ("outlet", "written"),
    [
        (
            "Trung tâm Văn hóa, Thông tin và Thể thao huyện Sơn Động",
            "Trung tâm Văn hóa Thông tin và Thể thao huyện Sơn Động",
        ),
        (
            "Trung tâm Văn hóa, Thông tin và Thể thao huyện Sơn Động",
            "TRUNG TÂM VĂN HÓA - THÔNG TIN & THỂ THAO HUYỆN SƠN ĐỘNG",
        ),
        ("Đài Phát thanh & Truyền hình Bờ Bắc", "Đài Phát thanh và Truyền hình Bờ Bắc"),
        ("Trung tâm VH-TT&TT huyện Sơn Động", "Trung tâm VHTT và TT huyện Sơn Động"),
    ],
)
def test_an_outlet_written_with_other_signs_is_found(outlet: str, written: str) -> None:
    assert (Sort.OUTLET, written) in found(f"Bà con xem {written} mỗi tối.", Known(outlets=(outlet,)))


def test_a_sign_parts_every_name_that_does_not_hold_it() -> None:
    known = Known(outlets=("Trung tâm Văn hóa, Thông tin và Thể thao huyện Sơn Động", "Báo Tuổi Trẻ Thủ Đô"))
    assert found("Đọc báo Tuổi, Trẻ, Thủ Đô là ba chuyện khác nhau.", known) == []


HANG = Known(names=("Trần Thị Hàng", "Nguyễn Văn Hải"), pen_names=("Hoa",), outlets=("Báo Hòa Bình", "HBO"))


@pytest.mark.parametrize(
    "text",
    [
        "Ảnh: Hàng xóm giúp nhau dựng nhà.",
        "Phóng viên Hàng không vũ trụ được nhắc tới.",
        "Bài: Hải sản về bến",
        "Nguồn: Hàng hóa ùn ứ",
        "Nguồn cơ quan thường trú nào cũng được.",
        "Người gửi: Hàng xóm cùng thôn",
        "Tên người gửi và người nhận tiền đều được ghi lại.",
        "Cơ quan thường trú của Liên hợp quốc tại Việt Nam khen ngợi.",
        "Ảnh: Người dân xã Canh Nậu thu hoạch vải.",
        "Hội Nhà báo Việt Nam và ngày Báo chí Cách mạng.",
        "Hoa nở. Hoa quả ế ẩm, hoa tươi tăng giá.",
        "Công văn số 5128/BC-UBND ngày 20/06/2023; Quyết định số 24 ngày 20-6-2023.",
        "Ngày 20/06/2023, mưa lớn. Cập nhật số liệu ngày 20/06/2023 cho thấy.",
        "Số 12 phố Hàng Bạc, ngày 20/06/2023.",
        "Tỉnh Hòa Bình, hòa bình thế giới, kênh hbo.",
        "Từ đó, Hải đảo xa dần.",
        "Yên Bái và Hòa Bình cùng học cách làm này.",
    ],
)
def test_everyday_words_like_a_name_are_left_alone(text: str) -> None:
    assert found(text, HANG) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ảnh: Hàng chụp", [(Sort.BYLINE, "Hàng")]),
        ("Bài: Hoa và nhóm bạn", [(Sort.PEN_NAME, "Hoa")]),
        ("Ảnh: Hải Quyên", [(Sort.TELL, "Hải Quyên")]),
        ("Ảnh: Nguyễn Văn Hải, Lê Tú", [(Sort.NAME, "Nguyễn Văn Hải"), (Sort.TELL, "Lê Tú")]),
        ("A\u0309nh:\u00a0Tu\u0301 Quye\u0302n", [(Sort.TELL, "Tu\u0301 Quye\u0302n")]),
        ("Gọi 0084 981 234 567", [(Sort.PHONE, "0084 981 234 567")]),
        ("thư a.b [at] bao [dot] vn", [(Sort.EMAIL, "a.b [at] bao [dot] vn")]),
        ("(HBO) - Chiều 5/9", [(Sort.OUTLET, "HBO")]),
        ("Số 5128 · 20/06/2023", [(Sort.ISSUE, "Số 5128 · 20/06/2023")]),
        ("SỐ 24 (1387) - THỨ BA, NGÀY 20-6-2023", [(Sort.ISSUE, "SỐ 24 (1387) - THỨ BA, NGÀY 20-6-2023")]),
        ("in trên số ra ngày 20/6/2023.", [(Sort.ISSUE, "số ra ngày 20/6/2023")]),
        ("Phát sóng 19h45 ngày 20/6/2023", [(Sort.ISSUE, "Phát sóng 19h45 ngày 20/6/2023")]),
        ("Mở bài.\nThứ Ba, 20/06/2023 | 07:15 GMT+7\nTiếp.", [(Sort.ISSUE, "Thứ Ba, 20/06/2023 | 07:15 GMT+7")]),
    ],
)
def test_signs_beside_a_name_are_found(text: str, expected: list[tuple[Sort, str]]) -> None:
    assert found(text, HANG) == expected


@pytest.mark.parametrize("outlet", ["Báo Quân đội nhân dân", "Báo Thanh Niên"])
def test_outlet_named_like_a_common_word_needs_its_capital(outlet: str) -> None:
    stem = outlet.removeprefix("Báo ")
    known = Known(outlets=(outlet,))
    assert found(f"Hôm ấy {stem.lower()} cử xe chở vật liệu.", known) == []
    assert found(f"Mời xem {stem} Online lúc 19 giờ.", known) == [(Sort.OUTLET, f"{stem} Online")]


def test_blank_inside_a_syllable_makes_other_words() -> None:
    known = Known(names=("Từ Hoàng Đạo",))
    assert found("Đạo Từ Hoàng đã ở lại", known) == [(Sort.NAME, "Đạo Từ Hoàng")]


@pytest.mark.parametrize("unit", ["a", "a.", "a@", "0 ", "a-", "Ảnh: ", "(", "Số 1 ", "\u200b", "1/"])
def test_cost_grows_with_length_not_faster(unit: str) -> None:
    """A rule that looks from every letter to the end would run for hours here."""
    assert isinstance(scan(unit * 60_000, HANG), list)


@pytest.mark.parametrize(
    ("programme", "text", "found"),
    [
        ("Nông thôn mới Sông Cầu", "Chương trình Nông thôn mới Sông Cầu đã phát sóng.", ["Nông thôn mới Sông Cầu"]),
        ("Nông thôn mới Sông Cầu", "Trong NÔNG THÔN MỚI SÔNG CẦU kỳ này", ["NÔNG THÔN MỚI SÔNG CẦU"]),
        ("Nông thôn mới Sông Cầu", "Xây dựng nông thôn mới sông, cầu, đường", []),
        ("Góc nhìn", "Góc nhìn của người trong cuộc", []),
    ],
)
def test_a_programme_of_three_syllables_names_its_station(programme: str, text: str, found: list[str]) -> None:
    known = Known(programmes=(programme,))
    matches = [(text[one.start : one.end], one.proposal) for one in scan(text, known)]
    assert matches == [(words, "[chương trình]") for words in found]
    assert scan(text, known, outlet_is_visible=True) == []
