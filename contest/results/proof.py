"""Codes, seals, rankings, ties, prizes, their confirmations and the published works against the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.codes import fingerprint as fingerprint_of_code
from contest.blinding.models import Code
from contest.db import columns_of
from contest.judging.rounds import seal_of
from contest.ledger.comparing import Comparison, Difference, Recorded, acts_of, columns, difference, gone, unspoken
from contest.results.models import Award, PublishedWork, Release, Revocation, RoundResult, TieDecision
from contest.results.release import fingerprint as fingerprint_of_work
from contest.results.services import frozen_line
from contest.seasons.models import Round
from contest.seasons.types import RoundState

_CHANGED = ("award.propose", "award.change")
_WAY = ("release.confirm", "release.unmask", "release.publish")
_NOBODY = {"first_by": None, "first_at": None, "second_by": None, "second_at": None}


def results_against_record(session: Session) -> Iterator[Comparison]:
    """Everything from the codes to the public page, in the order of the contest."""
    yield _codes(session)
    yield _rounds(session)
    yield _ties(session)
    yield _ranking(session)
    yield _awards(session)
    yield _releases(session)
    yield _published(session)
    yield _revocations(session)


def _codes(session: Session) -> Comparison:
    """Whose work a code is, and in which category: every row as it was drawn, or moved since."""
    drawn: dict[str, int] = {}
    for act in acts_of(session, ["code.draw", "code.move"]):
        if act.action == "code.move":
            drawn.pop(act.payload["before"], None)
            drawn[act.payload["fingerprint"]] = act.seq
        else:
            drawn |= dict.fromkeys(act.payload["fingerprints"], act.seq)
    rows = session.execute(select(*columns_of(Code))).all()
    found = [
        unspoken(f"{row.id} ({row.code})") for row in rows if drawn.pop(fingerprint_of_code(columns(row)), None) is None
    ]
    found += [gone("?", seq) for seq in drawn.values()]
    return Comparison(noun="code", rows=len(rows), differences=found)


def _rounds(session: Session) -> Comparison:
    """When a round opened, closed and was confirmed, and the seal over the sheets of a closed one."""
    told: dict[int, dict[str, Recorded]] = {}
    for act in acts_of(session, ["round.open", "round.close", "round.confirm"]):
        told.setdefault(act.subject_id, {})[act.action] = act
    query = select(Round.id, Round.state, Round.opened_at, Round.closed_at, Round.confirmed_at).order_by(Round.id)
    rows = session.execute(query).all()
    found = []
    for row in rows:
        acts = told.get(row.id, {})
        state = RoundState.PLANNED if not acts else RoundState.CLOSED if "round.close" in acts else RoundState.OPEN
        wanted: dict[str, object] = {"state": state}
        for action, column in (("open", "opened_at"), ("close", "closed_at"), ("confirm", "confirmed_at")):
            name = f"round.{action}"
            wanted[column] = acts[name].at if name in acts else None
        stands = columns(row)
        if "round.close" in acts:
            closed = acts["round.close"].payload
            wanted |= {"seal": closed["seal"], "sheets": closed["sheets"]}
            stands["seal"], stands["sheets"] = seal_of(session, row.id)
        one = difference(f"round:{row.id}", wanted, stands, max((act.seq for act in acts.values()), default=0))
        found += [one] if one else []
    return Comparison(noun="round", rows=len(rows), differences=found)


def _ties(session: Session) -> Comparison:
    """The chair's order among tied works."""
    told: dict[tuple[int, str], tuple[int, dict[str, object]]] = {}
    for act in acts_of(session, ["tie.decide"]):
        for order, code in enumerate(act.payload["codes"], start=1):
            wanted = {"chair_order": order, "reason": act.payload["reason"]}
            told[act.subject_id, code] = (act.seq, {**wanted, "decided_by": act.actor_id, "decided_at": act.at})
    rows = session.execute(
        select(
            TieDecision.round_id,
            Code.code,
            TieDecision.chair_order,
            TieDecision.reason,
            TieDecision.decided_by,
            TieDecision.decided_at,
        ).join(Code, Code.id == TieDecision.code_id)
    ).all()
    stands = {(row.round_id, row.code): columns(row) for row in rows}
    return _compared("tie_decision", told, stands)


def _ranking(session: Session) -> Comparison:
    """Every place and total of a confirmed round."""
    told = {
        (act.subject_id, code): (act.seq, line)
        for act in acts_of(session, ["round.confirm"])
        for code, line in act.payload.get("results", {}).items()
    }
    query = select(*columns_of(RoundResult), Code.code).join(Code, Code.id == RoundResult.code_id)
    stands = {(row.round_id, row.code): frozen_line(columns(row)) for row in session.execute(query).all()}
    return _compared("round_result", told, stands)


def _awards(session: Session) -> Comparison:
    """The prize of every work: proposals replace one another, what a person changed with a reason stays."""
    told: dict[tuple[int | None, str], tuple[int, dict[str, object]]] = {}
    for act in acts_of(session, _CHANGED):
        by = {"changed_by": act.actor_id, "changed_at": act.at}
        if act.action == "award.change":
            kept = {"prize_id": act.payload["after"], "reason": act.payload["reason"], **by}
            told[act.season_id, act.payload["code"]] = (act.seq, kept)
            continue
        told = {key: was for key, was in told.items() if key[0] != act.season_id or was[1]["reason"]}
        for code, prize_id in act.payload["prizes"].items():
            told[act.season_id, code] = (act.seq, {"prize_id": prize_id, "reason": "", **by})
    rows = session.execute(
        select(Award.season_id, Code.code, Award.prize_id, Award.reason, Award.changed_by, Award.changed_at).join(
            Code, Code.id == Award.code_id
        )
    ).all()
    stands = {(row.season_id, row.code): columns(row) for row in rows}
    return _compared("award", told, stands)


def _releases(session: Session) -> Comparison:
    """Who confirmed which list, who unmasked, who published, and when."""
    told: dict[int | None, tuple[int, dict[str, object]]] = {}
    for act in acts_of(session, [*_WAY, *_CHANGED]):
        if act.action in _CHANGED:
            if act.season_id in told:
                told[act.season_id] = (act.seq, {**told[act.season_id][1], **_NOBODY})
            continue
        before = told.get(act.season_id, (0, dict(_NOBODY)))[1]
        told[act.season_id] = (act.seq, {**before, **_step(act)})
    rows = session.execute(select(*columns_of(Release))).all()
    return _compared("release", told, {row.season_id: columns(row) for row in rows})


def _step(act: Recorded) -> Mapping[str, object]:
    """What one act on the way to the public writes."""
    by, at = act.actor_id, act.at
    if act.action == "release.unmask":
        return {"unmasked_by": by, "unmasked_at": at}
    if act.action == "release.publish":
        return {"published_by": by, "published_at": at, "file_digest": act.payload.get("results_file_sha256")}
    digest = {"digest": act.payload["prize_list_sha256"]}
    if act.payload["confirmation"] == 1:
        return {**digest, **_NOBODY, "first_by": by, "first_at": at}
    return {**digest, "second_by": by, "second_at": at}


def _published(session: Session) -> Comparison:
    """All that the public reads of every winner."""
    told = {
        (act.season_id, slug): (act.seq, {"all": print_})
        for act in acts_of(session, ["release.publish"])
        for slug, print_ in act.payload.get("published", {}).items()
    }
    rows = session.execute(select(*columns_of(PublishedWork))).all()
    stands = {(row.season_id, row.slug): {"all": fingerprint_of_work(columns(row))} for row in rows}
    return _compared("published_work", told, stands)


def _revocations(session: Session) -> Comparison:
    """Which published prizes were taken back: who asked and why, who agreed, and when."""
    told: dict[int, tuple[int, dict[str, object]]] = {}
    for act in acts_of(session, ["revocation.ask", "revocation.agree", "revocation.drop"]):
        work_id = act.subject_id
        if act.action == "revocation.drop":
            told.pop(work_id, None)
        elif act.action == "revocation.ask":
            asked = {"reason": act.payload["reason"], "asked_by": act.actor_id, "asked_at": act.at}
            told[work_id] = (act.seq, {**asked, "agreed_by": None, "agreed_at": None})
        elif work_id in told:
            told[work_id] = (act.seq, {**told[work_id][1], "agreed_by": act.actor_id, "agreed_at": act.at})
    rows = session.execute(select(*columns_of(Revocation))).all()
    return _compared("revocation", told, {row.work_id: columns(row) for row in rows})


def _compared(
    noun: str, told: Mapping[Any, tuple[int, Mapping[str, object]]], stands: Mapping[Any, Mapping[str, object]]
) -> Comparison:
    """Rows by their key against what the record says of each."""
    found: list[Difference] = []
    for key, (seq, wanted) in told.items():
        one = difference(_name(key), wanted, stands[key], seq) if key in stands else gone(_name(key), seq)
        found += [one] if one else []
    found += [unspoken(_name(key)) for key in stands if key not in told]
    return Comparison(noun=noun, rows=len(stands), differences=found)


def _name(key: object) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
