"""Refusals of the results room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.errors import Refused, WrongTime


class RoundStillOpen(WrongTime):
    """The ranking of an open round is not final."""

    message = _l("Vòng chấm chưa đóng. Hãy đóng vòng ở bảng điều hành chấm rồi xác nhận kết quả.")


class RoundConfirmed(WrongTime):
    """Nothing of a confirmed round changes."""

    message = _l("Kết quả vòng này đã được xác nhận nên không thay đổi được nữa.")


class MarkedUnseen(WrongTime):
    """Works with sheets that count are not in the ranking, because the approval of their copies was withdrawn."""


class OwnSheetsMissing(WrongTime):
    """A chair who judges too reads the others' totals only after the own sheets are in."""

    message = _l("Bạn còn phiếu chưa gửi trong vòng này. Bảng xếp hạng hiện sau khi bạn gửi hết phiếu của mình.")


class NotSettled(Refused):
    """Some works have no official total yet."""

    message = _l("Còn tác phẩm chưa có điểm chính thức: thiếu phiếu chấm hoặc còn chênh lệch điểm chưa xử lý.")


class TieUndecided(Refused):
    """A tie stands across the last seat or a prize."""

    message = _l("Còn tác phẩm bằng điểm ở ranh giới. Chủ tịch hội đồng hãy xếp thứ tự trước khi xác nhận.")


class ReasonNeeded(Refused):
    """A choice that departs from the rule needs its reason."""

    message = _l("Hãy ghi lý do; lý do được lưu vào sổ ghi và biên bản.")


class NotTied(Refused):
    """Only works with the same total can be put in order by the chair."""

    message = _l("Chỉ xếp thứ tự được giữa các tác phẩm đang bằng điểm nhau.")


class NotRanked(Refused):
    """No work of the last round has this code."""

    message = _l("Không có tác phẩm nào của vòng cuối mang mã phách này. Hãy chép lại mã từ bảng phía trên.")


class PrizeOfOtherCategory(Refused):
    """A prize that the table keeps for one category."""

    message = _l("Giải này dành riêng cho loại hình khác. Hãy chọn giải của loại hình của tác phẩm hoặc giải chung.")


class RoundUnconfirmed(WrongTime):
    """Prizes are given from a confirmed ranking."""

    message = _l("Kết quả vòng cuối chưa được xác nhận nên chưa thể đề xuất giải.")


class PrizeFull(Refused):
    """More works than the prize table allows."""

    message = _l("Số tác phẩm đạt giải vượt cơ cấu giải thưởng. Hãy bỏ bớt trước khi xác nhận.")


class PrizedUnseen(WrongTime):
    """A work with a prize that nobody may see: its approval was withdrawn, and somebody had a reason."""


class OnlyTakenBack(Refused):
    """After unmasking no prize goes to anybody else."""

    message = _l("Đã ghép phách nên chỉ còn bỏ giải của một tác phẩm, không trao giải cho tác phẩm khác được.")


class NotTheSame(WrongTime):
    """Another request, or none, stands where the person saw one."""

    message = _l("Đề nghị thu hồi giải này vừa thay đổi. Hãy đọc lại lý do đang ghi rồi quyết định.")


class AlreadyAsked(WrongTime):
    """A work's prize is taken back once."""

    message = _l("Đã có đề nghị thu hồi giải của tác phẩm này. Hãy xem lý do đang ghi ở dưới.")


class SamePerson(Refused):
    """The second confirmation must come from another person."""

    message = _l("Bạn đã xác nhận lần thứ nhất. Lần thứ hai phải do một người khác xác nhận.")


class ReasonTooShort(ReasonNeeded):
    """A reason that tells a reader nothing."""

    message = _l("Hãy ghi lý do đủ rõ để người đọc hiểu vì sao thu hồi giải (ít nhất 20 chữ cái).")


class OwnRequest(SamePerson):
    """The person who asks cannot be the one who agrees."""

    message = _l("Bạn là người đề nghị. Một người khác trong Ban Tổ chức hoặc chủ tịch hội đồng phải đồng ý.")


class ListChanged(WrongTime):
    """What was confirmed is not what stands now."""

    message = _l(
        "Danh sách giải hoặc cơ cấu giải đã thay đổi từ khi được xem. Hãy xem lại ở trang công bố rồi xác nhận."
    )


class NotConfirmed(WrongTime):
    """Two confirmations are missing."""

    message = _l("Cần hai người xác nhận danh sách giải trước khi ghép phách và công bố.")


class NotUnmasked(WrongTime):
    """Publication follows unmasking."""

    message = _l("Cần ghép phách trước khi công bố.")


class AlreadyReleased(WrongTime):
    """After unmasking no list is proposed, after publication nothing of it changes."""

    message = _l("Danh sách giải đã ghép phách hoặc công bố nên không thay đổi như vậy được nữa.")
