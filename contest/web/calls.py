"""How a template calls: a macro or a function of ours at once, anything else as Jinja does.

Jinja asks of everything called, and of what calling it means, whether it wants the context; a judge's page calls a
hundred times (docs/decisions/0110-plain-calls.md).
"""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode

_PLAIN = frozenset({BuiltinFunctionType, FunctionType, MethodType})
"""Callables of which only they themselves can say that they want the context."""


class PlainCalls(Context):
    """A template's context whose calls take the short way where there is one."""

    @internalcode
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever a template calls
        """What Jinja's own gives, but for a ``StopIteration`` out of what is called: that is an error here."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)
