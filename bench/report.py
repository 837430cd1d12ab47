"""Figures as lines of a table, with the most each may take beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADER = (
    f"{'page':34} {'median ms':>10} {'quietest':>9} {'p99 ms':>8} {'CPU ms':>8} {'queries':>8} {'KiB':>7}"
    f" {'peak MiB':>9} {'× bare':>8}   {'at most':<18}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """What one page took. ``most_ms`` and ``most_times`` are the goals, 0 or None where there is none."""

    name: str
    median_ms: float
    quietest_ms: float
    """Median of the quietest round: what the page takes when nothing else has the machine."""
    p99_ms: float
    cpu_ms: float
    queries: int
    size: int
    peak_mib: float
    """The highest memory of a worker while it was asked for."""
    most_ms: float
    most_times: float | None
    bare_ms: float
    """Median of bare responses asked just before this page, so that both met the same noise."""

    @property
    def times(self) -> float:
        """The multiple of a bare response."""
        return self.median_ms / self.bare_ms

    def line(self) -> str:
        """One line of the table."""
        times = self.times
        goal = f"{self.most_ms:g} ms" if self.most_ms else ""
        if self.most_times:
            goal += f", {self.most_times:g} ×"
        missed = (self.most_ms and self.median_ms > self.most_ms) or (self.most_times and times > self.most_times)
        return (
            f"{self.name:34} {self.median_ms:10.2f} {self.quietest_ms:9.2f} {self.p99_ms:8.2f} {self.cpu_ms:8.2f}"
            f" {self.queries:8d} {self.size / 1024:7.0f} {self.peak_mib:9.0f} {times:8.1f}"
            f"   {goal:<18}{' MISSED' if missed else ''}"
        )


def table(figures: Iterable[Figure]) -> str:
    """All figures under their heads."""
    return "\n".join([HEADER, *(figure.line() for figure in figures)])
