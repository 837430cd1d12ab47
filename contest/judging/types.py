"""The words of judging."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

JudgeId = NewType("JudgeId", int)
SheetId = NewType("SheetId", int)


class AssignmentState(StrEnum):
    """A judge works only on active assignments."""

    ACTIVE = "active"
    RECUSED = "recused"
    REMOVED = "removed"


class SheetState(StrEnum):
    """A submitted sheet is locked until the chair reopens it with a reason."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class GapState(StrEnum):
    """A gap case is open until somebody with the right settles it."""

    OPEN = "open"
    SETTLED = "settled"
