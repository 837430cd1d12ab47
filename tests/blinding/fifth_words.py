"""Words of a lot that was run once after the rules; two of them were mended for its places and its army."""

from __future__ import annotations

from typing import Final

from tests.blinding.second_words import Lot, Outlet

FIFTH: Final = Lot(
    families=(
        *("Nguyễn", "Ngô", "Lưu", "Đặng", "Mai", "Tô", "Giáp", "Nghiêm", "Bạch", "Thái", "Lại", "Phó", "Hán", "Ưng"),
        *("Trương", "Vi", "Khổng", "Đoàn", "Thạch", "Mã", "Sử", "Đèo", "Yên", "Ca", "Tào"),
    ),
    middles=(
        *("Thị", "Văn", "Hồng", "Thị Cẩm", "Đức", "Hải", "Thị Ánh", "Thành", "Lệ", "Quang", "Thị Vân", "Kim"),
        *("Phi", "Chí", "Thị Tố", "Tiến", "Hoài Bảo"),
    ),
    givens=(
        *("Thành", "Hương", "Sen", "Lợi", "Tài", "Lộc", "Tuấn", "Nhân", "Nghĩa", "Trí", "Tín", "Thu", "Hà", "Ngọc"),
        *("Bích", "Thương", "Lương", "Đồng", "Hợp", "Quyết", "Khánh", "Hùng", "Duyên", "Thúy", "Hoàn", "Kỷ", "Thủy"),
    ),
    minority=(
        *(
            "Lù Thị Páng",
            "Hạng A Sà",
            "H'Bích Niê Kdăm",
            "Y Phôn Ksơr",
            "Ra Lan Nhun",
            "Đinh Thị Brơch",
            "Kiêm Thị Rết",
        ),
        *("Lường Văn Pản", "Chảo Duần Sểnh", "Sơn Phước Hoan", "Alăng Nhíp", "Mấu Thị Bích", "Tằng Dảu", "Ma Seo Vản"),
    ),
    pen_words=("Nguồn", "Chồi", "Khói", "Đồi", "Hến", "Lúa", "Phong", "Vừng", "Bãi", "Mây"),
    outlets=(
        Outlet("Báo Đồng Tháp", "ĐTO", "baodongthap.vn", "Đồng Tháp", "Báo Đồng Tháp Online"),
        Outlet("Báo Lạng Sơn", "BLS", "baolangson.vn", "Lạng Sơn", "Báo điện tử Lạng Sơn"),
        Outlet("Báo Người Lao Động", "NLĐ", "nld.com.vn", "Người Lao Động", "Báo Người Lao Động điện tử"),
        Outlet("Báo Tuổi Trẻ", "TTO", "tuoitre.vn", "Tuổi Trẻ", "Báo Tuổi Trẻ Online"),
        Outlet("Đài Phát thanh và Truyền hình Hậu Giang", "HGTV", "haugiangtivi.vn", "Hậu Giang", "Đài PTTH Hậu Giang"),
        Outlet("Đài Phát thanh và Truyền hình Yên Bái", "YTV", "yenbaitv.org.vn", "Yên Bái", "Truyền hình Yên Bái"),
        Outlet("Tạp chí Thế giới Vi tính", "TGVT", "pcworld.com.vn", "Thế giới Vi tính", "Tạp chí Thế giới Vi tính"),
        Outlet("Báo Quân đội nhân dân", "QĐND", "qdnd.vn", "Quân đội nhân dân", "Báo Quân đội nhân dân điện tử"),
    ),
    openings=(
        "CHẠM VÀO MÂY",
        "Kỳ cuối: Gỡ khó bằng lòng dân",
        "Nhân rộng điều tử tế",
        "Trên chuyến xe cuối ngày",
        "Tài sản lớn nhất là niềm tin",
    ),
    sentences=(
        "Thành công đến muộn, {other} đã ngoài sáu mươi khi vườn cho quả bói.",
        "Hương ước của làng được sửa năm 2016, thêm điều cấm đánh bắt bằng xung điện.",
        "Sen nở rộ từ tháng 5, {other} dựng chòi bán nước cho khách chụp hình.",
        "Lợi nhuận mỗi sào đạt 11 triệu đồng, cao gấp ba trồng ngô.",
        "Tài liệu số 214/KH-UBND ngày 05/04/2024 yêu cầu hoàn thành trước mùa lũ.",
        "Lộc rừng năm nay kém, {other} chuyển sang nuôi dúi và ong.",
        "Nhân lực y tế xã chỉ có ba người, trực luân phiên cả dịp Tết.",
        "Nghĩa tình quân dân được vun đắp từ những bát cháo nóng trong bão.",
        "Trí nhớ của {other} còn minh mẫn, kể vanh vách từng trận đánh.",
        "Tín dụng đen lùi dần khi tổ vay vốn hoạt động, dư nợ 9,7 tỷ đồng.",
        "Thu nhập từ homestay giúp {other} sửa nhà, cho con học đại học.",
        "Hà hơi tiếp sức cho nhau, ba nhà chung một máy cày.",
        "Ngọc thô được thu mua ngay tại mỏ; {other} chỉ lắc đầu tiếc rẻ.",
        "Thương lái ép giá, bà con đành phơi khô chờ vụ sau.",
        "Lương thực cứu trợ tới bản lúc 2 giờ sáng, có 4 tấn gạo và 300 thùng mì.",
        "Đồng lúa chín vàng, tuổi trẻ xung phong gặt giúp, người lao động hồ hởi.",
        "Hợp tác xã xây kho lạnh 200 tấn, quân đội nhân dân cử xe chở vật liệu.",
        "Quyết tâm xóa lớp ghép, {other} hiến 600 m2 đất đồi.",
        "Khánh thành xong, điểm trường đón 41 học sinh, có em đi bộ 7 km.",
        "Hùng vĩ nhất là đoạn vách đá, {other} từng mắc võng ngủ ở đó.",
        "Duyên nợ với biển bắt đầu từ chiếc thúng chai cha để lại.",
        "Đồng Tháp, Hậu Giang, Yên Bái và Lạng Sơn cùng học cách làm này.",
        "GS. Hoàng Đăng Khuê (Viện Khoa học Thủy lợi) khuyên nên lùi đê 50 m.",
        "Chị Hương, anh Tuấn, bác Lộc gánh từng bao đất đắp lại bờ kênh.",
        "Khói lam chiều quyện trên mái rạ, đồi sim tím ngắt, bãi ngô xanh rờn.",
        "“Hoàn cảnh nào rồi cũng qua”, {other} bảo; thế giới vi tính với cụ là chuyện lạ.",
    ),
    calls=(
        *("ông Phạm Văn Thành", "bà Lê Thị Hương", "anh Trần Tuấn", "chị Quàng Thị Sen", "em Hồ Thị Thu", "cụ Lộc"),
        *("ông Vũ Đức Nghĩa", "bà Hoàng Thị Ngọc", "anh Lầu A Tài", "chị Duyên", "già Rơ Mah", "ông Hùng", "bà Bích"),
    ),
    anywhere=(
        "Trên đường vào bản, {} kể lại lần bị lạc năm ngoái.",
        "Nhờ có {} mà câu chuyện này được biết đến.",
        "{} là người duy nhất ở lại đến phút chót.",
        "Máy quay do {} giữ suốt buổi chiều hôm ấy.",
        "Nhóm tác giả: {}",
        "Bài và clip: {}",
        "(Ảnh: {})",
    ),
    signatures=("{}", "({})", "- {}", "* {} *", "Thực hiện: {}", "Bài: {}", "Tin, ảnh: {}"),
)
