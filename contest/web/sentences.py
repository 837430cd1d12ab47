"""Sentences, in templates and in labels that wait: looked up by the language of the moment, asked for once.

Flask-Babel finds its domain, its context and the name of the locale for every single sentence, which
for a page of a hundred sentences is as much work as the page itself.
"""

from __future__ import annotations

from functools import cached_property

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain, get_domain


class QuickDomain(Domain):
    """Flask-Babel's own sentences, for labels that wait for their reader too."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the moment; outside a request and a task none."""
        return current_translations() if has_app_context() else NullTranslations()


class QuickBabel(Babel):
    """Flask-Babel with the quick look-up behind its functions."""

    @cached_property
    def domain_instance(self) -> QuickDomain:
        """The one domain of the application."""
        return QuickDomain(domain=self.domain)


def init_sentences(app: Flask) -> None:
    """Let templates use the quick look-up; call it after Flask-Babel's own ``init_app``."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        lambda text: current_translations().ugettext(text),
        lambda one, many, count: current_translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: current_translations().upgettext(context, text),
        npgettext=lambda context, one, many, count: current_translations().unpgettext(context, one, many, count),
    )


def current_translations() -> NullTranslations:
    """The sentences of the moment's language, kept where Flask-Babel itself forgets them.

    ``force_locale`` and ``refresh`` drop ``babel_translations`` of its context and put it back.
    """
    found: NullTranslations | None = getattr(g.get("_flask_babel"), "babel_translations", None)
    if found is None:
        found = Domain.get_translations(get_domain())
        g._flask_babel.babel_translations = found  # noqa: SLF001 - get_domain has just made it
    return found
