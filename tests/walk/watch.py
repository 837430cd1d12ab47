"""What must hold after every step of a walk, whoever did what in whatever order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy, Code
from contest.judging.models import Assignment, Mark, ScoreSheet, SheetVersion
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from contest.ledger_commands import comparisons
from contest.results.models import Award, PublishedWork, Release, RoundResult
from contest.seasons.models import Prize, Round, Season
from contest.submissions.models import Author, Entry, Part, Receipt
from contest.visibility import blind_entries
from tests.walk.filling import TYPED
from tests.walk.people import Step

REOPENED = "council_work.reopen"
"""The one act that makes a draft of a sheet that was sent."""
RULED = frozenset({"council_work.leave_out", "council_work.count_again", "council.assign"})
"""The acts that say whether a sent sheet counts; assigning again leaves out what a conflict became known of."""
_RECEIPT = re.compile(r"/mua/[^/\"]+/bien-nhan/[0-9a-f]{64}(?=[\"<\s])")

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the database says of the things that an act may not quietly change."""

    acts: int
    sent: Mapping[int, bool]
    """Assignments whose sheet is sent, and whether it counts."""
    sheets: frozenset[int]
    kept: frozenset[int]
    """Versions of sheets."""
    closed: Mapping[int, Rows]
    """Every mark of a closed round."""
    confirmed: Mapping[int, Rows]
    """The frozen ranking of a confirmed round."""
    receipts: frozenset[str]
    public: Rows


def read_facts(session: Session) -> Facts:
    """Ask the database, and hold nothing of it open."""
    sent = session.execute(
        select(Assignment.id, Assignment.counts)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.state == "active", ScoreSheet.state == "submitted")
    )
    rounds = session.execute(select(Round.id, Round.state, Round.confirmed_at)).all()
    found = Facts(
        acts=_acts(session),
        sent=dict(sent.all()),
        sheets=frozenset(session.scalars(select(ScoreSheet.id))),
        kept=frozenset(session.scalars(select(SheetVersion.id))),
        closed={one.id: _marks(session, one.id) for one in rounds if one.state == "closed"},
        confirmed={one.id: _ranking(session, one.id) for one in rounds if one.confirmed_at},
        receipts=frozenset(session.scalars(select(Receipt.digest))),
        public=_plain(session.execute(select(*PublishedWork.__table__.c).order_by(PublishedWork.id))),
    )
    session.rollback()
    return found


def _acts(session: Session) -> int:
    found = session.scalar(select(func.max(LedgerEntry.seq))) or 0
    session.rollback()
    return found


def _plain(rows: Any) -> Rows:
    return [tuple(map(str, row)) for row in rows]


def _marks(session: Session, round_id: int) -> Rows:
    asked = (
        select(Assignment.id, ScoreSheet.state, ScoreSheet.revision, ScoreSheet.total, Mark.criterion_id, Mark.points)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .where(Assignment.round_id == round_id)
        .order_by(Assignment.id, Mark.criterion_id)
    )
    return _plain(session.execute(asked))


def _ranking(session: Session, round_id: int) -> Rows:
    asked = select(*RoundResult.__table__.c).where(RoundResult.round_id == round_id).order_by(RoundResult.id)
    return _plain(session.execute(asked))


@dataclass(slots=True)
class Watch:
    """Follows a walk; every method says what does not hold, in words."""

    session: Session
    blind: frozenset[str]
    visitor: FlaskClient
    before: Facts
    shown: set[str] = field(default_factory=set)
    """Receipts that somebody was shown, by their public address."""
    hidden: list[str] | None = None
    """What judges must not read, as long as nothing is sent."""

    def wrong_with(self, step: Step) -> list[str]:
        """What this step broke."""
        faults = [f"answered {step.answer.status_code}"] if step.answer.status_code >= 500 else []
        if step.fresh and step.answer.status_code >= 400:
            faults.append("a link of a page that was just read leads nowhere")
        if step.answer.mimetype == "text/html":
            self.shown |= set(_RECEIPT.findall(step.answer.text))
        if step.who in self.blind:
            faults += self._read_by_a_judge(step)
        return [*faults, *self._changed_by(step)]

    def _read_by_a_judge(self, step: Step) -> list[str]:
        if self.hidden is None:
            self.hidden = hidden_names(self.session)
        read = step.answer.get_data(as_text=True) if (step.answer.mimetype or "").startswith("text/") else ""
        return [f"a judge reads «{name}»" for name in self.hidden if name in read]

    def _changed_by(self, step: Step) -> list[str]:
        is_act = step.method != "GET" and step.answer.status_code < 400
        if not is_act:
            return [] if _acts(self.session) == self.before.acts else ["something was done by what was read or refused"]
        before, after, self.hidden = self.before, read_facts(self.session), None
        self.before, faults = after, []
        if (gone := before.sent.keys() - after.sent.keys()) and step.endpoint != REOPENED:
            faults.append(f"sent sheets {sorted(gone)} are no longer there")
        ruled = {one for one, counts in before.sent.items() if after.sent.get(one, counts) != counts}
        if ruled and step.endpoint not in RULED:
            faults.append(f"sent sheets {sorted(ruled)} count otherwise")
        for name in ("sheets", "kept", "receipts"):
            faults += [f"{name} vanished"] if getattr(before, name) - getattr(after, name) else []
        faults += [f"the marks of the closed round {one} differ" for one in _differing(before.closed, after.closed)]
        faults += [f"the confirmed ranking {one} differs" for one in _differing(before.confirmed, after.confirmed)]
        if before.public and before.public != after.public:
            faults.append("what the public reads differs")
        if not before.public and after.public:
            faults += published_otherwise(self.session)
        return [*faults, *strayed(self.session), *self._not_as_said(step)]

    def _not_as_said(self, step: Step) -> list[str]:
        """After a redirect, which is how every act answers that was done."""
        check = SAID.get(step.endpoint)
        if check is None or step.answer.status_code != 302:
            return []
        done = check(self.session, step)
        self.session.rollback()
        return [] if done else [f"{step.endpoint} said it was done, and the database does not"]

    def wrong_in_the_record(self) -> list[str]:
        """What ``contest ledger verify`` would say."""
        faults = [f"{one.noun}: {one.differences}" for one in comparisons(self.session) if one.differences]
        faults += [] if verify(self.session).holds else ["the chain is broken"]
        self.session.rollback()
        return faults

    def wrong_with_receipts(self) -> list[str]:
        """Receipts once shown that anybody holding them finds no more."""
        return [one for one in sorted(self.shown) if "không bị sửa" not in self.visitor.get(one).text]


def _differing(before: Mapping[int, Rows], after: Mapping[int, Rows]) -> list[int]:
    return [one for one, rows in before.items() if rows != after.get(one)]


def hidden_names(session: Session) -> list[str]:
    """What judges must not read: every author and outlet, but for those of the winners once they are unmasked."""
    unmasked = select(Release.season_id).where(Release.unmasked_at.is_not(None))
    known = (
        select(Code.entry_id)
        .join(Award, Award.code_id == Code.id)
        .where(Award.prize_id.is_not(None), Award.season_id.in_(unmasked))
    )
    names: set[str] = set()
    for column, entry in ((Author.full_name, Author.entry_id), (Part.outlet, Part.entry_id)):
        shown = select(column).where(entry.in_(known))
        names |= set(session.scalars(select(column).where(entry.not_in(known), column.not_in(shown))))
    session.rollback()
    return sorted(names - set(TYPED))


def strayed(session: Session) -> list[str]:
    """Works that judges are shown in another category than they stand for."""
    shown = blind_entries()
    found = session.scalars(
        select(Code.code)
        .join(Entry, Entry.id == Code.entry_id)
        .where(Code.id.in_(select(shown.c.code_id)), Code.category_id != Entry.category_id)
    ).all()
    session.rollback()
    return [f"{code} is judged in another category than its entry's" for code in found]


def published_otherwise(session: Session) -> list[str]:
    """How what was published differs from what two people confirmed."""
    release = session.scalars(select(Release).where(Release.published_at.is_not(None))).one_or_none()
    if release is None:
        session.rollback()
        return ["works are public and no release says so"]
    two = release.first_by is not None and release.second_by is not None and release.first_by != release.second_by
    given = (
        select(Entry.title, Prize.name)
        .join(Code, Code.entry_id == Entry.id)
        .join(Award, Award.code_id == Code.id)
        .join(Prize, Prize.id == Award.prize_id)
        .where(Award.season_id == release.season_id)
    )
    public = select(PublishedWork.title, PublishedWork.prize_name).where(PublishedWork.season_id == release.season_id)
    same = sorted(map(tuple, session.execute(given))) == sorted(map(tuple, session.execute(public)))
    session.rollback()
    return [*([] if two else ["two people did not confirm it"]), *([] if same else ["other works are public than won"])]


def _number(step: Step, name: str = "vong-") -> int:
    found = re.search(rf"{name}(\d+)", step.address)
    return int(found[1]) if found else 0


def _here(step: Step) -> Any:
    return select(Season.id).where(Season.slug == step.address.split("/")[2]).scalar_subquery()


def _round_is(column: Any, *values: object) -> Callable[[Session, Step], bool]:
    def holds(session: Session, step: Step) -> bool:
        asked = select(column).where(Round.season_id == _here(step), Round.ordinal == _number(step))
        found = session.scalar(asked)
        return found in values if values else found is not None

    return holds


def _release_has(column: Any) -> Callable[[Session, Step], bool]:
    def holds(session: Session, step: Step) -> bool:
        return session.scalar(select(column).where(Release.season_id == _here(step))) is not None

    return holds


def _copy_is(*states: str) -> Callable[[Session, Step], bool]:
    def holds(session: Session, step: Step) -> bool:
        asked = select(BlindCopy.state).join(Entry, Entry.id == BlindCopy.entry_id)
        return session.scalar(asked.where(Entry.public_id == step.address.split("/")[4])) in states

    return holds


def _entry_is(*states: str) -> Callable[[Session, Step], bool]:
    def holds(session: Session, step: Step) -> bool:
        return session.scalar(select(Entry.status).where(Entry.public_id == step.address.split("/")[4])) in states

    return holds


def _assigned(*states: str, sheet: str = "") -> Callable[[Session, Step], bool]:
    def holds(session: Session, step: Step) -> bool:
        parts = step.address.split("/")
        judge = parts[8:9] or [step.sent.get("judge", "0") if step.sent else "0"]
        row = session.execute(
            select(Assignment.state, ScoreSheet.state)
            .join(Code, Code.id == Assignment.code_id)
            .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
            .where(Code.code == parts[6], Assignment.judge_id == int(judge[0]), Code.round_id.in_(_rounds(step)))
        ).one_or_none()
        return row is not None and row[0] in states and (not sheet or row[1] == sheet)

    return holds


def _rounds(step: Step) -> Any:
    return select(Round.id).where(Round.season_id == _here(step), Round.ordinal == _number(step))


SAID: Mapping[str, Callable[[Session, Step], bool]] = {
    "council.open_round": _round_is(Round.state, "open"),
    "council.close_round": _round_is(Round.state, "closed"),
    "results.confirm_round": _round_is(Round.confirmed_at),
    "results.unmask": _release_has(Release.unmasked_at),
    "results.publish": _release_has(Release.published_at),
    "blinding.approve": _copy_is("approved", "ready"),
    "blinding.withdraw": _copy_is("withdrawn", "ready", "preparing", "failed"),
    "submissions.hand_in": _entry_is("submitted"),
    "submissions.take_back": _entry_is("withdrawn", "submitted", "supplement"),
    "council_work.add_judge": _assigned("active"),
    "council_work.remove_judge": _assigned("removed", "recused"),
    "council_work.reopen": _assigned("active", sheet="draft"),
}
"""What the database must say where the page says that an act was done."""
