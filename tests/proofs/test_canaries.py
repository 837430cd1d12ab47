"""Proof by canaries: a name found nowhere else stands in every column that could carry it, and nobody blind gets it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask, Response
from sqlalchemy import JSON, String, Text

from contest.blinding.published_models import PublishedPage
from contest.db import Base, db
from contest.submissions.models import Author, StoredFile
from tests.proofs.conftest import Crawler, Leaky
from tests.proofs.crawl import Exchange, Run
from tests.proofs.scan import forms, found_in, needles
from tests.proofs.secret import canaries
from tests.proofs.world import Phase

pytestmark = pytest.mark.xdist_group("canaries")  # one process walks each world once

BLIND = ("judge", "judge_idle", "chair", "journalist", "unit", "stranger", "public")
MAY_ENTER = frozenset({"journalist", "unit", "stranger"})
OFFICERS = ("secretary", "organizer")
SOUGHT = needles(canaries().marks)
CARRIED = {
    "person": {"full_name", "name_fold", "email", "pen_name", "phone", "press_card"},
    "organisation": {"name", "name_fold", "aliases", "domains"},
    "author": {
        "full_name",
        "full_name_fold",
        "pen_name",
        "byline",
        "email",
        "phone",
        "press_card",
        "organisation_name",
    },
    "part": {"title", "outlet", "issue", "programme", "url"},
    "entry": {"title", "search_text", "summary", "body", "other_awards", "unread"},
    "stored_file": {"name", "caption", "sha256", "facts"},
    "receipt": {"payload"},
    "screening_decision": {"reason"},
    "finding": {"matched", "excerpt"},
    "early_file": {"source_digest", "text", "signs", "known_digest"},
    "published_page": {"url", "text", "digest"},
    "published_picture": {"digest"},
}
"""The columns of identity, each filled with a canary (tests/proofs/secret.py, world.py)."""
NO_NAMES = {
    "person": {"password_hash", "name_key", "locale"},
    "organisation": {"kind"},
    "author": {"name_key"},
    "part": set[str](),
    "entry": {"public_id", "channel", "title_key", "language", "commitments", "licence", "status", "number"},
    "stored_file": {
        "public_id",
        "purpose",
        "document_key",
        "key",
        "upload_id",
        "content_type",
        "kind",
        "state",
        "refusal",
    },
    "receipt": {"number", "idempotency_key", "digest"},
    "screening_decision": {"outcome", "clause", "checklist"},
    "finding": {"place", "kind", "proposal", "state", "reason", "boxes"},
    "early_file": {"state", "emphasis", "assets"},
    "published_page": {"state", "hindrance"},
    "published_picture": {"key", "content_type"},
}
"""Columns of the same tables that hold no person's words."""


AGENCY_LIST = frozenset({"accounts.profile", "accounts.change_profile"})
"""Where whoever may enter chooses an agency from the organizers' list: the list is no secret, who belongs to it is.
A judge gets no list (docs/decisions/0043-two-proofs.md)."""


def leaks(run: Run, people: tuple[str, ...]) -> list[str]:
    """Where a canary was found, a line each."""
    found = []
    for each in run.of(people):
        hits = hits_in(_everything(each))
        if each.endpoint in AGENCY_LIST and each.who in MAY_ENTER:
            hits = frozenset((column, form) for column, form in hits if column != "organisation.name")
        if hits:
            found.append(f"{each.who}: {each.request} ({each.endpoint}): {sorted(hits)[:4]}")
    return found


@cache
def hits_in(raw: bytes) -> frozenset[tuple[str, str]]:
    """Canaries in one answer; most refusals are the same bytes, looked through once."""
    return frozenset(found_in(raw, SOUGHT))


def _everything(each: Exchange) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in each.headers)
    return headers.encode() + b"\n\n" + each.body if not each.body.startswith((b"PK", b"\x1f\x8b")) else each.body


@pytest.mark.parametrize("phase", [Phase.PRELIMINARY, Phase.RESULTS])
def test_no_byte_that_the_blind_receive_holds_a_canary(house: Flask, crawled: Crawler, phase: Phase) -> None:
    run = crawled(house, canaries().secret, phase, BLIND)
    assert leaks(run, BLIND) == []


def test_the_officers_do_see_every_canary(house: Flask, crawled: Crawler) -> None:
    """The twin: the data that could leak is there, and the scanner finds it."""
    run = crawled(house, canaries().secret, Phase.PRELIMINARY, OFFICERS)
    seen = {column for each in run.of(OFFICERS) for column, _ in hits_in(_everything(each))}
    # What a field could not take is shown to its author alone.
    unseen = {"author.press_card", "author.byline", "entry.other_awards", "entry.unread"}
    assert set(canaries().marks) - seen <= unseen


def test_every_column_of_identity_carries_a_canary() -> None:
    """A column that lands tomorrow is decided tomorrow: identity, or not."""
    texts = {
        name: {column.name for column in table.c if isinstance(column.type, String | Text | JSON)}
        for name, table in Base.metadata.tables.items()
        if name in CARRIED
    }
    assert texts == {name: CARRIED[name] | NO_NAMES[name] for name in CARRIED}


@pytest.mark.parametrize("name", sorted(forms("Nguyễn Thị Bí Mật Qxa")))
def test_scanner_finds_every_form(name: str) -> None:
    mark = canaries().marks["person.full_name"]
    raw = b"<p>\xff" + forms(mark)[name] + b"</p>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", raw)
    for body in (raw, gzip.compress(raw), packed.getvalue()):
        assert ("person.full_name", name) in found_in(body, SOUGHT)


def leak_by_name() -> Response:
    return Response(db.session.query(StoredFile.name).order_by(StoredFile.id).first()[0].upper())  # type: ignore[index]


def leak_packed() -> Response:
    author = db.session.query(Author.email).order_by(Author.id).first()[0]  # type: ignore[index]
    return Response(gzip.compress(author.encode()), headers={"Content-Encoding": "gzip"})


def leak_of_the_published_page() -> Response:
    page = db.session.query(PublishedPage.text).order_by(PublishedPage.id).first()
    return Response(page[0].lower())  # type: ignore[index]


def leak_of_a_film_piece() -> Response:
    """A list of fragments that names its film as the original was called."""
    name = db.session.query(StoredFile.name).order_by(StoredFile.id).first()[0]  # type: ignore[index]
    return Response(f"#EXTM3U\n#EXTINF:6.0,{name}\nmanh-1\n", mimetype="application/vnd.apple.mpegurl")


@pytest.mark.parametrize("leak", [leak_by_name, leak_packed, leak_of_the_published_page, leak_of_a_film_piece])
def test_a_leaky_route_turns_the_proof_red(leaky: Leaky, crawled: Crawler, leak: Callable[[], Response]) -> None:
    app = leaky(leak)
    run = crawled(app, canaries().secret, Phase.PRELIMINARY, ("judge",))
    assert leaks(run, ("judge",))
