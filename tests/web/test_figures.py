"""Numbers follow the language of their sentence."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask, render_template_string
from flask_babel import force_locale

from contest.web.figures import fixed, money, number, page_language

ENGLISH = {"Cookie": "lang=en"}


def test_numbers_follow_the_page(app: Flask) -> None:
    with app.test_request_context(headers=ENGLISH):
        assert (number(2140), fixed(Decimal("8.5")), money(12_000_000)) == ("2,140", "8.50", "12,000,000 đồng")
    with app.test_request_context():
        assert (number(2140), fixed(Decimal("8.5")), money(12_000_000)) == ("2.140", "8,50", "12.000.000 đồng")


def test_a_letter_is_vietnamese_whoever_caused_it(app: Flask) -> None:
    with app.test_request_context(headers=ENGLISH), force_locale("vi"):
        assert number(2140) == "2.140"


def test_outside_a_request_numbers_are_vietnamese(app: Flask) -> None:
    assert page_language() == "vi"
    with app.app_context():
        assert number(2140) == "2.140"


def test_what_a_template_folds_is_kept_for_each_language(app: Flask) -> None:
    page = "{{ 2500 | number }} {{ 12000000 | money }}"
    with app.test_request_context(headers=ENGLISH):
        assert render_template_string(page) == "2,500 12,000,000 đồng"
    with app.test_request_context():
        assert render_template_string(page) == "2.500 12.000.000 đồng"
