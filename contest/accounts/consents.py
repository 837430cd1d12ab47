"""Consents: one purpose each, never ticked beforehand, kept with the version of the text and the time.

Source: Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP (domain.md §6): voluntary, informed, per purpose, provable, withdrawn
as easily as given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.accounts.models import Consent, ConsentText, Person
from contest.accounts.types import ConsentPurpose
from contest.ledger.services import record

REQUIRED: Final = frozenset({ConsentPurpose.PROCESSING})
"""Without it there can be no account; withdrawing it is a request to the organizers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One version of what is asked. A change of words is a new version, never an edit."""

    purpose: ConsentPurpose
    version: int
    vi: str
    en: str
    published_at: datetime

    def text(self, language: str) -> str:
        """The words in one language."""
        return self.en if language == "en" else self.vi


_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
WORDINGS: Final = (
    Wording(
        purpose=ConsentPurpose.PROCESSING,
        version=1,
        vi="Tôi đồng ý để Ban Tổ chức dùng họ tên, bút danh, e-mail, điện thoại, số thẻ nhà báo và cơ quan công tác "
        "tôi khai để nhận bài, thẩm định hồ sơ, tránh xung đột lợi ích và liên hệ về cuộc thi. Dữ liệu không được "
        "dùng vào việc khác. Tôi có quyền xem, sửa, rút lại đồng ý và yêu cầu xóa.",
        en="I agree that the organizing committee uses the name, pen name, e-mail, telephone, press card number and "
        "agency I give to receive my works, check them, avoid conflicts of interest and write to me about the "
        "contest. The data serve nothing else. I may see and correct them, withdraw this and ask for removal.",
        published_at=_FIRST,
    ),
    Wording(
        purpose=ConsentPurpose.PUBLICATION,
        version=1,
        vi="Nếu tác phẩm của tôi đoạt giải, tôi đồng ý để Ban Tổ chức công bố họ tên, bút danh, cơ quan và tác phẩm "
        "trên trang của cuộc thi, theo mức tôi chọn cho từng tác phẩm.",
        en="If a work of mine wins, I agree that the organizing committee publishes my name, pen name, agency and the "
        "work on the contest's site, as far as I choose for each work.",
        published_at=_FIRST,
    ),
    Wording(
        purpose=ConsentPurpose.NEWS,
        version=1,
        vi="Tôi muốn nhận tin về các mùa giải sau qua e-mail.",
        en="I would like news of later seasons by e-mail.",
        published_at=_FIRST,
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentLine:
    """One purpose as its page shows it: today's words, and what this person said."""

    wording: Wording
    given_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether it is in force now."""
        return self.given_at is not None and self.withdrawn_at is None


def current_wording(purpose: ConsentPurpose) -> Wording:
    """Today's words for a purpose."""
    return max((each for each in WORDINGS if each.purpose is purpose), key=lambda each: each.version)


def give(session: Session, *, person_id: int, purposes: Iterable[ConsentPurpose], now: datetime) -> None:
    """Store consents to today's words; giving one twice, also at once from two windows, keeps its first time."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    for purpose in sorted(purposes):
        wording = current_wording(purpose)
        text_id = _text_id(session, wording)
        given = session.execute(
            select(Consent.id, Consent.withdrawn_at).where(
                Consent.person_id == person_id, Consent.consent_text_id == text_id
            )
        ).one_or_none()
        if given is not None and given.withdrawn_at is None:
            continue
        if given is None:
            session.execute(insert(Consent).values(person_id=person_id, consent_text_id=text_id, given_at=now))
        else:
            session.execute(update(Consent).where(Consent.id == given.id).values(given_at=now, withdrawn_at=None))
        _record(session, "consent.give", person_id, wording, now)


def withdraw(session: Session, *, person_id: int, purpose: ConsentPurpose, now: datetime) -> bool:
    """Withdraw every version of a purpose; return whether one was in force."""
    of_purpose = select(ConsentText.id).where(ConsentText.purpose == purpose)
    ended = session.execute(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.consent_text_id.in_(of_purpose), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Consent.id)
    ).all()
    if ended:
        _record(session, "consent.withdraw", person_id, current_wording(purpose), now)
    return bool(ended)


def consents_of(session: Session, person_id: int) -> Sequence[ConsentLine]:
    """Every purpose with what the person last said to it: one statement."""
    rows = session.execute(
        select(ConsentText.purpose, Consent.given_at, Consent.withdrawn_at)
        .join(ConsentText, ConsentText.id == Consent.consent_text_id)
        .where(Consent.person_id == person_id)
        .order_by(ConsentText.version)
    )
    said = {row.purpose: row for row in rows}
    return [
        ConsentLine(
            wording=current_wording(purpose),
            given_at=said[purpose].given_at if purpose in said else None,
            withdrawn_at=said[purpose].withdrawn_at if purpose in said else None,
        )
        for purpose in ConsentPurpose
    ]


def without_consent(session: Session, person_ids: Collection[int], *, purpose: ConsentPurpose) -> Sequence[str]:
    """The names of those whose consent to a purpose is not in force, by given name: one statement."""
    consented = (
        select(Consent.person_id)
        .join(ConsentText, ConsentText.id == Consent.consent_text_id)
        .where(ConsentText.purpose == purpose, Consent.withdrawn_at.is_(None))
    )
    return session.scalars(
        select(Person.full_name)
        .where(Person.id.in_(person_ids), Person.id.not_in(consented))
        .order_by(Person.name_key, Person.id)
    ).all()


def _text_id(session: Session, wording: Wording) -> int:
    """The row of a version, written the first time somebody agrees to it."""
    values = {
        "purpose": wording.purpose,
        "version": wording.version,
        "text_vi": wording.vi,
        "text_en": wording.en,
        "published_at": wording.published_at,
    }
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(ConsentText).values(**values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(ConsentText).values(**values).on_conflict_do_nothing())
    found = select(ConsentText.id).where(ConsentText.purpose == wording.purpose, ConsentText.version == wording.version)
    return session.scalars(found).one()


def _record(session: Session, action: str, person_id: int, wording: Wording, now: datetime) -> None:
    record(
        session,
        action=action,
        subject=f"person:{person_id}",
        payload={"purpose": wording.purpose, "version": wording.version},
        at=now,
        actor_id=person_id,
    )
