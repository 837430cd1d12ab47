"""A dossier as the rule check sees it, and what the check answers: plain frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from flask_babel.speaklater import LazyString

from contest.seasons.types import RuleKey
from contest.submissions.types import FilePurpose, FileState

Text: TypeAlias = LazyString | str


class SeasonRule(Protocol):
    """One limit of a season: its value, of the shape ``RuleKey`` states, and its clause of the thể lệ."""

    @property
    def value(self) -> Any: ...  # noqa: ANN401 - the shape depends on the key

    @property
    def clause(self) -> str: ...


Rules: TypeAlias = Mapping[RuleKey, SeasonRule]
"""The rules of one category: its own where it has them, the season's where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierAuthor:
    """An author; ``others_entered`` counts the season's other received works by the same person."""

    full_name: str
    is_representative: bool
    can_be_reached: bool
    others_entered: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierPart:
    """One publication of the work."""

    title: str
    outlet: str
    published_on: date | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierFile:
    """A file with the facts that were read from it: bytes, words, seconds; None where it has none."""

    name: str
    purpose: FilePurpose
    document_key: str
    state: FileState
    kind: str
    container: str
    size: int
    words: int | None = None
    seconds: Decimal | None = None
    refusal: str = ""

    @property
    def counts(self) -> bool:
        """Whether the file is verified: no other file fulfils a rule."""
        return self.state is FileState.VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """Everything a rule may ask of an entry. ``topics`` holds codes, the primary one too."""

    title: str
    category: str
    genre: str | None
    genre_wanted: bool
    primary_topic: str | None
    topics: frozenset[str]
    body_words: int
    authors: tuple[DossierAuthor, ...]
    parts: tuple[DossierPart, ...]
    files: tuple[DossierFile, ...]
    other_awards: str
    no_other_awards: bool
    commitments: frozenset[str]
    unit: str | None = None
    others_of_unit: int = 0
    unread: tuple[str, ...] = ()
    """Names of the fields whose text could not be read."""

    def verified(self, *purposes: FilePurpose) -> tuple[DossierFile, ...]:
        """The files that count for these purposes."""
        return tuple(file for file in self.files if file.counts and file.purpose in purposes)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryWindow:
    """When entries are taken, by the clock or, for paper, by the postmark. ``closes_at`` is the first late instant."""

    opens_at: datetime
    closes_at: datetime
    postmarked_on: date | None = None
    is_paper: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A rule that is not met: what is wrong, how to mend it, and the field to go to."""

    key: str
    clause: str
    message: Text
    anchor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One rule beside the dossier: what it demands and, when it is not met, why."""

    key: str
    clause: str
    demand: Text
    anchor: str
    failures: tuple[Failure, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether nothing is left to mend."""
        return not self.failures


def failed_first(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """What is left to mend before what is met; each in the order of the form."""
    return tuple(sorted(checks, key=lambda check: check.is_met))


def checked(key: str, demand: Text, anchor: str, *problems: Text | None, clause: str = "") -> Check:
    """A check with the problems that were found; ``None`` stands for a problem that was not."""
    found = tuple(
        Failure(key=key, clause=clause, message=problem, anchor=anchor) for problem in problems if problem is not None
    )
    return Check(key=key, clause=clause, demand=demand, anchor=anchor, failures=found)


RuleCheck: TypeAlias = Callable[[Dossier, Any, str], Check | None]
"""A dossier, the rule's value and clause; no check when the rule asks nothing of this dossier."""
