from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import BlindCopy
from contest.db import Base
from contest.judging.queries import _RUNGS
from contest.seasons.models import Round
from contest.storage import ObjectKey, current_store
from tests import factories
from tests.judging.scene import Scene, arrange, content, save

SignIn = Callable[[Person], FlaskClient]
JSON = {"Accept": "application/json"}


def queue_address(scene: Scene) -> str:
    return f"/mua/{scene.season.slug}/cham/vong-1"


def desk_address(scene: Scene, number: int = 0) -> str:
    return f"{queue_address(scene)}/{scene.codes[number].code}"


def fields(scene: Scene, first: str = "50", second: str = "30,5", **more: str) -> dict[str, str]:
    marks = {f"mark_{scene.criteria[0].id}": first, f"mark_{scene.criteria[1].id}": second}
    return marks | {"version": "0", "comment_jury": "", "comment_author": ""} | more


def test_the_queue_shows_progress_and_what_is_next(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, works=3)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    save(session, scene, scene.judges[0], scene.codes[1], content("50", None))
    client = sign_in(scene.judges[0])
    assert client.get(f"/mua/{scene.season.slug}/cham/").location == queue_address(scene)
    page = client.get(queue_address(scene))
    assert page.status_code == 200
    assert f"Chấm tiếp bài {scene.codes[1].code}" in page.text
    assert [code.code in page.text for code in scene.codes] == [True] * 3
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_judge_without_works_is_told_so(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, assigned=False)
    client = sign_in(scene.judges[0])
    assert "Chưa có bài để chấm" in client.get(f"/mua/{scene.season.slug}/cham/").text
    assert client.get(queue_address(scene)).status_code == 404


def test_the_desk_shows_the_work_and_the_own_sheet(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    sheet = content(comment_jury="Cần xem lại chú thích")
    save(session, scene, scene.judges[0], scene.codes[0], sheet)
    page = sign_in(scene.judges[0]).get(desk_address(scene))
    assert page.status_code == 200
    assert "Văn bản kín." in page.text
    assert "Cần xem lại chú thích" in page.text
    assert re.search(r"<title>\s*(\w+)", page.text)[1] == scene.codes[0].code  # type: ignore[index]  # it is there


def test_a_sheet_saves_by_itself_with_its_version(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    first = client.post(desk_address(scene), data=fields(scene), headers=JSON)
    assert first.status_code == 200
    assert {key: first.json[key] for key in ("version", "total", "complete")} == {  # type: ignore[index]  # it is JSON
        "version": 1,
        "total": "80,5",
        "complete": True,
    }
    again = client.post(desk_address(scene), data=fields(scene, "51", version="1"), headers=JSON)
    assert again.json["version"] == 2  # type: ignore[index]  # it is JSON
    stale = client.post(desk_address(scene), data=fields(scene, "52", version="1"), headers=JSON)
    assert stale.status_code == 409
    assert stale.json["version"] == 2  # type: ignore[index]  # it is JSON
    assert stale.json["fields"][f"mark_{scene.criteria[0].id}"] == "51"  # type: ignore[index]  # it is JSON


def test_without_script_two_tabs_show_both_texts(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    client.post(desk_address(scene), data=fields(scene, comment_jury="bản một"))
    page = client.post(desk_address(scene), data=fields(scene, comment_jury="bản hai"))
    assert page.status_code == 409
    assert "bản một" in page.text
    assert "bản hai" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    kept = client.post(desk_address(scene), data=fields(scene, comment_jury="bản hai", version=version[1]))
    assert kept.status_code == 302


def test_submitting_leads_to_the_next_work_and_locks(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    sent = client.post(desk_address(scene), data=fields(scene, action="submit"), follow_redirects=True)
    assert sent.request.path == desk_address(scene, 1)
    locked = client.get(desk_address(scene))
    assert "Đã gửi" in locked.text
    assert "data-autosave" not in locked.text
    late = client.post(desk_address(scene), data=fields(scene, "1", version="1", comment_jury="viết thêm"))
    assert late.status_code == 409
    assert "viết thêm" in late.text
    done = client.post(desk_address(scene, 1), data=fields(scene, action="submit"), follow_redirects=True)
    assert done.request.path == queue_address(scene)
    assert "Bạn đã gửi đủ phiếu" in done.text


@pytest.mark.parametrize("garbage", ["abc", "1e3", "-1", "61", "50.255", "٣", "NaN", "9" * 400])
def test_garbage_in_a_mark_is_said_on_its_field_and_kept(session: Session, sign_in: SignIn, garbage: str) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    page = client.post(desk_address(scene), data=fields(scene, garbage, comment_jury="vẫn còn đây"))
    assert page.status_code == 422
    assert "Điểm phải từ 0 đến 60." in page.text
    assert f'value="{garbage}"' in page.text
    assert "vẫn còn đây" in page.text
    answer = client.post(desk_address(scene), data=fields(scene, garbage), headers=JSON)
    assert answer.status_code == 422
    assert list(answer.json["faults"]) == [f"mark_{scene.criteria[0].id}"]  # type: ignore[index]  # it is JSON


@pytest.mark.parametrize(("language", "half"), [("vi", "8,5"), ("en", "8.5")])
def test_a_mark_that_was_kept_stands_in_its_field_as_one_types_it(
    session: Session, sign_in: SignIn, language: str, half: str
) -> None:
    scene = arrange(session)
    scene.criteria[0].max_points, scene.criteria[0].step = Decimal(1000), Decimal("0.5")
    client = sign_in(scene.judges[0])
    client.set_cookie("lang", language)
    for typed in ("1000", half):
        version = re.search(r'name="version" value="(\d+)"', client.get(desk_address(scene)).text)
        assert version
        assert client.post(desk_address(scene), data=fields(scene, typed, version=version[1])).status_code == 302
        assert f'value="{typed}"' in client.get(desk_address(scene)).text


def test_a_comment_too_long_is_refused_not_cut(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    page = client.post(desk_address(scene), data=fields(scene, comment_author="ă" * 4001))
    assert page.status_code == 422
    assert "Nhận xét dài 4.001 ký tự" in page.text
    assert "ă" * 4001 in page.text


def test_a_mark_for_a_foreign_criterion_saves_nothing(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    assert client.post(desk_address(scene), data=fields(scene, mark_999="5"), headers=JSON).status_code == 422
    assert client.get(queue_address(scene)).text.count("Đang chấm dở</span>") == 0


def test_a_closed_round_is_read_only_and_keeps_what_was_typed(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session, state="closed")
    client = sign_in(scene.judges[0])
    assert "Vòng này đã khóa" in client.get(queue_address(scene)).text
    page = client.post(desk_address(scene), data=fields(scene, comment_jury="gõ khi đã khóa"))
    assert page.status_code == 409
    assert "gõ khi đã khóa" in page.text


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.UNIT, Role.SECRETARY, Role.CHAIR, Role.ORGANIZER, None])
def test_only_judges_enter(session: Session, sign_in: SignIn, role: Role | None) -> None:
    scene = arrange(session)
    roles = {scene.season.id: role} if role else {}
    stranger = sign_in(factories.person(session, roles=roles, is_admin=role is None))
    for address in (queue_address(scene), desk_address(scene)):
        assert stranger.get(address).status_code == 404
    assert stranger.post(desk_address(scene), data=fields(scene)).status_code == 404


def test_not_yours_not_there_and_not_yet_look_alike(session: Session, sign_in: SignIn) -> None:
    scene, other = arrange(session), arrange(session)
    planned = arrange(session, state="planned")
    factories.member(session, scene.judges[0], planned.season.id, Role.JUDGE)
    client = sign_in(scene.judges[0])
    base = queue_address(scene)
    addresses = [
        f"{base}/{other.codes[0].code}",
        f"{base}/ZZZZ",
        f"{queue_address(planned)}/{planned.codes[0].code}",
        f"/mua/{scene.season.slug}/cham/vong-9/{scene.codes[0].code}",
    ]
    bodies = set()
    for address in addresses:
        for answer in (client.get(address), client.post(address, data=fields(scene))):
            assert answer.status_code == 404
            bodies.add(re.sub(r'(name="(?:csrf_token|next)" value=")[^"]*', r"\1", answer.text))
    assert len(bodies) <= 2  # one per season's frame


def test_files_come_clean_by_code_and_only_from_the_own_desk(app: Flask, session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    copy = session.execute(select(BlindCopy).order_by(BlindCopy.id)).scalars().first()
    assert copy is not None
    asset = factories.blind_asset(session, copy, content_type="image/jpeg")
    film = factories.blind_asset(session, copy, kind="video", content_type="video/mp4", poster_key="a" * 32)
    with app.app_context():
        current_store().put(ObjectKey(asset.key or ""), io.BytesIO(b"clean bytes"), content_type="image/jpeg")
    client = sign_in(scene.judges[0])
    desk = client.get(desk_address(scene)).text
    assert f"/tep/{asset.public_id}" in desk
    assert str(asset.key) not in desk
    link = client.get(f"{desk_address(scene)}/tep/{asset.public_id}")
    assert link.status_code == 302
    served = client.get(link.location, buffered=True)
    assert served.data == b"clean bytes"
    assert served.headers["Content-Disposition"] == f'inline; filename="bai-{scene.codes[0].code}.jpg"'
    assert client.get(f"{desk_address(scene)}/tep/{film.public_id}/bia").status_code == 302
    stranger = sign_in(arrange(session).judges[0])
    assert stranger.get(f"{desk_address(scene)}/tep/{asset.public_id}").status_code == 404
    assert client.get(f"{desk_address(scene, 1)}/tep/{asset.public_id}").status_code == 404
    assert client.get(f"{desk_address(scene)}/tep/{asset.public_id}/bia").status_code == 404


@pytest.mark.parametrize(("state", "first"), [("open", 1), ("closed", 0)])
def test_works_that_wait_for_a_sheet_come_first_while_the_round_is_open(
    session: Session, sign_in: SignIn, state: str, first: int
) -> None:
    scene = arrange(session, works=3)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    session.execute(update(Round).values(state=state))
    listed = sign_in(scene.judges[0]).get(queue_address(scene)).text.split("<tbody>")[1]
    order = sorted(range(3), key=lambda place: listed.index(scene.codes[place].code))
    assert order == [*range(first, 3), *range(first)]


def test_recusal_takes_the_work_off_the_queue(session: Session, sign_in: SignIn) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    address = f"{desk_address(scene)}/tu-choi"
    short = client.post(address, data={"reason": "x ?"})
    assert short.status_code == 422
    assert ">x ?</textarea>" in short.text
    assert "Hãy ghi lý do" in short.text
    for _twice in range(2):
        assert client.post(address, data={"reason": "Tôi nhận ra tác giả"}).status_code == 302
    assert client.get(desk_address(scene)).status_code == 404
    assert (
        scene.codes[0].code not in client.get(queue_address(scene)).text.replace("từ chối chấm", "").split("<tbody>")[1]
    )


def sent(statements: list[str]) -> int:
    """Statements but for SQLite's BEGIN."""
    return sum(1 for statement in statements if not statement.startswith("BEGIN"))


@pytest.mark.parametrize("works", [1, 3])
def test_the_queue_and_desk_need_the_same_queries_for_any_number_of_works(
    session: Session, sign_in: SignIn, count_queries: list[str], works: int
) -> None:
    scene = arrange(session, works=works)
    for code in scene.codes:
        save(session, scene, scene.judges[0], code, content())
    client = sign_in(scene.judges[0])
    numbers = []
    for address in (queue_address(scene), desk_address(scene)):
        count_queries.clear()
        assert client.get(address).status_code == 200
        numbers.append(sent(count_queries))
    count_queries.clear()
    assert client.post(desk_address(scene), data=fields(scene, "51", version="1"), headers=JSON).status_code == 200
    assert [*numbers, sent(count_queries)] == [3, 5, 5]


def test_a_desk_asks_an_index_whether_the_other_works_are_shown() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        asked = ("approved", 1, "active", 1)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {_RUNGS.compile(engine)}", asked)
        steps = [row[-1] for row in plan]
    assert [step for step in steps if step.startswith("SEARCH blind_copy USING INDEX ix_blind_copy_shown")], steps
    assert [step for step in steps if "assignment USING COVERING INDEX ix_assignment_judge_round" in step], steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps


def test_no_statement_of_a_judge_touches_entries_or_other_people(
    session: Session, sign_in: SignIn, count_queries: list[str]
) -> None:
    scene = arrange(session)
    client = sign_in(scene.judges[0])
    count_queries.clear()
    client.get(queue_address(scene))
    client.get(desk_address(scene))
    client.post(desk_address(scene), data=fields(scene, action="submit"))
    client.post(f"{desk_address(scene, 1)}/tu-choi", data={"reason": "Tôi nhận ra tác giả"})
    assert count_queries
    for statement in count_queries:
        tables = set(re.findall(r"(?:FROM|JOIN|INTO|UPDATE) (\w+)", statement))
        assert not tables & {"entry", "author", "part", "stored_file", "organisation", "relation"}, statement
        assert "person" not in tables or "session_epoch" in statement
