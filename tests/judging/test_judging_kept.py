"""A work that judges have begun on stays: neither its entrant nor the secretariat can take it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.models import Person
from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.ledger.models import LedgerEntry
from contest.submissions.errors import DecisionStands, EntryLocked
from contest.submissions.models import Entry
from contest.submissions.screening import undo
from contest.submissions.submitting import withdraw
from tests.judging.scene import Scene, arrange, content, save


def approval_taken_back(session: Session) -> None:
    """The state in which only the marks still hold a work."""
    session.execute(update(BlindCopy).values(state="withdrawn", approved_at=None))


def undone(session: Session, scene: Scene) -> None:
    """Take back the acceptance of the first work."""
    season = find_season(session, scene.season.slug)
    assert season is not None
    entry_id = scene.codes[0].entry_id
    undo(session, season=season, entry_id=entry_id, reason="Bấm nhầm", by=scene.secretary.id, now=utc_now())


@pytest.mark.parametrize("submit", [False, True])
def test_the_secretariat_cannot_take_out_a_work_with_marks(session: Session, *, submit: bool) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=submit)
    approval_taken_back(session)
    with pytest.raises(DecisionStands):
        undone(session, scene)
    assert session.scalar(select(Entry.status).where(Entry.id == scene.codes[0].entry_id)) == "accepted"


def test_before_the_first_mark_it_can(session: Session) -> None:
    """Without this the test above would show nothing."""
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[1], content())
    approval_taken_back(session)
    undone(session, scene)
    assert session.scalar(select(Entry.status).where(Entry.id == scene.codes[0].entry_id)) == "submitted"


@pytest.mark.parametrize("stage", ["entry", "screening", "preliminary", "final", "results", "published"])
def test_an_entrant_cannot_withdraw_a_work_with_marks(session: Session, stage: str) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    scene.season.stage = stage
    session.execute(update(Entry).values(number=Entry.public_id))
    session.flush()
    season = find_season(session, scene.season.slug)
    assert season is not None
    with pytest.raises(EntryLocked):
        withdraw(
            session,
            season=season,
            entry_id=scene.codes[0].entry_id,
            by=scene.author.id,
            reason="Điểm thấp",
            now=utc_now(),
        )


def test_who_tries_is_told_and_the_record_says_nothing_happened(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    approval_taken_back(session)
    public_id = session.scalar(select(Entry.public_id).where(Entry.id == scene.codes[0].entry_id))
    session.execute(update(Entry).values(number=Entry.public_id))
    base = f"/mua/{scene.season.slug}"
    author = sign_in(scene.author)
    assert author.post(f"{base}/bai-du-thi/{public_id}/rut", data={"reason": "Điểm thấp"}).status_code == 409
    secretary = sign_in(scene.secretary)
    refused = secretary.post(f"{base}/tham-dinh/{public_id}/huy", data={"undo_reason": "Điểm thấp"})
    assert (refused.status_code, "bước sau đã bắt đầu" in refused.text) == (409, True)
    assert f"{public_id}/huy" not in secretary.get(f"{base}/tham-dinh/{public_id}").text
    assert session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)).all() == ["sheet.submit"]
