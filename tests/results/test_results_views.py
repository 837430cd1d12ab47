"""The results' pages: who may open them, what they show, what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.consents import give
from contest.accounts.models import Membership, Person
from contest.accounts.types import ConsentPurpose, Role
from contest.db import utc_now
from contest.results import queries
from contest.results.models import PublishedWork, RoundResult
from contest.seasons.models import Prize
from contest.submissions.models import Author
from tests import factories
from tests.judging.scene import arrange, content, save
from tests.results.scenes import Judged, judged_season

SignIn = Callable[[Person], FlaskClient]
PAGES = (
    "vong-1",
    "giai-thuong",
    "cong-bo",
    "vong-1/tong-hop.csv",
    "vong-1/tong-hop.xlsx",
    "cong-bo/danh-sach-giai.csv",
)


def _at(scene: Judged, page: str) -> str:
    return f"/mua/{scene.season.slug}/ket-qua-cham/{page}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.JUDGE, Role.JOURNALIST, Role.UNIT])
def test_results_do_not_exist_for_those_outside(session: Session, sign_in: SignIn, page: str, role: Role) -> None:
    scene = judged_season(session, [[80, 90]])
    outsider = factories.person(session, roles={scene.season.id: role})
    assert sign_in(outsider).get(_at(scene, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_results_open_for_officers_of_this_season_only(session: Session, sign_in: SignIn, page: str) -> None:
    scene = judged_season(session, [[80, 90]])
    other = factories.season(session)
    stranger = factories.person(session, roles={other.id: Role.CHAIR})
    assert sign_in(scene.chair).get(_at(scene, page)).status_code == 200
    assert sign_in(stranger).get(_at(scene, page)).status_code == 404


@pytest.mark.parametrize(
    ("page", "queries"), [("vong-1", 10), ("giai-thuong", 7), ("cong-bo", 7), ("vong-1/tong-hop.csv", 5)]
)
def test_number_of_queries_does_not_grow_with_the_works(
    session: Session, sign_in: SignIn, count_queries: list[str], page: str, queries: int
) -> None:
    counts = []
    for works in (1, 3):
        scene = judged_season(session, [[80, 90]] * works)
        client = sign_in(scene.chair)
        count_queries.clear()
        client.get(_at(scene, page))
        counts.append(len([one for one in count_queries if one.startswith("SELECT")]))
    assert counts == [queries, queries]


def test_ranking_shows_codes_and_blind_titles_only(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80, 90]])
    page = sign_in(scene.secretary).get(_at(scene, "vong-1")).text
    assert "W000" in page
    assert "85,00" in page
    assert "Tên kín" in page
    assert "Tác phẩm thử" not in page
    assert "Trần Văn" not in page


def test_whole_way_to_publication_by_its_pages(session: Session, sign_in: SignIn, app: Flask) -> None:
    scene = judged_season(session, [[70, 70], [90, 90], [60, 61]])
    chair, organizer = sign_in(scene.chair), sign_in(scene.organizer)
    assert chair.post(_at(scene, "vong-1/xac-nhan")).status_code == 302
    assert chair.post(_at(scene, "vong-1/xac-nhan")).status_code == 409
    assert chair.post(_at(scene, "giai-thuong/de-xuat")).status_code == 302
    digest = _digest(chair.get(_at(scene, "cong-bo")).text)
    assert chair.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": digest}).status_code == 302
    assert chair.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": digest}).status_code == 422
    assert organizer.post(_at(scene, "cong-bo/ghep-phach")).status_code == 409
    assert "Trần Văn" not in organizer.get(_at(scene, "cong-bo")).text
    assert organizer.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": digest}).status_code == 302
    assert "chờ tổ thư ký hoặc Ban Tổ chức ghép phách" in chair.get(_at(scene, "cong-bo")).text
    assert organizer.post(_at(scene, "cong-bo/ghep-phach")).status_code == 302
    assert "Trần Văn" in organizer.get(_at(scene, "cong-bo")).text
    assert chair.post(_at(scene, "cong-bo/cong-bo")).status_code == 404
    assert organizer.post(_at(scene, "cong-bo/cong-bo")).status_code == 302
    assert len(session.scalars(select(PublishedWork.id)).all()) == 2


def test_who_publishes_is_told_which_winners_have_not_agreed(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[70, 70], [90, 90], [60, 61]])
    agreed, silent = factories.person(session, full_name="Vũ Bằng Lòng"), factories.person(session, full_name="Lê Im")
    for code, person in zip(scene.codes, (agreed, silent), strict=False):
        author = update(Author).where(Author.entry_id == code.entry_id)
        session.execute(author.values(person_id=person.id))
    give(session, person_id=agreed.id, purposes=[ConsentPurpose.PUBLICATION], now=utc_now())
    session.commit()
    chair, organizer = sign_in(scene.chair), sign_in(scene.organizer)
    chair.post(_at(scene, "vong-1/xac-nhan"))
    chair.post(_at(scene, "giai-thuong/de-xuat"))
    digest = _digest(chair.get(_at(scene, "cong-bo")).text)
    for one in (chair, organizer):
        one.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": digest})
    assert "Lê Im" not in organizer.get(_at(scene, "cong-bo")).text
    organizer.post(_at(scene, "cong-bo/ghep-phach"))
    page = organizer.get(_at(scene, "cong-bo")).text
    assert "trên trang tài khoản của mình: Lê Im. Hãy hỏi họ" in page
    organizer.post(_at(scene, "cong-bo/cong-bo"))
    assert "Hãy hỏi họ" not in organizer.get(_at(scene, "cong-bo")).text


def test_wrong_tie_keeps_what_was_typed(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80, 80], [90, 90]])
    answer = sign_in(scene.chair).post(_at(scene, "vong-1/thu-tu"), data={"codes": "w000 w001", "reason": "Hội ý"})
    assert answer.status_code == 422
    assert "w000 w001" in answer.text
    assert "bằng điểm" in answer.text


def test_a_wrong_code_for_a_prize_keeps_what_was_typed(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    chair = sign_in(scene.chair)
    chair.post(_at(scene, "vong-1/xac-nhan"))
    typed = {"code": "W9Q9", "prize": str(scene.prizes[0].id), "reason": "Hội đồng biểu quyết"}
    answer = chair.post(_at(scene, "giai-thuong/thay-doi"), data=typed)
    assert answer.status_code == 422
    for shown in ("Không có tác phẩm nào của vòng cuối mang mã phách này", "W9Q9", "Hội đồng biểu quyết"):
        assert shown in answer.text


def test_a_chair_who_judges_reads_no_totals_before_the_own_sheets_are_in(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, works=1, judges=2)
    judge, code = scene.judges[0], scene.codes[0]
    session.add(Membership(season_id=scene.season.id, person_id=judge.id, role=Role.CHAIR, created_at=utc_now()))
    save(session, scene, scene.judges[1], code, content("50", "31"), submit=True)
    session.commit()
    client, base = sign_in(judge), f"/mua/{scene.season.slug}/ket-qua-cham/vong-1"
    before = client.get(base)
    assert before.status_code == 200
    assert "Bạn còn phiếu chưa gửi trong vòng này" in before.text
    assert code.code not in before.text
    assert "81" in sign_in(scene.chair).get(base).text
    assert client.get(f"{base}/tong-hop.csv").status_code == 409
    save(session, scene, judge, code, content("50", "30"), submit=True)
    session.commit()
    assert "80,50" in client.get(base).text
    assert "81" in client.get(f"{base}/tong-hop.csv").text


@pytest.mark.parametrize("digest", ["", "abc", "0" * 65, None])
def test_a_confirmation_without_a_list_says_that_nothing_was_confirmed(
    session: Session, sign_in: SignIn, digest: str | None
) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    chair = sign_in(scene.chair)
    chair.post(_at(scene, "vong-1/xac-nhan"))
    chair.post(_at(scene, "giai-thuong/de-xuat"))
    sent = {} if digest is None else {"digest": digest}
    answer = chair.post(_at(scene, "cong-bo/xac-nhan"), data=sent, follow_redirects=True)
    assert "Chưa xác nhận: trang vừa gửi đã cũ hoặc thiếu" in answer.text
    assert queries.find_release(session, season_id=scene.season.id) is None


def _digest(page: str) -> str:
    return page.split('name="digest"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def test_the_chair_chooses_among_tied_codes_instead_of_typing_them(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[90], [80], [80]], quota=2, second_round=True)
    page = sign_in(scene.chair).get(_at(scene, "vong-1")).text
    assert '<option value="W001 W002"></option><option value="W002 W001"></option>' in page
    assert "W000 W" not in page


def test_a_parted_tie_is_said_without_praise_for_the_second(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80], [80]], quota=1, second_round=True)
    scene.round.tie_break = ["chair"]
    session.commit()
    client = sign_in(scene.chair)
    client.post(_at(scene, "vong-1/thu-tu"), data={"codes": "W001 W000", "reason": "Hội đồng biểu quyết."})
    page = client.get(_at(scene, "vong-1")).text
    assert page.count("Phân định ở: quyết định của chủ tịch") == 2
    assert page.count("Vào vòng sau · Phân định ở") == 1
    assert "Hơn ở" not in page


def test_the_list_to_confirm_begins_with_the_highest_prize(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80], [80]])
    client = sign_in(scene.chair)
    client.post(_at(scene, "vong-1/xac-nhan"))
    for code, prize in (("W000", scene.prizes[1]), ("W001", scene.prizes[0])):
        data = {"code": code, "prize": str(prize.id), "reason": "Biên bản hội đồng."}
        assert client.post(_at(scene, "giai-thuong/thay-doi"), data=data).status_code == 302
    page = client.get(_at(scene, "cong-bo")).text
    assert page.index("W001") < page.index("W000")
    assert "1. Người thứ nhất xác nhận" in page


def test_a_prize_table_changed_after_both_confirmations_is_offered_for_confirmation_again(
    session: Session, sign_in: SignIn
) -> None:
    scene = judged_season(session, [[70, 70], [90, 90]])
    chair, organizer = sign_in(scene.chair), sign_in(scene.organizer)
    for act in ("vong-1/xac-nhan", "giai-thuong/de-xuat"):
        assert chair.post(_at(scene, act)).status_code == 302
    digest = _digest(chair.get(_at(scene, "cong-bo")).text)
    for person in (chair, organizer):
        assert person.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": digest}).status_code == 302
    assert "Tôi xác nhận danh sách này" not in organizer.get(_at(scene, "cong-bo")).text
    session.execute(update(Prize).values(money=1))
    session.commit()
    assert organizer.post(_at(scene, "cong-bo/ghep-phach")).status_code == 409
    page = organizer.get(_at(scene, "cong-bo")).text
    assert "đã thay đổi sau khi được xác nhận" in page
    assert organizer.post(_at(scene, "cong-bo/xac-nhan"), data={"digest": _digest(page)}).status_code == 302
    assert "Tôi xác nhận danh sách này" in chair.get(_at(scene, "cong-bo")).text


def test_a_code_in_the_ranking_leads_to_its_work(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80], [70]])
    client = sign_in(scene.chair)
    work = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/W000"
    assert f'<a href="{work}">W000</a>' in client.get(_at(scene, "vong-1")).text
    assert client.get(work).status_code == 200


def test_who_confirms_the_list_is_told_of_prizes_that_are_not_given(session: Session, sign_in: SignIn) -> None:
    """Two works of two categories with one total, and one prize for them: the rule gives it to neither."""
    scene = judged_season(session, [[90], [80], [80]])
    elsewhere = factories.category(session, scene.season)
    chair = sign_in(scene.chair)
    chair.post(_at(scene, "vong-1/xac-nhan"))
    session.execute(
        update(RoundResult).where(RoundResult.code_id == scene.codes[2].id).values(category_id=elsewhere.id)
    )
    session.commit()
    chair.post(_at(scene, "giai-thuong/de-xuat"))

    page = chair.get(_at(scene, "cong-bo")).text
    assert "W001, W002 bằng điểm nhau" in page
    assert "Còn giải chưa trao: 1 Giải Nhì." in page
    assert "Bước tiếp theo: hai người xác nhận" not in chair.get(_at(scene, "giai-thuong")).text

    data = {"code": "W001", "prize": str(scene.prizes[1].id), "reason": "Hội đồng biểu quyết."}
    chair.post(_at(scene, "giai-thuong/thay-doi"), data=data)
    assert "chưa trao" not in chair.get(_at(scene, "cong-bo")).text
    assert "Bước tiếp theo: hai người xác nhận" in chair.get(_at(scene, "giai-thuong")).text


def test_each_step_of_the_results_leads_to_the_next(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[80, 90]])
    chair = sign_in(scene.chair)
    assert f'href="{_at(scene, "vong-1")}"' in chair.get(_at(scene, "giai-thuong")).text.split("Chưa có kết quả")[1]
    before = chair.get(_at(scene, "vong-1")).text
    assert "sau đó đề xuất giải thưởng" in before
    assert "vào vòng sau nhận mã phách mới" not in before, "there is no next round"
    chair.post(_at(scene, "vong-1/xac-nhan"))
    assert "Đến phần giải thưởng" in chair.get(_at(scene, "vong-1")).text
