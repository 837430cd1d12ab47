"""The public site: nothing before publication, everything readable after it."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.db import utc_now
from contest.results.models import PublishedWork, Release, Revocation
from contest.results.results_file import digest_of
from contest.seasons.models import Season
from contest.storage import current_store, new_key
from tests import factories

PAGES = ("", "the-le", "chu-de", "tac-pham", "tac-pham?tim=x", "tin.atom", "ket-qua.csv")


def _published(session: Session, season: Season, number: int = 1, **values: Any) -> PublishedWork:
    title = values.get("title", f"Đường lên bản {number}")
    defaults = {"slug": f"duong-len-ban-{number}", "position": number, "title": title}
    return factories.published_work(session, season, **defaults | values)


def _season(session: Session, **values: Any) -> Season:
    return factories.season(session, stage="published", results_published_at=utc_now(), **values)


@pytest.mark.parametrize("page", PAGES)
def test_hidden_season_does_not_exist_for_the_public(session: Session, client: FlaskClient, page: str) -> None:
    hidden = factories.season(session, is_public=False)
    session.commit()
    assert client.get(f"/mua/{hidden.slug}/{page}").status_code == 404


def test_front_door_opens_on_the_newest_public_season(session: Session, client: FlaskClient) -> None:
    assert client.get("/").status_code == 200
    newest = factories.season(session)
    factories.season(session, is_public=False)
    session.commit()
    assert client.get("/").headers["Location"] == f"/mua/{newest.slug}/"


def test_nothing_of_entries_is_public_before_publication(session: Session, client: FlaskClient) -> None:
    season = factories.season(session)
    category = factories.category(session, season)
    owner = factories.person(session, full_name="Nguyễn Thị Bí Mật")
    factories.entry(session, season, category, owner, title="Tên tác phẩm bí mật")
    session.commit()
    pages = "".join(client.get(f"/mua/{season.slug}/{page}").text for page in PAGES)
    assert "bí mật" not in pages.lower()
    assert "Kết quả chưa được công bố" in pages
    assert "Xem giải đang ở giai đoạn nào" in pages, "an empty list leads on"


@pytest.mark.parametrize("search", ["duong len ban", "Đường LÊN bản", "anh nguyen", "ĐƯỜNG"])
def test_search_ignores_diacritics_and_case(session: Session, client: FlaskClient, search: str) -> None:
    season = _season(session)
    _published(session, season)
    session.commit()
    assert "Đường lên bản 1" in client.get(f"/mua/{season.slug}/tac-pham", query_string={"tim": search}).text


@pytest.mark.parametrize("search", ["khong co", "%", "_", "x" * 5000, "'; DROP TABLE", "\u202e"])
def test_strange_search_is_answered(session: Session, client: FlaskClient, search: str) -> None:
    season = _season(session)
    _published(session, season)
    session.commit()
    assert client.get(f"/mua/{season.slug}/tac-pham", query_string={"tim": search}).status_code == 200


def test_work_without_the_licence_shows_an_excerpt_and_no_file(session: Session, client: FlaskClient) -> None:
    season = _season(session)
    row = _published(session, season)
    session.commit()
    page = client.get(f"/mua/{season.slug}/tac-pham/{row.slug}").text
    assert "Mở đầu…" in page
    assert "Đây là phần trích" in page
    assert client.get(f"/mua/{season.slug}/tac-pham/{row.slug}/tep/a1").status_code == 404


def test_licensed_file_is_served_by_a_signed_link(session: Session, client: FlaskClient, app: Flask) -> None:
    season = _season(session)
    key = new_key()
    with app.app_context():
        current_store().put(key, io.BytesIO(b"\xff\xd8\xff"), content_type="image/jpeg")
    media = {"id": "a1", "kind": "image", "key": key, "poster_key": None, "content_type": "image/jpeg"}
    row = _published(session, season, body="Toàn văn", media=[{**media, "width": 3, "height": 2, "caption": ""}])
    session.commit()
    page = client.get(f"/mua/{season.slug}/tac-pham/{row.slug}")
    assert "Toàn văn" in page.text
    link = client.get(f"/mua/{season.slug}/tac-pham/{row.slug}/tep/a1").headers["Location"]
    with client.get(link) as answer:
        assert (answer.data, answer.content_type) == (b"\xff\xd8\xff", "image/jpeg")


def test_another_seasons_work_is_not_found(session: Session, client: FlaskClient) -> None:
    row = _published(session, _season(session))
    other = _season(session)
    session.commit()
    assert client.get(f"/mua/{other.slug}/tac-pham/{row.slug}").status_code == 404


def test_feed_is_well_formed_atom_with_escaped_titles(session: Session, client: FlaskClient) -> None:
    season = _season(session)
    _published(session, season, title="Nghèo <b>&</b> giàu")
    session.commit()
    answer = client.get(f"/mua/{season.slug}/tin.atom")
    feed = ElementTree.fromstring(answer.data)
    titles = [node.text for node in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert (answer.mimetype, titles[1]) == ("application/atom+xml", "Nghèo <b>&</b> giàu")


@pytest.mark.parametrize("page", PAGES)
def test_number_of_queries_does_not_grow_with_the_works(
    session: Session, client: FlaskClient, count_queries: list[str], page: str
) -> None:
    counts = []
    for works in (1, 3):
        season = _season(session)
        for number in range(works):
            _published(session, season, number)
        session.commit()
        count_queries.clear()
        client.get(f"/mua/{season.slug}/{page}")
        counts.append(len([one for one in count_queries if one.startswith("SELECT")]))
    assert counts[0] == counts[1] <= (16 if page == "the-le" else 5)


def test_the_list_says_when_it_came_out_and_what_hash_it_is_held_to(session: Session, client: FlaskClient) -> None:
    season = _season(session)
    _published(session, season)
    release = factories.save(session, Release(season_id=season.id, digest="ab" * 32))
    session.commit()
    page = f"/mua/{season.slug}/tac-pham"
    assert "ab" * 32 not in client.get(page).text, "confirmed, not yet out"
    release.published_at = season.results_published_at
    session.commit()
    assert "ab" * 32 in client.get(page).text


def _columns(row: PublishedWork) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in PublishedWork.__table__.c}


def test_anyone_can_hash_the_file_of_results(session: Session, client: FlaskClient) -> None:
    season = _season(session)
    rows = [_published(session, season, number, title=title) for number, title in enumerate(("=Đường", "Bản"), start=1)]
    digest = digest_of(map(_columns, rows))
    release = Release(season_id=season.id, digest="ab" * 32, file_digest=digest, published_at=utc_now())
    factories.save(session, release)
    session.commit()
    address = f"/mua/{season.slug}/ket-qua.csv"
    page = client.get(f"/mua/{season.slug}/tac-pham").text
    assert digest in page
    assert f'href="{address}"' in page
    client.set_cookie("lang", "en")
    file = client.get(address)
    assert hashlib.sha256(file.data).hexdigest() == digest, "whatever language the reader has chosen"
    lines = file.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Thứ tự,Giải,")
    assert [line.split(",")[3] for line in lines[1:]] == ["'=Đường", "Bản"]


def test_an_altered_result_no_longer_fits_its_hash(session: Session, client: FlaskClient) -> None:
    season = _season(session)
    row = _published(session, season)
    digest = digest_of([_columns(row)])
    row.prize_name = "Giải Đặc biệt"
    session.commit()
    assert hashlib.sha256(client.get(f"/mua/{season.slug}/ket-qua.csv").data).hexdigest() != digest


def test_there_is_no_file_of_results_before_publication(session: Session, client: FlaskClient) -> None:
    season = factories.season(session)
    _published(session, season)
    session.commit()
    assert client.get(f"/mua/{season.slug}/ket-qua.csv").status_code == 404


def _revoked(session: Session, work: PublishedWork, *, agreed: bool) -> None:
    person = factories.person(session)
    both = {"agreed_by": person.id, "agreed_at": utc_now()} if agreed else {}
    row = {"season_id": work.season_id, "work_id": work.id, "reason": "Chép lại bài đã đăng.", "asked_by": person.id}
    factories.save(session, Revocation(**row, asked_at=utc_now(), **both))
    session.commit()


@pytest.mark.parametrize("agreements", [1, 0])
def test_a_prize_taken_back_is_told_with_its_reason_and_the_work_shown_no_more(
    app: Flask, session: Session, client: FlaskClient, agreements: int
) -> None:
    agreed = agreements > 0
    season = _season(session)
    with app.app_context():
        key = new_key()
        current_store().put(key, io.BytesIO(b"jpeg"), content_type="image/jpeg")
    photo: dict[str, Any] = {"id": "anh1", "kind": "image", "key": key, "poster_key": None, "width": 10, "height": 10}
    media = [photo | {"content_type": "image/jpeg", "caption": ""}]
    first = _published(session, season, 1, body="Toàn văn bài viết.", excerpt="Toàn văn…", media=media)
    _published(session, season, 2)
    _revoked(session, first, agreed=agreed)
    home = f"/mua/{season.slug}/"
    page = client.get(f"{home}tac-pham/{first.slug}").text
    assert ("Chép lại bài đã đăng." in page, "Giải Nhất, đã thu hồi" in page) == (agreed, agreed)
    assert ("Toàn văn" in page.replace("Toàn văn chỉ", ""), "10.000.000" in page) == (not agreed, not agreed)
    assert client.get(f"{home}tac-pham/{first.slug}/tep/anh1").status_code == (404 if agreed else 302)
    for place in ("", "tac-pham", "tac-pham?tim=duong"):
        told = client.get(f"{home}{place}").text
        assert ("Giải Nhất, đã thu hồi" in told, "Toàn văn…" in told) == (agreed, not agreed)
        assert (told.index("len-ban-1") > told.index("len-ban-2")) == agreed, "those that keep their prize come first"
    feed = client.get(f"{home}tin.atom").text
    assert ("đã thu hồi" in feed, "Toàn văn…" in feed) == (agreed, not agreed)
