"""A dossier that meets every rule of a full set; each test spoils one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from contest.seasons.types import RuleKey
from contest.submissions.dossier import Dossier, DossierAuthor, DossierFile, DossierPart
from contest.submissions.types import FilePurpose, FileState


@dataclass(frozen=True)
class OneRule:
    """A season's rule."""

    value: Any
    clause: str = "Điều 4.2"


FULL_RULES: dict[RuleKey, OneRule] = {
    RuleKey.MAX_PARTS: OneRule(5),
    RuleKey.MIN_WORDS: OneRule(100),
    RuleKey.MAX_WORDS: OneRule(2000),
    RuleKey.MAX_MINUTES: OneRule(15),
    RuleKey.MAX_PHOTOS: OneRule(7),
    RuleKey.MAX_AUTHORS: OneRule(5),
    RuleKey.WORKS_PER_AUTHOR: OneRule(2),
    RuleKey.WORKS_PER_UNIT: OneRule(25),
    RuleKey.FILE_TYPES: OneRule(["pdf", "docx", "image"]),
    RuleKey.MIN_FILES: OneRule(1),
    RuleKey.MAX_FILES: OneRule(3),
    RuleKey.MAX_FILE_MB: OneRule(20),
    RuleKey.PUBLICATION_WINDOW: OneRule({"from": "2023-04-01", "until": "2023-10-15"}),
    RuleKey.OTHER_AWARDS: OneRule("declare"),
    RuleKey.REQUIRED_DOCUMENTS: OneRule([{"key": "xac-nhan", "title": "Giấy xác nhận của cơ quan báo chí"}]),
    RuleKey.NEEDS_URL: OneRule(value=True),
    RuleKey.NEEDS_TEXT: OneRule(value=True),
    RuleKey.EVIDENCE_TOPICS: OneRule(["T09"]),
    RuleKey.COMMITMENTS: OneRule([{"key": "nguyen-goc", "text": "Tác phẩm do nhóm tác giả làm ra"}]),
}


def work_file(**values: Any) -> DossierFile:
    """A verified DOCX of the work."""
    return replace(
        DossierFile(
            name="bai.docx",
            purpose=FilePurpose.WORK,
            document_key="",
            state=FileState.VERIFIED,
            kind="text",
            container="docx",
            size=40_000,
            words=1500,
        ),
        **values,
    )


def sound_file(minutes: str, **values: Any) -> DossierFile:
    """A verified MP3 of the work."""
    return work_file(name="bai.mp3", kind="audio", container="mp3", words=None, seconds=Decimal(minutes) * 60, **values)


def part(**values: Any) -> DossierPart:
    """A publication inside the window."""
    return replace(
        DossierPart(title="Kỳ 1", outlet="Báo Thử nghiệm", published_on=date(2023, 8, 1), url="https://bao.test/1"),
        **values,
    )


def author(**values: Any) -> DossierAuthor:
    """The representative."""
    return replace(DossierAuthor(full_name="Trần Thị Bình", is_representative=True, can_be_reached=True), **values)


def dossier(**values: Any) -> Dossier:
    """A dossier without a fault under ``FULL_RULES``."""
    confirmation = work_file(
        name="xac-nhan.pdf",
        purpose=FilePurpose.CONFIRMATION,
        document_key="xac-nhan",
        kind="pdf",
        container="pdf",
        words=80,
    )
    whole = Dossier(
        title="Đường về bản",
        category="Báo in",
        genre="Phóng sự",
        genre_wanted=True,
        primary_topic="T02",
        topics=frozenset({"T02", "T04"}),
        body_words=1500,
        authors=(author(),),
        parts=(part(),),
        files=(work_file(), confirmation),
        other_awards="",
        no_other_awards=True,
        commitments=frozenset({"nguyen-goc"}),
    )
    return replace(whole, **values)
