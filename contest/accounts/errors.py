"""What the house of people refuses, each fit to show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.errors import ContestError, Refused


class AddressTaken(Refused):
    """An account already has this address; said only to those who manage people."""

    message = _l("Địa chỉ e-mail này đã có tài khoản.")


class ForbiddenPair(Refused):
    """Two roles that one person must not hold in one season."""


class EntrantCannotJudge(ForbiddenPair):
    """The person enters works in this season, or is an author of one."""

    message = _l(
        "Người này có tác phẩm dự thi trong mùa giải, nên không thể tham gia chấm, thẩm định hay tổ chức mùa giải này."
    )


class OfficerCannotEnter(ForbiddenPair):
    """The person judges, screens or organizes this season."""

    message = _l(
        "Người tham gia chấm, thẩm định hay tổ chức mùa giải thì không được dự thi mùa giải đó. "
        "Hãy liên hệ Ban Tổ chức nếu vai trò được giao nhầm."
    )


class NamesAndMarks(ForbiddenPair):
    """The person would read the authors' names and score their works."""

    message = _l(
        "Người biết tên tác giả (Tổ thư ký, Ban Tổ chức, quản trị) không thể chấm kín trong cùng mùa giải. "
        "Hãy thu hồi vai trò kia trước, hoặc chọn người khác."
    )


class UnitMissing(Refused):
    """A unit's delegate without a unit."""

    message = _l("Hãy chọn đơn vị mà người này đại diện.")


class ReasonMissing(Refused):
    """A right is taken away only with a reason."""

    message = _l("Hãy ghi lý do; lý do được lưu vào sổ ghi của mùa giải.")


class LastOrganizer(Refused):
    """A season never stands without an organizer."""

    message = _l("Đây là người duy nhất của Ban Tổ chức. Hãy thêm một người khác trước khi thu hồi.")


class SeasonTakesNoEntries(Refused):
    """The season takes no entries now."""

    status = 409
    message = _l("Mùa giải hiện không nhận bài dự thi.")


class LinkSpent(ContestError):
    """A link that was used, has expired, was replaced or never was: one answer for all."""

    status = 404
    message = _l(
        "Liên kết này không còn dùng được: đã dùng rồi, đã quá hạn, hoặc đã có liên kết mới hơn. Để có liên kết mới, "
        "hãy bấm Quên mật khẩu hoặc Đăng ký dự thi ở trang đăng nhập; nếu là lời mời, hãy nhờ người mời gửi lại."
    )


class NameTaken(Refused):
    """Another organisation has this name."""

    message = _l("Đã có đơn vị mang tên này.")


class OwnAccount(Refused):
    """Nobody closes the door on themself."""

    message = _l("Không thể khóa tài khoản của chính mình. Hãy nhờ một quản trị khác.")


class LastAdministrator(Refused):
    """The house never stands without an administrator who can sign in."""

    message = _l("Đây là quản trị duy nhất còn đăng nhập được. Hãy thêm một quản trị khác trước khi khóa.")
