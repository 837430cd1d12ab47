from __future__ import annotations

from flask import Flask, render_template_string
from flask_babel import force_locale, gettext, lazy_gettext

SENTENCE = "{{ _('Gửi phiếu') }}"


def test_templates_follow_a_forced_language_and_come_back(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string(SENTENCE) == "Gửi phiếu"
        with force_locale("en"):
            assert render_template_string(SENTENCE) == "Submit sheet"
        assert render_template_string(SENTENCE) == "Gửi phiếu"


def test_labels_that_wait_follow_a_forced_language_and_come_back(app: Flask) -> None:
    label = lazy_gettext("Gửi phiếu")
    with app.test_request_context():
        assert [str(label), gettext("Gửi phiếu")] == ["Gửi phiếu"] * 2
        with force_locale("en"):
            assert [str(label), gettext("Gửi phiếu")] == ["Submit sheet"] * 2
        assert [str(label), gettext("Gửi phiếu")] == ["Gửi phiếu"] * 2
    assert str(label) == "Gửi phiếu"
