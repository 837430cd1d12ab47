from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.judging.models import Assignment, Conflict, GapCase, PanelMember, ScoreSheet
from contest.notices.models import Notice
from contest.seasons.models import Round, Season
from tests import factories
from tests.judging.scene import Scene, arrange, content, count, save

SignIn = Callable[[Person], FlaskClient]
REASON = "Theo ý kiến của tiểu ban"


def address(scene: Scene, rest: str = "") -> str:
    return f"/mua/{scene.season.slug}/hoi-dong/vong-1{rest}"


def pages(scene: Scene) -> list[str]:
    code = scene.codes[0].code
    return [
        address(scene),
        address(scene, "/tieu-ban"),
        address(scene, f"/loai-{scene.category.id}"),
        address(scene, f"/bai/{code}"),
    ]


def deeds(scene: Scene) -> list[str]:
    work = f"/bai/{scene.codes[0].code}"
    judge = scene.judges[0].id
    return [
        address(scene, "/mo"),
        address(scene, "/khoa"),
        address(scene, "/phan-cong"),
        address(scene, f"/tieu-ban/{scene.category.id}"),
        *(
            address(scene, f"{work}/{deed}")
            for deed in ("them", "cham-lan-ba", "chenh-lech", f"bo/{judge}", f"mo-lai/{judge}")
        ),
        *(address(scene, f"{work}/{deed}") for deed in (f"khong-tinh/{judge}", f"tinh-lai/{judge}")),
    ]


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_the_council_reads_every_page(session: Session, sign_in: SignIn, who: str) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content("60", "40", comment_jury="Hay"), submit=True)
    save(session, scene, scene.judges[1], scene.codes[0], content("40", "30"), submit=True)
    client = sign_in(getattr(scene, who))
    assert client.get(f"/mua/{scene.season.slug}/hoi-dong/").location == address(scene)
    found = [client.get(page) for page in pages(scene)]
    assert [page.status_code for page in found] == [200] * 4
    assert "Khoảng cách giữa các phiếu" in found[0].text
    assert scene.judges[0].full_name in found[1].text
    assert 'data-heat="6"' in found[2].text
    assert "Nhận xét cho hội đồng: Hay" in found[3].text


@pytest.mark.parametrize("role", [Role.JUDGE, Role.JOURNALIST, Role.UNIT])
def test_nobody_else_enters_or_acts(session: Session, sign_in: SignIn, role: Role) -> None:
    scene = arrange(session)
    stranger = sign_in(factories.person(session, roles={scene.season.id: role}))
    assert {stranger.get(page).status_code for page in pages(scene)} == {404}
    assert {stranger.post(deed, data={"reason": REASON}).status_code for deed in deeds(scene)} == {404}
    assert session.execute(select(Round.state)).scalar_one() == "open"


def test_the_organizer_reads_but_does_not_act(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(factories.person(session, roles={scene.season.id: Role.ORGANIZER}))
    assert {client.get(page).status_code for page in pages(scene)} == {200}
    assert {client.post(deed, data={"reason": REASON}).status_code for deed in deeds(scene)} == {404}


def test_the_secretary_staffs_and_opens_but_only_the_chair_reopens(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, assigned=False, state="planned")
    client = sign_in(scene.secretary)
    early = client.post(address(scene, "/mo"))
    assert early.status_code == 422
    assert "chưa có ai chấm" in early.text
    assert "Chưa phân công; tiểu ban có" in client.get(address(scene, "/tieu-ban")).text
    session.execute(delete(PanelMember))
    session.commit()
    staffing = client.get(address(scene, "/tieu-ban")).text
    assert f"2 tác phẩm chưa có ai chấm vì tiểu ban chưa có giám khảo: {scene.category.name}." in staffing
    assert "Các bài còn thiếu giám khảo" not in staffing, "one sentence for all of them, above the panels"
    members = {"judges": [judge.id for judge in scene.judges], "chair": scene.judges[1].id}
    assert client.post(address(scene, f"/tieu-ban/{scene.category.id}"), data=members).status_code == 302
    for _twice in range(2):
        assert client.post(address(scene, "/phan-cong")).status_code == 302
        assert client.post(address(scene, "/mo")).status_code == 302
    assert client.post(deeds(scene)[8], data={"reason": REASON}).status_code == 404
    assert count(session, Assignment) == 4
    assert session.execute(select(Round.state, Season.stage).join(Season, Season.id == Round.season_id)).one() == (
        "open",
        "preliminary",
    )
    assert session.execute(select(PanelMember.judge_id).where(PanelMember.is_chair)).scalar_one() == scene.judges[1].id


def test_the_chair_reopens_a_sheet_with_a_reason(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    client = sign_in(scene.chair)
    before = client.get(address(scene, f"/bai/{scene.codes[0].code}")).text
    assert "cho đến lúc đó bài thiếu phiếu này" in before, "what will happen is said beforehand"
    short = client.post(deeds(scene)[8], data={"reason": "ok"})
    assert short.status_code == 422
    assert "Hãy ghi lý do" in short.text
    assert client.post(deeds(scene)[8], data={"reason": REASON}).status_code == 302
    assert session.execute(select(ScoreSheet.state)).scalar_one() == "draft"


def test_closing_with_missing_sheets_asks_for_a_reason(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.chair)
    early = client.post(address(scene, "/khoa"), data={"reason": REASON})
    assert early.status_code == 422
    assert "2 bài chưa đủ phiếu để có điểm chính thức" in early.text
    assert all(code.code in early.text for code in scene.codes)
    for code in scene.codes:
        save(session, scene, scene.judges[0], code, content(), submit=True)
    session.commit()
    refused = client.post(address(scene, "/khoa"), data={"reason": ""})
    assert refused.status_code == 422
    assert "Còn 2 phiếu chưa gửi" in refused.text
    for _twice in range(2):
        assert client.post(address(scene, "/khoa"), data={"reason": REASON}).status_code == 302
    assert client.post(address(scene, "/phan-cong")).status_code == 409
    assert client.post(address(scene, "/mo")).status_code == 409
    assert session.execute(select(Round.state)).scalar_one() == "closed"


def test_judges_are_added_and_removed_by_hand(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, judges=3, assigned=False)
    client = sign_in(scene.secretary)
    add, remove = deeds(scene)[4], deeds(scene)[7]
    assert client.post(add, data={"judge": scene.judges[0].id, "reason": REASON}).status_code == 302
    assert client.post(add, data={"judge": 999_999, "reason": REASON}).status_code == 422
    assert client.post(add, data={"judge": "x", "reason": REASON}).status_code == 422
    assert client.post(remove, data={"judge": "0", "reason": REASON}).status_code == 302
    assert session.execute(select(Assignment.state, Assignment.reason)).one() == ("removed", REASON)


def test_a_judge_is_replaced_by_another_in_one_step(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, judges=3, assigned=False)
    factories.assignment(session, scene.codes[0], scene.judges[0])
    remove = deeds(scene)[7]
    data = {"judge": scene.judges[2].id, "reason": REASON}
    assert sign_in(scene.chair).post(remove, data=data).status_code == 302
    states = select(Assignment.judge_id, Assignment.state).order_by(Assignment.judge_id)
    assert session.execute(states).all() == [(scene.judges[0].id, "removed"), (scene.judges[2].id, "active")]


def test_judges_are_told_of_the_opening_and_of_a_reopened_sheet_once(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, state="planned")
    client = sign_in(scene.chair)
    for _twice in range(2):
        client.post(address(scene, "/mo"))
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    session.commit()
    for _twice in range(2):
        client.post(deeds(scene)[8], data={"reason": REASON})
    told = session.execute(select(Notice.person_id, Notice.subject).order_by(Notice.id)).all()
    assert told == [
        (scene.judges[0].id, "Sơ khảo đã mở, mời giám khảo chấm bài"),
        (scene.judges[1].id, "Sơ khảo đã mở, mời giám khảo chấm bài"),
        (scene.judges[0].id, f"Phiếu {scene.codes[0].code} được mở lại"),
    ]


def test_the_chair_settles_a_gap(session: Session, sign_in: SignIn) -> None:
    policy = {"max_spread": "10", "on_deviation": "panel_reconcile"}
    scene = arrange(session, works=1, policy=policy)
    save(session, scene, scene.judges[0], scene.codes[0], content("60", "40"), submit=True)
    save(session, scene, scene.judges[1], scene.codes[0], content("40", "30"), submit=True)
    client = sign_in(scene.chair)
    settle = deeds(scene)[6]
    for agreed in ("", "abc", "101"):
        refused = client.post(settle, data={"reason": REASON, "agreed": agreed})
        assert refused.status_code == 422
        assert "Hãy ghi điểm tiểu ban thống nhất, từ 0 đến 100." in refused.text
        assert REASON in refused.text
        assert f'name="agreed" type="text" value="{agreed}"' in refused.text
    assert client.post(settle, data={"reason": REASON * 100, "agreed": "85"}).status_code == 422
    assert client.post(settle, data={"reason": REASON, "agreed": "85,5"}).status_code == 302
    assert session.execute(select(GapCase.state)).scalar_one() == "settled"
    assert "85,5" in client.get(address(scene)).text


def test_a_chair_who_judges_sees_no_peer_before_the_own_sheet_is_in(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, works=1)
    judge = scene.judges[0]
    factories.member(session, judge, scene.season.id, Role.CHAIR)
    save(session, scene, scene.judges[1], scene.codes[0], content("41", "30", comment_jury="Ý kiến riêng"), submit=True)
    client = sign_in(judge)
    for page in pages(scene):
        text = client.get(page).text
        assert "Ý kiến riêng" not in text
        assert ">71<" not in text
    save(session, scene, judge, scene.codes[0], content(), submit=True)
    session.commit()
    assert "Ý kiến riêng" in client.get(pages(scene)[3]).text


def test_the_map_can_be_shown_without_names(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    page = sign_in(scene.chair).get(address(scene, f"/loai-{scene.category.id}?an-ten=1")).text
    assert "GK 1" in page
    assert scene.judges[0].full_name not in page


@pytest.mark.parametrize("rest", ["/loai-999", "/bai/ZZZZ"])
def test_what_is_not_there_is_not_found(session: Session, sign_in: SignIn, rest: str) -> None:
    scene = arrange(session)
    assert sign_in(scene.chair).get(address(scene, rest)).status_code == 404


@pytest.mark.parametrize("garbage", ["9" * 30, "-1", "%00", "%ff", "%F0%9F%92%A9", "x" * 2000, "a%27--"])
def test_garbage_in_an_address_is_not_found(session: Session, sign_in: SignIn, garbage: str) -> None:
    scene = arrange(session)
    council, judge = sign_in(scene.chair), sign_in(scene.judges[0])
    base = f"/mua/{scene.season.slug}"
    for rest in (f"vong-{garbage}", f"vong-1/loai-{garbage}", f"vong-1/bai/{garbage}"):
        assert council.get(f"{base}/hoi-dong/{rest}").status_code == 404
    for deed in (f"them/{garbage}", f"bo/{garbage}", f"mo-lai/{garbage}"):
        assert council.post(f"{deeds(scene)[4][:-5]}/{deed}", data={"reason": REASON}).status_code == 404
    code = scene.codes[0].code
    for rest in (
        f"vong-{garbage}",
        f"vong-1/{garbage}",
        f"vong-1/tiep-sau-{garbage}x/y",
        f"vong-1/{code}/tep/{garbage}",
    ):
        assert judge.get(f"{base}/cham/{rest}").status_code == 404
    assert council.get(f"{base}/hoi-dong/vong-1/loai-{scene.category.id}?trang={garbage}").status_code in {200, 404}


@pytest.mark.parametrize("works", [1, 3])
def test_the_pages_need_the_same_queries_for_any_number_of_works(
    session: Session, sign_in: SignIn, count_queries: list[str], works: int
) -> None:
    scene = arrange(session, works=works, judges=works, judges_per_entry=works + 1)
    for code in scene.codes:
        for judge in scene.judges:
            save(session, scene, judge, code, content(), submit=True)
    client = sign_in(scene.chair)
    numbers = []
    for page in pages(scene):
        count_queries.clear()
        assert client.get(page).status_code == 200
        numbers.append(sum(1 for statement in count_queries if not statement.startswith("BEGIN")))
    assert numbers == [17, 13, 9, 12]


def test_why_a_judge_may_not_mark_is_not_told_to_the_chair(session: Session, sign_in: SignIn) -> None:
    """«Same agency» beside a judge's name says whose newspaper made the work; so may a reason that somebody typed."""
    scene = arrange(session, judges=3)
    page = address(scene, f"/bai/{scene.codes[0].code}")
    barred = Conflict(
        code_id=scene.codes[0].id, judge_id=scene.judges[2].id, kind="same_organisation", created_at=utc_now()
    )
    session.add(barred)
    reason = "Tôi nhận ra bút danh Hải Sơn"
    session.execute(
        update(Assignment)
        .where(Assignment.code_id == scene.codes[0].id, Assignment.judge_id == scene.judges[1].id)
        .values(state="recused", reason=reason)
    )
    session.commit()
    for who, told in ((scene.chair, False), (scene.secretary, True)):
        text = sign_in(who).get(page).text
        assert "Đã từ chối chấm" in text
        assert (f"{scene.judges[2].full_name}: cùng cơ quan" in text, reason in text) == (told, told)


def test_a_work_that_lost_its_judge_is_told_where_the_round_is_closed(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, judges=2, judges_per_entry=2)
    first = scene.codes[0]
    client = sign_in(scene.chair)
    assert "thiếu giám khảo" not in client.get(address(scene, "")).text
    session.execute(
        update(Assignment)
        .where(Assignment.code_id == first.id, Assignment.judge_id == scene.judges[1].id)
        .values(state="recused", reason="Tôi nhận ra giọng đọc")
    )
    session.commit()
    page = client.get(address(scene, "")).text
    assert f"1 tác phẩm thiếu giám khảo, vì có người từ chối hoặc chưa phân công: {first.code}." in page
    assert f'href="/mua/{scene.season.slug}/hoi-dong/vong-1/tieu-ban"' in page


def test_a_reason_that_a_judge_will_read_names_no_maker(session: Session, sign_in: SignIn) -> None:
    """A secretary knows whose work it is. To a chair, who does not, a refusal would be an answer."""
    scene = arrange(session)
    judge = {"season_id": scene.season.id, "person_id": scene.judges[0].id}
    session.add(Membership(**judge, role=Role.CHAIR, created_at=utc_now()))
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    scene.author.full_name = "Lường Thị Quý"
    session.flush()
    reopen = deeds(scene)[8]
    named = {"reason": "Bài của chị LƯỜNG THỊ QUÝ phải chấm lại"}
    secretary, chair = sign_in(scene.secretary), sign_in(scene.chair)
    refused = secretary.post(reopen, data=named)
    assert (refused.status_code, "LƯỜNG THỊ QUÝ phải chấm lại" in refused.text) == (422, True)
    assert "đừng nhắc đến tác giả hay cơ quan của bài: LƯỜNG THỊ QUÝ" in refused.text
    assert count(session, Notice) == 0
    session.rollback()
    assert chair.post(reopen, data=named).status_code == 302
    save(session, scene, scene.judges[0], scene.codes[0], content("40"), version=2, submit=True)
    session.commit()
    assert secretary.post(reopen, data={"reason": REASON}).status_code == 302
