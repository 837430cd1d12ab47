"""No single act of judging writes to an entrant: when a message comes tells nothing of who judged, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.jobs import run_sweeps
from contest.ledger.services import record
from contest.notices.models import Notice
from contest.notices.services import notify
from tests import factories
from tests.blinding.arrange import world
from tests.judging.scene import Scene, arrange

SignIn = Callable[[Person], FlaskClient]
REASON = "Theo quyết định của hội đồng"


def letters_to(app: Flask, session: Session, person: Person) -> int:
    """Messages to somebody, by name or by address, once every sweep has run."""
    run_sweeps(app, utc_now())
    session.rollback()
    to_them = or_(Notice.person_id == person.id, Notice.email == person.email)
    count = session.scalar(select(func.count()).where(to_them)) or 0
    session.rollback()
    return count


def acts(scene: Scene, sign_in: SignIn) -> Iterator[tuple[str, FlaskClient, str, dict[str, Any]]]:
    """Everything that judges, chair and secretary do with works, one after another: name, who, where, what."""
    judge, other = sign_in(scene.judges[0]), sign_in(scene.judges[1])
    chair, secretary = sign_in(scene.chair), sign_in(scene.secretary)
    base = f"/mua/{scene.season.slug}"
    council, desk = f"{base}/hoi-dong/vong-1", f"{base}/cham/vong-1"
    first, second = (code.code for code in scene.codes)
    marks = {f"mark_{one.id}": "30" for one in scene.criteria}
    apart = {f"mark_{one.id}": "1" for one in scene.criteria}
    reason = {"reason": REASON}
    yield "assign", secretary, f"{council}/phan-cong", {}
    yield "open", secretary, f"{council}/mo", {}
    yield "save", judge, f"{desk}/{first}", {"version": 0, "action": "save", **marks}
    yield "submit", judge, f"{desk}/{first}", {"version": 1, "action": "submit", **marks}
    yield "gap", other, f"{desk}/{first}", {"version": 0, "action": "submit", **apart}
    yield "reopen", chair, f"{council}/bai/{first}/mo-lai/{scene.judges[0].id}", reason
    yield "submit again", judge, f"{desk}/{first}", {"version": 3, "action": "submit", **apart}
    yield "leave out", chair, f"{council}/bai/{first}/khong-tinh/{scene.judges[0].id}", reason
    yield "count again", chair, f"{council}/bai/{first}/tinh-lai/{scene.judges[0].id}", reason
    yield "recuse", judge, f"{desk}/{second}/tu-choi", reason
    yield "add", secretary, f"{council}/bai/{second}/them", {"judge": scene.judges[2].id, **reason}
    yield "submit second", other, f"{desk}/{second}", {"version": 0, "action": "submit", **marks}
    yield "close", chair, f"{council}/khoa", reason


def told_by_an_act(app: Flask, session: Session, sign_in: SignIn) -> list[str]:
    """The acts after which the entrant had a message that was not there before."""
    scene = arrange(session, judges=3, assigned=False, state="planned", judges_per_entry=3)
    session.execute(update(BlindCopy).values(entry_version=1))  # made of the dossier as it is: the sweep leaves it
    session.commit()
    session.expunge_all()  # SQLite has one writer: nothing of it is read again while others act
    telling, before = [], letters_to(app, session, scene.author)
    for name, client, path, fields in acts(scene, sign_in):
        answer = client.post(path, data=fields)
        assert answer.status_code == 302, (name, answer.status_code, answer.text)
        now = letters_to(app, session, scene.author)
        if now != before:
            telling.append(name)
        before = now
    assert letters_to(app, session, scene.judges[0]) >= 2  # of the opening and of the sheet that was opened again
    return telling


def test_no_act_of_judging_writes_to_the_entrant(app: Flask, session: Session, sign_in: SignIn) -> None:
    assert told_by_an_act(app, session, sign_in) == []


def test_a_service_that_writes_at_once_is_noticed(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def telling(own: Session, **act: Any) -> str:
        author = own.execute(select(Person.id, Person.email).order_by(Person.id).limit(1)).one()
        notify(
            own,
            kind="bad",
            subject="Bài của bạn vừa được chấm",
            body="…",
            dedupe_key=str(act["payload"]["revision"]),
            now=act["at"],
            person_id=author.id,
        )
        return record(own, **act)

    monkeypatch.setattr("contest.judging.services.record", telling)
    assert told_by_an_act(app, session, sign_in) == ["submit", "submit again"]


def test_neither_code_nor_approval_of_the_blind_copy_writes_to_the_entrant(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    session.commit()
    session.expunge_all()
    assert letters_to(app, session, of.journalist) == 0  # the sweep has made the copy
    version = session.scalar(select(BlindCopy.version))
    session.rollback()
    secretary = sign_in(of.secretary)
    assert secretary.post(of.path("/duyet"), data={"version": version, "looked": "y"}).status_code == 302
    assert session.scalars(select(BlindCopy.state)).all() == ["approved"]
    session.rollback()
    assert letters_to(app, session, of.journalist) == 0
