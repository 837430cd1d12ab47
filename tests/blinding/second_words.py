"""Words of the second corpus: people of every kind, outlets with aliases, sentences full of traps.

SECOND was run once before any rule was mended for it, THIRD once after; both have been "seen" since. The
lots share the forms, never a sentence; docs/blinding.md tells what each gave at its first run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ANYWHERE: Final = (
    "Chuyến đi ấy có {} cùng ba bạn trẻ trong câu lạc bộ.",
    "Gửi tòa soạn bản thảo đầu tiên là {}.",
    "{} đã ở lại bản suốt mùa mưa để viết loạt bài này.",
    "Cảm ơn {}, người đã đi cùng chúng tôi.",
    "Ảnh: {}",
    "Tổ chức thực hiện: {}",
    "(Bài, ảnh: {})",
)
SIGNATURES: Final = ("{}", "({})", "– {} –", "                    {}", "Bài: {}", "Bài và ảnh: {}", "Thực hiện: {}")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newsroom: its name, its other names, its domain, and its own name without the head."""

    name: str
    alias: str
    domain: str
    stem: str
    short: str


@dataclass(frozen=True, slots=True)
class Lot:
    """What one lot is made of. ``sentences`` may hold {other}, a person who is no author.

    ``anywhere`` and ``signatures`` are the sentences and last lines that a planted name stands in.
    """

    families: tuple[str, ...]
    middles: tuple[str, ...]
    givens: tuple[str, ...]
    minority: tuple[str, ...]
    pen_words: tuple[str, ...]
    outlets: tuple[Outlet, ...]
    openings: tuple[str, ...]
    sentences: tuple[str, ...]
    calls: tuple[str, ...]
    anywhere: tuple[str, ...] = ANYWHERE
    signatures: tuple[str, ...] = SIGNATURES


SECOND = Lot(
    families=(
        *("Nguyễn", "Trần", "Phạm", "Khuất", "Ông", "Bế", "Nghiêm", "Doãn", "Ninh", "Đàm", "Tôn", "Vương", "Lục"),
        *("Đặng", "Từ", "Thiều", "Phí", "Kiều", "Lý", "Hứa", "Viên", "Cù", "Đậu"),
    ),
    middles=(
        *("Thị", "Văn", "Thị Hồng", "Đình", "Quốc Bảo", "Thị Ngọc", "Hoàng", "Trường", "Thu", "Đăng", "Thị Minh"),
        *("Mạnh", "Bá", "Ái", "Thị Thúy", "Viết", "Sỹ"),
    ),
    givens=(
        *("Hải", "Hoa", "Hằng", "Hạnh", "Bình", "An", "Minh", "Hòa", "Thủy", "Lý", "Phương", "Yên", "Thắng", "Oanh"),
        *("Nguyệt", "Thúy", "Khỏe", "Toán", "Kỳ", "Đạo", "Ước", "Tú", "Thoại", "Huy"),
    ),
    minority=(
        *("Lò Thị Pâng", "Giàng A Chống", "H'Hen Niê", "Y Bhiu Byă", "Rơ Châm H'Yéo", "Ksor Nham", "Hờ A Dính"),
        *("Mùa Thị Mỷ", "Bàn Hữu Tài", "Phàn Phù Sinh", "Thạch Sa Rây", "Siu Blưn", "Đinh Y Hrơi", "Quàng Văn Ún"),
    ),
    pen_words=("Mộc", "Thạch", "Lữ", "Ngọ", "Sao", "Trầm", "Sương", "Khoai", "Nhật", "Rừng"),
    outlets=(
        Outlet("Báo Bắc Giang", "BGĐT", "baobacgiang.vn", "Bắc Giang", "Báo Bắc Giang điện tử"),
        Outlet("Báo Hòa Bình", "HBO", "baohoabinh.com.vn", "Hòa Bình", "Báo điện tử Hòa Bình"),
        Outlet("Báo Nhân Dân", "NDĐT", "nhandan.vn", "Nhân Dân", "Báo Nhân Dân điện tử"),
        Outlet("Đài Phát thanh và Truyền hình Đắk Lắk", "DRT", "daklaktv.vn", "Đắk Lắk", "Đài PT-TH Đắk Lắk"),
        Outlet("Đài Phát thanh và Truyền hình Lào Cai", "LCTV", "laocaitv.vn", "Lào Cai", "Truyền hình Lào Cai"),
        Outlet("Tạp chí Non Nước", "TCNN", "nonnuoc.vn", "Non Nước", "Tạp chí Non Nước"),
        Outlet("Thông tấn xã Việt Nam", "TTXVN", "vietnamplus.vn", "Việt Nam", "Thông tấn xã Việt Nam"),
        Outlet("Báo Sài Gòn Giải Phóng", "SGGP", "sggp.org.vn", "Sài Gòn Giải Phóng", "SGGP Online"),
    ),
    openings=(
        "GIỮ LỬA NGHỀ GIỮA ĐẠI NGÀN",
        "Kỳ 2: Những bước chân không mỏi",
        "(Tiếp theo và hết)",
        "Sáng 14/3, tại trung tâm huyện",
        "Chuyện ghi ở một xóm chài",
    ),
    sentences=(
        "Hoa ban nở trắng con dốc dẫn vào trường, {other} nhắc lũ trẻ đừng bẻ cành.",
        "Bình quân mỗi lao động ở đây thu 6,2 triệu đồng/tháng, theo báo cáo số 5128/BC-UBND ngày 20/06/2023.",
        "An toàn hồ đập là việc {other} lo nhất khi mùa mưa tới.",
        "Hải sản đánh bắt về được phân loại ngay tại cảng; hàng xóm láng giềng xúm vào giúp nhau.",
        "Minh chứng rõ nhất là con số 97,4% hộ dân dùng nước sạch.",
        "“Hạnh phúc là khi con được đến lớp”, {other} nói rồi cười hiền.",
        "Theo {other}, tỉnh Bắc Giang và tỉnh Hòa Bình đã ký thỏa thuận hợp tác giai đoạn 2021–2025.",
        "Nhân dân trong vùng góp 1.200 ngày công, hiến 3.450 m2 đất mở đường.",
        "Tại thành phố Lào Cai, nhiệt độ xuống 9 độ C; ở Đắk Lắk, nắng vẫn gắt.",
        "Non nước hữu tình níu chân khách phương xa, nhưng phòng nghỉ còn thiếu.",
        "Ông chủ xưởng mộc mỉm cười: gỗ tạp cũng thành tiền nếu tay nghề giỏi.",
        "Hằng ngày, {other} dậy từ 3 giờ sáng để kịp chuyến đò đầu tiên.",
        "TS. Lê Quang Đạt (Viện Nghiên cứu phát triển) cho rằng cần một cách làm khác.",
        "Đường về bản Nà Sao ngoằn ngoèo, sương giăng kín lối, rừng im phắc.",
        "Anh Phương, chị Yên và bà Lý cùng tổ hợp tác đã trả hết nợ từ tháng 11.",
        "HTX nông nghiệp có 28 thành viên, doanh thu 4,7 tỷ đồng, nộp thuế đầy đủ.",
        "Mặt trời lặn, {other} thắp ngọn đèn dầu, kể chuyện ngày cũ.",
        "Thủy điện xả lũ không báo trước khiến 17 nhà bị ngập, theo thống kê ban đầu.",
        "Cuộc thi do Tỉnh đoàn phát động thu hút 132 ý tưởng của thanh niên Việt Nam ở nhiều vùng quê.",
        "Yên tâm với đầu ra, bà con mở thêm 12 ha trồng sả, nghệ và gừng.",
        "Bác sĩ Thắng khám cho 65 người trong buổi sáng; {other} được phát thuốc miễn phí.",
        "Ảnh chụp từ vệ tinh hôm 12/8 cho thấy vệt sạt lở dài 400 m.",
        "Nguồn gốc đất được xác minh lại, bài học cũ vẫn còn nguyên giá trị.",
        "Lý do chính là thiếu nước tưới; kỳ họp tới sẽ bàn tiếp.",
    ),
    calls=(
        *("ông Trần Văn Hải", "bà Lê Thị Hoa", "anh Đỗ Thanh Bình", "chị Hà Thị Hạnh", "em Ma Thị Hằng", "cụ An"),
        *("ông Tòng Văn Minh", "bà Nguyễn Thị Thơm", "anh Phạm Văn Lượng", "chị Hòa", "già Y Thoan", "ông Hải"),
    ),
)
THIRD = Lot(
    families=(
        *("Lê", "Vũ", "Bùi", "Hồ", "Thân", "Tăng", "La", "Mạc", "Chử", "Sầm", "Đới", "Trưng", "Nhữ", "Phùng", "Quản"),
        *("Đỗ", "Dương", "Âu Dương", "Khương", "Thi", "Ngụy", "Cấn"),
    ),
    middles=(
        *("Thị", "Hữu", "Thị Lan", "Thế", "Gia Khánh", "Thị Bích", "Thanh", "Nhật", "Xuân", "Duy", "Thị Diễm"),
        *("Tấn", "Khắc", "Vĩnh", "Thị Quỳnh", "Đắc"),
    ),
    givens=(
        *(
            "Sơn",
            "Mai",
            "Lan",
            "Đông",
            "Vui",
            "Xuân",
            "Tâm",
            "Hòe",
            "Thùy",
            "Quý",
            "Long",
            "Tiến",
            "Hiền",
            "Uy",
            "Loan",
        ),
        *("Khoa", "Thoa", "Ngà", "Đức", "Trang", "Chính", "Mỹ", "Dung", "Hiệp"),
    ),
    minority=(
        *("Sùng Thị Sua", "Vàng Seo Chẩn", "H'Linh Mlô", "K'Brêu", "Y Moan Êban", "Nay Phin", "Lầu Bá Pó"),
        *("Tẩn Láo Lở", "Chẩu Văn Lâm", "Sơn Thị Ngọc Bích", "A Lăng Bê", "Kpă Thuật", "Hồ Thị Kan", "Vì Thị Xuyến"),
    ),
    pen_words=("Lam", "Bách", "Suối", "Phù", "Quê", "Đất", "Tùng", "Ngàn", "Gió", "Chiêu"),
    outlets=(
        Outlet("Báo Quảng Ninh", "QNP", "baoquangninh.vn", "Quảng Ninh", "Báo Quảng Ninh điện tử"),
        Outlet("Báo Thái Bình", "TBĐT", "baothaibinh.com.vn", "Thái Bình", "Báo điện tử Thái Bình"),
        Outlet("Báo Tiền Phong", "TPO", "tienphong.vn", "Tiền Phong", "Báo Tiền Phong điện tử"),
        Outlet("Đài Phát thanh và Truyền hình Nghệ An", "NTV", "truyenhinhnghean.vn", "Nghệ An", "Đài PT-TH Nghệ An"),
        Outlet("Đài Phát thanh và Truyền hình Sơn La", "STV", "sonlatv.vn", "Sơn La", "Truyền hình Sơn La"),
        Outlet("Tạp chí Sông Hương", "TCSH", "tapchisonghuong.com.vn", "Sông Hương", "Tạp chí Sông Hương"),
        Outlet("Đài Tiếng nói Việt Nam", "VOV", "vov.vn", "Tiếng nói Việt Nam", "Tiếng nói Việt Nam"),
        Outlet("Báo Phụ nữ Thủ đô", "PNTĐ", "baophunuthudo.vn", "Phụ nữ Thủ đô", "Báo Phụ nữ Thủ đô"),
    ),
    openings=(
        "NGƯỜI GIỮ HỒN CHỢ PHIÊN",
        "Bài cuối: Trả lại màu xanh cho bãi thải",
        "Ghi chép từ vùng tâm lũ",
        "* Nhật ký một chuyến biển",
        "Hỏi – đáp về bảo hiểm y tế hộ gia đình",
    ),
    sentences=(
        "Mai này đường thông, {other} sẽ thôi phải cõng con qua suối.",
        "Sơn tường xong, cả lớp ùa vào phòng học còn thơm mùi vôi.",
        "Lan rừng bị khai thác cạn kiệt; hội viên đã trồng lại 2.600 giò trên đồi.",
        "Đông người nhất là phiên chợ 27 tháng Chạp, {other} bán hết hai tạ gừng.",
        "Tâm huyết với nghề dệt, {other} mở lớp dạy miễn phí cho 34 học viên.",
        "“Quý nhất là nước”, {other} đáp gọn khi được hỏi về mùa khô.",
        "Tỉnh Quảng Ninh và tỉnh Thái Bình cùng tham gia chuỗi liên kết tiêu thụ hàu, ngao.",
        "Phụ nữ Thủ đô quyên góp 1.500 suất quà gửi về Nghệ An, Sơn La sau bão.",
        "Tiền phong trong phong trào hiến đất là chi bộ thôn 7, với 21 đảng viên.",
        "Đức tính cần cù giúp {other} vượt qua ba lần dịch lợn.",
        "Long đong mãi, cuối cùng dự án cầu dân sinh cũng được bố trí 8,3 tỷ đồng.",
        "ThS. Trịnh Công Hậu, PGS. Bạch Văn Khang đều nhấn mạnh khâu bảo quản sau thu hoạch.",
        "Quyết định số 1719/QĐ-TTg được triển khai từ ngày 14/10/2021 trên địa bàn 5 xã.",
        "Chị Tâm, anh Tiến, cô Hiền đều là giáo viên cắm bản nhiều năm.",
        "Gió bấc về, đất nứt toác; suối cạn trơ đá, chỉ ngàn lau là còn trắng.",
        "Trang trại rộng 4 ha nuôi 12.000 con gà, xuất bán mỗi lứa 15 tấn.",
        "Thầy thuốc quân y khám cho {other} ngay bên bếp lửa.",
        "Vui vì lúa được mùa, lo vì giá vật tư tăng 30% so với vụ trước.",
        "Bức ảnh cũ treo giữa nhà là kỷ vật duy nhất {other} còn giữ.",
        "Nguồn lợi thủy sản giảm, tàu dưới 6 m phải chuyển nghề.",
        "Khoa Nhi của trung tâm y tế tiếp nhận 46 ca sốt xuất huyết trong tuần.",
        "Dọc sông Hương, người dân nạo vét 3 km kênh mương nội đồng.",
        "Xuân về trên bản mới, 58 nóc nhà đỏ mái tôn dưới chân núi.",
        "Hiệp hội đã ký 9 hợp đồng bao tiêu; tiếng nói của nông dân được lắng nghe hơn.",
    ),
    calls=(
        *("ông Nguyễn Xuân Sơn", "bà Hoàng Thị Mai", "anh Trần Long", "chị Vi Thị Lan", "em Lường Thị Trang", "cụ Quý"),
        *("ông Bùi Văn Tiến", "bà Tạ Thị Chung", "anh Đào Duy Khoa", "chị Loan", "già làng Hồ Văn Đức", "ông Sơn"),
    ),
)
