"""Pages of the seasons room: who may open them, what they say, what they refuse."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons import queries, services
from contest.seasons.models import Category, Round, RuleChange, Season
from contest.seasons.shifting import year_of
from contest.seasons.snapshot import document_of
from contest.seasons.types import RuleKey
from contest.text.dates import in_hanoi
from tests import factories as make

SignIn = Callable[[Person], FlaskClient]
HOME = "/mua/mua/dieu-hanh"
RULES = "/mua/mua/soan-the-le"
READ = [HOME, f"{RULES}", f"{RULES}/xem-truoc", f"{RULES}/lich-su", f"{RULES}/tai-ve"]
EDIT = [
    f"{RULES}/sua/{subject}"
    for subject in (
        "ten-va-to-chuc",
        "thoi-gian",
        "chu-de",
        "quy-dinh-chung",
        "so-loai",
        "giai-thuong",
        "dieu-khoan",
    )
] + [
    f"{RULES}/loai-hinh/moi",
    f"{RULES}/loai-hinh/bao-in",
    f"{RULES}/vong-cham/moi",
    f"{RULES}/vong-cham/1",
    f"{RULES}/tieu-chi/1/bao-in",
]


@pytest.fixture
def season(app: object, session: Session) -> Season:
    with app.test_request_context():  # type: ignore[attr-defined]  # a Flask
        season_id = services.create_from_template(
            session, key="vi-nguoi-ngheo-bac-giang-2023", slug="mua", actor_id=None, now=utc_now()
        )
    return session.get_one(Season, season_id)


@pytest.fixture
def organizer(session: Session, season: Season, sign_in: SignIn) -> FlaskClient:
    return sign_in(make.person(session, roles={season.id: Role.ORGANIZER}))


def form_of(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """The fields of the page's editing form as a browser would send them back."""
    page = client.get(address).text
    body = page[page.index('<form class="form stack" method="post" novalidate>') :]
    body = body[: body.index("</form>")]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value, kind = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value", "type"))
        if name and (not kind or kind[1] not in {"checkbox", "radio"} or " checked" in tag):
            fields.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        fields[unescape(name)] = [unescape(text).lstrip("\r\n")]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.findall(r'<option selected value="([^"]*)"', options) or re.findall(r'value="([^"]*)"', options)
        fields[unescape(name)] = [unescape(chosen[0])]
    return fields


def unescape(text: str) -> str:
    for entity, char in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


@pytest.mark.parametrize("address", [*READ, *EDIT])
def test_an_organizer_opens_every_page(organizer: FlaskClient, address: str) -> None:
    assert organizer.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR])
def test_officers_read_the_rules_and_do_not_change_them(
    session: Session, season: Season, sign_in: SignIn, role: Role
) -> None:
    client = sign_in(make.person(session, roles={season.id: role}))
    assert {client.get(address).status_code for address in READ} == {200}
    assert {client.get(address).status_code for address in EDIT} == {404}
    assert {client.post(address).status_code for address in EDIT} == {404}


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.UNIT, Role.JUDGE])
def test_others_find_nothing(session: Session, season: Season, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make.person(session, roles={season.id: role}))
    assert {client.get(address).status_code for address in [*READ, *EDIT, "/mua-giai", "/mua-giai/moi"]} == {404}


def test_an_organizer_of_another_season_finds_nothing(session: Session, season: Season, sign_in: SignIn) -> None:
    other = make.season(session)
    client = sign_in(make.person(session, roles={other.id: Role.ORGANIZER}))
    assert {client.get(address).status_code for address in [*READ, *EDIT]} == {404}
    assert season.name not in client.get("/mua-giai").text


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, season: Season, session: Session) -> None:
    session.commit()
    assert {client.get(address).status_code for address in [*READ, *EDIT]} == {302}


@pytest.mark.parametrize("address", EDIT)
def test_a_page_saved_as_it_was_changes_nothing(
    session: Session, season: Season, organizer: FlaskClient, address: str
) -> None:
    if "moi" in address:
        pytest.skip("a new thing has nothing to save")
    before = document_of(session, season.id)
    session.rollback()
    answer = organizer.post(address, data=form_of(organizer, address) | {"act": "save"})
    assert answer.status_code == 302, answer.text
    assert document_of(session, season.id) == before
    assert session.scalars(select(RuleChange)).all() == []


def test_the_rules_offer_a_further_round_until_the_last_one_is_confirmed(
    session: Session, season: Season, organizer: FlaskClient
) -> None:
    assert f"{RULES}/vong-cham/moi" in organizer.get(RULES).text
    session.execute(update(Round).where(Round.season_id == season.id).values(state="closed", confirmed_at=utc_now()))
    session.commit()
    assert f"{RULES}/vong-cham/moi" not in organizer.get(RULES).text


def test_a_limit_is_changed_and_shows_in_the_history(session: Session, season: Season, organizer: FlaskClient) -> None:
    address = f"{RULES}/sua/quy-dinh-chung"
    typed = form_of(organizer, address) | {"rules-max_parts-value": "3", "act": "save"}
    assert organizer.post(address, data=typed).status_code == 302
    assert queries.rules_of(session, season.id).value(RuleKey.MAX_PARTS) == 3
    history = organizer.get(f"{RULES}/lich-su").text
    assert "Loạt bài không quá 5 kỳ" in history
    assert "Loạt bài không quá 3 kỳ" in history


def test_a_preview_says_what_an_entrant_would_read_and_saves_nothing(
    session: Session, season: Season, organizer: FlaskClient
) -> None:
    address = f"{RULES}/sua/quy-dinh-chung"
    typed = form_of(organizer, address) | {"rules-max_parts-value": "3", "act": "preview"}
    answer = organizer.post(address, data=typed)
    assert answer.status_code == 200
    assert "Loạt bài không quá 3 kỳ" in answer.text
    assert queries.rules_of(session, season.id).value(RuleKey.MAX_PARTS) == 5


def test_a_rule_in_use_asks_for_the_reason_and_keeps_what_was_typed(
    session: Session, season: Season, organizer: FlaskClient
) -> None:
    season.stage = "entry"
    session.commit()
    address = f"{RULES}/sua/quy-dinh-chung"
    typed = form_of(organizer, address) | {"rules-max_parts-value": "3", "act": "save"}
    answer = organizer.post(address, data=typed)
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.text
    assert 'name="rules-max_parts-value" type="text" value="3"' in answer.text
    assert organizer.post(address, data=typed | {"reason": "Họp ngày 02/5"}).status_code == 302


GARBAGE = ["x" * 10_000, "9" * 6000, "\x00", "-1", "1e99999999", "=cmd|' /C calc'!A0", "<script>", "năm", "0,0001"]


@pytest.mark.parametrize("address", EDIT)
def test_garbage_in_any_field_is_answered_next_to_it(organizer: FlaskClient, address: str) -> None:
    fields = form_of(organizer, address)
    for typed in GARBAGE:
        data = dict.fromkeys(fields, typed) | {"seen": "", "act": "save", "reason": "thử xem"}
        assert organizer.post(address, data=data).status_code in {302, 422}, typed[:20]
    assert organizer.post(address, data={"act": "save"}).status_code in {302, 422}
    assert organizer.post(address, data=b"\xff\xfe=\xff&act=save").status_code in {302, 422}


def test_a_wrong_number_stands_next_to_its_field(organizer: FlaskClient) -> None:
    address = f"{RULES}/sua/giai-thuong"
    typed = form_of(organizer, address) | {"prizes-2-money": "rất nhiều", "act": "save"}
    answer = organizer.post(address, data=typed)
    assert answer.status_code == 422
    assert 'id="prizes-2-money-error"' in answer.text
    assert 'value="rất nhiều"' in answer.text


def test_more_rows_keep_what_was_typed(organizer: FlaskClient) -> None:
    address = f"{RULES}/sua/chu-de"
    typed = form_of(organizer, address) | {"topics-11-name": "Nước sạch", "act": "more"}
    answer = organizer.post(address, data=typed)
    assert (answer.status_code, 'value="Nước sạch"' in answer.text, "topics-17-name" in answer.text) == (
        200,
        True,
        True,
    )


def test_a_category_is_made_and_dropped(session: Session, season: Season, organizer: FlaskClient) -> None:
    typed = {
        "code": "podcast",
        "name": "Podcast",
        "press_type": "multimedia",
        "blind_mode": "full",
        "clause": "Điều 3.8",
        "genres": "Kể chuyện\nĐối thoại",
        "rules-required_documents-value": "Lời bình\nGiấy xác nhận",
        "rules-required_documents-clause": "Điều 5.2",
        "act": "save",
    }
    assert organizer.post(f"{RULES}/loai-hinh/moi", data=typed).status_code == 302
    made = document_of(session, season.id).categories[-1]
    assert (made.code, made.genres) == ("podcast", ("Kể chuyện", "Đối thoại"))
    assert [item["key"] for item in made.rules[0].value] == ["loi-binh", "giay-xac-nhan"]
    session.rollback()
    assert organizer.post(f"{RULES}/loai-hinh/podcast/bo").status_code == 302
    session.rollback()
    assert document_of(session, season.id).categories[-1].code == "cong-dan"


def test_a_season_moves_on_when_nothing_is_in_the_way(session: Session, season: Season, organizer: FlaskClient) -> None:
    refused = organizer.post(f"{HOME}/giai-doan", data={"to": "entry"})
    assert (refused.status_code, "Hạn nhận bài đã qua" in refused.text) == (422, True)
    season.entries_close_at = utc_now().replace(year=utc_now().year + 1)
    session.commit()
    assert organizer.post(f"{HOME}/giai-doan", data={"to": "entry"}).status_code == 302
    assert organizer.post(f"{HOME}/giai-doan", data={"to": "entry"}).status_code == 302
    assert organizer.post(f"{HOME}/giai-doan", data={"to": "screening"}).status_code == 422
    assert organizer.post(f"{HOME}/giai-doan", data={"to": "final"}).status_code == 404
    session.expire_all()
    assert (season.stage, season.is_public) == ("entry", True)


def test_a_new_season_from_each_source_belongs_to_its_maker(
    session: Session, season: Season, organizer: FlaskClient
) -> None:
    exported = organizer.get(f"{RULES}/tai-ve").data
    sources: dict[str, dict[str, Any]] = {
        "tu-mau": {"source": "template:giai-toan-quoc-14-nhom"},
        "tu-nam-truoc": {"source": f"season:{season.id}"},
        "tu-tep": {"source": "file", "file": (io.BytesIO(exported), "mua.toml")},
    }
    for slug, data in sources.items():
        answer = organizer.post("/mua-giai/moi", data=data | {"slug": slug, "name": "", "year": "2031"})
        assert answer.headers["Location"] == f"/mua/{slug}/soan-the-le"
        assert (
            year_of(document_of(session, session.scalars(select(Season.id).where(Season.slug == slug)).one())) == 2031
        )
        session.rollback()
        assert organizer.get(f"/mua/{slug}/dieu-hanh").status_code == 200
    made = session.scalars(select(Membership).where(Membership.role == Role.ORGANIZER)).all()
    assert len(made) == 1 + len(sources)


def test_a_new_season_asks_for_its_year(session: Session, season: Season, organizer: FlaskClient) -> None:
    page = organizer.get("/mua-giai/moi").text
    assert f'value="{(in_hanoi(utc_now()) + timedelta(days=183)).year}"' in page
    data = {"source": "template:giai-toan-quoc-14-nhom", "slug": "mua-moi", "name": "Tên đã gõ"}
    for year in ("", "abcd", "23", "1999", "²⁰²⁷"):
        answer = organizer.post("/mua-giai/moi", data=data | {"year": year})
        assert (answer.status_code, 'value="Tên đã gõ"' in answer.text) == (422, True)
        assert 'id="year-error"' in answer.text
        assert "bằng bốn chữ số" in answer.text


BROKEN = {
    "empty": b"",
    "not utf-8": b"\xff\xfe",
    "huge number": b"a = " + b"9" * 5000,
    "deep nesting": b"a = " + b"[" * 5000,
    "not a number": b"a = nan",
    "too large": b"x" * 300_000,
    "nul": b'format = 1\nseason = "\\u0000"',
    "wrong types": b'format = "1"\nseason = 3\ncategories = {}\nrounds = [1, 2]\nprizes = "x"\nrubrics = []',
    "long line": b'format = 1\n[season]\nname = "' + b"x" * 10_000 + b'"',
}


@pytest.mark.parametrize("file", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_says_what_is_wrong_with_it(organizer: FlaskClient, season: Season, file: bytes) -> None:
    data = {
        "source": "file",
        "file": (io.BytesIO(file), "mua.toml"),
        "slug": "mua-moi",
        "name": "Tên đã gõ",
        "year": "2031",
    }
    answer = organizer.post("/mua-giai/moi", data=data)
    assert (answer.status_code, 'value="Tên đã gõ"' in answer.text) == (422, True)


@pytest.mark.parametrize("source", ["season:999999", "season:x", "template:../../x", "nothing", ""])
def test_a_source_that_was_not_offered_is_not_there(organizer: FlaskClient, season: Season, source: str) -> None:
    answer = organizer.post("/mua-giai/moi", data={"source": source, "slug": "mua-moi", "year": "2031"})
    assert answer.status_code in {404, 302} if source == "" else answer.status_code == 404


def test_the_lists_ask_the_same_number_of_queries_for_one_and_three(
    session: Session, season: Season, organizer: FlaskClient, count_queries: list[str]
) -> None:
    who = session.scalars(select(Person)).one()

    def cost(address: str) -> int:
        session.commit()
        count_queries.clear()
        assert organizer.get(address).status_code == 200
        return len([one for one in count_queries if one.startswith("SELECT")])

    def change() -> None:
        session.add(
            RuleChange(
                season_id=season.id,
                subject="rules",
                before={},
                after={},
                reason="",
                changed_by=who.id,
                changed_at=utc_now(),
            )
        )

    change()
    assert (cost(f"{RULES}/lich-su"), cost("/mua-giai")) == (3, 2)
    for number in range(2):
        change()
        make.member(session, who, make.season(session, slug=f"khac-{number}").id, Role.ORGANIZER)
    assert (cost(f"{RULES}/lich-su"), cost("/mua-giai")) == (3, 2)


def test_the_board_asks_the_same_number_of_queries_for_one_and_three_entries(
    session: Session, season: Season, organizer: FlaskClient, count_queries: list[str]
) -> None:
    season.stage = "entry"
    category = session.scalars(select(Category).where(Category.code == "bao-in")).one()
    who = session.scalars(select(Person)).one()

    def cost() -> int:
        session.commit()
        count_queries.clear()
        assert organizer.get(HOME).status_code == 200
        return len([one for one in count_queries if one.startswith("SELECT")])

    make.entry(session, season, category, who)
    first = cost()
    for _number in range(2):
        make.entry(session, season, category, who)
    assert (first, cost()) == (12, 12)  # one counts mails that nobody got, one the offices that nobody holds


def test_anyone_reads_the_rules_of_a_public_season_and_nobody_else_before(
    session: Session, season: Season, client: FlaskClient, organizer: FlaskClient
) -> None:
    address = "/mua/mua/the-le"
    assert (client.get(address).status_code, organizer.get(address).status_code) == (404, 200)
    season.is_public = True
    session.commit()
    page = client.get(address).text
    assert "Điều 4. Yêu cầu đối với tác phẩm" in page
    assert "Loạt bài không quá 5 kỳ" in page


def test_a_page_opened_before_somebody_elses_change_does_not_undo_it_unseen(
    session: Session, season: Season, organizer: FlaskClient
) -> None:
    address = f"{RULES}/sua/quy-dinh-chung"
    old = form_of(organizer, address) | {"act": "save"}
    assert organizer.post(address, data=old | {"rules-max_parts-value": "3"}).status_code == 302
    answer = organizer.post(address, data=old | {"rules-max_authors-value": "7"})
    assert (answer.status_code, "Nội dung đã được lưu ở một cửa sổ khác" in answer.text) == (409, True)
    assert 'name="rules-max_authors-value" type="text" value="7"' in answer.text
    assert queries.rules_of(session, season.id).value(RuleKey.MAX_PARTS) == 3
