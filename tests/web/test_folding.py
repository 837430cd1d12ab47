"""Folded templates say exactly what unfolded ones say, in the language of the moment."""

from __future__ import annotations

import pytest
from flask import Flask, render_template, render_template_string
from flask.templating import Environment
from flask_babel import force_locale

ICONS = '{% from "macros/icons.html" import icon %}'
SAME = [
    "{{ _('Gửi phiếu') }}",
    "{{ _('%(quota)s vào vòng sau', quota='<b>3</b>') }}",
    "{{ _('%(count)s tác phẩm', count=works | length) }} {{ _('Đã gửi') | upper }}",
    "{% set words = _('Đang lưu…') %}{{ words }}{{ words ~ '<' }}",
    "<a title=\"{{ _('Đã lưu %%(time)s') }}\">{{ _('Không có trong từ điển 100%%') }}</a>",
    ICONS + '{{ icon("check") }}{{ icon("check", "icon--large") }}{% set sign = "lock" %}{{ icon(sign) }}',
    "{{ asset('app.css') }}",
    "{% macro _x(n) %}{{ _('Tiêu chí %(number)s', number=n) }}{% endmacro %}{{ _x(1) }}{{ _x('<') }}",
]


@pytest.mark.parametrize("source", SAME)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_folded_template_says_what_an_unfolded_one_says(app: Flask, source: str, language: str) -> None:
    plain = Environment(app, **app.jinja_options, autoescape=True)
    plain.globals.update(app.jinja_env.globals)
    with app.test_request_context(), force_locale(language):
        said = render_template_string(source, works=[1, 2])
        assert said == plain.from_string(source).render(works=[1, 2])


def test_constants_are_folded(app: Flask) -> None:
    source = ICONS + "{{ icon('check') }} {{ _('Gửi phiếu') }} {{ asset('app.css') }} {{ icon(sign) }}"
    with app.test_request_context(), force_locale("en"):
        code = str(app.jinja_env.compile(source, raw=True))
    assert "Submit sheet" in code
    assert "#check" in code
    assert code.count("context.call(") == 1  # the icon that is not known


def test_a_file_is_compiled_for_each_language(app: Flask) -> None:
    def heading() -> bool:
        return "Đến nội dung chính" in render_template("errors/error.html", status=404, message="")

    with app.test_request_context("/"):
        app.preprocess_request()
        said = [heading()]
        with force_locale("en"):
            said.append(heading())
        said.append(heading())
    assert said == [True, False, True]
