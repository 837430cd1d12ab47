"""Every page that a link leads to answers in both languages, with valid HTML and nothing inline."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.crawl import Walker, walk, walk_all, walkers
from tests.html_check import html_problems

pytestmark = [pytest.mark.any_database, pytest.mark.long]

SignIn = Callable[[Person], FlaskClient]
ClientOf = Callable[[Person | None], FlaskClient]
_OF_A_VIETNAMESE_PAGE = re.compile(r"(?<![\w.,])(\d{1,3}(\.\d{3})+|\d+,\d{1,2})(?![\w.,]?\d)")
"""Numbers with dots between thousands, or a comma before decimals."""


@pytest.fixture
def people(session: Session) -> list[Walker]:
    """Somebody of every role."""
    return walkers(session)


@pytest.fixture
def client_of(app: Flask, sign_in: SignIn) -> ClientOf:
    """A client of a person, or of nobody."""
    return lambda person: sign_in(person) if person else app.test_client()


def test_every_page_is_valid(people: list[Walker], client_of: ClientOf) -> None:
    pages = {f"{walker.name} at {page.address}": page for walker, page in walk_all(people, client_of)}
    assert len({page.endpoint for page in pages.values()}) > 25  # the walk goes far
    assert [name for name, page in pages.items() if page.status != 200] == []
    assert [
        name for name, page in pages.items() if re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style", page.html)
    ] == []
    problems = html_problems({name: page.html for name, page in pages.items()})
    assert not problems, "\n".join(problems)


def test_every_page_answers_in_english(people: list[Walker], client_of: ClientOf) -> None:
    for walker in people:
        client = client_of(walker.person)
        client.set_cookie("lang", "en")
        for page in walk(client, walker.start):
            assert page.status == 200, f"{walker.name} at {page.address}"
            assert '<html lang="en"' in page.html
            assert _vietnamese_numbers(page.html) == [], f"{walker.name} at {page.address}"


def _vietnamese_numbers(html: str) -> list[str]:
    text = re.sub(r"<[^>]*>", " ", html)
    return [found.group() for found in _OF_A_VIETNAMESE_PAGE.finditer(text)]


def test_a_vietnamese_number_is_found() -> None:
    page = "<p>2.500 words, 12.000.000 đồng, <b>8,5</b> points; 2,500 and 8.5 and 4.2, 15/10/2023, 1,2,3</p>"
    assert _vietnamese_numbers(page) == ["2.500", "12.000.000", "8,5"]
