"""Reading rounds, frozen rankings, prizes and the release; a constant number of statements for any size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Person
from contest.blinding.models import Code
from contest.errors import NotVisible
from contest.results.models import Award, Release, RoundResult, TieDecision
from contest.results.types import (
    CategoryHead,
    Column,
    PrizeHead,
    PrizeLine,
    ReleaseState,
    RoundHead,
)
from contest.seasons.models import Category, Criterion, Prize, Round, RoundQuota
from contest.seasons.policy import policy_from_json
from contest.visibility import blind_entries


def get_round(session: Session, *, season_id: int, ordinal: int) -> RoundHead:
    """One round of a season. Errors: NotVisible."""
    for head in rounds_of(session, season_id=season_id):
        if head.ordinal == ordinal:
            return head
    raise NotVisible


def rounds_of(session: Session, *, season_id: int) -> Sequence[RoundHead]:
    """The rounds of a season in order."""
    rows = session.execute(
        select(
            Round.id,
            Round.season_id,
            Round.ordinal,
            Round.kind,
            Round.name,
            Round.state,
            Round.policy,
            Round.tie_break,
            Round.clause,
            Round.confirmed_at,
        )
        .where(Round.season_id == season_id)
        .order_by(Round.ordinal)
    )
    return [RoundHead(**{**row._mapping, "policy": policy_from_json(row.policy)}) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


def get_last_round(session: Session, *, season_id: int) -> RoundHead:
    """The round that prizes are given from. Errors: NotVisible where the season has none."""
    rounds = rounds_of(session, season_id=season_id)
    if not rounds:
        raise NotVisible
    return rounds[-1]


def categories_of_round(session: Session, *, round_id: int, season_id: int) -> Sequence[CategoryHead]:
    """Categories in order, each with its rubric's columns and its quota from this round."""
    rows = session.execute(
        select(
            Category.id,
            Category.name,
            RoundQuota.quota,
            Criterion.id.label("criterion_id"),
            Criterion.key,
            Criterion.title,
        )
        .join(Criterion, (Criterion.category_id == Category.id) & (Criterion.round_id == round_id), isouter=True)
        .join(RoundQuota, (RoundQuota.category_id == Category.id) & (RoundQuota.round_id == round_id), isouter=True)
        .where(Category.season_id == season_id)
        .order_by(Category.position, Criterion.position)
    ).all()
    columns: dict[int, list[Column]] = defaultdict(list)
    for row in rows:
        if row.criterion_id is not None:
            columns[row.id].append(Column(id=row.criterion_id, key=row.key, title=row.title))
    heads = {row.id: CategoryHead(id=row.id, name=row.name, columns=columns[row.id], quota=row.quota) for row in rows}
    return list(heads.values())


def codes_of_round(session: Session, of: RoundHead) -> Sequence[tuple[int, str, int, str | None]]:
    """Every work of the round that has a place in its ranking: (code id, code, category id, blind title).

    While the round is judged these are the works with an approved copy. Of a confirmed one they are those that were
    ranked, and the title is ``None`` where the approval was withdrawn since (decision 0101).
    """
    if of.confirmed_at is None:
        entries = blind_entries()
        rows = session.execute(
            select(entries.c.code_id, entries.c.code, entries.c.category_id, entries.c.title).where(
                entries.c.round_id == of.id
            )
        )
        return [(code_id, code, category_id, title) for code_id, code, category_id, title in rows.all()]
    titles = _shown_titles(session, of.id)
    ranked = session.execute(
        select(RoundResult.code_id, Code.code, RoundResult.category_id)
        .join(Code, Code.id == RoundResult.code_id)
        .where(RoundResult.round_id == of.id)
    )
    return [(code_id, code, category_id, titles.get(code_id)) for code_id, code, category_id in ranked.all()]


def chair_orders(session: Session, *, round_id: int) -> Mapping[int, int]:
    """Code id to the chair's order among its tied peers."""
    rows = session.execute(select(TieDecision.code_id, TieDecision.chair_order).where(TieDecision.round_id == round_id))
    return {row.code_id: row.chair_order for row in rows}


def prizes_of(session: Session, *, season_id: int) -> Sequence[PrizeHead]:
    """The prize table, best first."""
    rows = session.execute(
        select(Prize.id, Prize.name, Prize.level, Prize.count, Prize.money, Prize.category_id, Prize.floor)
        .where(Prize.season_id == season_id, Prize.kind == "individual")
        .order_by(Prize.level, Prize.position, Prize.id)
    )
    return [PrizeHead(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


def prize_lines(session: Session, *, round_id: int) -> Sequence[PrizeLine]:
    """The frozen ranking of the last round with the prizes given so far, best first.

    No work drops out of it: one whose approval was withdrawn since has no title (decision 0101).
    """
    rows = session.execute(
        select(
            RoundResult.code_id,
            Code.code,
            RoundResult.category_id,
            Category.name.label("category_name"),
            RoundResult.rank.label("place"),
            RoundResult.total,
            Award.prize_id,
            Prize.name.label("prize_name"),
            Prize.level.label("prize_level"),
            Prize.money.label("prize_money"),
            Award.proposed_prize_id,
            Award.reason,
        )
        .join(Code, Code.id == RoundResult.code_id)
        .join(Category, Category.id == RoundResult.category_id)
        .join(Award, Award.code_id == RoundResult.code_id, isouter=True)
        .join(Prize, Prize.id == Award.prize_id, isouter=True)
        .where(RoundResult.round_id == round_id)
        .order_by(RoundResult.total.desc().nulls_last(), RoundResult.rank.nulls_last(), Code.code)
    )
    titles = _shown_titles(session, round_id)
    return [
        PrizeLine(**{**row._mapping, "reason": row.reason or "", "title": titles.get(row.code_id)})  # noqa: SLF001 - as above
        for row in rows
    ]


def _shown_titles(session: Session, round_id: int) -> Mapping[int, str]:
    """Code id to blind title, of the works of a round that may be seen."""
    entries = blind_entries()
    rows = session.execute(select(entries.c.code_id, entries.c.title).where(entries.c.round_id == round_id))
    return {row.code_id: row.title for row in rows}


def find_release(session: Session, *, season_id: int) -> ReleaseState | None:
    """The release of a season with the names of those who confirmed it."""
    first, second = aliased(Person), aliased(Person)
    row = session.execute(
        select(
            Release.digest,
            Release.first_by,
            first.full_name.label("first_name"),
            Release.first_at,
            Release.second_by,
            second.full_name.label("second_name"),
            Release.second_at,
            Release.unmasked_at,
            Release.published_at,
            Release.file_digest,
        )
        .join(first, first.id == Release.first_by, isouter=True)
        .join(second, second.id == Release.second_by, isouter=True)
        .where(Release.season_id == season_id)
    ).one_or_none()
    return ReleaseState(**row._mapping) if row else None  # noqa: SLF001 - as above
