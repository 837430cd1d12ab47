"""From an accepted entry to an approved blind copy, through the secretary's pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.models import BlindAsset, BlindCopy, Code, Finding
from contest.jobs import enqueue
from contest.submissions.models import Entry
from tests import factories
from tests.blinding.arrange import BODY, add_file, world
from tests.blinding.desk_acts import (
    SignIn,
    acts,
    approve,
    copy_of,
    first_finding,
    found,
    look,
    only_asset,
    prepare,
    rows_for_judges,
)
from tests.html_check import html_problems
from tests.media import samples

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages


def test_accepted_entry_gets_a_scanned_blind_copy(app: Flask, session: Session) -> None:
    of = world(session)
    prepare(app, session)
    copy = copy_of(session, of)
    assert (copy.state, copy.blind_title, copy.progress) == ("ready", "Thoát nghèo ở Khuôn Đống", 100)
    assert found(session) == [("text", "Nguyễn Văn Hải"), ("text", "Nguyễn Văn Hải")]


def test_wake_up_after_acceptance_is_enough(app: Flask, session: Session) -> None:
    of = world(session)
    other = world(session, status="submitted")
    session.commit()
    session.expunge_all()
    with app.app_context():
        enqueue("blinding.prepare", entry_id=of.entry.id)
        enqueue("blinding.prepare", entry_id=other.entry.id)
        enqueue("blinding.prepare", entry_id=999_999)
    assert [row.state for row in look(session, select(BlindCopy.state))] == ["ready"]


def test_draft_and_refused_entries_get_none(app: Flask, session: Session) -> None:
    world(session, status="submitted")
    world(session, status="refused")
    prepare(app, session)
    assert look(session, select(BlindCopy.id)) == []


def test_whole_way_to_approval(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session)
    first = factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    page = client.get(of.path()).text
    assert "Nguyễn Văn Hải" in page
    assert "[tên tác giả]" in page
    assert approve(client, session, of) == 422
    assert rows_for_judges(session) == 0
    button = f'action="{of.path("/duyet")}"'
    assert button not in client.get(of.path("/xem-truoc")).text, "no button for what is refused anyway"
    finding = first_finding(session)
    client.post(of.path(f"/dau-hieu/{finding}"), data={"act": "replace", "everywhere": "y"})
    assert found(session) == []
    assert button in client.get(of.path("/xem-truoc")).text
    assert (copy_of(session, of).blind_text or "").endswith("[tên tác giả] ghi lại.\n\nẢnh: [tên tác giả]")
    assert approve(client, session, of) == 302
    assert "điểm đã chấm vẫn giữ" in client.get(of.path()).text, "what taking the approval back does"
    assert rows_for_judges(session) == 1
    (code,) = look(session, select(Code.code, Code.round_id))
    assert code.round_id == first.id
    assert set(code.code) <= set("2346789ACDEFGHJKMNPQRTUVWXY")
    assert acts(session) == ["blind.approve", "code.draw"]


def test_change_after_approval_withdraws_it(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 302
    words = {"title": "Tên khác", "text": "Bài không có tên ai.", "note": "", "version": copy_of(session, of).version}
    assert client.post(of.path("/chu"), data=words).status_code == 302
    assert copy_of(session, of).state == "ready"
    assert rows_for_judges(session) == 0
    assert acts(session) == ["blind.approve", "code.draw", "blind.withdraw"]


def test_withdrawing_by_hand_and_approving_again(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    approve(client, session, of)
    client.post(of.path("/thu-hoi"))
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("withdrawn", 0)
    client.post(of.path("/thu-hoi"))
    assert approve(client, session, of) == 302
    assert rows_for_judges(session) == 1
    assert len(look(session, select(Code.id))) == 1


@pytest.mark.parametrize("change", [{"version": 7}, {"status": "withdrawn"}])
def test_changed_dossier_withdraws_the_approval(
    app: Flask, session: Session, sign_in: SignIn, change: dict[str, object]
) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    approve(client, session, of)
    entry = session.get(Entry, of.entry.id)
    assert entry is not None
    for name, value in change.items():
        setattr(entry, name, value)
    prepare(app, session)
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("withdrawn", 0)
    assert approve(client, session, of) in (409, 422)


def test_finding_is_set_aside_only_with_a_reason(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Bài của Nguyễn Văn Hải.")
    prepare(app, session)
    client = sign_in(of.secretary)
    finding = first_finding(session)
    empty = client.post(of.path(f"/dau-hieu/{finding}"), data={"act": "set_aside", "reason": " ", "everywhere": "y"})
    assert empty.status_code == 422
    assert f'id="moi-cho-{finding}" checked' in empty.text, "the tick is kept"
    assert f'id="moi-cho-{finding}" checked' not in client.get(of.path()).text
    assert f'id="ly-do-{finding}-error"' in empty.text, "said at the sign, wherever on the page it stands"
    assert f"/dau-hieu/{finding}#phat-hien-{finding}" in empty.text, "where the browser stays after the refusal"
    assert found(session) == [("text", "Nguyễn Văn Hải")]
    client.post(of.path(f"/dau-hieu/{finding}"), data={"act": "set_aside", "reason": "Nhân vật trong bài"})
    assert (found(session), found(session, "dismissed")) == ([], [("text", "Nguyễn Văn Hải")])
    words = {
        "title": "Tên",
        "text": "Thêm đoạn.\n\nBài của Nguyễn Văn Hải.",
        "note": "",
        "version": copy_of(session, of).version,
    }
    client.post(of.path("/chu"), data=words)
    assert found(session, "dismissed") == [] or found(session) == []


def test_set_aside_finding_stays_so_while_its_sentence_stands(app: Flask, session: Session, sign_in: SignIn) -> None:
    long_way = "Đoạn giữa rất dài. " * 20
    of = world(session, body=f"Bài của Nguyễn Văn Hải. {long_way}")
    prepare(app, session)
    client = sign_in(of.secretary)
    finding = first_finding(session)
    client.post(of.path(f"/dau-hieu/{finding}"), data={"act": "set_aside", "reason": "Nhân vật"})
    words = {
        "title": "Tên",
        "text": f"Bài của Nguyễn Văn Hải. {long_way}Hết.",
        "note": "",
        "version": copy_of(session, of).version,
    }
    client.post(of.path("/chu"), data=words)
    assert (found(session), found(session, "dismissed")) == ([], [("text", "Nguyễn Văn Hải")])


def test_deciding_one_finding_leaves_the_others_their_numbers(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session)
    prepare(app, session)
    client = sign_in(of.secretary)
    ids = [row.id for row in look(session, select(Finding.id).order_by(Finding.id))]
    for finding_id in ids:
        assert client.post(of.path(f"/dau-hieu/{finding_id}"), data={"act": "replace"}).status_code == 302
    assert found(session) == []
    assert client.post(of.path(f"/dau-hieu/{ids[0]}"), data={"act": "replace"}).status_code == 404


def test_empty_title_is_refused_and_never_filled_in(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    data = {"title": "  ", "text": "Bài mới", "note": "", "version": copy_of(session, of).version}
    refused = client.post(of.path("/chu"), data=data)
    assert refused.status_code == 422
    assert "Bài mới" in refused.text
    session.execute(update(BlindCopy).values(blind_title=""))
    session.commit()
    assert approve(client, session, of) == 422
    assert rows_for_judges(session) == 0


def test_stale_page_loses_nothing(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session)
    prepare(app, session)
    client = sign_in(of.secretary)
    version = copy_of(session, of).version
    data = {"title": "Một", "text": "Chữ một", "note": "", "version": version}
    assert client.post(of.path("/chu"), data=data).status_code == 302
    second = client.post(of.path("/chu"), data=data | {"title": "Hai"})
    assert second.status_code == 409
    assert "Hai" in second.text
    assert copy_of(session, of).blind_title == "Một"


def test_semi_blind_category_leaves_the_outlet(app: Flask, session: Session) -> None:
    of = world(session, body="Báo Bắc Giang đăng bài của Nguyễn Văn Hải.")
    of.category.blind_mode = "semi"
    prepare(app, session)
    assert found(session) == [("text", "Nguyễn Văn Hải")]


def test_open_category_hides_nothing_but_still_waits_for_approval(app: Flask, session: Session) -> None:
    of = world(session)
    of.category.blind_mode = "open"
    factories.round_(session, of.season)
    prepare(app, session)
    assert (found(session), rows_for_judges(session)) == ([], 0)


def test_starting_again_takes_the_dossier_anew(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    client = sign_in(of.secretary)
    entry = session.get(Entry, of.entry.id)
    assert entry is not None
    entry.body, entry.version = "Bài đã sửa.", 2
    session.commit()
    assert "Hồ sơ đã thay đổi" in client.get(of.path()).text
    client.post(of.path("/lam-lai"))
    copy = copy_of(session, of)
    assert (copy.blind_text, copy.entry_version, copy.state) == ("Bài đã sửa.", 2, "ready")
    assert len(look(session, select(BlindAsset.id))) == 1


def test_job_taken_twice_or_resumed_makes_one_copy(app: Flask, session: Session, tmp_path: Path) -> None:
    of = world(session)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    session.execute(update(BlindCopy).values(state="preparing", progress=0))  # as after a crash just before the end
    prepare(app, session)
    prepare(app, session)
    assert copy_of(session, of).state == "ready"
    assert len(look(session, select(BlindAsset.id))) == 1


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.UNIT, Role.JUDGE, Role.CHAIR])
def test_others_meet_nothing(app: Flask, session: Session, sign_in: SignIn, role: Role) -> None:
    of = world(session)
    prepare(app, session)
    finding = first_finding(session)
    client = sign_in(factories.person(session, roles={of.season.id: role}))
    for tail in ("", "/xem-truoc", "/xem-truoc/tep/x"):
        assert client.get(of.path(tail)).status_code == 404
    for tail in ("/chu", f"/dau-hieu/{finding}", "/duyet", "/thu-hoi", "/lam-lai", "/tep/x/bo", "/tep/x/che"):
        assert client.post(of.path(tail), data={}).status_code == 404
    assert client.get(f"/mua/{of.season.slug}/roc-phach/").status_code == 404


def test_secretary_of_another_season_meets_nothing(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, other = world(session), world(session)
    prepare(app, session)
    client = sign_in(other.secretary)
    assert client.get(of.path()).status_code == 404
    mixed = f"/mua/{other.season.slug}/roc-phach/{of.entry.public_id}"
    assert client.get(mixed).status_code == 404
    assert client.post(f"{mixed}/duyet", data={"version": 1}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_takes_a_fixed_number_of_queries(
    app: Flask, session: Session, sign_in: SignIn, count_queries: list[str], rows: int
) -> None:
    of = world(session)
    for _ in range(rows - 1):
        factories.entry(session, of.season, of.category, of.journalist, status="accepted")
    prepare(app, session)
    client = sign_in(of.secretary)
    count_queries.clear()
    page = client.get(f"/mua/{of.season.slug}/roc-phach/")
    assert page.text.count("<tr>") == rows + 1
    assert len([each for each in count_queries if each.startswith("SELECT")]) == 4


def test_preview_shows_the_blind_words_only(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session, body="Bài kín.", title="Tên kín", number="BG-009")
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    page = sign_in(of.secretary).get(of.path("/xem-truoc")).text
    assert "Bài kín." in page
    assert "Tên kín" in page
    assert "Nguyễn Văn Hải" not in page.replace("Nguyễn Văn Hải</a>", "")
    file = only_asset(session).public_id
    assert of.path(f"/xem-truoc/tep/{file}") in page


def test_preview_serves_the_file_where_the_judges_template_has_it(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of, other = world(session, body="Bài kín."), world(session)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    client = sign_in(of.secretary)
    asset = only_asset(session)
    with client.get(of.path(f"/xem-truoc/tep/{asset.public_id}"), follow_redirects=True) as answer:
        assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert client.get(other.path(f"/xem-truoc/tep/{asset.public_id}")).status_code == 404
    client.post(of.path(f"/tep/{asset.public_id}/bo"))
    assert client.get(of.path(f"/xem-truoc/tep/{asset.public_id}")).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "drop"},
        {"act": "replace", "everywhere": "y", "reason": "x" * 5000},
        {"version": "không"},
        {"version": "1", "title": "x" * 10_000, "text": "\x00", "note": "=cmd|"},
    ],
)
def test_garbage_is_refused_in_words(app: Flask, session: Session, sign_in: SignIn, data: dict[str, str]) -> None:
    of = world(session)
    prepare(app, session)
    finding = first_finding(session)
    client = sign_in(of.secretary)
    for tail in ("/chu", f"/dau-hieu/{finding}", "/duyet", "/tep/khong-co/bo", "/tep/khong-co/chu-thich"):
        assert client.post(of.path(tail), data=data).status_code in (302, 404, 409, 422)
    assert client.post(of.path("/dau-hieu/999999"), data={"act": "replace"}).status_code == 404
    assert client.get(f"/mua/{of.season.slug}/roc-phach/?loc=%27&trang=-4").status_code == 200


def test_pages_are_valid_html_and_fully_english_on_demand(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = world(session, body=BODY)
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Nguyen Van Hai"))
    add_file(session, app, of, samples.sound(tmp_path / "b.mp3"), position=2)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    add_file(session, app, of, tmp_path / "c.pdf", position=3)
    prepare(app, session)
    client = sign_in(of.secretary)
    addresses = (f"/mua/{of.season.slug}/roc-phach/", of.path(), of.path("/xem-truoc"))
    pages = {address: client.get(address).text for address in addresses}
    client.set_cookie("lang", "en")
    english = {f"en {address}": client.get(address).text for address in addresses}
    assert html_problems(pages | english) == []
    assert "Identifying signs" in english[f"en {of.path()}"]
    assert "Dấu hiệu nhận diện" not in english[f"en {of.path()}"]


def test_proposed_words_can_be_changed_and_are_scanned(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session)
    prepare(app, session)
    client = sign_in(of.secretary)
    path = of.path(f"/dau-hieu/{first_finding(session)}")
    empty = client.post(path, data={"act": "reword", "words": "  "}, follow_redirects=True)
    assert "Hãy ghi chữ thay thế" in empty.text
    assert f'id="chu-thay-{first_finding(session)}-error"' in empty.text
    client.post(path, data={"act": "reword", "words": "một phóng viên", "everywhere": "y"})
    assert (copy_of(session, of).blind_text or "").endswith("một phóng viên ghi lại.\n\nẢnh: một phóng viên")
    again = world(session, number="BG-002")
    prepare(app, session)
    ((first,),) = look(session, select(Finding.id).where(Finding.state == "open").order_by(Finding.id).limit(1))
    sign_in(again.secretary).post(again.path(f"/dau-hieu/{first}"), data={"act": "reword", "words": "Văn Hải"})
    assert ("text", "Văn Hải") in found(session)
