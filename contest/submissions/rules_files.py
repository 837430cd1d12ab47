"""Rules about the files of a dossier: count, type, size, length, required documents, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from contest.seasons.types import RuleKey
from contest.submissions.dossier import Check, Dossier, DossierFile, RuleCheck, Rules, Text, checked
from contest.submissions.types import FilePurpose, FileState
from contest.web.figures import number

MIB = 1024 * 1024
KIND_NAMES: dict[str, Text] = {
    "pdf": _l("PDF"),
    "docx": _l("Word (DOCX)"),
    "text": _l("văn bản"),
    "image": _l("ảnh"),
    "audio": _l("âm thanh"),
    "video": _l("video"),
}


def file_checks(dossier: Dossier, rules: Rules) -> Iterator[Check]:
    """Checks of the files, in the order of the form."""
    yield _ready(dossier)
    for key, check in _RULES.items():
        if key in rules and (found := check(dossier, rules[key].value, rules[key].clause)) is not None:
            yield found


def is_allowed(kind: str, container: str, allowed: Sequence[str]) -> bool:
    """Whether a season that lists ``allowed`` takes such a file: by its kind, or by its container (docx)."""
    return kind in allowed or container in allowed


def _ready(dossier: Dossier) -> Check:
    problems: list[Text] = []
    for file in dossier.files:
        if file.state is FileState.REFUSED:
            problems.append(_l("Tệp “%(name)s” không dùng được: %(why)s", name=file.name, why=file.refusal))
        elif file.state is FileState.UPLOADING:
            problems.append(
                _l("Tệp “%(name)s” chưa tải xong. Hãy chọn lại tệp để tải nốt, hoặc bỏ tệp này.", name=file.name)
            )
        elif file.state is FileState.CHECKING:
            problems.append(
                _l("Tệp “%(name)s” đang được kiểm tra. Hãy chờ một phút rồi tải lại trang.", name=file.name)
            )
    return checked("files", _l("Mọi tệp đã tải lên và kiểm tra xong"), "files", *problems)


def _file_types(dossier: Dossier, value: list[str], clause: str) -> Check:
    names = ", ".join(str(KIND_NAMES.get(kind, kind)) for kind in value)
    problems = [
        _l(
            "Tệp “%(name)s” không thuộc loại được nhận ở %(clause)s (%(kinds)s). Hãy xuất lại tệp đúng loại.",
            name=file.name,
            clause=clause,
            kinds=names,
        )
        for file in dossier.verified(FilePurpose.WORK)
        if not is_allowed(file.kind, file.container, value)
    ]
    return checked(
        RuleKey.FILE_TYPES, _l("Tệp tác phẩm thuộc loại: %(kinds)s", kinds=names), "files", *problems, clause=clause
    )


def _min_files(dossier: Dossier, value: int, clause: str) -> Check:
    count = len(dossier.verified(FilePurpose.WORK))
    problem = (
        _l(
            "Mới có %(count)s tệp tác phẩm, %(clause)s yêu cầu ít nhất %(limit)s. Hãy tải thêm tệp.",
            count=number(count),
            clause=clause,
            limit=number(value),
        )
        if count < value
        else None
    )
    return checked(
        RuleKey.MIN_FILES, _l("Ít nhất %(limit)s tệp tác phẩm", limit=number(value)), "files", problem, clause=clause
    )


def _max_files(dossier: Dossier, value: int, clause: str) -> Check:
    count = len(dossier.verified(FilePurpose.WORK))
    problem = (
        _l(
            "Có %(count)s tệp tác phẩm, quá %(over)s tệp so với %(clause)s. Hãy bỏ bớt tệp.",
            count=number(count),
            over=number(count - value),
            clause=clause,
        )
        if count > value
        else None
    )
    return checked(
        RuleKey.MAX_FILES, _l("Không quá %(limit)s tệp tác phẩm", limit=number(value)), "files", problem, clause=clause
    )


def _max_photos(dossier: Dossier, value: int, clause: str) -> Check:
    count = sum(file.kind == "image" for file in dossier.verified(FilePurpose.WORK))
    problem = (
        _l(
            "Có %(count)s ảnh, quá %(over)s ảnh so với %(clause)s. Hãy bỏ bớt ảnh.",
            count=number(count),
            over=number(count - value),
            clause=clause,
        )
        if count > value
        else None
    )
    return checked(
        RuleKey.MAX_PHOTOS, _l("Không quá %(limit)s ảnh", limit=number(value)), "files", problem, clause=clause
    )


def _max_file_mb(dossier: Dossier, value: int, clause: str) -> Check:
    problems = [
        _l(
            "Tệp “%(name)s” nặng %(size)s MB, quá mức %(limit)s MB ở %(clause)s. Hãy xuất lại tệp nhẹ hơn.",
            name=file.name,
            size=number(-(-file.size // MIB)),
            limit=number(value),
            clause=clause,
        )
        for file in dossier.files
        if file.size > value * MIB
    ]
    return checked(
        RuleKey.MAX_FILE_MB,
        _l("Mỗi tệp không quá %(limit)s MB", limit=number(value)),
        "files",
        *problems,
        clause=clause,
    )


def _max_minutes(dossier: Dossier, value: int, clause: str) -> Check:
    played = [file for file in dossier.verified(FilePurpose.WORK) if file.seconds is not None]
    problems = _too_long(played, max(len(dossier.parts), 1), value, clause)
    return checked(
        RuleKey.MAX_MINUTES,
        _l("Không quá %(limit)s phút mỗi kỳ", limit=number(value)),
        "files",
        *problems,
        clause=clause,
    )


def _too_long(played: Sequence[DossierFile], parts: int, limit: int, clause: str) -> list[Text]:
    lengths = [file.seconds or Decimal(0) for file in played]
    if len(played) >= parts:
        return [
            _l(
                "Tệp “%(name)s” dài %(length)s, quá mức %(limit)s phút ở %(clause)s. "
                "Hãy cắt gọn hoặc chọn thể loại khác.",
                name=file.name,
                length=clock(length),
                limit=number(limit),
                clause=clause,
            )
            for file, length in zip(played, lengths, strict=True)
            if length > limit * 60
        ]
    total = sum(lengths, Decimal(0))
    if total <= limit * 60 * parts:
        return []
    return [
        _l(
            "Các kỳ dài tổng cộng %(length)s, quá mức %(limit)s phút mỗi kỳ ở %(clause)s. "
            "Hãy cắt gọn hoặc tải mỗi kỳ một tệp.",
            length=clock(total),
            limit=number(limit),
            clause=clause,
        )
    ]


def clock(seconds: Decimal) -> str:
    """A length as a player shows it, rounded up to a second: «61:05», «1:02:09»."""
    whole = int(seconds.to_integral_value(rounding=ROUND_CEILING))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _required_documents(dossier: Dossier, value: list[Mapping[str, Any]], clause: str) -> Check | None:
    if not value:
        return None
    held = {file.document_key for file in dossier.files if file.counts}
    problems = [
        _l(
            "Thiếu giấy tờ “%(title)s” theo %(clause)s. Hãy tải bản chụp hoặc bản quét.",
            title=str(one["title"]),
            clause=clause,
        )
        for one in value
        if one["key"] not in held
    ]
    names = "; ".join(str(one["title"]) for one in value)
    return checked(
        RuleKey.REQUIRED_DOCUMENTS, _l("Đủ giấy tờ: %(names)s", names=names), "documents", *problems, clause=clause
    )


def _evidence_topics(dossier: Dossier, value: list[str], clause: str) -> Check | None:
    touched = sorted(dossier.topics & set(value))
    if not touched:
        return None
    problem = (
        None
        if dossier.verified(FilePurpose.EVIDENCE)
        else _l(
            "Tác phẩm thuộc chủ đề %(topics)s cần tài liệu chứng minh theo %(clause)s. "
            "Hãy tải tài liệu ở mục Tài liệu chứng minh.",
            topics=", ".join(touched),
            clause=clause,
        )
    )
    return checked(RuleKey.EVIDENCE_TOPICS, _l("Có tài liệu chứng minh"), "evidence", problem, clause=clause)


_RULES: dict[RuleKey, RuleCheck] = {
    RuleKey.MIN_FILES: _min_files,
    RuleKey.MAX_FILES: _max_files,
    RuleKey.MAX_PHOTOS: _max_photos,
    RuleKey.FILE_TYPES: _file_types,
    RuleKey.MAX_FILE_MB: _max_file_mb,
    RuleKey.MAX_MINUTES: _max_minutes,
    RuleKey.REQUIRED_DOCUMENTS: _required_documents,
    RuleKey.EVIDENCE_TOPICS: _evidence_topics,
}
