"""A published prize is taken back by two people, in the open; nothing that was published is lost or changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import columns_of, utc_now
from contest.errors import NotVisible
from contest.results import awards, exports, queries, release, revoking, services
from contest.results.errors import AlreadyAsked, NotTheSame, OwnRequest, ReasonTooShort
from contest.results.models import PublishedWork, Revocation
from tests import factories
from tests.results.scenes import Judged, judged_season

SignIn = Callable[[Person], FlaskClient]
WHY = "Theo Quyết định số 12/QĐ-BTC, tác phẩm chép lại phần lớn một bài đã đăng."


@pytest.fixture
def scene(session: Session) -> Judged:
    """Two winners, published; W001 has the first prize."""
    made = judged_season(session, [[70, 70], [90, 90]])
    how: dict[str, Any] = {"season_id": made.season.id, "now": utc_now()}
    services.confirm_round(session, ordinal=1, by=made.chair.id, **how)
    how["round_id"] = made.round.id
    awards.propose(session, by=made.chair.id, **how)
    digest = awards.prize_digest(queries.prize_lines(session, round_id=made.round.id))
    for one in (made.chair, made.organizer):
        release.confirm_list(session, digest=digest, by=one.id, **how)
    release.unmask(session, by=made.organizer.id, **how)
    release.publish(session, by=made.organizer.id, **how)
    session.commit()
    return made


def _first(session: Session, scene: Judged) -> revoking.PrizeTaken:
    return revoking.published_prizes(session, season_id=scene.season.id)[0]


def _how(session: Session, scene: Judged, by: Person) -> dict[str, Any]:
    slug = _first(session, scene).slug
    return {"season_id": scene.season.id, "slug": slug, "by": by.id, "now": utc_now()}


def _ask(session: Session, scene: Judged) -> int:
    revoking.ask(session, reason=WHY, **_how(session, scene, scene.chair))
    return _first(session, scene).revocation_id or 0


@pytest.mark.parametrize("reason", ["", "   ", "chép bài", "." * 80])
def test_a_reason_that_tells_nothing_is_refused(session: Session, scene: Judged, reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        revoking.ask(session, reason=reason, **_how(session, scene, scene.chair))


def test_it_takes_two_people_and_happens_once(session: Session, scene: Judged) -> None:
    seen = _ask(session, scene)
    with pytest.raises(AlreadyAsked):
        _ask(session, scene)
    with pytest.raises(OwnRequest):
        revoking.agree(session, seen=seen, **_how(session, scene, scene.chair))
    assert _first(session, scene).agreed_at is None
    revoking.agree(session, seen=seen, **_how(session, scene, scene.organizer))
    for again in (revoking.agree, revoking.drop):
        with pytest.raises(NotTheSame):
            again(session, seen=seen, **_how(session, scene, scene.organizer))
    assert _first(session, scene).agreed_name == scene.organizer.full_name


def test_who_agrees_agrees_to_what_was_read(session: Session, scene: Judged) -> None:
    """The request was dropped and made anew, with another reason, while the page stood open."""
    old = _ask(session, scene)
    revoking.drop(session, seen=old, **_how(session, scene, scene.organizer))
    with pytest.raises(NotTheSame):
        revoking.agree(session, seen=old, **_how(session, scene, scene.organizer))
    _ask(session, scene)
    with pytest.raises(NotTheSame):
        revoking.agree(session, seen=old, **_how(session, scene, scene.organizer))


def test_nothing_of_another_season_or_of_none_is_taken_back(session: Session, scene: Judged) -> None:
    elsewhere = factories.published_work(session, factories.season(session))
    for slug in (elsewhere.slug, "khong-co"):
        with pytest.raises(NotVisible):
            revoking.ask(session, reason=WHY, **{**_how(session, scene, scene.chair), "slug": slug})


def test_the_published_work_stays_as_it_was_and_the_list_says_when(session: Session, scene: Judged) -> None:
    rows = select(*columns_of(PublishedWork)).order_by(PublishedWork.id)
    before = session.execute(rows).all()
    header, _lines = exports.prize_table(session, season_id=scene.season.id, round_id=scene.round.id)
    assert "Thu hồi giải" not in header
    revoking.agree(session, seen=_ask(session, scene), **_how(session, scene, scene.organizer))
    assert session.execute(rows).all() == before
    header, lines = exports.prize_table(session, season_id=scene.season.id, round_id=scene.round.id)
    assert header[-1] == "Thu hồi giải"
    assert [line[-1] for line in lines] == [_first(session, scene).agreed_at, None]


def test_from_the_request_to_the_public_page_by_hand(session: Session, scene: Judged, sign_in: SignIn) -> None:
    slug = _first(session, scene).slug
    page, public = f"/mua/{scene.season.slug}/ket-qua-cham/thu-hoi/{slug}", f"/mua/{scene.season.slug}/tac-pham/{slug}"
    chair, organizer = sign_in(scene.chair), sign_in(scene.organizer)
    told = chair.post(page, data={"reason": "Chép bài"})
    assert told.status_code == 422
    assert "đủ rõ để người đọc hiểu" in told.text
    assert "Chép bài</textarea>" in told.text, "nothing typed is lost"
    assert chair.post(page, data={"reason": WHY}).status_code == 302
    assert WHY not in organizer.get(public).text
    assert "Đồng ý thu hồi giải" not in chair.get(page).text
    assert WHY in organizer.get(page).text
    seen = _first(session, scene).revocation_id
    assert chair.post(f"{page}/dong-y", data={"seen": seen}).status_code == 422
    for stale in ("", "x", "999"):
        assert organizer.post(f"{page}/dong-y", data={"seen": stale}).status_code == 409
    assert organizer.post(f"{page}/dong-y", data={"seen": seen}).status_code == 302
    assert WHY in organizer.get(public).text
    for one in ("cong-bo", "thu-hoi"):
        assert "Đã thu hồi" in organizer.get(f"/mua/{scene.season.slug}/ket-qua-cham/{one}").text


@pytest.mark.parametrize("role", [Role.JUDGE, Role.JOURNALIST, Role.UNIT])
def test_others_see_no_page_of_it(session: Session, scene: Judged, sign_in: SignIn, role: Role) -> None:
    page = f"/mua/{scene.season.slug}/ket-qua-cham/thu-hoi"
    outsider = sign_in(factories.person(session, roles={scene.season.id: role}))
    for address in (page, f"{page}/{_first(session, scene).slug}"):
        assert outsider.get(address).status_code == 404


def test_the_secretariat_reads_and_does_not_decide(session: Session, scene: Judged, sign_in: SignIn) -> None:
    page = f"/mua/{scene.season.slug}/ket-qua-cham/thu-hoi/{_first(session, scene).slug}"
    secretary = sign_in(scene.secretary)
    assert "<textarea" not in secretary.get(page).text
    assert secretary.post(page, data={"reason": WHY}).status_code == 404
    assert session.scalars(select(Revocation)).all() == []


def test_before_the_publication_there_is_no_such_page(session: Session, sign_in: SignIn) -> None:
    early = judged_season(session, [[70, 70]])
    assert sign_in(early.chair).get(f"/mua/{early.season.slug}/ket-qua-cham/thu-hoi").status_code == 404
