"""What a judge asks for by a hidden word costs the same work as any other word.

The word is compared with the database's work, not with a clock: equal statements with equal values are equal work,
whatever the machine does meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import request
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.judging import queries
from contest.submissions.models import Author
from tests import factories
from tests.judging.scene import arrange

Work = list[tuple[str, str]]
HIDDEN, RANDOM = "Nguyễn Thị Bí Mật", "Trần Văn Không Có"
DOORS = "tim={0}&q={0}&search={0}&loc={0}&sap-xep={0}&tac-gia={0}&sort={0}"


@pytest.fixture
def work(engine: Engine) -> Iterator[Work]:
    """Every statement with its values; clear it before the act."""
    done: Work = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        done.append((statement, repr(values)))

    event.listen(engine, "before_cursor_execute", note)
    yield done
    event.remove(engine, "before_cursor_execute", note)


def work_of(client: FlaskClient, work: Work, address: str) -> Work:
    """What the database is asked for one page."""
    work.clear()
    client.get(address)
    return list(work)


def asked(session: Session, sign_in: Callable[[Person], FlaskClient], work: Work) -> Iterator[tuple[str, Work, Work]]:
    """Each page of a judge, with the work for a hidden word and for a word that is nowhere."""
    scene = arrange(session)
    for code in scene.codes:
        factories.save(session, Author(entry_id=code.entry_id, position=1, full_name=HIDDEN))
    client = sign_in(scene.judges[0])
    base = f"/mua/{scene.season.slug}/cham"
    pages = (f"{base}/", f"{base}/vong-1", f"{base}/vong-1/{scene.codes[0].code}")
    for page in pages:
        client.get(page)  # what is kept from the first time on
        hidden, nowhere = (work_of(client, work, f"{page}?{DOORS.format(word)}") for word in (HIDDEN, RANDOM))
        yield page, hidden, nowhere


def test_a_hidden_word_is_the_same_work_as_any_other(
    session: Session, sign_in: Callable[[Person], FlaskClient], work: Work
) -> None:
    for page, hidden, nowhere in asked(session, sign_in, work):
        assert hidden == nowhere, page
        assert hidden != [], page


def test_a_search_in_a_hidden_column_is_noticed(
    session: Session, sign_in: Callable[[Person], FlaskClient], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = queries.judge_queue

    def searching(own: Session, **values: Any) -> Any:
        own.execute(select(Author.id).where(Author.full_name.contains(request.args.get("tim", "")))).all()
        return really(own, **values)

    monkeypatch.setattr("contest.judging.views.judge_queue", searching)
    assert [page for page, hidden, nowhere in asked(session, sign_in, work) if hidden != nowhere] != []


def test_a_code_of_others_is_the_same_work_as_one_that_is_not(
    session: Session, sign_in: Callable[[Person], FlaskClient], work: Work
) -> None:
    scene = arrange(session, assigned=False)
    factories.assignment(session, scene.codes[0], scene.judges[0])
    session.execute(update(Person).values(full_name=HIDDEN))
    client = sign_in(scene.judges[0])
    base = f"/mua/{scene.season.slug}/cham/vong-1"
    client.get(f"{base}/{scene.codes[0].code}")
    there, nowhere = (
        [statement for statement, _values in work_of(client, work, f"{base}/{code}")]
        for code in (scene.codes[1].code, "KHONGCO")
    )
    assert there == nowhere
    assert there != []
