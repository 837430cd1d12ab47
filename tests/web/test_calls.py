"""What a template calls gives what it gives in Jinja alone, and no view or hook is a coroutine."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from jinja2 import UndefinedError, pass_context, pass_environment, pass_eval_context
from jinja2.environment import Template

from contest.web.calls import PlainCalls
from contest.web.folding import FoldingEnvironment


class _Teller:
    """Something called by its class, which wants the context."""

    @pass_context
    def __call__(self, context: Any, word: str) -> str:
        return f"{word}{context['name']}"


class _Counter:
    """Something with a method, and called by its class without the context."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *words: str, **named: str) -> str:
        self.count += 1
        return f"{self.count}{words}{sorted(named.items())}"

    def told(self, word: str = "-") -> str:
        return word * 2


@pass_context
def _of_context(context: Any) -> str:
    return str(context["name"])


@pass_environment
def _of_environment(environment: Any) -> str:
    return type(environment.loader).__name__


@pass_eval_context
def _of_escaping(context: Any) -> str:
    return str(context.autoescape)


CALLS = [
    "{{ said() }}{{ said('a') }}{{ said('a', of='<b>') }}",
    "{{ told.told() }}{{ told.told('<') }}{{ told.told(word='é') }}{{ told('x', y='z') }}",
    "{{ of_context() }}{{ of_environment() }}{{ of_escaping() }}{{ teller('w') }}",
    "{% for one in [1, 2] %}{% set name = one %}{{ of_context() }}{{ said(one) }}{{ loop.index }}{% endfor %}",
    "{% for one in [[1], [2]] recursive %}{{ loop(one) if one is iterable else one }}{% endfor %}",
    "{% macro m(a, b='<') %}{{ a }}{{ b }}{{ kwargs }}{{ varargs }}{% endmacro %}{{ m(1, 2, 3, c=4) }}{{ m(a='<') }}",
    "{% macro m(a) %}<p>{{ a }}{{ caller(a) }}</p>{% endmacro %}{% call(b) m('<') %}{{ b }}{{ said(b) }}{% endcall %}",
    "{% autoescape false %}{% macro m(a) %}{{ a }}{% endmacro %}{{ m('<') }}{% endautoescape %}{{ said('<') }}",
    "{% block one scoped %}{% set name = 'block' %}{{ of_context() }}{% endblock %}{{ self.one() }}",
    "{{ [3, 1] | sort | join(',') }}{{ 'x'.join(['a', 'b']) }}{{ {'a': 1}.get('a') }}{{ range(3) | list }}",
    "{% set kept = namespace(a=1) %}{% set kept.a = cycler('x', 'y').next() %}{{ kept.a }}",
]


def both(app: Flask, source: str) -> list[str]:
    """The page of Jinja's own environment, and ours."""
    made = []
    for kind in (Environment, FoldingEnvironment):
        environment = kind(app, **app.jinja_options, autoescape=True)
        template: Template = environment.from_string(source)
        given: dict[str, Any] = {
            "name": "page",
            "said": lambda word="-", of="": f"{word}{of}",
            "told": _Counter(),
            "teller": _Teller(),
            "of_context": _of_context,
            "of_environment": _of_environment,
            "of_escaping": _of_escaping,
        }
        made.append(template.render(given))
    return made


@pytest.mark.parametrize("source", CALLS)
def test_a_call_gives_what_it_gives_in_jinja_alone(app: Flask, source: str) -> None:
    with app.test_request_context():
        plain, ours = both(app, source)
    assert ours == plain


@pytest.mark.parametrize("source", ["{{ absent() }}", "{{ name() }}", "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}"])
def test_what_cannot_be_called_is_an_error_as_in_jinja(app: Flask, source: str) -> None:
    with app.test_request_context():
        for kind in (Environment, FoldingEnvironment):
            template = kind(app, **app.jinja_options, autoescape=True).from_string(source)
            with pytest.raises((UndefinedError, TypeError)):
                template.render(name="page")


def test_pages_call_the_short_way(app: Flask) -> None:
    assert app.jinja_env.context_class is PlainCalls


def test_nothing_that_flask_calls_is_a_coroutine(app: Flask) -> None:
    hooks = [
        hook
        for kept in (
            app.before_request_funcs,
            app.after_request_funcs,
            app.teardown_request_funcs,
            app.template_context_processors,
        )
        for held in kept.values()
        for hook in held
    ]
    handlers = [one for by in app.error_handler_spec.values() for of in by.values() for one in of.values()]
    called = [*app.view_functions.values(), *hooks, *handlers]
    assert len(called) > len(app.view_functions)
    assert not [one for one in called if inspect.iscoroutinefunction(one)]
