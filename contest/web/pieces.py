"""What a template puts out, escaped as Jinja escapes it and left as plain text.

A page of the queue puts out fifteen hundred pieces that are only joined; to make a ``Markup`` of each took longer than
to escape them (docs/decisions/0107-plain-pieces.md).
"""

from __future__ import annotations

from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # where no compiled part is installed
    from markupsafe._native import _escape_inner


def piece(value: object) -> str:
    """The text of ``markupsafe.escape(value)``."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is Markup:
        return value
    return str(value.__html__()) if hasattr(value, "__html__") else _escape_inner(str(value))


class PlainPieces(CodeGenerator):
    """Compiles templates that ask their environment's ``piece`` for every expression they put out."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.piece(")
        if finalize.src is not None:
            self.write(finalize.src)
