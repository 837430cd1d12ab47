"""What a template puts out is escaped exactly as Jinja alone would escape it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from flask.templating import Environment
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup, escape

from contest.accounts.types import Role
from contest.web import folding
from contest.web.folding import FoldingEnvironment
from contest.web.pieces import piece

HOSTILE = "<script>alert('x & \"y\"')</script>"


class _Knows:
    """Something that gives its own HTML, and not as a ``Markup``."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


@given(st.text())
def test_any_text_is_escaped_as_by_markupsafe(text: str) -> None:
    assert piece(text) == escape(text)
    assert piece(Markup(text)) == text  # noqa: S704 - as it is


@pytest.mark.parametrize("value", [None, 0, -1.5, Decimal("8.50"), True, Role.JUDGE, ["<i>"], Undefined(), _Knows()])
def test_whatever_is_no_text_is_escaped_as_by_markupsafe(value: object) -> None:
    assert piece(value) == escape(value)


PLACES = [
    "{{ words }}",
    "{{ words | upper }} {{ words | safe }} {{ words ~ words }} {{ '%s' | format(words) }}",
    "{% for one in [words, words] %}<li title='{{ one }}'>{{ loop.index }}{{ one }}</li>{% endfor %}",
    "{% macro said(of) %}<p>{{ of }}{{ caller() }}</p>{% endmacro %}{% call said(words) %}{{ words }}{% endcall %}",
    "{% set kept %}<b>{{ words }}</b>{% endset %}{{ kept }}{{ kept ~ words }}",
    "{% filter upper %}{{ words }}{% endfilter %}{{ late }}{{ none }}",
    "{% autoescape false %}{{ words }}{% endautoescape %}{{ words }}",
    "{% autoescape open %}{{ words }}{% endautoescape %}",
    "{% extends parent %}{% block inner %}{{ words }}{{ super() }}{% endblock %}",
]


@pytest.mark.parametrize("source", PLACES)
def test_a_page_has_the_bytes_it_has_without(app: Flask, source: str) -> None:
    plain = Environment(app, **app.jinja_options, autoescape=True)
    parent = "{% autoescape true %}<div>{% block inner %}{{ words }}{% endblock %}</div>{% endautoescape %}"
    with app.test_request_context():
        given_ = {"words": HOSTILE, "late": lazy_gettext("Gửi phiếu"), "open": False}
        here = render_template_string(source, parent=app.jinja_env.from_string(parent), **given_)
        assert here == plain.from_string(source).render(parent=plain.from_string(parent), **given_)


def test_a_page_that_escapes_nothing_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the pages do ask ``piece``."""
    monkeypatch.setattr(folding.FoldingEnvironment, "piece", staticmethod(str))
    assert isinstance(app.jinja_env, FoldingEnvironment)
    with app.test_request_context():
        assert render_template_string("{{ words }}", words=HOSTILE) == HOSTILE
