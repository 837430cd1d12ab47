"""Words of the last lot: run once after the rules, and no rule was touched after it."""

from __future__ import annotations

from typing import Final

from tests.blinding.second_words import Lot, Outlet

SIXTH: Final = Lot(
    families=(
        *("Trần", "Phạm", "Hồ", "Bùi", "Đỗ", "Tăng", "Châu", "Diệp", "Đới", "Giang", "Hạ", "Kha", "La", "Lục", "Nhâm"),
        *("Phí", "Quản", "Tiết", "Vương", "Lò", "Cầm", "Điêu", "Nguyễn Phúc", "Trà", "Anh"),
    ),
    middles=(
        *("Thị", "Văn", "Duy", "Thị Hoài", "Nguyên", "Hạnh", "Thị Thanh", "Tất", "Cẩm", "Gia", "Thị Mai", "Đắc"),
        *("Lâm", "Như", "Thị Tường", "Bình", "Nhật Minh"),
    ),
    givens=(
        *("Minh", "An", "Bình", "Hoa", "Hằng", "Hải", "Tùng", "Bách", "Quyên", "Hân", "Di", "Lý", "Tý", "Ngữ", "Cơ"),
        *("Dương", "Đăng", "Hoàng", "Phi", "Phượng", "Thế", "Tiên", "Trâm", "Trọng", "Uyên", "Vĩ", "Khoẻ", "Hoè"),
    ),
    minority=(
        *("Sình Thị Chở", "Thào Seo Sì", "H'Wương Êban", "Y Thịnh Mlô", "Kpuih Hyơn", "Blúp Thị Hà", "Neàng Sóc"),
        *("Và A Tủa", "Phùng Sành Kiêm", "Kim Sà Phon", "Pơloong Chiến", "Lỳ Xá Hừ", "Giàng Thị Ghênh", "A Biu"),
    ),
    pen_words=("Diều", "Thung", "Trăng", "Vọng", "Nếp", "Cọ", "Bống", "Ổi", "Chài", "Mạ"),
    outlets=(
        Outlet("Báo Bình Định", "BBĐ", "baobinhdinh.vn", "Bình Định", "Báo Bình Định Online"),
        Outlet("Báo Thái Nguyên", "TNĐT", "baothainguyen.vn", "Thái Nguyên", "Báo Thái Nguyên điện tử"),
        Outlet("Báo Đại Đoàn Kết", "ĐĐK", "daidoanket.vn", "Đại Đoàn Kết", "Báo điện tử Đại Đoàn Kết"),
        Outlet("Báo Nông nghiệp Việt Nam", "NNVN", "nongnghiep.vn", "Nông nghiệp Việt Nam", "NNVN Online"),
        Outlet("Báo Giáo dục và Thời đại", "GDTĐ", "giaoducthoidai.vn", "Giáo dục và Thời đại", "GDTĐ điện tử"),
        Outlet("Đài Phát thanh và Truyền hình Hà Tĩnh", "HTTV", "hatinhtv.vn", "Hà Tĩnh", "Đài Truyền hình Hà Tĩnh"),
        Outlet("Đài Phát thanh và Truyền hình An Giang", "ATV", "atv.org.vn", "An Giang", "Đài PT-TH An Giang"),
        Outlet("Tạp chí Xây dựng Đảng", "XDĐ", "xaydungdang.org.vn", "Xây dựng Đảng", "Tạp chí Xây dựng Đảng"),
    ),
    openings=(
        "ĐƯỜNG XA, LÒNG GẦN",
        "Bài 3: Bình yên trở lại",
        "Nông nghiệp Việt Nam trước ngã rẽ",
        "Hải đăng giữa trùng khơi",
        "Hoa nở muộn bên sườn núi",
    ),
    sentences=(
        "Minh bạch thu chi giúp quỹ khuyến học tăng lên 320 triệu đồng, {other} giữ sổ từng đồng.",
        "An cư rồi mới lạc nghiệp, {other} vẫn dặn con cháu như thế.",
        "Bình minh vừa ló, ghe xuồng đã chật kênh; {other} cân từng giỏ cua.",
        "Hoa màu ngập úng 42 ha, nông nghiệp Việt Nam cần giống chịu mặn tốt hơn.",
        "Hằng năm, cứ độ nước nổi là {other} lại giăng câu, thả lưới.",
        "Hải lý cuối cùng dài nhất, anh em trên tàu cá thay nhau tát nước.",
        "Tùng lâm cổ tự nằm lưng chừng núi, khách hành hương leo 1.100 bậc đá.",
        "Bách hóa về tận bản, {other} không còn phải gùi muối từ chợ huyện.",
        "Quyên góp được 90 bộ sách cũ, {other} đóng kệ bằng gỗ thùng.",
        "Di sản cần người kế tục; lớp trẻ mải đi công ty, bỏ lỡ mùa then.",
        "Lý lịch rõ ràng, thủ tục nhanh gọn: hồ sơ xong trong 3 ngày, theo Công văn số 990/UBND-NC ngày 18/08/2023.",
        "Cơ sở vật chất còn thiếu, {other} dạy chữ dưới gốc đa.",
        "Dương xỉ phủ kín lối mòn, đăng đó bẫy cá đặt dọc khe.",
        "Phi công chỉ thấy một chấm nhỏ giữa rừng, {other} đã đốt khói làm hiệu.",
        "Phượng vĩ đỏ rực sân trường ngày bế giảng, 27 em nhận học bổng.",
        "Thế hệ sau nối nghề rèn; lò than đỏ lửa tới 21 giờ.",
        "Tiên phong bỏ thuốc cỏ, {other} bị cười suốt hai vụ.",
        "Trọng lượng mỗi quả đạt 1,8 kg, bán tại vườn 45.000 đồng/kg.",
        "Bình Định và Thái Nguyên ký biên bản phối hợp; Hà Tĩnh, An Giang cử đoàn dự.",
        "Đại đoàn kết là sức mạnh, ngày hội ở khu dân cư vui như Tết.",
        "Giáo dục và y tế vùng cao khởi sắc, xây dựng Đảng gắn với việc làm cụ thể.",
        "TS Mạc Văn Tiến, BS Ngô Kim Oanh cùng lên xã khám, tư vấn cho 112 bà mẹ.",
        "Chị Hân, anh Dương, dì Phượng và bác Trọng chung vốn mua máy sấy.",
        "Tháng 4/2022, công trình hoàn thành; ngày 15/5/2022 nước về tới bể đầu tiên.",
        "Trăng lên, thung lũng bảng lảng khói; nếp mới dậy mùi, ổi chín rụng đầy vườn.",
        "“Bài học lớn nhất là đừng giấu dốt”, {other} tổng kết.",
    ),
    calls=(
        *("ông Nguyễn Văn Minh", "bà Đỗ Thị Hoa", "anh Lê Duy An", "chị Bùi Thị Hằng", "em Sùng Thị Dương", "cụ Bình"),
        *("ông Hồ Văn Hải", "bà Trần Thị Phượng", "anh Vàng A Thế", "chị Quyên", "già Ating", "ông Trọng", "bà Lý"),
    ),
    anywhere=(
        "Cùng thức trắng đêm ấy là {} và hai bác lái đò.",
        "Bà con quen gọi {} là người nhà.",
        "{} còn nhớ như in tiếng sạt núi lúc nửa đêm.",
        "Số liệu do {} thu thập trong bốn tháng.",
        "Tác giả: {}",
        "Ảnh, clip: {}",
        "(Bài: {})",
    ),
    signatures=("{}", "({})", "– {}", "          {}", "Nhóm tác giả: {}", "Bài và ảnh: {}", "Thực hiện: {}"),
)
