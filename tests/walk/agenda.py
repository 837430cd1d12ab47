"""What would bring the season on now, and who would do it: without it a walk hardly comes to a published result."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy, Code
from contest.demo.cast import ADMIN, CHAIR, ORGANIZER, SECRETARY
from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.results.models import Award, Release
from contest.seasons.models import Round, Season
from contest.submissions.models import Entry


@dataclass(frozen=True, kw_only=True)
class Aim:
    """The people who may do it, the pages that lead there, and the forms that are it."""

    people: tuple[str, ...]
    pages: frozenset[str]
    acts: frozenset[str]


def _aim(people: tuple[str, ...], pages: str, acts: str) -> Aim:
    return Aim(people=people, pages=frozenset(pages.split()), acts=frozenset(acts.split()))


_SECRETARIAT = (SECRETARY, SECRETARY, ADMIN)
_DECIDERS = (CHAIR, ORGANIZER)
MOVE = _aim((ORGANIZER,), "seasons.board", "seasons.move")
SCREEN = _aim(
    _SECRETARIAT, "submissions.screening submissions.screen", "submissions.accept_all submissions.judge_dossier"
)
HIDE = _aim(
    _SECRETARIAT,
    "blinding.queue blinding.desk blinding.preview",
    "blinding.start_again blinding.decide blinding.approve",
)
STAFF = _aim((SECRETARY, CHAIR), "council.home council.staffing", "council.set_members council.assign")
OPEN = _aim((SECRETARY, CHAIR), "council.home council.board", "council.open_round")
CLOSE = _aim((SECRETARY, CHAIR), "council.home council.board", "council.close_round")
SETTLE = _aim((CHAIR,), "council.home council.board council_work.work", "council_work.settle council_work.call_third")
RANK = _aim((CHAIR,), "results.overview results.ranking", "results.decide_tie results.confirm_round")
PROPOSE = _aim((CHAIR, SECRETARY), "results.overview results.ranking results.prizes", "results.propose_prizes")
CONFIRM = _aim(_DECIDERS, "results.overview results.ranking results.release_page", "results.confirm_list")
UNMASK = _aim((SECRETARY, ORGANIZER), "results.overview results.ranking results.release_page", "results.unmask")
PUBLISH = _aim((ORGANIZER,), "results.overview results.ranking results.release_page", "results.publish")
REVOKE = _aim(
    _DECIDERS,
    "results.overview results.ranking results.release_page results.revocations results.revocation",
    "results.ask_revocation results.agree_to_revocation results.drop_revocation",
)


def aims(session: Session, slug: str) -> list[Aim]:
    """Whatever is next in the season, by what is in the database."""
    season = session.scalars(select(Season).where(Season.slug == slug)).one()
    found = [MOVE] if season.stage in {"setup", "entry"} else []
    if session.scalar(select(Entry.id).where(Entry.season_id == season.id, Entry.status == "submitted").limit(1)):
        found.append(SCREEN)
    open_copies = select(BlindCopy.id).join(Entry).where(Entry.season_id == season.id, BlindCopy.state != "approved")
    if session.scalar(open_copies.limit(1)):
        found.append(HIDE)
    rounds = session.scalars(select(Round).where(Round.season_id == season.id).order_by(Round.ordinal)).all()
    current = next((one for one in rounds if one.confirmed_at is None), None)
    found += _judging(session, current) if current else _release(session, season.id)
    session.rollback()
    return found


def _judging(session: Session, of: Round) -> list[Aim]:
    if of.state == "closed":
        return [RANK, SETTLE]
    if of.state == "planned":
        has_works = of.ordinal > 1 or session.scalar(select(Code.id).where(Code.round_id == of.id).limit(1))
        return [STAFF, OPEN] if has_works else []
    waiting = session.scalars(
        select(Person.email)
        .join(Assignment, Assignment.judge_id == Person.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == of.id,
            Assignment.state == "active",
            (ScoreSheet.state == "draft") | ScoreSheet.id.is_(None),
        )
        .distinct()
        .order_by(Person.email)
    ).all()
    gaps = session.scalar(select(GapCase.id).where(GapCase.round_id == of.id, GapCase.state == "open").limit(1))
    marking = [_aim(tuple(waiting), "judging.home judging.queue judging.desk", "judging.score")] if waiting else []
    return [*marking, *marking, *([SETTLE] if gaps else []), *([] if waiting else [CLOSE, CLOSE]), CLOSE]


def _release(session: Session, season_id: int) -> list[Aim]:
    given = session.scalar(select(Award.id).where(Award.season_id == season_id, Award.prize_id.is_not(None)).limit(1))
    state = session.scalars(select(Release).where(Release.season_id == season_id)).one_or_none()
    if given is None:
        return [PROPOSE]
    if state is None or state.second_at is None:
        return [CONFIRM]
    if state.unmasked_at is None:
        return [UNMASK]
    return [PUBLISH, CONFIRM] if state.published_at is None else [REVOKE]
