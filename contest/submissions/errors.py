"""What can be refused about entries, each said so that the person knows what to do next."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.errors import Refused, StaleVersion, WrongTime
from contest.submissions.dossier import Failure
from contest.submissions.types import DraftContent, EntryHead


class RulesNotMet(Refused):
    """The dossier fails rules of the season; ``failures`` says which, and how to mend each."""

    message = _l("Hồ sơ chưa đạt một số quy định. Hãy sửa từng điểm dưới đây rồi nộp lại.")

    def __init__(self, failures: tuple[Failure, ...]) -> None:
        super().__init__()
        self.failures = failures


class StaleDraft(StaleVersion):
    """A save on an older version; carries what is saved now, so that both texts can be shown."""

    def __init__(self, head: EntryHead, content: DraftContent) -> None:
        super().__init__()
        self.head = head
        self.content = content


class EntryLocked(WrongTime):
    """The dossier can no longer be changed by its entrant."""

    message = _l("Hồ sơ này không còn sửa được. Nội dung vừa gõ vẫn còn trên trang để bạn sao lại.")


class EntriesClosed(WrongTime):
    """The season takes no new entries now."""

    message = _l("Cuộc thi hiện không nhận bài mới. Hãy xem thời hạn ở trang thể lệ.")


class NoSuchCategory(Refused):
    """A category that is not one of the season."""

    message = _l("Loại hình này không có trong cuộc thi. Hãy chọn lại loại hình.")


class ReasonMissing(Refused):
    """An act that needs its reason."""

    message = _l("Hãy ghi lý do: người dự thi và Ban Tổ chức cần biết vì sao.")


class ClauseMissing(Refused):
    """A refusal that names no clause of the rules."""

    message = _l("Hãy ghi điều khoản của thể lệ mà hồ sơ không đạt.")


class AnswerDayMissing(Refused):
    """A request for a supplement without a day to come by."""

    message = _l("Hãy chọn hạn bổ sung ở sau hôm nay.")


class DecisionStands(WrongTime):
    """A screening decision that can no longer be made or undone."""

    message = _l("Quyết định này không còn đổi được vì bước sau đã bắt đầu.")


class DossierChanged(StaleVersion):
    """The dossier changed after the page with its check was opened."""

    message = _l("Hồ sơ vừa thay đổi sau khi trang này được mở. Hãy xem lại hồ sơ rồi quyết định.")


class SheetNotRead(Refused):
    """A list of works that cannot be read at all."""

    message = _l("Không đọc được bảng này. Hãy dùng tệp mẫu rồi tải lại.")
