"""People of a season: invited, granted, revoked, listed; organisations; declared relations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.consents import consents_of
from contest.accounts.models import AccountToken, Membership, Organisation, Person, Relation
from contest.accounts.types import ConsentPurpose, Role
from contest.db import utc_now
from contest.ledger.models import LedgerEntry
from contest.seasons.models import Season
from contest.settings import Settings
from tests import factories
from tests.accounts.conftest import HASHED, PASSWORD

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def season(session: Session) -> Season:
    return factories.season(session, slug="mua-nay", name="Giải mùa này")


@pytest.fixture
def organizer(session: Session, season: Season, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.person(session, full_name="Lê Ban Tổ", roles={season.id: Role.ORGANIZER}))


@pytest.fixture
def invitation_to(settings: Settings) -> Callable[[str], str]:
    """The path of the newest invitation to an address."""

    def newest(address: str) -> str:
        for path in sorted(settings.outbox.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns, reverse=True):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            if mail["To"] == address:
                found = re.search(r"8000(/loi-moi/\S+)", str(mail.get_content()))
                assert found
                return found[1]
        raise AssertionError(address)

    return newest


def roles(session: Session) -> set[tuple[str, str]]:
    session.rollback()
    found = session.execute(select(Person.email, Membership.role).join(Membership, Membership.person_id == Person.id))
    pairs = {(row.email, row.role) for row in found}
    session.rollback()
    return pairs


def test_invited_stranger_makes_an_account_with_the_role(
    organizer: FlaskClient, session: Session, client: FlaskClient, invitation_to: Callable[[str], str]
) -> None:
    agency = factories.organisation(session, name="Báo Mùa Này")
    session.commit()
    form = {"email": "Giam.Khao@x.test", "role": "judge", "organisation": str(agency.id)}
    assert organizer.post("/mua/mua-nay/nguoi/moi", data=form).status_code == 302
    link = invitation_to("giam.khao@x.test")
    page = client.get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Báo Mùa Này" not in page.text  # a judge to be sees no list of agencies
    assert "Nếu tác phẩm của tôi đoạt giải" not in page.text, "a judge enters no works"
    data = {"full_name": "Phạm Giám Khảo", "password": PASSWORD, "processing": "y", "publication": "y"}
    assert client.post(f"{link}/tai-khoan", data={**data, "processing": ""}).status_code == 422
    assert client.post(f"{link}/tai-khoan", data=data).location == "/mua/mua-nay/cham/"  # to work, not to a form
    assert ("giam.khao@x.test", "judge") in roles(session)
    who = session.scalars(select(Person).where(Person.email == "giam.khao@x.test")).one()
    assert who.organisation_id == agency.id
    agreed = {line.wording.purpose for line in consents_of(session, who.id) if line.holds}
    assert agreed == {ConsentPurpose.PROCESSING}, "what was not asked is not agreed"
    assert client.get(link).status_code == 404


def test_invited_person_with_an_account_signs_in_and_accepts(
    organizer: FlaskClient, session: Session, client: FlaskClient, invitation_to: Callable[[str], str]
) -> None:
    who, agency = (
        factories.person(session, email="thu.ky@x.test", password_hash=HASHED),
        factories.organisation(session),
    )
    session.commit()
    form = {"email": who.email, "role": "secretary", "organisation": str(agency.id)}
    organizer.post("/mua/mua-nay/nguoi/moi", data=form)
    link = invitation_to(who.email)
    assert client.post(link).status_code == 404  # signed out
    assert client.get(link).status_code == 200
    answer = client.post("/dang-nhap", data={"email": who.email, "password": PASSWORD})
    assert answer.location == link
    assert client.post(link).location == "/mua/mua-nay/tham-dinh/"
    assert (who.email, "secretary") in roles(session)
    session.refresh(who)
    assert who.organisation_id == agency.id
    acts = session.scalars(select(LedgerEntry.action).where(LedgerEntry.subject == f"person:{who.id}")).all()
    assert acts == ["person.organisation", "membership.grant"]


def test_invitation_of_another_is_not_accepted(
    organizer: FlaskClient, session: Session, sign_in: SignIn, invitation_to: Callable[[str], str]
) -> None:
    organizer.post("/mua/mua-nay/nguoi/moi", data={"email": "moi@x.test", "role": "judge", "organisation": ""})
    link = invitation_to("moi@x.test")
    other = sign_in(factories.person(session))
    assert "đăng nhập bằng tài khoản khác" in other.get(link).text
    assert other.post(link).status_code == 404
    assert "judge" not in {role for _, role in roles(session)}


def test_withdrawn_and_late_invitations_are_dead(
    organizer: FlaskClient, session: Session, client: FlaskClient, invitation_to: Callable[[str], str]
) -> None:
    for email in ("rut@x.test", "muon@x.test"):
        organizer.post("/mua/mua-nay/nguoi/moi", data={"email": email, "role": "judge", "organisation": ""})
    page = organizer.get("/mua/mua-nay/nguoi/moi").text
    assert "rut@x.test" in page
    first = session.scalar(select(AccountToken.id).where(AccountToken.email == "rut@x.test"))
    late = update(AccountToken).where(AccountToken.email == "muon@x.test")
    session.execute(late.values(expires_at=utc_now() - timedelta(seconds=1)))
    session.commit()
    assert organizer.post(f"/mua/mua-nay/nguoi/moi/{first}/rut").status_code == 302
    assert organizer.post(f"/mua/mua-nay/nguoi/moi/{first}/rut").status_code == 404
    assert {client.get(invitation_to(email)).status_code for email in ("rut@x.test", "muon@x.test")} == {404}


def test_forbidden_invitation_is_refused_at_once_and_at_acceptance(
    organizer: FlaskClient, session: Session, season: Season, client: FlaskClient, invitation_to: Callable[[str], str]
) -> None:
    who = factories.person(session, email="tac.gia@x.test", password_hash=HASHED)
    session.commit()
    form = {"email": who.email, "role": "judge", "organisation": ""}
    organizer.post("/mua/mua-nay/nguoi/moi", data=form)
    link = invitation_to(who.email)
    factories.member(session, who, season.id, Role.JOURNALIST)
    session.commit()
    assert organizer.post("/mua/mua-nay/nguoi/moi", data=form).status_code == 422
    client.post("/dang-nhap", data={"email": who.email, "password": PASSWORD})
    assert client.post(link).status_code == 422
    assert (who.email, "judge") not in roles(session)


@pytest.mark.parametrize(
    "form", [{"email": "x"}, {"role": "admin"}, {"role": "journalist"}, {"role": "unit"}, {"organisation": "77"}]
)
def test_bad_invitation_is_refused_in_the_form(organizer: FlaskClient, session: Session, form: dict[str, str]) -> None:
    base = {"email": "moi@x.test", "role": "judge", "organisation": ""}
    assert organizer.post("/mua/mua-nay/nguoi/moi", data=base | form).status_code == 422
    session.rollback()
    assert session.scalar(select(AccountToken.id)) is None


def test_list_sorts_by_given_name_and_searches_without_marks(
    organizer: FlaskClient, session: Session, season: Season
) -> None:
    for name in ("Nguyễn Văn Đức", "Trần Thị Ánh", "Đỗ Bình"):
        factories.person(session, full_name=name, roles={season.id: Role.JUDGE})
    factories.person(session, full_name="Người Ngoài")
    session.commit()
    page = organizer.get("/mua/mua-nay/nguoi").text
    order = [page.index(name) for name in ("Trần Thị Ánh", "Đỗ Bình", "Nguyễn Văn Đức", "Lê Ban Tổ")]
    assert order[:3] == sorted(order[:3])
    assert "Người Ngoài" not in page
    found = organizer.get("/mua/mua-nay/nguoi?tim=duc").text
    assert "Nguyễn Văn Đức" in found
    assert "Đỗ Bình" not in found
    assert "Lê Ban Tổ</a></th>" not in organizer.get("/mua/mua-nay/nguoi?vai-tro=judge").text
    for odd in ("tim=%25", "tim=%00", "trang=-1", "trang=x", "vai-tro=x", "tim=" + "a" * 5000):
        assert organizer.get(f"/mua/mua-nay/nguoi?{odd}").status_code in {200, 404}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("case", ["nguoi 4", "don-vi 3", "quan-he/tat-ca 3"])
def test_lists_take_a_fixed_number_of_queries(
    sign_in: SignIn, session: Session, season: Season, count_queries: list[str], *, case: str, rows: int
) -> None:
    path, queries = case.split()
    organizer = factories.person(session, roles={season.id: Role.ORGANIZER})
    for number in range(rows):
        judge = factories.person(session, roles={season.id: Role.JUDGE})
        factories.organisation(session)
        session.add(
            Relation(
                season_id=season.id, person_id=judge.id, kind="family", to_name=f"Ai {number}", declared_at=utc_now()
            )
        )
    browser = sign_in(organizer)
    count_queries.clear()
    assert browser.get(f"/mua/mua-nay/{path}").status_code == 200
    assert len([each for each in count_queries if not each.startswith("BEGIN")]) == int(queries)


def test_role_is_granted_and_revoked_with_a_reason(organizer: FlaskClient, session: Session, season: Season) -> None:
    who = factories.person(session, roles={season.id: Role.JUDGE})
    session.commit()
    home = f"/mua/mua-nay/nguoi/{who.id}"
    assert "hồ sơ và phiếu chấm đã có vẫn giữ nguyên" in organizer.get(home).text
    assert organizer.post(f"{home}/vai-tro", data={"role": "chair", "organisation": ""}).status_code == 302
    assert organizer.post(f"{home}/vai-tro", data={"role": "secretary", "organisation": ""}).status_code == 422
    assert organizer.post(f"{home}/vai-tro/judge/thu-hoi", data={"reason": " "}).status_code == 422
    assert organizer.post(f"{home}/vai-tro/judge/thu-hoi", data={"reason": "Bận việc"}).status_code == 302
    assert organizer.post(f"{home}/vai-tro/judge/thu-hoi", data={"reason": "Bận việc"}).status_code == 404
    assert organizer.post(f"{home}/vai-tro/khac/thu-hoi", data={"reason": "x"}).status_code == 404
    assert (who.email, "judge") not in roles(session)
    actions = list(session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)))
    assert actions == ["membership.grant", "membership.revoke"]


def test_people_of_other_seasons_are_not_there(organizer: FlaskClient, session: Session) -> None:
    stranger = factories.person(session, roles={factories.season(session).id: Role.JUDGE})
    session.commit()
    home = f"/mua/mua-nay/nguoi/{stranger.id}"
    answers = {
        organizer.get(home).status_code,
        organizer.get("/mua/mua-nay/nguoi/999999").status_code,
        organizer.post(f"{home}/vai-tro", data={"role": "chair", "organisation": ""}).status_code,
        organizer.post(f"{home}/co-quan", data={"agency": ""}).status_code,
    }
    assert answers == {404}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGANIZER])
def test_only_organizers_manage_people(session: Session, season: Season, sign_in: SignIn, role: Role) -> None:
    other = sign_in(factories.person(session, roles={season.id: role}))
    paths = ["/mua/mua-nay/nguoi", "/mua/mua-nay/nguoi/moi"]
    assert {other.get(path).status_code for path in paths} == {404}
    form = {"email": "x@x.test", "role": "judge", "organisation": ""}
    assert other.post("/mua/mua-nay/nguoi/moi", data=form).status_code == 404


def test_organisation_is_added_changed_and_kept_unique(organizer: FlaskClient, session: Session) -> None:
    form = {
        "name": "Báo  Bắc Giang",
        "kind": "agency",
        "aliases": "BBG\nBáo BG\n\n",
        "domains": "BaoBacGiang.vn\n",
    }
    assert organizer.post("/mua/mua-nay/don-vi/moi", data=form).status_code == 302
    saved = session.execute(
        select(Organisation.id, Organisation.name, Organisation.aliases, Organisation.domains)
    ).one()
    session.rollback()
    assert (saved.name, saved.aliases, saved.domains) == ("Báo Bắc Giang", ["BBG", "Báo BG"], ["baobacgiang.vn"])
    again = organizer.post("/mua/mua-nay/don-vi/moi", data=form | {"name": "bao bac giang"})
    assert again.status_code == 422
    assert "Đã có đơn vị mang tên này" in again.text
    assert "BBG" in organizer.get(f"/mua/mua-nay/don-vi/{saved.id}").text
    changed = organizer.post(f"/mua/mua-nay/don-vi/{saved.id}", data=form | {"aliases": ""})
    assert changed.status_code == 302
    assert "Báo Bắc Giang" in organizer.get("/mua/mua-nay/don-vi?tim=bac+giang").text
    assert organizer.get("/mua/mua-nay/don-vi/999").status_code == 404


def test_a_name_that_grows_when_it_is_folded_is_kept(organizer: FlaskClient, session: Session) -> None:
    """«ﬃ» is searched for as «ffi»: the longest name of such letters would not fit where folded names stand."""
    form = {"name": "ﬃ" * 200, "kind": "agency", "aliases": "", "domains": ""}
    assert organizer.post("/mua/mua-nay/don-vi/moi", data=form).status_code == 302
    assert organizer.post("/mua/mua-nay/don-vi/moi", data=form).status_code == 422
    assert session.scalars(select(Organisation.name)).one() == "ﬃ" * 200


def test_judge_declares_a_relation_and_learns_nothing(session: Session, season: Season, sign_in: SignIn) -> None:
    agency = factories.organisation(session, name="Báo Có Thật", aliases=["BCT"])
    who = factories.person(session, roles={season.id: Role.JUDGE})
    judge = sign_in(who)
    pages = []
    for name in ("BCT", "Báo Không Có"):
        answer = judge.post("/mua/mua-nay/quan-he", data={"kind": "employer", "to_name": name, "note": ""})
        page = judge.get("/mua/mua-nay/quan-he").text
        pages.append((answer.status_code, answer.location, "Báo Có Thật" in page, name in page))
    assert pages == [(302, "/mua/mua-nay/quan-he", False, True)] * 2
    tied = list(session.scalars(select(Relation.to_organisation_id).order_by(Relation.id)))
    session.rollback()
    assert tied == [agency.id, None]
    for bad in ({"to_name": ""}, {"to_name": "x" * 300}, {"kind": "khac"}):
        form = {"kind": "family", "to_name": "Ai đó", "note": ""} | bad
        assert judge.post("/mua/mua-nay/quan-he", data=form).status_code == 422


def test_relation_is_taken_back_by_its_judge_or_the_secretariat(
    session: Session, season: Season, sign_in: SignIn
) -> None:
    one, other = (factories.person(session, roles={season.id: Role.JUDGE}) for _ in range(2))
    other_id = other.id
    secretary = sign_in(factories.person(session, roles={season.id: Role.SECRETARY}))
    first, second = sign_in(one), sign_in(other)
    form = {"kind": "family", "to_name": "Người Nhà", "note": ""}
    first.post("/mua/mua-nay/quan-he", data=form)
    relation = session.scalar(select(Relation.id))
    session.rollback()
    assert second.post(f"/mua/mua-nay/quan-he/{relation}/xoa").status_code == 404
    assert "bạn lại có thể được phân công" in first.get("/mua/mua-nay/quan-he").text, "what follows is said before"
    assert first.post(f"/mua/mua-nay/quan-he/{relation}/xoa").status_code == 302
    assert "Đã bỏ khai báo." in first.get("/mua/mua-nay/quan-he").text
    named = form | {"person": str(other_id)}
    assert secretary.post("/mua/mua-nay/quan-he/tat-ca", data=named).status_code == 302
    assert secretary.post("/mua/mua-nay/quan-he/tat-ca", data=form | {"person": "9999"}).status_code == 422
    later = session.scalar(select(Relation.id))
    session.rollback()
    assert secretary.post(f"/mua/mua-nay/quan-he/tat-ca/{later}/xoa").status_code == 302
    assert "Người Nhà" not in secretary.get("/mua/mua-nay/quan-he/tat-ca").text


def test_what_the_secretariat_declares_is_not_told_to_the_judge(
    session: Session, season: Season, sign_in: SignIn
) -> None:
    """It comes from the dossiers: the judge would read who takes part, and could lift the bar."""
    who = factories.person(session, roles={season.id: Role.JUDGE})
    named = {"kind": "family", "person": str(who.id)}
    secretary = sign_in(factories.person(session, roles={season.id: Role.SECRETARY}))
    judge = sign_in(who)
    judge.post("/mua/mua-nay/quan-he", data={"kind": "family", "to_name": "Người Tự Khai", "note": ""})
    form = named | {"to_name": "Tác Giả Kín", "note": "hồ sơ số 12"}
    assert secretary.post("/mua/mua-nay/quan-he/tat-ca", data=form).status_code == 302
    of_secretary = session.scalars(select(Relation.id).where(Relation.to_name == "Tác Giả Kín")).one()
    session.rollback()
    own, every = judge.get("/mua/mua-nay/quan-he").text, secretary.get("/mua/mua-nay/quan-he/tat-ca").text
    assert ("Người Tự Khai" in own, "Tác Giả Kín" in own, "số 12" in own) == (True, False, False)
    assert ("Người Tự Khai" in every, "Tác Giả Kín" in every, every.count("tổ thư ký ghi")) == (True, True, 2)
    assert judge.post(f"/mua/mua-nay/quan-he/{of_secretary}/xoa").status_code == 404


def test_judge_gets_no_list_of_agencies_and_cannot_change_their_own(
    session: Session, season: Season, sign_in: SignIn
) -> None:
    agency, other = (
        factories.organisation(session, name="Báo Của Mình"),
        factories.organisation(session, name="Báo Khác"),
    )
    who = factories.person(session, roles={season.id: Role.JUDGE}, organisation_id=agency.id)
    judge = sign_in(who)
    assert "Báo Khác" not in judge.get("/tai-khoan").text
    form = {"full_name": "Tên Mới", "organisation": str(other.id)}
    assert judge.post("/tai-khoan", data=form).status_code == 302
    session.refresh(who)
    assert (who.full_name, who.organisation_id) == ("Tên Mới", agency.id)


def test_a_newcomer_is_led_from_the_account_to_the_button_that_it_names(session: Session, sign_in: SignIn) -> None:
    now = utc_now()
    of = {"stage": "entry", "is_public": True, "entries_open_at": now - timedelta(days=1)}
    factories.season(session, slug="mua-nay", entries_close_at=now + timedelta(days=1), **of)
    newcomer = sign_in(factories.person(session))
    account = newcomer.get("/tai-khoan").text
    named = re.search(r"chọn «([^»]+)»", account)
    assert named
    assert re.search(r'<a [^>]*href="/"[^>]*>.*?Mở trang cuộc thi', account, re.DOTALL)
    assert f"{named[1]}</button>" in re.sub(r"\s+(?=</button>)", "", newcomer.get("/", follow_redirects=True).text)
