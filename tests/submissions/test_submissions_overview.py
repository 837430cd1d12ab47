"""The officers' list, the whole dossier, the exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.submissions.exporting import export_entries
from contest.submissions.models import EntryTopic
from contest.submissions.overview import Filters, list_entries
from contest.submissions.types import EntryStatus
from tests import factories as make
from tests.submissions.conftest import World

SignIn = Callable[[Person], FlaskClient]


def fill(world: World, count: int, **values: object) -> None:
    """Put received entries into the season."""
    for place in range(1, count + 1):
        row = make.entry(
            world.session, world.season, world.category, world.journalist, **{"number": f"BG23-{place:04d}"} | values
        )
        make.author(world.session, row)


def organizer(world: World) -> Person:
    """Somebody of the organizing committee."""
    return make.person(world.session, roles={world.season.id: Role.ORGANIZER})


def page(world: World, path: str = "") -> str:
    """An address of the list."""
    return f"/mua/{world.season.slug}/ho-so/{path}"


def test_the_list_shows_fifty_a_page_newest_first(world: World, sign_in: SignIn) -> None:
    fill(world, 53)
    client = sign_in(organizer(world))

    first, second = client.get(page(world)), client.get(page(world, "?trang=2"))

    assert first.text.count('nowrap">BG23-') == 50
    assert "BG23-0053" in first.text
    assert "BG23-0003" in second.text
    assert "BG23-0004" not in second.text
    assert "Trang 2 / 2" in second.text


def test_filters_and_search_narrow_the_list(world: World) -> None:
    topic = make.topic(world.session, world.season)
    place = make.place(world.session, name="Sơn Động")
    other = make.category(world.session, world.season)
    values = {"title": "Đổi thay ở Khuôn Đống", "number": "BG23-0001", "place_id": place.id, "status": "accepted"}
    one = make.entry(world.session, world.season, world.category, world.journalist, **values)
    world.session.add(EntryTopic(entry_id=one.id, topic_id=topic.id))
    make.entry(world.session, world.season, other, world.journalist, title="Bài 100% khác_lạ", number="BG23-0002")
    make.entry(world.session, world.season, other, world.journalist, title="Nháp của người khác", status="draft")

    def found(**given: object) -> list[str]:
        listed = list_entries(world.session, world.season.id, Filters(**given), page=1)  # type: ignore[arg-type]  # any filter
        return [row.number for row in listed.rows]

    assert found() == ["BG23-0002", "BG23-0001"]
    assert found(status=EntryStatus.ACCEPTED) == ["BG23-0001"]
    assert found(category_id=other.id) == ["BG23-0002"]
    assert found(topic_id=topic.id) == ["BG23-0001"]
    assert found(place_id=place.id) == ["BG23-0001"]
    assert found(search="khuon dong DOI") == ["BG23-0001"]
    assert found(search="100%") == ["BG23-0002"]
    assert found(search="_") == ["BG23-0002"]
    assert found(search="khong co") == []


@pytest.mark.parametrize(
    "query", ["?trang=99999999999999999999", "?trang=-1", "?trang=x", "?trang-thai=la", "?loai-hinh=x", "?tim=%00"]
)
def test_nonsense_in_the_address_is_no_error(world: World, sign_in: SignIn, query: str) -> None:
    fill(world, 1)

    assert sign_in(organizer(world)).get(page(world, query)).status_code in {200, 404}


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    world: World, sign_in: SignIn, count_queries: list[str], entries: int
) -> None:
    fill(world, entries)
    client = sign_in(organizer(world))
    count_queries.clear()

    answer = client.get(page(world))

    assert answer.text.count('nowrap">BG23-') == entries
    assert len([one for one in count_queries if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) == 3


def test_a_dossier_is_shown_whole(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    row = make.entry(
        world.session, world.season, world.category, world.journalist, number="BG23-0001", body="Toàn bộ bài."
    )
    make.author(world.session, row, full_name="Vũ Thị Tác Giả", phone="0912 345 678")
    make.part(world.session, row, url="javascript:alert(1)")
    make.stored_file(world.session, row, world.journalist)
    client = sign_in(organizer(world))

    answer = client.get(page(world, row.public_id))

    assert "Vũ Thị Tác Giả" in answer.text
    assert "0912 345 678" in answer.text
    assert "Toàn bộ bài." in answer.text
    assert 'href="javascript:' not in answer.text
    assert client.get(page(world, head.public_id)).status_code == 404


def test_only_officers_who_may_know_names_read_the_list(world: World, sign_in: SignIn, client: FlaskClient) -> None:
    fill(world, 1)
    for role in (Role.JOURNALIST, Role.JUDGE, Role.CHAIR):
        theirs = sign_in(make.person(world.session, roles={world.season.id: role}))
        for path in ("", "danh-sach.csv", "danh-sach.xlsx"):
            assert theirs.get(page(world, path)).status_code == 404
    assert client.get(page(world)).status_code == 302


def test_exports_quote_what_could_be_a_formula(world: World, sign_in: SignIn) -> None:
    row = make.entry(
        world.session, world.season, world.category, world.journalist, number="BG23-0001", title='=cmd|"/c calc"!A0'
    )
    make.author(world.session, row, full_name="+Nguyễn")
    make.author(world.session, row, full_name="@Trần", position=2)
    make.part(world.session, row, outlet="-Báo")
    client = sign_in(organizer(world))

    lines = list(csv.reader(io.StringIO(client.get(page(world, "danh-sach.csv")).text.lstrip("\ufeff"))))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(page(world, "danh-sach.xlsx")).data)).worksheets[0]

    assert lines[1][:2] == ["BG23-0001", '\'=cmd|"/c calc"!A0']
    assert "'+Nguyễn, @Trần" in lines[1]
    assert "'-Báo" in lines[1]
    assert sheet.cell(2, 2).value == '=cmd|"/c calc"!A0'
    assert sheet.cell(2, 2).data_type == "s"


def test_an_export_follows_the_filters(world: World, sign_in: SignIn) -> None:
    fill(world, 2)
    make.entry(world.session, world.season, world.category, world.journalist, number="BG23-0009", status="accepted")

    text = sign_in(organizer(world)).get(page(world, "danh-sach.csv?trang-thai=accepted")).text

    assert "BG23-0009" in text
    assert "BG23-0001" not in text


def test_an_export_counts_a_part_whose_day_was_taken_out_again(world: World) -> None:
    row = make.entry(world.session, world.season, world.category, world.journalist, number="BG23-0001")
    make.part(world.session, row)
    make.part(world.session, row, position=2, published_on=None)

    (line,) = export_entries(world.session, world.season.id, Filters())

    assert (line.parts, line.published) == (2, "01/08/2023")
