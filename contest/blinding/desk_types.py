"""What the blinding desk shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from contest.blinding.clocks import clock
from contest.blinding.types import (
    ACTS,
    IN_PIXELS,
    PAINTED,
    WITH_PIXELS,
    AssetKind,
    AssetState,
    BlindState,
    FindingState,
    Place,
    Reading,
)
from contest.media.types import Act
from contest.seasons.types import BlindMode
from contest.submissions.types import FilePurpose
from contest.text.styled import Styled


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskFinding:
    """A finding as the desk shows it."""

    id: int
    asset_id: int | None
    place: Place
    kind: str
    start: int
    end: int
    matched: str
    excerpt: str
    proposal: str
    state: FindingState
    reason: str
    boxes: Sequence[dict[str, int]]
    moment: int | None
    """Seconds into a film."""
    resolved_by: str | None

    @property
    def clock(self) -> str:
        """The moment as a player shows it: 4:07."""
        minutes, seconds = divmod(self.moment or 0, 60)
        return f"{minutes}:{seconds:02d}"

    @property
    def can_be_covered(self) -> bool:
        """Whether its place on a picture is known."""
        return self.place in PAINTED and bool(self.boxes)

    @property
    def is_in_text(self) -> bool:
        """Whether putting other words in its place takes it away."""
        return self.place not in IN_PIXELS


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskEdit:
    """An edit of a sound or film; times as a player shows them."""

    id: str
    act: Act
    milliseconds: int
    start: str
    end: str


def desk_edit(row: Mapping[str, Any]) -> DeskEdit:
    """An edit as it is kept (`timing.kept`), to be shown."""
    return DeskEdit(
        id=row["id"],
        act=Act(row["act"]),
        milliseconds=row["start"],
        start=clock(row["start"]),
        end=clock(row["end"]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskAsset:
    """A clean file as the desk shows it."""

    id: int
    public_id: str
    kind: AssetKind
    key: str | None
    poster_key: str | None
    content_type: str
    width: int | None
    height: int | None
    duration_seconds: int | None
    caption: str
    state: AssetState
    note: str
    reading: Reading
    boxes: Sequence[dict[str, int]]
    base_key: str | None
    base_poster_key: str | None
    base_facts: Mapping[str, int | None]
    edits: Sequence[DeskEdit]
    edit_progress: int | None
    strip_key: str | None
    rates: Sequence[Mapping[str, Any]]
    is_waiting: bool
    source_name: str | None

    @property
    def acts(self) -> Sequence[Act]:
        """What may be done to stretches of its time; none for a picture."""
        return ACTS.get(self.kind, ()) if self.base_key else ()

    @property
    def can_come_back(self) -> bool:
        """Whether there is anything to show, or to make, if it was left out."""
        return self.key is not None or self.base_key is not None

    @property
    def has_pixels(self) -> bool:
        """Whether words may stand in it as a picture."""
        return self.kind in WITH_PIXELS


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanObject:
    """Where a clean file and what stands beside it lie in the store, and what it is."""

    key: str
    content_type: str
    poster_key: str | None
    strip_key: str | None
    rates: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """A file of the dossier; only the secretariat sees its name."""

    name: str
    key: str
    content_type: str
    purpose: FilePurpose


class Rescan(StrEnum):
    """Whether the copy is scanned for all that is known of its people and outlets now."""

    NONE = ""
    WAITING = "waiting"
    RUNNING = "running"


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Everything the desk shows of one entry."""

    public_id: str
    number: str | None
    entry_title: str
    category: str
    press_type: str
    mode: BlindMode
    made_for: BlindMode
    """How blind the category was when the copy was made; another one than ``mode`` asks for a new copy."""
    state: BlindState
    progress: int
    error: str
    version: int
    is_outdated: bool
    rescan: Rescan
    title: str | None
    text: str | None
    paragraphs: Sequence[Sequence[Styled]]
    """The text as it is read, with its bold and italic."""
    note: str
    outlet_line: str
    author_line: str
    needs_two: bool
    first_by: str | None
    """Who approved first and waits for a second secretary."""
    first_id: int | None
    first_at: datetime | None
    awaited: Sequence[str]
    """The secretaries who may approve as the second, by given name."""
    approved_by: str | None
    approved_at: datetime | None
    assets: Sequence[DeskAsset]
    findings: Sequence[DeskFinding]
    originals: Sequence[Original]
    addresses: Sequence[str]
    codes: Sequence[tuple[str, str]]

    @property
    def open_findings(self) -> list[DeskFinding]:
        """What waits for a decision."""
        return [finding for finding in self.findings if finding.state is FindingState.OPEN]

    @property
    def settled_findings(self) -> list[DeskFinding]:
        """What has been decided."""
        return [finding for finding in self.findings if finding.state is not FindingState.OPEN]

    @property
    def shown_assets(self) -> list[DeskAsset]:
        """What a judge would get."""
        return [asset for asset in self.assets if asset.state is AssetState.READY]

    @property
    def unclean_assets(self) -> list[DeskAsset]:
        """What could not be cleaned and waits."""
        return [asset for asset in self.assets if asset.state is AssetState.NEEDS_CLEAN]

    @property
    def unread_assets(self) -> list[DeskAsset]:
        """What has pixels that the machine did not read, or not to the end."""
        return [asset for asset in self.shown_assets if asset.has_pixels and asset.reading is not Reading.READ]

    @property
    def files(self) -> list[DeskAsset]:
        """The same under the name a judge's desk has for it: both are shown by ``judging/_work.html``."""
        return self.shown_assets
