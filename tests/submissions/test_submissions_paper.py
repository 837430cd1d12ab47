"""Dossiers on paper: typed by the secretariat, judged by their postmark, shared within the secretariat only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import reading, utc_now
from contest.notices.models import Notice
from contest.submissions.models import Entry
from contest.text.dates import in_hanoi
from tests import factories as make
from tests.submissions.conftest import World
from tests.submissions.test_submissions_entrant_pages import form_of

SignIn = Callable[[Person], FlaskClient]


def test_a_paper_dossier_comes_in_after_the_deadline_by_its_postmark(world: World, sign_in: SignIn) -> None:
    season = world.season.id
    world.season.entries_close_at = utc_now() - timedelta(days=3)
    world.season.stage = "screening"
    first, second = (make.person(world.session, roles={season: Role.SECRETARY}) for _ in range(2))
    base = f"/mua/{world.season.slug}/bai-du-thi"
    category, journalist = world.category.id, world.journalist
    sent: dict[str, Any] = form_of(world)
    late = in_hanoi(utc_now()).date()
    client, colleague = sign_in(first), sign_in(second)

    address = client.post(f"{base}/moi", data={"category_id": category}).location.removesuffix("/sua")
    assert "Ngày dấu bưu điện" in client.get(f"{address}/sua").text
    client.post(f"{address}/sua", data=sent | {"postmarked_on": late.isoformat()})
    refused = colleague.post(f"{address}/nop", data={"version": 2, "key": "a"})
    mended = sent | {"version": 2, "postmarked_on": (late - timedelta(days=5)).isoformat()}
    colleague.post(f"{address}/sua", data=mended)
    taken = colleague.post(f"{address}/nop", data={"version": 3, "key": "b"}, follow_redirects=True)

    assert refused.status_code == 422
    assert "quá hạn nộp" in refused.text
    assert "BG23-0001/1" in taken.text
    assert sign_in(journalist).get(address).status_code == 404
    with reading(), Session(world.session.get_bind()) as own:
        assert own.scalars(select(Entry.channel)).all() == ["paper"]
        assert own.scalars(select(Notice.id)).all() == []
