"""A file's line on the page: what it says of its state, for the template and for the script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, g, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from contest.settings import Settings, UploadLimits
from contest.storage.stores import current_store
from contest.submissions.types import EntryId, FilePurpose, FileState
from contest.submissions.uploads.queries import file_rules, files_of
from contest.submissions.uploads.quotas import MIB, size_text
from contest.submissions.uploads.types import FileFact


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadPanel:
    """All the macro ``upload_panel`` needs. ``most_bytes`` is the largest file that may be chosen."""

    files: Sequence[FileFact]
    purpose: FilePurpose
    document_key: str
    announce_url: str
    plain_url: str
    file_url: str
    """Address of one file, with ``FILE`` in place of its id."""
    relay_url: str
    """Address Uppy's plug-in puts its own path behind, with ``TOKEN`` in place of the form's token."""
    most_bytes: int

    @property
    def most(self) -> str:
        """The largest file in words."""
        return size_text(self.most_bytes)


def upload_panel(
    session: Session,
    *,
    season_id: int,
    entry_id: EntryId,
    entry_public_id: str,
    category_id: int,
    limits: UploadLimits,
    purpose: FilePurpose = FilePurpose.WORK,
    document_key: str = "",
) -> UploadPanel:
    """The panel of one purpose (works, evidence …) or one required document of an entry.

    Also tells the page's content policy where the store is, for the parts go there directly.
    """
    g.store_origin = current_store().origin
    rules = file_rules(session, season_id=season_id, category_id=category_id)
    most = limits.file if rules.megabytes is None else min(limits.file, rules.megabytes * MIB)
    files = [
        file for file in files_of(session, entry_id) if file.purpose is purpose and file.document_key == document_key
    ]
    announce_url = url_for("uploads.announce", entry=entry_public_id)
    return UploadPanel(
        files=files,
        purpose=purpose,
        document_key=document_key,
        announce_url=announce_url,
        plain_url=url_for("uploads.send_plainly", entry=entry_public_id),
        file_url=url_for("uploads.status", entry=entry_public_id, file="FILE"),
        relay_url=f"{announce_url}TOKEN",
        most_bytes=most,
    )


def init_uploads(app: Flask, _settings: Settings) -> None:
    """Give the templates the words of a file's line."""
    app.jinja_env.filters.update(file_size=size_text, file_words=state_words)


def state_words(file: FileFact) -> str:
    """What to say beside a file's name; the whole truth about where it stands."""
    match file.state:
        case FileState.UPLOADING:
            return _("Tải chưa xong. Hãy chọn lại đúng tệp này để tải nốt, phần đã gửi không phải gửi lại.")
        case FileState.CHECKING:
            return _("Đã nhận đủ, đang kiểm tra.")
        case FileState.VERIFIED:
            return _("Đã nhận và kiểm tra xong.")
        case FileState.REFUSED:
            return file.refusal


def as_json(file: FileFact) -> Mapping[str, object]:
    """A file for the page's script."""
    return {
        "id": file.public_id,
        "name": file.name,
        "size": file.size,
        "state": file.state,
        "words": state_words(file),
        "sha256": file.sha256,
    }
