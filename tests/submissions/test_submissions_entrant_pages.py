"""The entrant's pages: happy path, wrong person, wrong time, garbage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import reading, utc_now
from contest.submissions.models import Entry, Receipt
from contest.submissions.queries import content_of, get_head
from contest.submissions.types import EntryHead
from tests import factories as make
from tests.submissions.conftest import World

SignIn = Callable[[Person], FlaskClient]


def base(world: World) -> str:
    """Where the season's pages begin."""
    return f"/mua/{world.season.slug}"


def form_of(world: World, version: int = 1, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it for a full draft."""
    sent: dict[str, Any] = {
        "version": version,
        "title": "Đường về bản Khuôn Đống",
        "genre_id": world.genre.id,
        "language": "vi",
        "primary_topic_id": world.topic.id,
        "place_id": "",
        "summary": "",
        "body": "một hai ba bốn năm " * 30,
        "parts-0-outlet": "Báo Thử nghiệm",
        "parts-0-published_on": "2023-08-01",
        "parts-0-url": "https://bao.test/1",
        "authors-0-full_name": "Trần Thị Bình",
        "authors-0-email": "binh@vi-du.test",
        "representative": "0",
        "no_other_awards": "y",
        "commitments": ["nguyen-goc"],
    }
    return sent | changes


def own(world: World, head: EntryHead, page: str = "") -> str:
    """An address of an entry."""
    return f"{base(world)}/bai-du-thi/{head.public_id}{page}"


def test_a_journalist_goes_from_nothing_to_a_receipt(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.journalist)
    assert "Chưa có tác phẩm nào" in client.get(f"{base(world)}/bai-du-thi/").text

    begun = client.post(f"{base(world)}/bai-du-thi/moi", data={"category_id": world.category.id})
    address = begun.location.removesuffix("/sua")
    page = client.get(begun.location)
    assert "Trần Thị Bình" in page.text
    assert "Không quá 200 chữ mỗi kỳ" in page.text
    assert 'type="checkbox" id="commitments-0" name="commitments"' in page.text

    saved = client.post(f"{address}/tu-luu", data=form_of(world), headers={"Accept": "application/json"})
    assert saved.json == {"version": 2}
    look = client.get(f"{address}/nop")
    assert "Hồ sơ đạt mọi quy định" in look.text
    assert all(f"<dt>{fact}</dt>" in look.text for fact in ("Thể loại", "Chủ đề")), "the last look leaves nothing out"

    done = client.post(f"{address}/nop", data={"version": 2, "key": "abc"}, follow_redirects=True)
    assert done.status_code == 200
    assert "BG23-0001/1" in done.text
    again = client.post(f"{address}/nop", data={"version": 2, "key": "abc"}, follow_redirects=True)
    assert "BG23-0001/1" in again.text
    world.session.rollback()
    assert len(world.session.scalars(select(Receipt.id)).all()) == 1


def test_the_receipt_can_be_checked_by_anyone_and_names_nobody(
    world: World, sign_in: SignIn, client: FlaskClient
) -> None:
    head = world.draft()
    mine = sign_in(world.journalist)
    mine.post(own(world, head, "/nop"), data={"version": 1, "key": "k"})
    world.session.rollback()
    digest = world.session.scalars(select(Receipt.digest)).one()
    world.session.rollback()

    page = client.get(f"{base(world)}/bien-nhan/{digest}")
    code = client.get(f"{base(world)}/bien-nhan/{digest}/ma.svg")

    assert page.status_code == 200
    assert "BG23-0001/1" in page.text
    assert "Bình" not in page.text
    assert "Khuôn Đống" not in page.text
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert client.get(f"{base(world)}/bien-nhan/{'0' * 64}").status_code == 404


def test_failures_link_to_their_fields_and_say_the_clause(world: World, sign_in: SignIn) -> None:
    head = world.draft(body="chữ " * 340, title="")
    client = sign_in(world.journalist)

    refused = client.post(own(world, head, "/nop"), data={"version": 1, "key": "k"})

    assert refused.status_code == 422
    assert "Tác phẩm dài 340 chữ, quá 140 chữ so với Điều 4.2." in refused.text
    assert f"{own(world, head, '/sua')}#body" in refused.text
    assert f"{own(world, head, '/sua')}#title" in refused.text


GARBAGE = [
    ({"title": "a" * 10_000}, "title", "Dài 10.000 ký tự"),
    ({"authors-0-full_name": "Tên " * 2500}, "authors-0-full_name", "quá mức 120"),
    ({"title": "Bài\x00viết"}, "title", "không đọc được"),
    ({"body": "x" * 200_001}, "body", "quá mức 200.000"),
    ({"parts-0-published_on": "31/02/2023"}, "parts-0-published_on", "không có trong lịch"),
    ({"parts-0-published_on": "0001-01-01"}, "parts-0-published_on", "không có trong lịch"),
    ({"parts-0-published_on": "hôm qua"}, "parts-0-published_on", "không có trong lịch"),
    ({"parts-0-url": "h" * 1001}, "parts-0-url", "quá mức 1.000"),
    ({"authors-0-birth_year": "một chín tám mươi"}, "authors-0-birth_year", "Hãy ghi một số"),
    ({"authors-0-birth_year": "9" * 5000}, "authors-0-birth_year", "Hãy ghi một số"),
    ({"genre_id": "999999"}, "genre_id", "Hãy chọn lại"),
    ({"genre_id": "drop table"}, "genre_id", "Hãy chọn lại"),
    ({"primary_topic_id": "-1"}, "primary_topic_id", "Hãy chọn lại"),
    ({"topic_ids": ["999999"]}, "topic_ids", "Hãy chọn lại"),
    ({"commitments": ["khong-co"]}, "commitments", "Hãy chọn lại"),
    ({"summary": "\ufffd\ufffd"}, "summary", "không đọc được"),
]


@pytest.mark.parametrize(("bad", "field", "words"), GARBAGE, ids=[f"{row[1]}-{at}" for at, row in enumerate(GARBAGE)])
def test_bad_input_is_told_on_its_field_and_the_rest_is_kept(
    world: World, sign_in: SignIn, bad: dict[str, Any], field: str, words: str
) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    sent = form_of(world, summary="Câu tóm tắt vừa gõ") | bad

    page = client.post(own(world, head, "/sua"), data=sent)
    quiet = client.post(own(world, head, "/tu-luu"), data=sent, headers={"Accept": "application/json"})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert words in page.text
    assert "binh@vi-du.test" in page.text
    assert "summary" in bad or "Câu tóm tắt vừa gõ" in page.text
    assert quiet.status_code == 422
    assert words in (quiet.json or {})["errors"][field]


def test_invalid_utf8_is_told_on_its_field(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)

    page = client.post(
        own(world, head, "/sua"), data=b"version=1&title=B%E0%A4i+%FF", content_type="application/x-www-form-urlencoded"
    )

    assert page.status_code == 422
    assert "không đọc được" in page.text


def test_markup_in_a_field_stays_text(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    client.post(own(world, head, "/sua"), data=form_of(world, title="<script>alert(1)</script>"))

    page = client.get(own(world, head, "/sua"))

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_two_tabs_meet_both_texts(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    json = {"Accept": "application/json"}
    client.post(own(world, head, "/tu-luu"), data=form_of(world, title="Bản ở máy tính"), headers=json)

    late = client.post(own(world, head, "/tu-luu"), data=form_of(world, title="Bản ở điện thoại"), headers=json)
    page = client.post(own(world, head, "/sua"), data=form_of(world, title="Bản ở điện thoại"))

    assert late.status_code == 409
    assert late.json is not None
    assert late.json["version"] == 2
    assert late.json["fields"]["title"] == ["Bản ở máy tính"]
    assert late.json["fields"]["authors-0-full_name"] == ["Trần Thị Bình"]
    assert page.status_code == 409
    assert "Bản ở máy tính" in page.text
    assert "Bản ở điện thoại" in page.text


def test_a_form_posted_after_the_deadline_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    client.post(own(world, head, "/nop"), data={"version": 1, "key": "k"})
    world.session.rollback()
    world.season.entries_close_at = utc_now() - timedelta(seconds=1)
    world.session.add(world.season)
    world.session.commit()

    late = client.post(own(world, head, "/sua"), data=form_of(world, title="Sửa vào phút chót"))

    assert late.status_code == 409
    assert "Sửa vào phút chót" in late.text
    assert "không còn sửa được" in late.text
    assert client.get(own(world, head, "/sua")).status_code == 302


def test_a_draft_handed_in_late_is_refused_with_both_times(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    world.season.entries_close_at = utc_now() - timedelta(seconds=1)
    client = sign_in(world.journalist)

    late = client.post(own(world, head, "/nop"), data={"version": 1, "key": "k"})

    assert late.status_code == 422
    assert "Hạn nộp là" in late.text
    world.session.rollback()
    assert content_of(world.session, head.id).title == "Đường về bản Khuôn Đống"


def test_rows_are_added_and_dropped(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)

    client.post(own(world, head, "/sua"), data=form_of(world, do="add-author"))
    two = form_of(world, version=get_version(world, head), do="add-part") | {"authors-1-full_name": "Lê Văn Hai"}
    client.post(own(world, head, "/sua"), data=two)
    dropped = two | {"version": get_version(world, head), "do": "drop-author-0", "parts-1-outlet": "Báo Hai"}
    client.post(own(world, head, "/sua"), data=dropped)

    kept = content(world, head)
    assert [author.full_name for author in kept.authors] == ["Lê Văn Hai"]
    assert [part.outlet for part in kept.parts] == ["Báo Thử nghiệm", "Báo Hai"]


def test_the_category_can_be_changed(world: World, sign_in: SignIn) -> None:
    radio = make.category(world.session, world.season, name="Phát thanh", press_type="radio")
    head = world.draft()
    client = sign_in(world.journalist)

    client.post(own(world, head, "/loai-hinh"), data={"category_id": radio.id})
    nonsense = client.post(own(world, head, "/loai-hinh"), data={"category_id": "x"})

    world.session.rollback()
    assert get_head(world.session, head.id).category_id == radio.id
    assert nonsense.status_code == 422


def test_withdrawing_and_deleting_have_their_own_buttons(world: World, sign_in: SignIn) -> None:
    received, draft = world.draft(), world.draft()
    client = sign_in(world.journalist)
    client.post(own(world, received, "/nop"), data={"version": 1, "key": "k"})

    client.post(own(world, received, "/rut"), data={"reason": "Gửi nhầm"})
    client.post(own(world, draft, "/xoa"))

    world.session.rollback()
    assert world.session.scalars(select(Entry.status)).all() == ["withdrawn"]
    page = client.get(own(world, received)).text
    assert "Tác phẩm đã rút khỏi cuộc thi" in page
    assert "Hãy nộp lại" not in page, "what was withdrawn cannot be handed in"


PAGES = ["", "/sua", "/nop", "/quy-dinh", "/bien-nhan/1", "/tep/khong-co"]
DEEDS = ["/sua", "/tu-luu", "/nop", "/rut", "/xoa", "/loai-hinh"]


def test_nobody_else_can_tell_that_an_entry_exists(world: World, sign_in: SignIn, client: FlaskClient) -> None:
    head = world.draft()
    season = world.season.id
    stranger = make.person(world.session, roles={season: Role.JOURNALIST})
    others = [stranger] + [
        make.person(world.session, roles={season: role}) for role in Role if role not in (Role.JOURNALIST, Role.UNIT)
    ]
    unit = make.person(world.session)
    make.member(world.session, unit, season, Role.UNIT, organisation_id=make.organisation(world.session).id)

    for person in [*others, unit]:
        theirs = sign_in(person)
        absent = theirs.get(f"{base(world)}/bai-du-thi/{'0' * 12}")
        for page in PAGES:
            answer = theirs.get(own(world, head, page))
            assert (answer.status_code, page) == (404, page)
            if page == "":
                assert main_of(answer.text) == main_of(absent.text)
        for deed in DEEDS:
            assert theirs.post(own(world, head, deed), data=form_of(world)).status_code == 404
    assert client.get(own(world, head)).status_code == 302
    assert client.post(own(world, head, "/sua"), data=form_of(world)).status_code == 404
    assert content(world, head).title == "Đường về bản Khuôn Đống"


def test_a_season_that_is_over_takes_no_new_work(world: World, sign_in: SignIn) -> None:
    world.season.stage = "final"
    client = sign_in(world.journalist)

    refused = client.post(f"{base(world)}/bai-du-thi/moi", data={"category_id": world.category.id})

    assert refused.status_code == 409
    assert client.post(f"{base(world)}/bai-du-thi/moi", data={}).status_code == 422


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    world: World, sign_in: SignIn, count_queries: list[str], entries: int
) -> None:
    for _ in range(entries):
        world.draft()
    client = sign_in(world.journalist)
    count_queries.clear()

    page = client.get(f"{base(world)}/bai-du-thi/")

    assert page.text.count("Đường về bản Khuôn Đống") == entries
    assert len(selects(count_queries)) == 3


def main_of(page: str) -> str:
    """The page without its frame, which shows the clock."""
    return page.partition("<main")[2].partition("</main>")[0]


def selects(statements: list[str]) -> list[str]:
    """Statements that read or write, without the transaction's own words."""
    return [one for one in statements if not one.upper().startswith(("BEGIN", "PRAGMA"))]


def get_version(world: World, head: EntryHead) -> int:
    """The version now."""
    with reading(), Session(world.session.get_bind()) as own_session:
        return get_head(own_session, head.id).version


def content(world: World, head: EntryHead) -> Any:
    """What is saved now."""
    with reading(), Session(world.session.get_bind()) as own_session:
        return content_of(own_session, head.id)


def test_a_registered_person_joins_and_begins(world: World, sign_in: SignIn) -> None:
    visitor = make.person(world.session, full_name="Ngô Mới Vào")
    judge = make.person(world.session, roles={world.season.id: Role.JUDGE})
    client, officer = sign_in(visitor), sign_in(judge)

    joined = client.post(f"{base(world)}/tham-gia")

    assert joined.location.endswith("/bai-du-thi/moi")
    assert client.get(joined.location).status_code == 200
    assert officer.post(f"{base(world)}/tham-gia").status_code in {409, 422}
    assert officer.get(f"{base(world)}/bai-du-thi/moi").status_code == 404
