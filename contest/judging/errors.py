"""Expected refusals of judging, named for the fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from contest.errors import Refused, StaleVersion, WrongTime


class RoundNotOpen(WrongTime):
    """The round has not opened or has closed."""

    message = _l("Vòng chấm này không mở. Phiếu không thể thay đổi nữa.")


class SheetLocked(WrongTime):
    """A submitted sheet is changed only after the chair reopens it."""

    message = _l("Phiếu đã gửi và đã khóa. Muốn sửa, hãy đề nghị chủ tịch hội đồng mở lại phiếu.")


class SheetConflict(StaleVersion):
    """Another tab saved first; ``fields`` is what stands there now, by the names of the form."""

    def __init__(self, version: int, fields: Mapping[str, str]) -> None:
        super().__init__()
        self.version = version
        self.fields = fields


class SheetFaulty(Refused):
    """The sheet cannot be taken as it is; ``faults`` maps a field's name to a sentence."""

    message = _l("Phiếu chưa đúng, chưa có gì được lưu. Hãy xem các dòng được đánh dấu.")

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__()
        self.faults = faults


class ReasonMissing(Refused):
    """An act that others will ask about needs its reason."""

    message = _l("Hãy ghi lý do (ít nhất 5 chữ cái) để đưa vào biên bản.")


class ReasonNamesMakers(Refused):
    """A reason that a judge will read says who made the work."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(
            _l(
                "Giám khảo sẽ đọc lý do này. Hãy viết lại, đừng nhắc đến tác giả hay cơ quan của bài: %(words)s.",
                words=", ".join(words),
            )
        )


class ConflictOfInterest(Refused):
    """The judge has a conflict with this work."""

    message = _l("Giám khảo này có xung đột lợi ích với tác phẩm, không thể phân công.")


class NotOnPanel(Refused):
    """Only members of the category's panel mark its works."""

    message = _l("Người này không thuộc tiểu ban của loại hình.")


class MemberHasSheets(Refused):
    """A judge who has begun marking cannot simply vanish from the panel."""

    message = _l("Giám khảo này đã chấm ít nhất một phiếu. Hãy gỡ từng phân công kèm lý do trước.")


class NobodyLeft(Refused):
    """No member of the panel may take the work."""

    message = _l("Không còn giám khảo nào của tiểu ban có thể chấm tác phẩm này. Hãy bổ sung tiểu ban.")


class RoundNotReady(Refused):
    """The round lacks something without which judging cannot start."""


class SheetsMissing(Refused):
    """Sheets or gap cases are outstanding; the round closes only with a reason."""


class WorksWithoutTotal(Refused):
    """Some works could never have a total once the round is closed, and its result could not be confirmed."""


class AgreedTotalMissing(Refused):
    """The panel's total is missing, or is more than the rubric allows."""


class GapNotOpen(WrongTime):
    """The gap case is settled, or there is none."""

    message = _l("Trường hợp chênh lệch này không còn mở.")


class ResultConfirmed(WrongTime):
    """The round's result is confirmed: nothing that leads to it changes any more."""

    message = _l("Kết quả vòng này đã được xác nhận nên không thay đổi được nữa.")


class OwnSheet(Refused):
    """Nobody decides about the own sheet while another person may."""

    message = _l(
        "Đây là phiếu của chính bạn. Hãy để chủ tịch khác của hội đồng hoặc tổ thư ký quyết định về phiếu này."
    )


class SheetNotSent(WrongTime):
    """Only a submitted sheet can be left out: a draft counts nowhere."""

    message = _l("Phiếu này chưa gửi hoặc đang được mở lại, nên chưa được tính vào đâu. Hãy tải lại trang.")


class SheetNotCounted(WrongTime):
    """A sheet that does not count is not reopened: nothing its judge writes would count."""

    message = _l("Phiếu này đang không được tính. Hãy tính lại phiếu trước rồi mới mở lại để sửa.")


class NoTotalLeft(WrongTime):
    """The round is closed, and without this sheet (or with it again) the work could have no total any more."""

    message = _l(
        "Vòng đã khóa: nếu làm vậy, bài này không còn cách nào có điểm chính thức theo quy chế của vòng (thiếu phiếu, "
        "hoặc cần giám khảo thứ ba). Chưa có gì thay đổi. Hội đồng có thể quyết định ở trang Giải thưởng, kèm lý do."
    )
