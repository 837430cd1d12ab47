"""The file panels of one entry: the work, its script, each required document, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _

from contest.db import db
from contest.seasons.types import PressType, RuleKey
from contest.settings import Settings
from contest.submissions.dossier import Rules
from contest.submissions.rules_files import KIND_NAMES
from contest.submissions.types import EntryHead, FilePurpose
from contest.submissions.uploads.show import UploadPanel, upload_panel

ACCEPT = {
    "pdf": ".pdf",
    "docx": ".docx",
    "text": ".txt,.rtf,.docx,.doc,.odt",
    "image": "image/*",
    "audio": "audio/*",
    "video": "video/*",
}
PAPERS = ".pdf,image/*,.docx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """A panel with its words. ``anchor`` is where failures of its rules point; an ``optional`` one starts folded."""

    anchor: str
    title: str
    help: str
    accept: str
    panel: UploadPanel
    optional: bool


def upload_panels(head: EntryHead, rules: Rules, press_type: PressType) -> list[Panel]:
    """Every panel the category asks for, in the order of the form."""
    kinds = rules[RuleKey.FILE_TYPES].value if RuleKey.FILE_TYPES in rules else []
    panels = [
        _panel(
            head,
            FilePurpose.WORK,
            anchor="files",
            title=_("Tệp tác phẩm"),
            help_=_work_help(kinds),
            accept=",".join(ACCEPT[kind] for kind in kinds if kind in ACCEPT),
        )
    ]
    if press_type in {PressType.RADIO, PressType.TELEVISION}:
        words = _("Bản chữ của lời bình, nếu chưa dán vào ô Toàn văn.")
        panels.append(
            _panel(
                head,
                FilePurpose.SCRIPT,
                anchor="script",
                title=_("Lời bình"),
                help_=words,
                accept=".docx,.pdf,.txt,.odt",
                optional=True,
            )
        )
    panels.extend(_document(head, one, place) for place, one in enumerate(_documents(rules)))
    if RuleKey.EVIDENCE_TOPICS in rules:
        topics = ", ".join(rules[RuleKey.EVIDENCE_TOPICS].value)
        words = _("Bắt buộc với chủ đề %(topics)s: tài liệu, kết luận của cơ quan có thẩm quyền.", topics=topics)
        panels.append(
            _panel(
                head,
                FilePurpose.EVIDENCE,
                anchor="evidence",
                title=_("Tài liệu chứng minh"),
                help_=words,
                accept="",
                optional=True,
            )
        )
    return panels


def _document(head: EntryHead, one: Mapping[str, Any], place: int) -> Panel:
    return _panel(
        head,
        FilePurpose.CONFIRMATION,
        anchor="documents" if place == 0 else f"documents-{place}",
        title=str(one["title"]),
        help_=_("Bản chụp rõ chữ hoặc bản quét."),
        accept=PAPERS,
        document_key=str(one["key"]),
    )


def _documents(rules: Rules) -> list[Mapping[str, Any]]:
    return list(rules[RuleKey.REQUIRED_DOCUMENTS].value) if RuleKey.REQUIRED_DOCUMENTS in rules else []


def _work_help(kinds: list[str]) -> str:
    if not kinds:
        return _("Số chữ, số trang, thời lượng được đọc từ tệp, không phải khai.")
    names = ", ".join(str(KIND_NAMES.get(kind, kind)) for kind in kinds)
    return _("Nhận: %(kinds)s. Số chữ, số trang, thời lượng được đọc từ tệp, không phải khai.", kinds=names)


def _panel(
    head: EntryHead,
    purpose: FilePurpose,
    *,
    anchor: str,
    title: str,
    help_: str,
    accept: str,
    document_key: str = "",
    optional: bool = False,
) -> Panel:
    settings = cast("Settings", current_app.extensions["contest.settings"])
    made = upload_panel(
        db.session,
        season_id=head.season_id,
        entry_id=head.id,
        entry_public_id=head.public_id,
        category_id=head.category_id,
        limits=settings.uploads,
        purpose=purpose,
        document_key=document_key,
    )
    return Panel(anchor=anchor, title=title, help=help_, accept=accept, panel=made, optional=optional)
