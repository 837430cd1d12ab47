from __future__ import annotations

from flask import Flask, render_template_string
from flask_babel import force_locale

SENTENCE = "{{ _('Gửi phiếu') }}"


def test_templates_follow_a_forced_language_and_come_back(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string(SENTENCE) == "Gửi phiếu"
        with force_locale("en"):
            assert render_template_string(SENTENCE) == "Submit sheet"
        assert render_template_string(SENTENCE) == "Gửi phiếu"
