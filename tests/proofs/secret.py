"""What must stay hidden: one entry's identity, and another judge's marks, as plain values.

Two worlds are built from two of these. A third is made of canaries: a name that is found nowhere else,
in every column that could carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 6, 15, 3, 30, tzinfo=UTC)
"""The one instant at which every request of a proof is made."""
SLUG = "mua-chung-minh"


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """Everything that may differ between two worlds. Texts hold a mark that occurs nowhere else."""

    name: str = "Hoàng Văn Thái"
    pen_name: str = "Thái Hoàng"
    byline: str = "TH"
    email: str = "thai.hoang@bao-mot.test"
    phone: str = "0912 000 111"
    press_card: str = "IBT-10001"
    birth_year: int = 1979
    outlet: str = "Báo Miền Thượng"
    outlet_alias: str = "BMT"
    outlet_domain: str = "mien-thuong.test"
    title: str = "Đường về bản Hạ"
    body: str = "Phóng viên Hoàng Văn Thái kể chuyện đường về bản Hạ."
    summary: str = "Tóm tắt của bài thứ nhất."
    other_awards: str = "Không"
    unread: str = "ngày 30 tháng 2"
    file_name: str = "hoang-van-thai-bao-mien-thuong.pdf"
    caption: str = "Ảnh: Hoàng Văn Thái"
    file_size: int = 204_800
    sha256: str = "a1" * 32
    part_title: str = "Kỳ 1: Lên núi"
    programme: str = "Chuyên mục Miền núi"
    issue: str = "số 1211"
    url: str = "https://mien-thuong.test/duong-ve-ban-ha"
    published_on: str = "2026-02-03"
    page_text: str = "Báo Miền Thượng – Hoàng Văn Thái – 3/2/2026. Đường về bản Hạ."
    reason: str = "Hồ sơ của anh Thái đủ giấy tờ"
    entered_first: bool = True
    submitted_at: datetime = NOW - timedelta(days=40)
    marks: tuple[int, ...] = (18, 19)
    comment_jury: str = "Ý kiến kín của giám khảo hai: mạnh."
    comment_author: str = "Lời gửi tác giả của giám khảo hai: hay."
    total: int = 37


FIRST = Secret()
OTHER_IDENTITY = replace(
    FIRST,
    name="Đặng Thị Quỳnh Mơ",
    pen_name="Mơ Rừng",
    byline="ĐM",
    email="quynhmo.dang@dai-hai.test",
    phone="0987 654 321 99",
    press_card="IBT-99999",
    birth_year=1994,
    outlet="Đài Phát thanh Truyền hình Hạ Du",
    outlet_alias="HDTV",
    outlet_domain="ha-du.test",
    title="Những người giữ rừng trên đỉnh núi xa nhất huyện",
    body="Đặng Thị Quỳnh Mơ, Đài Hạ Du. " * 30,
    summary="Một tóm tắt khác hẳn, dài hơn nhiều so với bài kia.",
    other_awards="Đã gửi giải của tỉnh",
    unread="Quỳnh Mơ, năm Thìn",
    file_name="Quynh Mo - HDTV - ban cuoi (2).docx",
    caption="Ảnh của Quỳnh Mơ, phóng viên HDTV",
    file_size=91_234_567,
    sha256="b2" * 32,
    part_title="Tập 4",
    programme="Sáng cuối tuần",
    issue="",
    url="https://ha-du.test/video/4",
    published_on="2026-04-29",
    page_text="HDTV, Quỳnh Mơ thực hiện. " * 20,
    reason="Chị Mơ đã bổ sung giấy xác nhận",
    entered_first=False,
    submitted_at=NOW - timedelta(days=21, hours=5, minutes=17),
)
OTHER_MARKS = replace(
    FIRST,
    marks=(3, 2),
    total=5,
    comment_jury="Không đạt, nên loại.",
    comment_author="Cần viết lại từ đầu, dẫn chứng còn yếu.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Canaries:
    """Unique marks by the column they were put into."""

    secret: Secret
    marks: dict[str, str] = field(default_factory=dict)


def canaries() -> Canaries:
    """A secret of canaries: each text column holds a name that nothing else holds."""
    marks = {
        "person.full_name": "Nguyễn Thị Bí Mật Qxa",
        "author.pen_name": "Bút Danh Ẩn Qxb",
        "author.byline": "Ký Tên Qxc",
        "email": "bi.mat.qxd@canary.test",
        "phone": "0900777321",
        "author.press_card": "THE-QXE-777",
        "organisation.name": "Báo Đặc Biệt Kín Qxf",
        "organisation.alias": "Tạp Chí Viết Tắt Qxg",
        "organisation.domain": "qxh-canary.test",
        "entry.title": "Tên Gốc Lộ Diện Qxi",
        "entry.body": "Thân Bài Gốc Lộ Diện Qxj",
        "entry.summary": "Tóm Tắt Gốc Qxk",
        "entry.other_awards": "Giải Khác Đã Đoạt Qxl",
        "entry.unread": "Ô Gõ Sai Qxt",
        "stored_file.name": "Tệp Của Nguyễn Bí Mật Qxm.pdf",
        "stored_file.caption": "Chú Thích Ảnh Của Qxn",
        "stored_file.sha256": "0123deadbeefcafe" * 4,
        "part.title": "Tên Kỳ Đăng Qxo",
        "part.programme": "Chương Trình Phát Qxp",
        "part.issue": "Số Báo Qxq",
        "part.url": "https://qxr-canary.test/bai-viet",
        "published_page.text": "Trang Báo Đã Đăng Qxu",
        "screening_decision.reason": "Lý Do Thẩm Định Qxs",
    }
    return Canaries(
        marks=marks,
        secret=replace(
            FIRST,
            name=marks["person.full_name"],
            pen_name=marks["author.pen_name"],
            byline=marks["author.byline"],
            email=marks["email"],
            phone=marks["phone"],
            press_card=marks["author.press_card"],
            outlet=marks["organisation.name"],
            outlet_alias=marks["organisation.alias"],
            outlet_domain=marks["organisation.domain"],
            title=marks["entry.title"],
            body=marks["entry.body"],
            summary=marks["entry.summary"],
            other_awards=marks["entry.other_awards"],
            unread=marks["entry.unread"],
            file_name=marks["stored_file.name"],
            caption=marks["stored_file.caption"],
            sha256=marks["stored_file.sha256"],
            part_title=marks["part.title"],
            programme=marks["part.programme"],
            issue=marks["part.issue"],
            url=marks["part.url"],
            page_text=marks["published_page.text"],
            reason=marks["screening_decision.reason"],
        ),
    )
