"""What stands in a confirmed ranking stays there, and goes no further while a work with a prize may not be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.results import awards, queries, release, services
from contest.results.errors import AlreadyReleased, ListChanged, NotConfirmed, OnlyTakenBack, PrizedUnseen
from contest.results.models import PublishedWork
from contest.results.standings import rank_round
from tests.results.scenes import Judged, judged_season

SignIn = Callable[[Person], FlaskClient]
HIDDEN = "Bản kín đang bị thu hồi"


@pytest.fixture
def scene(session: Session, app: Flask) -> Judged:
    """Two works, confirmed and with a prize each; W001 is ahead."""
    made = judged_season(session, [[70, 70], [90, 90]])
    services.confirm_round(session, season_id=made.season.id, ordinal=1, by=made.chair.id, now=utc_now())
    awards.propose(session, season_id=made.season.id, round_id=made.round.id, by=made.chair.id, now=utc_now())
    session.commit()
    return made


def _show(session: Session, scene: Judged, state: str) -> None:
    session.execute(update(BlindCopy).where(BlindCopy.entry_id == scene.codes[1].entry_id).values(state=state))
    session.commit()


def _digest(session: Session, scene: Judged) -> str:
    return awards.prize_digest(queries.prize_lines(session, round_id=scene.round.id))


def _sign(session: Session, scene: Judged, by: Person) -> int:
    return release.confirm_list(
        session,
        season_id=scene.season.id,
        round_id=scene.round.id,
        digest=_digest(session, scene),
        by=by.id,
        now=utc_now(),
    )


def _unmask(session: Session, scene: Judged) -> None:
    release.unmask(session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=utc_now())


def _publish(session: Session, scene: Judged) -> int:
    return release.publish(
        session, season_id=scene.season.id, round_id=scene.round.id, by=scene.organizer.id, now=utc_now()
    )


def _give(session: Session, scene: Judged, code: str, prize_id: int | None) -> None:
    awards.change_award(
        session,
        season_id=scene.season.id,
        round_id=scene.round.id,
        code=code,
        prize_id=prize_id,
        reason="Tác phẩm chép lại bài đã đăng",
        by=scene.chair.id,
        now=utc_now(),
    )


def test_a_confirmed_ranking_keeps_a_work_whose_approval_went(session: Session, scene: Judged, sign_in: SignIn) -> None:
    of = queries.get_round(session, season_id=scene.season.id, ordinal=1)
    (before,) = rank_round(session, of)
    title = before.works[0].title
    assert title
    _show(session, scene, "withdrawn")
    (after,) = rank_round(session, of)
    assert after.works == [replace(before.works[0], title=None), before.works[1]]
    for page in ("vong-1", "giai-thuong", "cong-bo"):
        told = sign_in(scene.chair).get(f"/mua/{scene.season.slug}/ket-qua-cham/{page}").text
        assert (HIDDEN in told, "W001" in told, title in told) == (True, True, False), page


def test_a_ranking_not_yet_confirmed_says_which_works_it_is_without(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    _show(session, scene, "withdrawn")
    told = sign_in(scene.chair).get(f"/mua/{scene.season.slug}/ket-qua-cham/vong-1").text
    assert "Bảng này thiếu 1 bài đã có phiếu chấm vì bản kín đang bị thu hồi: W001." in told
    assert "xac-nhan-vong" not in told, "nothing to confirm"
    _show(session, scene, "approved")
    told = sign_in(scene.chair).get(f"/mua/{scene.season.slug}/ket-qua-cham/vong-1").text
    assert ("Bảng này thiếu" in told, "xac-nhan-vong" in told) == (False, True)


def test_a_prize_goes_no_further_while_its_work_may_not_be_seen(
    session: Session, scene: Judged, app: Flask, sign_in: SignIn
) -> None:
    signed = _digest(session, scene)
    with app.test_request_context():
        _show(session, scene, "withdrawn")
        assert _digest(session, scene) == signed, "the list is the same"
        with pytest.raises(PrizedUnseen, match="thu hồi: W001"):
            _sign(session, scene, scene.chair)
        _show(session, scene, "approved")
        assert [_sign(session, scene, one) for one in (scene.chair, scene.organizer)] == [1, 2]
        _show(session, scene, "withdrawn")
        with pytest.raises(PrizedUnseen):
            _unmask(session, scene)
        _show(session, scene, "approved")
        _unmask(session, scene)
        _show(session, scene, "withdrawn")
        with pytest.raises(PrizedUnseen):
            _publish(session, scene)
    told = sign_in(scene.chair).get(f"/mua/{scene.season.slug}/ket-qua-cham/cong-bo").text
    assert "Bản kín của bài có giải đang bị thu hồi: W001. Chưa đi tiếp được" in told
    _show(session, scene, "approved")
    assert _publish(session, scene) == 2


def test_a_prize_of_an_unmasked_list_can_be_taken_back_but_given_to_nobody(session: Session, scene: Judged) -> None:
    for one in (scene.chair, scene.organizer):
        _sign(session, scene, one)
    _unmask(session, scene)
    with pytest.raises(OnlyTakenBack):
        _give(session, scene, "W000", scene.prizes[0].id)
    _give(session, scene, "W001", None)
    with pytest.raises(ListChanged):
        _publish(session, scene)
    assert _sign(session, scene, scene.chair) == 1
    with pytest.raises(NotConfirmed):
        _publish(session, scene)
    assert _sign(session, scene, scene.organizer) == 2
    assert _publish(session, scene) == 1
    assert session.scalars(select(PublishedWork.prize_name)).all() == [scene.prizes[1].name]
    with pytest.raises(AlreadyReleased):
        _give(session, scene, "W000", None)


def test_the_chair_takes_a_prize_back_on_its_page_after_unmasking(
    session: Session, scene: Judged, sign_in: SignIn
) -> None:
    for one in (scene.chair, scene.organizer):
        _sign(session, scene, one)
    _unmask(session, scene)
    session.commit()
    page = f"/mua/{scene.season.slug}/ket-qua-cham/giai-thuong"
    chair = sign_in(scene.chair)
    told = chair.get(page).text
    assert "Bỏ giải của một tác phẩm" in told
    assert f'<option value="{scene.prizes[0].id}"' not in told
    refused = chair.post(f"{page}/thay-doi", data={"code": "W000", "prize": scene.prizes[0].id, "reason": "Thử"})
    assert refused.status_code == 422
    answer = chair.post(f"{page}/thay-doi", data={"code": "W001", "prize": "0", "reason": "Bài chép"})
    assert answer.status_code == 302
    assert "hai người xác nhận lại" in chair.get(page.replace("giai-thuong", "cong-bo")).text
