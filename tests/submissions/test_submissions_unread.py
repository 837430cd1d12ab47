"""What a field cannot take is kept with the draft and shown again, in any browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from contest.accounts.models import Person
from contest.submissions.queries import content_of
from contest.submissions.rows import reshaped
from contest.submissions.types import DraftContent, PartContent
from tests.submissions.conftest import World
from tests.submissions.test_submissions_entrant_pages import form_of, own

SignIn = Callable[[Person], FlaskClient]
NO_SUCH_DAY = "31/02/2023"
SENTENCE = "Ngày này không có trong lịch"


@pytest.mark.parametrize("address", ["/sua", "/tu-luu"])
def test_typed_text_that_no_field_takes_is_there_in_another_browser(
    world: World, sign_in: SignIn, address: str
) -> None:
    head = world.draft()
    long_title = "Đ" * 10_000
    sent = form_of(world, title=long_title, summary="Vừa gõ") | {"parts-0-published_on": NO_SUCH_DAY}

    refused = sign_in(world.journalist).post(own(world, head, address), data=sent)
    page = sign_in(world.journalist).get(own(world, head, "/sua")).text

    assert refused.status_code == 422
    assert f'value="{NO_SUCH_DAY}"' in page
    assert long_title in page
    assert "Vừa gõ" in page
    assert SENTENCE in page


def test_mended_field_is_read_and_nothing_unread_is_left(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    first = client.post(own(world, head, "/tu-luu"), data=form_of(world) | {"parts-0-published_on": NO_SUCH_DAY})
    version = (first.json or {})["version"]

    mended = client.post(own(world, head, "/tu-luu"), data=form_of(world, version))

    assert mended.status_code == 200
    world.session.rollback()
    kept = content_of(world.session, head.id)
    assert kept.unread == ()
    assert str(kept.parts[0].published_on) == "2023-08-01"


def test_nothing_is_handed_in_while_a_field_cannot_be_read(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    saved = client.post(own(world, head, "/tu-luu"), data=form_of(world) | {"authors-0-birth_year": "năm Thìn"})

    answer = client.post(own(world, head, "/nop"), data={"version": (saved.json or {})["version"], "key": "k"})

    assert answer.status_code == 422
    assert "Có 1 ô ghi chưa đúng" in answer.text


def test_unread_texts_follow_their_rows() -> None:
    draft = DraftContent(
        title="",
        parts=(PartContent(outlet="A"), PartContent(outlet="B"), PartContent(outlet="C")),
        unread=(("parts-0-published_on", "x"), ("parts-1-published_on", "y"), ("parts-2-published_on", "z")),
    )

    assert reshaped(draft, "drop-part-1") == replace(
        draft,
        parts=(draft.parts[0], draft.parts[2]),
        unread=(("parts-0-published_on", "x"), ("parts-1-published_on", "z")),
    )
    assert reshaped(draft, "drop-part-x") == draft
