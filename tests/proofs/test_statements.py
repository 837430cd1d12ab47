"""No statement of a judge's session names a table of entries: what is not asked for cannot leak, nor take time."""

from __future__ import annotations

import re

import pytest
from flask import Flask, Response

from contest.db import db
from contest.submissions.models import Author
from tests.proofs.conftest import Crawler, Leaky
from tests.proofs.crawl import Run
from tests.proofs.secret import canaries
from tests.proofs.test_canaries import BLIND
from tests.proofs.world import Phase

pytestmark = pytest.mark.xdist_group("canaries")  # one process walks each world once

HIDDEN_TABLES = ("entry", "author", "part", "stored_file", "receipt", "screening_decision", "finding", "entry_topic")
_NAMED = re.compile(rf'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?({"|".join(HIDDEN_TABLES)})"?\b', re.IGNORECASE)
JUDGES = ("judge", "judge_idle")


def named_tables(run: Run) -> set[tuple[str, str]]:
    """Hidden tables that a judge's requests asked for, with the statement's beginning."""
    return {
        (found[1].lower(), statement[:160])
        for who in JUDGES
        for statement in run.statements.get(who, ())
        for found in _NAMED.finditer(statement)
    }


def test_no_judge_asks_for_entries(house: Flask, crawled: Crawler) -> None:
    run = crawled(house, canaries().secret, Phase.PRELIMINARY, BLIND)
    assert named_tables(run) == set()
    assert any("blind_copy" in statement for statement in run.statements["judge"])


def leak() -> Response:
    db.session.query(Author.id).first()
    return Response("ok")


def test_a_route_that_asks_turns_the_proof_red(leaky: Leaky, crawled: Crawler) -> None:
    app = leaky(leak)
    run = crawled(app, canaries().secret, Phase.PRELIMINARY, ("judge",))
    assert {table for table, _ in named_tables(run)} == {"author"}
