"""What becomes known of people and outlets after the approval is looked for in every copy it touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.models import Organisation, Person
from contest.accounts.organisations import OrganisationFacts, save_organisation
from contest.accounts.services import save_profile
from contest.accounts.types import OrganisationKind, Profile
from contest.blinding import following
from contest.blinding.following import sweep_known
from contest.blinding.heartbeat import LEASE
from contest.blinding.models import BlindAsset, BlindCopy, Code, Finding
from contest.blinding.pictures import Picture, Read, keep
from contest.blinding.scanning import scanner_for
from contest.db import utc_now
from contest.notices.models import Notice
from contest.seasons.models import Round
from contest.submissions.models import Author, Entry, Part
from contest.submissions.queries import content_of
from contest.submissions.services import save_draft
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import acts, approve, copy_of, found, look, prepare, rows_for_judges
from tests.media import samples
from tests.media.lettered import lettered, need_letters

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]
Change = Callable[[Session, World], Any]

BODY = (
    "Người trong xã gọi chị là Khuê Sương, vì chị hay dậy sớm.\n\nĐài Sông Thương có lần ghi hình ở đây.\n\n"
    "Ai cần giống vải thì gọi 0912 345 678 hoặc viết cho vuonvai@thu.example.vn; xem thêm songthuong.example.vn.\n\n"
    "Thẻ hội viên hợp tác xã của chị mang số HV 20417."
)


def nothing(_session: Session, _of: World) -> None:
    """Nobody changes anything."""


def _profile(**values: str) -> Change:
    def change(session: Session, of: World) -> None:
        kept = {"full_name": "Nguyễn Văn Hải", "organisation_id": None} | values
        save_profile(session, person_id=of.journalist.id, profile=Profile(**kept), now=utc_now())  # type: ignore[arg-type]

    return change


def _agency(name: str = "Báo Bắc Giang", **values: tuple[str, ...]) -> Change:
    def change(session: Session, of: World) -> None:
        facts = OrganisationFacts(name=name, kind=OrganisationKind.AGENCY, **values)
        agency_id = session.scalars(select(Entry.organisation_id).where(Entry.id == of.entry.id)).one()
        save_organisation(session, facts=facts, by=None, now=utc_now(), organisation_id=agency_id)

    return change


def _row(table: type[Author | Part | Person], **values: str) -> Change:
    def change(session: Session, of: World) -> None:
        here = Person.id == of.journalist.id if table is Person else table.entry_id == of.entry.id  # type: ignore[union-attr]
        session.execute(update(table).where(here).values(**values))

    return change


CHANGES = {
    "pen name of an account": _profile(pen_name="Khuê Sương"),
    "name of an account": _profile(full_name="Trần Khuê Sương"),
    "phone of an account": _profile(phone="0912345678"),
    "press card of an account": _profile(press_card="HV20417"),
    "e-mail of an account": _row(Person, email="vuonvai@thu.example.vn"),
    "name of an organisation": _agency("Đài Sông Thương"),
    "alias of an organisation": _agency(aliases=("Đài Sông Thương",)),
    "domain of an organisation": _agency(domains=("songthuong.example.vn",)),
    "pen name of an author": _row(Author, pen_name="Khuê Sương"),
    "outlet of the publication": _row(Part, outlet="Đài Sông Thương"),
    "programme of the broadcast": _row(Part, programme="Đài Sông Thương"),
}


def approved(app: Flask, session: Session, sign_in: SignIn, body: str = BODY) -> World:
    """A work that judges see: what its text has of signs was set aside, because nobody behind it is meant."""
    of = world(session, body=body)
    agency = Organisation(name="Báo Bắc Giang", name_fold="bao bac giang", kind="agency")
    of.entry.organisation_id = factories.save(session, agency).id
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    for (finding_id,) in look(session, select(Finding.id).where(Finding.state == "open")):
        data = {"act": "set_aside", "reason": "Của nhân vật trong bài"}
        client.post(of.path(f"/dau-hieu/{finding_id}"), data=data)
    assert approve(client, session, of) == 302
    assert rows_for_judges(session) == 1
    return of


def later(app: Flask, session: Session, of: World, change: Change) -> None:
    """Make a change and let the minute pass."""
    change(session, of)
    session.commit()
    session.expunge_all()
    with app.app_context():
        sweep_known()


@pytest.mark.parametrize("name", CHANGES)
def test_what_becomes_known_withdraws(app: Flask, session: Session, sign_in: SignIn, name: str) -> None:
    of = approved(app, session, sign_in)
    later(app, session, of, CHANGES[name])
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("withdrawn", 0)
    assert len(found(session)) == 1
    assert acts(session)[-1] == "blind.withdraw"
    ((person_id, subject, link),) = look(session, select(Notice.person_id, Notice.subject, Notice.link))
    assert (person_id, subject) == (of.secretary.id, "Đã thu hồi duyệt bản kín hồ sơ BG-001")
    assert link == of.path()


@pytest.mark.parametrize(
    "change",
    [
        _profile(pen_name="Hoa Gạo", phone="0999888777"),
        _agency("Báo Bắc Giang", aliases=("BBG",), domains=("bbg.example.vn",)),
        nothing,
    ],
)
def test_nothing_found_leaves_the_approval(app: Flask, session: Session, sign_in: SignIn, change: Change) -> None:
    of = approved(app, session, sign_in)
    before = copy_of(session, of)
    later(app, session, of, change)
    after = copy_of(session, of)
    assert (after.state, after.version, after.known_heard) == ("approved", before.version, None)
    assert acts(session)[-1] != "blind.withdraw"
    assert look(session, select(Notice.id)) == []
    with app.app_context():
        assert following.outdated(session, now=utc_now(), most=9) == []


def test_what_was_set_aside_is_asked_about_again(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    assert ("text", "0912 345 678") in found(session, "dismissed")
    later(app, session, of, CHANGES["phone of an account"])
    assert found(session) == [("text", "0912 345 678")]
    ((reason, by),) = look(session, select(Finding.reason, Finding.resolved_by).where(Finding.state == "open"))
    assert (reason, by) == ("", None)
    client = sign_in(of.secretary)
    finding_id = look(session, select(Finding.id).where(Finding.state == "open"))[0][0]
    client.post(of.path(f"/dau-hieu/{finding_id}"), data={"act": "set_aside", "reason": "Số của hợp tác xã"})
    assert approve(client, session, of) == 302
    later(app, session, of, _profile(phone="0912345678", pen_name="Hoa Gạo"))
    assert copy_of(session, of).state == "approved", "decided with the knowledge, it stays decided"


def test_the_desk_says_that_a_scan_waits_or_runs(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    client = sign_in(of.secretary)
    waits, runs = "đang chờ máy quét lại", "máy đang quét lại bài này"

    def said() -> tuple[bool, bool, bool, bool]:
        page = client.get(of.path()).text
        return tuple(word in page for word in (waits, runs, "Chưa duyệt được", "tự được thu hồi"))  # type: ignore[return-value]

    assert said() == (False, False, False, False)
    _profile(pen_name="Khuê Sương")(session, of)
    session.commit()
    assert said() == (True, False, False, True)
    client.post(of.path("/thu-hoi"))
    session.execute(update(BlindCopy).values(known_heard=utc_now()))
    session.commit()
    assert said() == (False, True, True, False)
    assert "Máy chưa quét lại xong" in client.get(of.path("/xem-truoc")).text
    session.execute(update(BlindCopy).values(known_heard=None))
    later(app, session, of, nothing)
    assert said() == (False, False, False, False)


def test_approval_waits_for_the_scan(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    client = sign_in(of.secretary)
    client.post(of.path("/thu-hoi"))
    _profile(pen_name="Khuê Sương")(session, of)
    session.commit()
    version = copy_of(session, of).version
    answer = client.post(of.path("/duyet"), data={"version": version, "looked": "y"})
    assert answer.status_code == 422
    assert "máy đang quét lại bài này" in answer.text
    with app.app_context():
        sweep_known()
    assert found(session) == [("text", "Khuê Sương")]


def test_first_of_two_is_taken_back_too(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Chuyện của Khuê Sương.")
    factories.rule(session, of.season, "two_approvals", value=True)
    prepare(app, session)
    approve(sign_in(of.secretary), session, of)
    later(app, session, of, _row(Author, pen_name="Khuê Sương"))
    assert (copy_of(session, of).first_by, acts(session)[-1]) == (None, "blind.withdraw_first")


def test_author_added_in_a_supplement_asks_for_a_new_copy(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    session.execute(update(Entry).where(Entry.id == of.entry.id).values(status="supplement"))
    content = content_of(session, of.entry.id)
    more = type(content.authors[0])(full_name="Lê Khuê Sương", pen_name="Khuê Sương")
    changed = replace(content, authors=(*content.authors, more))
    season = find_season(session, of.season.slug)
    assert season is not None
    save_draft(session, season=season, entry_id=of.entry.id, version=of.entry.version, content=changed, now=utc_now())
    prepare(app, session)
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("withdrawn", 0)
    session.execute(update(Entry).where(Entry.id == of.entry.id).values(status="accepted"))
    later(app, session, of, nothing)
    assert ("text", "Khuê Sương") in found(session)
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 422
    client.post(of.path("/lam-lai"))
    assert ("text", "Khuê Sương") in found(session)


@pytest.mark.parametrize(("state", "expected"), [("open", "withdrawn"), ("closed", "approved")])
def test_closed_rounds_keep_what_was_judged(
    app: Flask, session: Session, sign_in: SignIn, state: str, expected: str
) -> None:
    """A pen name written down after the close must not throw a judged work out of the ranking."""
    of = approved(app, session, sign_in)
    session.execute(update(Round).values(state=state))
    later(app, session, of, CHANGES["pen name of an account"])
    assert copy_of(session, of).state == expected
    assert found(session) == [("text", "Khuê Sương")]
    assert len(look(session, select(Notice.id))) == 1
    with app.app_context():
        sweep_known()
    assert len(look(session, select(Notice.id))) == 1


def test_next_round_hides_what_was_kept_after_the_close(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    session.execute(update(Round).values(state="closed"))
    later(app, session, of, CHANGES["pen name of an account"])
    assert rows_for_judges(session) == 1
    second = factories.round_(session, of.season, ordinal=2)
    factories.code(session, session.get_one(Entry, of.entry.id), second)
    later(app, session, of, nothing)
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("withdrawn", 0)


def test_published_seasons_are_left_alone(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    session.execute(update(Round).values(state="closed"))
    session.merge(of.season).stage = "published"
    later(app, session, of, CHANGES["pen name of an account"])
    assert (copy_of(session, of).state, found(session)) == ("approved", [])


def test_page_and_photo_are_read_again(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    need_letters()
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    lettered("Chuyện ghi ở xã", "Khuê Sương ở đây").save(tmp_path / "a.png")
    add_file(session, app, of, tmp_path / "a.png", position=1)
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Khue Suong ke chuyen"), position=2)
    prepare(app, session)
    assert found(session) == []
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 302
    later(app, session, of, _profile(pen_name="Khuê Sương"))
    assert copy_of(session, of).state == "withdrawn"
    assert sorted(place for place, _ in found(session)) == ["page", "picture"]
    for (finding_id,) in look(session, select(Finding.id).where(Finding.state == "open")):
        client.post(of.path(f"/dau-hieu/{finding_id}"), data={"act": "replace"})
    assert found(session) == []
    assert approve(client, session, of) == 302
    later(app, session, of, _profile(pen_name="Khuê Sương", phone="0999888777"))
    assert (copy_of(session, of).state, found(session)) == ("approved", []), "what is covered is no news"


def test_file_that_changed_while_it_was_read_is_read_anew(app: Flask, session: Session, tmp_path: Path) -> None:
    of = world(session)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    asset = look(session, select(BlindAsset))[0][0]
    picture = Picture(asset_id=asset.id, key="0" * 32, kind=asset.kind, printed=frozenset())
    with app.app_context():
        scanner = scanner_for(session, entry_id=of.entry.id)
        kept = keep(session, Read(state=asset.reading), scanner, copy_id=asset.blind_copy_id, picture=picture)
    assert kept is False


def test_job_that_died_is_taken_up_again(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = approved(app, session, sign_in)
    session.execute(update(BlindCopy).values(known_heard=utc_now()))
    later(app, session, of, CHANGES["pen name of an account"])
    assert copy_of(session, of).state == "approved", "somebody is at it"
    session.execute(update(BlindCopy).values(known_heard=utc_now() - 2 * LEASE))
    later(app, session, of, nothing)
    assert copy_of(session, of).state == "withdrawn"


def test_line_that_a_judge_reads_follows(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Bài không có tên ai.")
    of.category.blind_mode = "semi"
    factories.round_(session, of.season)
    prepare(app, session)
    assert approve(sign_in(of.secretary), session, of) == 302
    later(app, session, of, _row(Part, outlet="Báo Sông Thương"))
    copy = copy_of(session, of)
    assert (copy.outlet_line, copy.state) == ("Báo Sông Thương", "withdrawn")


@pytest.mark.parametrize("entries", [1, 3])
def test_sweep_takes_a_fixed_number_of_statements(
    app: Flask, session: Session, count_queries: list[str], entries: int
) -> None:
    for _number in range(entries):
        world(session, body="Bài không có tên ai.")
    prepare(app, session)
    with app.app_context():
        count_queries.clear()
        assert following.outdated(session, now=utc_now(), most=9) == []
    assert len([one for one in count_queries if one.startswith("SELECT")]) == 5


def test_boxes_taken_off_open_what_they_covered(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session, body="Bài.")
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Anh: Nguyen Van Hai"))
    prepare(app, session)
    client = sign_in(of.secretary)
    ((finding_id,),) = look(session, select(Finding.id).where(Finding.place == "page"))
    client.post(of.path(f"/dau-hieu/{finding_id}"), data={"act": "replace"})
    assert ("page", "Nguyen Van Hai") not in found(session)
    public_id = look(session, select(BlindAsset.public_id))[0][0]
    client.post(of.path(f"/tep/{public_id}/bo-che"))
    assert ("page", "Nguyen Van Hai") in found(session)
    assert look(session, select(Code.id)) == []
