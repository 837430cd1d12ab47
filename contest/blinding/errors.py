"""What rọc phách refuses, in words fit to show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.errors import Refused, WrongTime


class NotAccepted(WrongTime):
    """Only an accepted entry has a blind copy."""

    message = _l("Hồ sơ này chưa được tiếp nhận hoặc không còn hợp lệ, nên chưa thể rọc phách.")


class StillPreparing(WrongTime):
    """The machine has not finished; a change now would be lost."""

    message = _l("Hệ thống đang tạo bản sạch cho bài này. Hãy chờ ít phút rồi mở lại.")


class FindingsOpen(Refused):
    """A finding waits for a decision."""

    message = _l("Còn dấu hiệu nhận diện chưa xử lý. Hãy thay, che hoặc đánh dấu từng dấu hiệu trước khi duyệt.")


class FileUnclean(Refused):
    """A file could not be cleaned and nobody decided what to do."""

    message = _l("Còn tệp chưa có bản sạch. Hãy tải bản sạch thay thế, hoặc bỏ tệp đó ra khỏi bản kín.")


class TitleMissing(Refused):
    """No blind title: the judge's row would be empty, and nothing may take its place."""

    message = _l("Bản kín chưa có tên bài. Hãy đặt tên kín cho bài.")


class NothingToJudge(Refused):
    """A blind copy without text and without files."""

    message = _l("Bản kín chưa có chữ hay tệp nào để chấm.")


class EntryChanged(Refused):
    """The dossier changed after the blind copy was made."""

    message = _l("Hồ sơ đã thay đổi sau khi tạo bản kín. Hãy tạo lại bản kín từ hồ sơ mới.")


class KnownChanged(Refused):
    """More, or something else, is known of the people and outlets than the copy was scanned for."""

    message = _l(
        "Thông tin về tác giả hoặc cơ quan vừa thay đổi, máy đang quét lại bài này. Hãy chờ vài phút rồi duyệt."
    )


class LookTooLate(WrongTime):
    """A preview of the files is made while the entrant may still mend something."""

    message = _l("Hồ sơ này đã được xét nên không làm bản xem trước của tệp nữa. Tổ thư ký đang giữ bản kín.")


class ModeChanged(Refused):
    """The category became more or less blind after the copy was made and scanned."""

    message = _l("Thể lệ đã đổi cách chấm kín của loại hình này. Hãy tạo lại bản kín từ hồ sơ rồi duyệt.")


class SecondIsFirst(Refused):
    """Two must approve, and this is the same one."""

    message = _l(
        "Bạn đã duyệt lần thứ nhất. Thể lệ cần hai người khác nhau: hãy để một thư ký khác xem và duyệt lần thứ hai."
    )


class NotLookedAt(Refused):
    """Pictures, sound and film are not read by the machine."""

    message = _l(
        "Máy có thể đọc sót chữ và không nhận ra mặt người, giọng nói trong ảnh, âm thanh, video. "
        "Hãy xem và nghe từng tệp rồi đánh dấu."
    )


class ReasonMissing(Refused):
    """A finding is set aside only with a reason."""

    message = _l("Hãy ghi lý do vì sao dấu hiệu này không làm lộ tác giả.")


class WordsMissing(Refused):
    """Other words in the place of the proposed ones, but none were written."""

    message = _l("Hãy ghi chữ thay thế, hoặc bấm thay bằng chữ máy đề nghị.")


class NothingToPaint(Refused):
    """Only pages and photos can be painted over."""

    message = _l("Chỉ che được trên ảnh và trang báo. Với âm thanh, video, hãy tải bản đã cắt thay thế.")


class NotEditable(Refused):
    """Only clean sound and film are edited in time, and only film has a picture to cover."""

    message = _l("Tệp này không sửa theo thời gian được. Chỉ sửa được âm thanh và video đã có bản sạch.")


class EditOutside(Refused):
    """A stretch of time that is not within the file, or ends before it begins."""

    message = _l("Đoạn thời gian chưa đúng: điểm cuối phải sau điểm đầu và không quá độ dài của tệp. Hãy chọn lại.")


class EditNeedsBox(Refused):
    """Covering and blurring need a place."""

    message = _l("Hãy vẽ khung trên hình cho vùng cần che hoặc làm mờ.")


class EditsTooMany(Refused):
    """More edits than one file bears."""

    message = _l("Tệp này đã có 200 chỗ sửa. Hãy gộp các đoạn gần nhau, hoặc tải bản đã cắt thay thế.")
