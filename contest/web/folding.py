"""Templates compiled once for each language, with all that does not change folded into their text.

A page of the desk holds sixty sentences and thirty icons. To look each of them up for every reader
costs more than all else in its template; to look them up when it is compiled costs nothing. Folded are
``_("…")`` (its variables stay open), ``icon("…")`` and ``asset("…")`` of constants.
"""

from __future__ import annotations

from typing import Any

from flask import has_app_context, has_request_context
from flask.sansio.app import App
from flask.templating import Environment
from flask_babel import get_locale
from jinja2 import Template, nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from contest.web.assets import asset_address
from contest.web.calls import PlainCalls
from contest.web.pieces import PlainPieces, piece
from contest.web.sentences import current_translations

ICONS = "macros/icons.html"


class HouseTemplate(Template):
    """A template that is imported without asking whether its globals differ: here all have the same."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ANN401, ARG002 - Jinja's own
        return super()._get_default_module()


class FoldingEnvironment(Environment):
    """Flask's environment, with each template compiled anew for each language it is asked for in."""

    template_class = HouseTemplate
    code_generator_class = PlainPieces
    context_class = PlainCalls
    piece = staticmethod(piece)

    def __init__(self, app: App, **options: Any) -> None:  # noqa: ANN401 - Jinja's own
        super().__init__(app, **options)
        self.cache = _ByLanguage()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Folding(self).visit(super()._parse(source, name, filename))
        tree.set_environment(self)
        return tree


class _ByLanguage(dict[Any, Any]):
    """Compiled templates; the moment's language is a part of every key.

    All of them stay: they are our own files, and to note which was used last costs more than to find it.
    """

    def get(self, key: object, default: Any = None) -> Any:  # noqa: ANN401 - a template, or what Jinja keeps beside it
        return super().get((_language(), key), default)

    def __setitem__(self, key: object, value: object) -> None:
        super().__setitem__((_language(), key), value)


def _language() -> str:
    """The moment's language; outside a request and a task sentences stay as they are written."""
    locale = get_locale()
    return "" if locale is None else str(locale.language)


class _Folding(NodeTransformer):
    def __init__(self, environment: FoldingEnvironment) -> None:
        self._environment = environment
        self._knows_icons = False

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802 - Jinja calls it so
        if isinstance(node.template, nodes.Const) and node.template.value == ICONS:
            self._knows_icons = True
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as above
        self.generic_visit(node)
        words = [one.value for one in node.args if isinstance(one, nodes.Const) and isinstance(one.value, str)]
        open_ended = node.dyn_args is not None or node.dyn_kwargs is not None
        if not isinstance(node.node, nodes.Name) or not words or len(words) != len(node.args) or open_ended:
            return node
        if node.node.name == "_" and len(words) == 1 and has_app_context():
            return _sentence(words[0], node)
        if node.kwargs or not has_request_context():  # an address is built within a request
            return node
        if node.node.name == "icon" and self._knows_icons:
            module: Any = self._environment.get_template(ICONS).module
            return nodes.TemplateData(str(module.icon(*words)), lineno=node.lineno)
        if node.node.name == "asset" and len(words) == 1:
            return nodes.TemplateData(str(escape(asset_address(words[0]))), lineno=node.lineno)
        return node


def _sentence(text: str, node: nodes.Call) -> nodes.Node:
    """The sentence in the moment's language; with variables, the format that takes them in."""
    said = current_translations().ugettext(text)
    if not node.kwargs:
        return nodes.TemplateData(said % {}, lineno=node.lineno)
    pairs = [nodes.Pair(nodes.Const(one.key), one.value, lineno=node.lineno) for one in node.kwargs]
    return nodes.Mod(
        nodes.TemplateData(said, lineno=node.lineno), nodes.Dict(pairs, lineno=node.lineno), lineno=node.lineno
    )
