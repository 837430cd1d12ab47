"""Words of a lot that was run once after the rules; one of them was mended for its papers online.

Its sentences stand around the planted names in other ways than those of the second corpus.
"""

from __future__ import annotations

from typing import Final

from tests.blinding.second_words import Lot, Outlet

FOURTH: Final = Lot(
    families=(
        *("Hoàng", "Phan", "Võ", "Huỳnh", "Đinh", "Lương", "Kim", "Đồng", "Lã", "Mẫn", "Cung", "Tiêu", "Nông", "Triệu"),
        *("Đào", "Tạ", "Quách", "Lâm", "Hà", "Trịnh", "Tống", "Cao", "Văn", "Chu", "Úc"),
    ),
    middles=(
        *("Thị", "Văn", "Công", "Thị Thu", "Minh", "Bảo", "Thị Kim", "Ngọc", "Huy", "Tuấn", "Thị Phương", "Đại"),
        *("Trọng", "Phước", "Thị Mỹ", "Vân", "Quang Anh"),
    ),
    givens=(
        *("Nam", "Ánh", "Bảo", "Chi", "Giang", "Kiên", "Liên", "Nga", "Nhung", "Phúc", "Quang", "Sinh", "Thảo"),
        *("Tuyết", "Vân", "Việt", "Vinh", "Hàng", "Hải", "Cường", "Ý", "Thuý", "Hoà", "Quỳnh", "Đại", "Ngân"),
    ),
    minority=(
        *("Lý Seo Páo", "Vừ Thị Dợ", "H'Mai Kbuôr", "Y Krông Ayun", "K'Ho Lơ Mu", "Rmah H'Bé", "Triệu Mùi Chài"),
        *("Cháng A Vảng", "Thạch Thị Sô Phia", "Danh Út", "Bríu Quân", "Hoàng Thị Mắn", "Tráng A Chu", "Chamaléa Thêm"),
    ),
    pen_words=("Tre", "Cát", "Dã", "Hạ", "Nắng", "Đò", "Trúc", "Ruộng", "Khuê", "Bến"),
    outlets=(
        Outlet("Báo Hà Nam", "BHN", "baohanam.com.vn", "Hà Nam", "Báo điện tử Hà Nam"),
        Outlet("Báo Cần Thơ", "CTO", "baocantho.com.vn", "Cần Thơ", "Báo Cần Thơ điện tử"),
        Outlet("Báo Lao Động", "LĐO", "laodong.vn", "Lao Động", "Báo Lao Động"),
        Outlet("Báo Thanh Niên", "TNO", "thanhnien.vn", "Thanh Niên", "Báo Thanh Niên Online"),
        Outlet("Đài Phát thanh và Truyền hình Vĩnh Long", "THVL", "thvl.vn", "Vĩnh Long", "Truyền hình Vĩnh Long"),
        Outlet("Đài Phát thanh và Truyền hình Phú Yên", "PTP", "ptpphuyen.vn", "Phú Yên", "Đài PT-TH Phú Yên"),
        Outlet("Tạp chí Cửa Việt", "TCCV", "tapchicuaviet.com.vn", "Cửa Việt", "Tạp chí Cửa Việt"),
        Outlet("Đài Truyền hình Việt Nam", "VTV", "vtv.vn", "Việt Nam", "Đài Truyền hình Việt Nam"),
    ),
    openings=(
        "ĐỂ ĐẤT KHÔNG NGỦ QUÊN",
        "Bài 1: Nút thắt từ cơ sở",
        "Liên tục đổi mới, bền bỉ vươn lên",
        "Chúng tôi trở lại đảo một chiều biển lặng.",
        "Bảo vệ rừng từ gốc",
    ),
    sentences=(
        "Nam giới trong xã hầu hết đi biển, {other} ở nhà vá lưới cùng ba người con.",
        "Ánh đèn dầu leo lét, {other} vẫn ngồi chép lại từng câu hát cổ.",
        "Bảo vệ dân phố tuần tra từ 22 giờ; nhờ vậy hai năm nay không mất trộm.",
        "Chi phí phân bón tăng 18%, trong khi giá lúa đứng yên ở mức 6.800 đồng/kg.",
        "Giang sơn gấm vóc này cha ông gìn giữ bao đời, {other} chậm rãi nói.",
        "Kiên trì suốt tám năm, {other} mới nhân giống thành công cây sâm quý.",
        "Liên hệ với thực tế địa phương, nghị quyết 05 được cụ thể hóa thành 12 việc.",
        "Nga My là xã xa nhất huyện, muốn tới phải qua bốn con suối.",
        "Nhung hươu năm nay được giá, mỗi lạng bán 1,3 triệu đồng.",
        "Phúc lợi cho công nhân được công đoàn ký vào thỏa ước từ ngày 01/07/2022.",
        "Quang cảnh bến cá lúc rạng đông khiến khách phương xa ngỡ ngàng.",
        "Sinh viên tình nguyện lợp lại 9 mái nhà; {other} nấu cơm cho cả đoàn.",
        "Thảo quả, sa nhân phủ xanh tán rừng, cho thu 140 triệu đồng mỗi hộ.",
        "Tuyết rơi dày trên đèo, {other} đốt lửa sưởi cho đàn nghé mới sinh.",
        "Vân tay của cụ đã mờ vì gần trọn đời đan lát.",
        "Việt kiều góp 3,5 tỷ đồng dựng cầu; Việt Nam luôn ở trong tim họ.",
        "Vinh quang thuộc về những người thầm lặng, “{other} xứng đáng được nhắc tên”, ông chủ tịch xã nói.",
        "Hàng loạt công trình chậm tiến độ; hàng quán hai bên đường đóng cửa, hàng xóm sang giúp dọn bùn.",
        "Thanh niên trong thôn lập tổ đổi công, lao động nông thôn có việc quanh năm.",
        "Lao động nữ chiếm 62%, thu nhập 7 triệu đồng/tháng, theo báo cáo số 87/BC-SLĐ ngày 09/11/2022.",
        "Từ Hà Nam tới Cần Thơ, Vĩnh Long, mô hình lúa – tôm được nhân rộng.",
        "PGS.TS Vũ Hữu Nghĩa (Học viện Nông nghiệp) lưu ý khâu giống, nước và nhân lực.",
        "Cường độ mưa vượt mọi dự báo, nước lên 4,12 m, trên báo động ba 0,3 m.",
        "Chị Liên, anh Vinh, cô Thảo mỗi người một việc, không ai tính công.",
        "Ý chí của {other} khiến cả bản nể phục; ai hỏi, bà chỉ cười: “Làm cho con, cho cháu thôi”.",
        "Trúc trắc giấy tờ kéo dài, nắng cháy bãi bồi, đò ngang vẫn phải chạy.",
    ),
    calls=(
        *("ông Lê Văn Nam", "bà Trần Thị Nga", "anh Bùi Thế Vinh", "chị Lò Thị Ánh", "em Vũ Bảo Chi", "cụ Sinh"),
        *("ông Đặng Hữu Hải", "bà Phạm Thị Liên", "anh Thào A Cường", "chị Vân", "già Hồ Vai", "ông Quang", "bà Tuyết"),
    ),
    anywhere=(
        "Người đầu tiên gõ cửa hỏi chuyện là {}, quê dưới xuôi.",
        "Đi cùng xe còn có {} và một kỹ thuật viên.",
        "{} lặng lẽ ghi chép, không bỏ sót chi tiết nào.",
        "Lời cuối, {} xin cảm tạ bà con đã cưu mang.",
        "Bài viết: {}",
        "Ảnh và clip: {}",
        "(Thực hiện: {})",
    ),
    signatures=("{}", "[{}]", "— {}", "\t\t{}", "Tác giả: {}", "Ảnh: {}", "Bài, ảnh: {}"),
)
