"""Labels of forms: sentences that wait for the reader's language, typed as the text they become."""

from __future__ import annotations

from typing import cast

from flask_babel import lazy_gettext


def lazy_text(text: str) -> str:
    """The sentence in the language of whoever reads it. WTForms prints labels with ``str()``, but types them so."""
    return cast("str", lazy_gettext(text))
