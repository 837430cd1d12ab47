"""Handing in: every rule once more, a number, a receipt that is never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.accounts.entrants import officers_among
from contest.ledger.services import record
from contest.seasons.models import Season
from contest.seasons.types import SeasonHead, Stage
from contest.submissions.content import file_words, search_text
from contest.submissions.dossier import Check, EntryWindow, Failure, checked
from contest.submissions.dossiers import OpenDossier, open_dossier
from contest.submissions.errors import EntryLocked, RulesNotMet, StaleDraft
from contest.submissions.messages import tell_received, tell_withdrawn
from contest.submissions.models import Entry
from contest.submissions.queries import files_of
from contest.submissions.receipts import covers, find_receipt, write_receipt
from contest.submissions.rules_check import check_time, failures_of
from contest.submissions.services import lock_entry, respond_by
from contest.submissions.types import OPEN_TO_ENTRANT, Channel, EntryHead, EntryStatus, ReceiptHead
from contest.text.counting import count_words

_YEAR = re.compile(r"(?:19|20)(\d\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """Whether an entry could be handed in now, rule by rule."""

    dossier: OpenDossier
    checks: tuple[Check, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What is left to mend."""
        return failures_of(self.checks)


def readiness(session: Session, *, season: SeasonHead, head: EntryHead, now: datetime) -> Readiness:
    """Every rule beside an entry, the time and the people's right to enter too."""
    dossier = open_dossier(session, head)
    time = check_time(_window(session, season, head), now)
    return Readiness(dossier=dossier, checks=(time, *dossier.checks, _eligibility(session, head, dossier)))


def submit(
    session: Session, *, season: SeasonHead, entry_id: int, version: int, key: str, by: int, received_at: datetime
) -> ReceiptHead:
    """Hand an entry in and give its receipt; the same ``key``, or nothing changed, gives the same receipt.

    ``received_at`` is when the server received the request: the instant every deadline is held against.
    Errors: RulesNotMet with every failure, StaleDraft, EntryLocked, NotVisible.
    """
    # One at a time in a season: numbers follow one another, and two works cannot both be an author's last.
    session.execute(select(Season.id).where(Season.id == season.id).with_for_update())
    head = lock_entry(session, entry_id)
    given = find_receipt(session, entry_id, key=key) or _unchanged(session, head)
    if given is not None:
        return given
    if head.status not in OPEN_TO_ENTRANT:
        raise EntryLocked
    ready = readiness(session, season=season, head=head, now=received_at)
    if version != head.version:
        raise StaleDraft(head, ready.dossier.content)
    if ready.failures:
        raise RulesNotMet(ready.failures)
    return _issue(session, season=season, head=head, dossier=ready.dossier, key=key, by=by, received_at=received_at)


def withdraw(session: Session, *, season: SeasonHead, entry_id: int, by: int, reason: str, now: datetime) -> None:
    """Take a received entry back before its work is judged. Twice is harmless. Errors: EntryLocked."""
    head = lock_entry(session, entry_id)
    if head.status is EntryStatus.WITHDRAWN:
        return
    if head.number is None or not may_withdraw(head, season):
        raise EntryLocked
    session.execute(
        update(Entry)
        .where(Entry.id == entry_id)
        .values(status=EntryStatus.WITHDRAWN, decided_at=now, updated_at=now, version=Entry.version + 1)
    )
    record(
        session,
        action="entry.withdraw",
        subject=f"entry:{entry_id}",
        payload={"number": head.number, "from": head.status, "reason": reason},
        at=now,
        actor_id=by,
        season_id=season.id,
    )
    tell_withdrawn(session, season=season, head=head, now=now)


def may_withdraw(head: EntryHead, season: SeasonHead) -> bool:
    """Whether an entrant may still take a work back: until the juries begin."""
    return head.status in OPEN_TO_ENTRANT and season.stage in {Stage.ENTRY, Stage.SCREENING}


def number_prefix(slug: str) -> str:
    """The letters before an entry's number: initials of the last two words before the year, and its two digits."""
    words = slug.split("-")
    for place, word in enumerate(words):
        if match := _YEAR.fullmatch(word):
            return "".join(one[0] for one in words[max(0, place - 2) : place] if one).upper() + match[1]
    return "".join(one[0] for one in words if one)[:4].upper()


def _window(session: Session, season: SeasonHead, head: EntryHead) -> EntryWindow:
    closes_at = season.entries_close_at
    answer_by = respond_by(session, head)
    if answer_by is not None:
        return EntryWindow(opens_at=season.entries_open_at, closes_at=answer_by)
    return EntryWindow(
        opens_at=season.entries_open_at,
        closes_at=closes_at,
        postmarked_on=head.postmarked_on,
        is_paper=head.channel is Channel.PAPER,
    )


def _eligibility(session: Session, head: EntryHead, dossier: OpenDossier) -> Check:
    """Whoever judges, screens or organizes a season cannot be an author in it."""
    owner = {head.owner_id} if head.channel is Channel.AUTHOR else set()
    emails = [author.email for author in dossier.content.authors]
    officers = officers_among(session, season_id=head.season_id, emails=emails, person_ids=owner)
    problems = [
        _l(
            "%(name)s đang làm nhiệm vụ trong Ban Tổ chức, tổ thư ký hoặc hội đồng nên không được dự thi mùa này.",
            name=officer.full_name,
        )
        for officer in officers
    ]
    return checked("eligibility", _l("Tác giả không thuộc diện loại trừ"), "authors", *problems)


def _unchanged(session: Session, head: EntryHead) -> ReceiptHead | None:
    """The last receipt, when what it covers, text and files, is still what is there."""
    if head.status is not EntryStatus.SUBMITTED:
        return None
    last = find_receipt(session, head.id)
    return last if last is not None and covers(last, head, files_of(session, head.id)) else None


def _issue(
    session: Session,
    *,
    season: SeasonHead,
    head: EntryHead,
    dossier: OpenDossier,
    key: str,
    by: int,
    received_at: datetime,
) -> ReceiptHead:
    number = head.number or _next_number(session, season)
    receipt = write_receipt(
        session, season=season, dossier=dossier, number=number, key=key, by=by, received_at=received_at
    )
    session.execute(
        update(Entry)
        .where(Entry.id == head.id)
        .values(
            status=EntryStatus.SUBMITTED,
            number=number,
            search_text=search_text(dossier.content, number),
            word_count=count_words(dossier.content.body) or file_words(session, head.id),
            submitted_at=head.submitted_at or received_at,
            updated_at=received_at,
        )
    )
    record(
        session,
        action="entry.submit",
        subject=f"entry:{head.id}",
        payload={"number": number, "revision": receipt.revision, "digest": receipt.digest, "version": head.version},
        at=received_at,
        actor_id=by,
        season_id=season.id,
    )
    tell_received(session, season=season, head=head, number=number, revision=receipt.revision, now=received_at)
    return receipt


def _next_number(session: Session, season: SeasonHead) -> str:
    prefix = number_prefix(season.slug)
    last = session.scalar(
        select(Entry.number)
        .where(Entry.season_id == season.id, Entry.number.is_not(None))
        .order_by(func.length(Entry.number).desc(), Entry.number.desc())
        .limit(1)
    )
    return f"{prefix}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"
