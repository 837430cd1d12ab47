"""The words of judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, NewType

from contest.blinding.types import CodeId, EntryCode
from contest.judging.totals import Criterion
from contest.seasons.policy import AggregationPolicy
from contest.seasons.types import BlindMode, CategoryId, RoundId, RoundState
from contest.text.styled import Styled
from contest.visibility import BlindFile, ShownMakers, ShownOutlet

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


class ConflictKind(StrEnum):
    """Why a judge must not score a code. The first three are computed from real identities."""

    OWN_WORK = "own_work"
    SAME_ORGANISATION = "same_organisation"
    RELATION = "relation"
    RECUSAL = "recusal"


COMPUTED_CONFLICTS = frozenset({ConflictKind.OWN_WORK, ConflictKind.SAME_ORGANISATION, ConflictKind.RELATION})


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundHead:
    """A round as its pages know it."""

    id: RoundId
    season_id: int
    ordinal: int
    kind: str
    name: str
    state: RoundState
    judges_per_entry: int
    policy: AggregationPolicy
    marks_due_at: datetime | None
    closed_at: datetime | None
    confirmed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether sheets may be saved."""
        return self.state is RoundState.OPEN

    @property
    def is_undecided(self) -> bool:
        """Whether the result may still change: judging has begun and nobody has confirmed it."""
        return self.state is not RoundState.PLANNED and self.confirmed_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class RubricRow:
    """A criterion with the words a judge reads and the mark given so far."""

    id: int
    rule: Criterion
    title: str
    description: str
    mark: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetContent:
    """What a judge typed: marks by criterion key and the two comments, kept apart."""

    marks: Mapping[str, Decimal]
    comment_jury: str = ""
    comment_author: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedSheet:
    """A sheet as it came in: marks by criterion id, a mark that is no number as NaN."""

    marks: Mapping[int, Decimal]
    comment_jury: str = ""
    comment_author: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedSheet:
    """The answer to a save: where the sheet stands now."""

    code: EntryCode
    version: int
    state: SheetState
    total: Decimal | None
    running: Decimal
    saved_at: datetime


class QueueRow(NamedTuple):
    """One work in a judge's queue. ``state`` is None before the first save; ``total`` is the judge's own.

    A tuple, not a dataclass: a queue has hundreds, and a row of the database becomes one at no cost.
    """

    code: EntryCode
    title: str
    category_id: CategoryId
    state: str | None
    total: Decimal | None


class OwnRung(NamedTuple):
    """One of the judge's own works as the desk of another sees it.

    The total is in ten-thousandths, the marks are as `tally` writes them; None before the first save.
    """

    code: EntryCode
    category_id: int
    state: str | None
    total: int | None
    tally: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One work on a judge's desk: all a judge may know of it, and the judge's own sheet."""

    code: EntryCode
    code_id: CodeId
    category_id: CategoryId
    category: str
    press_type: str
    mode: BlindMode
    shown: ShownOutlet | ShownMakers | None
    """What the mode lets a judge know of the makers; None in a fully blind category."""
    title: str
    text: str
    paragraphs: Sequence[Sequence[Styled]]
    """The text as it is read, with its bold and italic."""
    note: str
    files: Sequence[BlindFile]
    rubric: Sequence[RubricRow]
    state: SheetState
    version: int
    comment_jury: str
    comment_author: str
    total: Decimal | None
    saved_at: datetime | None
    is_third: bool
    round: RoundHead

    @property
    def is_locked(self) -> bool:
        """Whether nothing can be changed: submitted, or the round is not open."""
        return self.state is SheetState.SUBMITTED or not self.round.is_open


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelMemberView:
    """A judge of a panel with the number of works held and sheets sent."""

    judge_id: JudgeId
    name: str
    is_chair: bool
    assigned: int
    submitted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelView:
    """A panel with its judges, or the place where one is to be made (``id`` None)."""

    id: int | None
    category_id: CategoryId
    category: str
    name: str
    members: Sequence[PanelMemberView]
    codes: int
    criteria: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lack:
    """A work with fewer judges than the round asks, and who may still take it."""

    code: EntryCode
    category: str
    wanted: int
    has: int
    able: int
    conflicted: int

    @property
    def has_empty_panel(self) -> bool:
        """Whether its panel has nobody yet, so that choosing judges comes before anything said of this one work."""
        return not self.able and not self.conflicted
