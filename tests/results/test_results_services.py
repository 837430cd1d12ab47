"""From a closed round to published winners: what is refused, what is frozen, what is recorded."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy, Code
from contest.db import utc_now
from contest.judging.models import GapCase
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from contest.results import awards, errors, queries, release, services
from contest.results.models import Award, PublishedWork, RoundResult
from contest.results.results_file import results_file
from contest.results.standings import rank_round
from contest.results.types import RoundHead
from contest.seasons.models import Prize, Round, Season
from contest.submissions.models import Entry
from tests import factories
from tests.results.scenes import Judged, judged_season


def _round(session: Session, scene: Judged) -> RoundHead:
    return queries.get_round(session, season_id=scene.season.id, ordinal=1)


def _confirm(session: Session, scene: Judged) -> str:
    return services.confirm_round(session, season_id=scene.season.id, ordinal=1, by=scene.chair.id, now=utc_now())


def _propose(session: Session, scene: Judged) -> str:
    awards.propose(session, season_id=scene.season.id, round_id=scene.round.id, by=scene.chair.id, now=utc_now())
    return awards.prize_digest(queries.prize_lines(session, round_id=scene.round.id))


def _sign(session: Session, scene: Judged, digest: str, by: int) -> int:
    return release.confirm_list(
        session, season_id=scene.season.id, round_id=scene.round.id, digest=digest, by=by, now=utc_now()
    )


def _unmask(session: Session, scene: Judged) -> None:
    how: dict[str, Any] = {"season_id": scene.season.id, "round_id": scene.round.id}
    release.unmask(session, **how, by=scene.organizer.id, now=utc_now())


def test_ranking_follows_the_mean_of_the_submitted_sheets(session: Session) -> None:
    scene = judged_season(session, [[80, 90], [95, 91], [70, 71]])
    (ranking,) = rank_round(session, _round(session, scene))
    assert [(work.code, work.place, work.total, work.spread) for work in ranking.works] == [
        ("W001", 1, Decimal("93.00"), Decimal(4)),
        ("W000", 2, Decimal("85.00"), Decimal(10)),
        ("W002", 3, Decimal("70.50"), Decimal(1)),
    ]
    assert ranking.works[0].criteria == (Decimal(93),)


def test_settled_gap_case_gives_the_official_total(session: Session) -> None:
    scene = judged_season(session, [[20, 90], [60, 60]])
    session.execute(update(Round).values(policy={"max_spread": "20", "on_deviation": "panel_reconcile"}))
    of = _round(session, scene)
    assert [work.standing for work in rank_round(session, of)[0].works] == ["settled", "awaits_panel"]
    factories.save(
        session,
        GapCase(
            round_id=scene.round.id,
            code_id=scene.codes[0].id,
            spread=Decimal(70),
            kinds=["spread"],
            state="settled",
            official_total=Decimal(74),
            opened_at=utc_now(),
        ),
    )
    assert [(work.code, work.total) for work in rank_round(session, of)[0].works] == [
        ("W000", Decimal(74)),
        ("W001", Decimal(60)),
    ]


def test_open_round_is_not_confirmed(session: Session) -> None:
    scene = judged_season(session, [[80, 90]])
    session.execute(update(Round).values(state="open"))
    with pytest.raises(errors.RoundStillOpen):
        _confirm(session, scene)


def test_missing_sheet_blocks_confirmation(session: Session) -> None:
    scene = judged_season(session, [[80, 90], []])
    with pytest.raises(errors.NotSettled):
        _confirm(session, scene)


def test_tie_at_the_border_waits_for_the_chair(session: Session) -> None:
    scene = judged_season(session, [[90, 90], [80, 80], [80, 80]], quota=2, second_round=True)
    with pytest.raises(errors.TieUndecided):
        _confirm(session, scene)
    services.decide_tie(
        session,
        season_id=scene.season.id,
        ordinal=1,
        codes=["W002", "W001"],
        reason="Hội đồng hội ý",
        by=scene.chair.id,
        now=utc_now(),
    )
    _confirm(session, scene)
    advancing = session.scalars(
        select(Code.code).join(RoundResult, RoundResult.code_id == Code.id).where(RoundResult.advances).order_by("code")
    )
    assert list(advancing) == ["W000", "W002"]


@pytest.mark.parametrize("codes", [["W000", "W001"], ["W001"], ["W001", "W001"], ["W001", "XXXX"]])
def test_chair_orders_only_tied_works(session: Session, codes: list[str]) -> None:
    scene = judged_season(session, [[90, 90], [80, 80], [80, 80]])
    with pytest.raises(errors.NotTied):
        services.decide_tie(
            session, season_id=scene.season.id, ordinal=1, codes=codes, reason="x", by=scene.chair.id, now=utc_now()
        )


def test_confirmed_round_draws_new_codes_and_never_changes(session: Session) -> None:
    scene = judged_season(session, [[90, 90], [80, 80]], quota=1, second_round=True)
    _confirm(session, scene)
    following = session.execute(select(Code.code, Code.entry_id).where(Code.round_id != scene.round.id)).all()
    assert [row.entry_id for row in following] == [scene.codes[0].entry_id]
    assert following[0].code != "W000"
    with pytest.raises(errors.RoundConfirmed):
        _confirm(session, scene)


def test_prizes_are_proposed_by_rank_and_changed_only_with_a_reason(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90], [80, 80]])
    _confirm(session, scene)
    _propose(session, scene)
    lines = queries.prize_lines(session, round_id=scene.round.id)
    nhat, nhi = (prize.id for prize in scene.prizes)
    assert [(line.code, line.prize_id) for line in lines] == [("W001", nhat), ("W002", nhi), ("W000", None)]
    season_id, round_id, by = scene.season.id, scene.round.id, scene.chair.id
    change: dict[str, Any] = {"season_id": season_id, "round_id": round_id, "by": by, "now": utc_now()}
    with pytest.raises(errors.ReasonNeeded):
        awards.change_award(session, code="W002", prize_id=None, reason=" ", **change)
    awards.change_award(session, code="W002", prize_id=None, reason="Vi phạm bản quyền", **change)
    assert [line.prize_id for line in queries.prize_lines(session, round_id=scene.round.id)] == [nhat, None, None]


def test_the_order_of_the_chair_counts_in_a_table_over_all_categories(session: Session) -> None:
    scene = judged_season(session, [[90, 90], [90, 90]])
    services.decide_tie(
        session,
        season_id=scene.season.id,
        ordinal=1,
        codes=["W001", "W000"],
        reason="Hội đồng hội ý",
        by=scene.chair.id,
        now=utc_now(),
    )
    _confirm(session, scene)
    assert {prize.category_id for prize in scene.prizes} == {None}
    _propose(session, scene)
    lines = queries.prize_lines(session, round_id=scene.round.id)
    assert {line.code: line.prize_id for line in lines} == {"W001": scene.prizes[0].id, "W000": scene.prizes[1].id}


def test_a_new_proposal_leaves_what_people_decided(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90], [80, 80]])
    _confirm(session, scene)
    _propose(session, scene)
    nhat, nhi = (prize.id for prize in scene.prizes)
    change: dict[str, Any] = {
        "season_id": scene.season.id,
        "round_id": scene.round.id,
        "by": scene.chair.id,
        "now": utc_now(),
    }
    awards.change_award(session, code="W001", prize_id=None, reason="Vi phạm bản quyền", **change)
    awards.change_award(session, code="W000", prize_id=nhi, reason="Hội đồng bỏ phiếu", **change)
    _propose(session, scene)
    lines = {line.code: line.prize_id for line in queries.prize_lines(session, round_id=scene.round.id)}
    assert lines == {"W001": None, "W000": nhi, "W002": nhat}


def test_one_person_cannot_confirm_twice(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    digest = _propose(session, scene)
    assert _sign(session, scene, digest, scene.chair.id) == 1
    with pytest.raises(errors.SamePerson):
        _sign(session, scene, digest, scene.chair.id)
    assert _sign(session, scene, digest, scene.organizer.id) == 2


def test_changed_list_needs_both_people_again(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    old = _propose(session, scene)
    _sign(session, scene, old, scene.chair.id)
    awards.change_award(
        session,
        season_id=scene.season.id,
        round_id=scene.round.id,
        code="W000",
        prize_id=None,
        reason="Rút",
        by=scene.chair.id,
        now=utc_now(),
    )
    with pytest.raises(errors.ListChanged):
        _sign(session, scene, old, scene.organizer.id)
    new = awards.prize_digest(queries.prize_lines(session, round_id=scene.round.id))
    assert _sign(session, scene, new, scene.organizer.id) == 1


def test_more_prizes_than_the_table_are_refused(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    _propose(session, scene)
    awards.change_award(
        session,
        season_id=scene.season.id,
        round_id=scene.round.id,
        code="W000",
        prize_id=scene.prizes[0].id,
        reason="Đồng giải",
        by=scene.chair.id,
        now=utc_now(),
    )
    digest = awards.prize_digest(queries.prize_lines(session, round_id=scene.round.id))
    with pytest.raises(errors.PrizeFull):
        _sign(session, scene, digest, scene.chair.id)


def test_names_stay_closed_until_two_people_confirmed(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    digest = _propose(session, scene)
    _sign(session, scene, digest, scene.chair.id)
    with pytest.raises(errors.NotConfirmed):
        release.unmask(
            session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=utc_now()
        )
    with pytest.raises(errors.NotUnmasked):
        release.winners(session, season_id=scene.season.id, round_id=scene.round.id)
    with pytest.raises(errors.NotUnmasked):
        release.publish(
            session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=utc_now()
        )


def test_published_works_carry_text_only_with_the_licence(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    digest = _propose(session, scene)
    for person in (scene.chair, scene.organizer):
        _sign(session, scene, digest, person.id)
    now = utc_now()
    _unmask(session, scene)
    with pytest.raises(errors.AlreadyReleased):
        _propose(session, scene)
    count = release.publish(session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=now)
    rows = session.scalars(select(PublishedWork).order_by(PublishedWork.position)).all()
    assert (count, [row.prize_name for row in rows]) == (2, ["Giải Nhất", "Giải Nhì"])
    assert [(row.body, row.media) for row in rows] == [(None, []), (None, [])]
    assert session.scalar(select(Season.stage)) == "published"
    assert verify(session).holds
    acts = session.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.action.like("release.%")))
    assert acts == 4
    state = queries.find_release(session, season_id=scene.season.id)
    assert state is not None
    file = results_file(session, season_id=scene.season.id)
    assert state.file_digest == hashlib.sha256(file).hexdigest(), "the file is the one whose hash was recorded"


def test_a_work_of_very_many_authors_is_published_with_all_of_them(session: Session) -> None:
    """PostgreSQL holds a column to its length; a choir of forty with long names is no fault."""
    scene = judged_season(session, [[70, 70]])
    names = [f"{'Nguyễn Công Tằng Tôn Nữ ' * 4}Thị {number:02d}" for number in range(40)]
    for name in names:
        entry = session.scalars(select(Entry)).one()
        factories.author(session, entry, full_name=name)
    _confirm(session, scene)
    digest = _propose(session, scene)
    for person in (scene.chair, scene.organizer):
        _sign(session, scene, digest, person.id)
    _unmask(session, scene)
    release.publish(session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=utc_now())
    told = session.scalars(select(PublishedWork.authors)).one()
    assert all(name in told for name in names)


def test_readers_get_the_works_without_what_hid_their_authors(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    winner = session.scalars(select(Code).order_by(Code.id.desc())).first()
    assert winner is not None
    session.execute(update(Entry).where(Entry.id == winner.entry_id).values(licence="full"))
    copy = session.scalars(select(BlindCopy).where(BlindCopy.entry_id == winner.entry_id)).one()
    factories.blind_asset(session, copy, key="covered", base_key="clean", kind="page")
    factories.blind_asset(
        session, copy, key="cut", base_key="whole", poster_key="cut-poster", base_poster_key="poster", kind="video"
    )
    factories.blind_asset(session, copy, key="out", base_key="out", state="left_out")
    _confirm(session, scene)
    digest = _propose(session, scene)
    for person in (scene.chair, scene.organizer):
        _sign(session, scene, digest, person.id)
    now = utc_now()
    _unmask(session, scene)
    release.publish(session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=now)
    media = [row.media for row in session.scalars(select(PublishedWork).order_by(PublishedWork.position))]
    keys = [[(file["key"], file["poster_key"]) for file in files] for files in media]
    assert keys == [[("clean", None), ("whole", "poster")], []]


@pytest.mark.parametrize("change", [{"money": 90_000_000}, {"name": "Giải Ba"}, {"level": 3}])
def test_a_prize_table_changed_after_the_confirmations_asks_for_them_again(
    session: Session, change: dict[str, Any]
) -> None:
    """What two people confirmed is what the public reads: the prize's name and money too, not its number alone."""
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    digest = _propose(session, scene)
    for person in (scene.chair, scene.organizer):
        _sign(session, scene, digest, person.id)
    session.execute(update(Prize).where(Prize.id == scene.prizes[0].id).values(**change))
    with pytest.raises(errors.ListChanged):
        _unmask(session, scene)


def test_a_prize_of_another_category_is_refused(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _confirm(session, scene)
    other = factories.category(session, scene.season)
    how: dict[str, Any] = {
        "season_id": scene.season.id,
        "round_id": scene.round.id,
        "code": "W000",
        "reason": "Hội ý",
        "by": scene.chair.id,
        "now": utc_now(),
    }
    foreign, own = (factories.prize(session, scene.season, category_id=one.id) for one in (other, scene.category))
    with pytest.raises(errors.PrizeOfOtherCategory):
        awards.change_award(session, prize_id=foreign.id, **how)
    awards.change_award(session, prize_id=own.id, **how)
    assert session.scalars(select(Award.prize_id)).all() == [own.id]


def test_no_prizes_before_the_round_is_confirmed(session: Session) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    with pytest.raises(errors.RoundUnconfirmed):
        _propose(session, scene)
