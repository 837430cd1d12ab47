"""Each page alone on an idle server: median, p99, CPU, queries, and the multiple of a bare response."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from statistics import median

from bench.client import Answer, Browser, token
from bench.report import Figure
from bench.season import PASSWORD, QUEUE_JUDGE
from bench.server import Server
from bench.sheets import changed_fields, open_sheet

WARM_UP = 5
BARE_RUNS = 20
ROUNDS = 6
BARE = "/tron/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, who opens it, how often it is asked in a round, and the most it may take (milliseconds, multiples)."""

    name: str
    email: str
    path: str
    runs: int
    most_ms: float
    most_times: float | None


OK = Page(name="bare Flask response", email="", path="", runs=BARE_RUNS, most_ms=0, most_times=None)
SAVING = Page(name="saving a score sheet", email="giamkhao2@demo.test", path="", runs=20, most_ms=6, most_times=25)
PAGES: Sequence[Page] = (
    Page(
        name="organizer's list, 50 rows",
        email="bantochuc@demo.test",
        path="/ho-so/",
        runs=20,
        most_ms=12,
        most_times=40,
    ),
    Page(
        name="judge's queue, 200 works",
        email=QUEUE_JUDGE,
        path="/cham/vong-1",
        runs=20,
        most_ms=14,
        most_times=50,
    ),
    Page(name="judge's page with rubric", email="giamkhao1@demo.test", path="", runs=25, most_ms=6, most_times=20),
    Page(
        name="ranking with criteria",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1",
        runs=5,
        most_ms=60,
        most_times=230,
    ),
    Page(name="public page of one work", email="", path="/tac-pham/tac-pham-do", runs=25, most_ms=4, most_times=15),
    Page(
        name="export of sheets, CSV",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1/tong-hop.csv",
        runs=2,
        most_ms=400,
        most_times=None,
    ),
    Page(
        name="export of sheets, XLSX",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1/tong-hop.xlsx",
        runs=1,
        most_ms=2000,
        most_times=None,
    ),
)


@dataclass(kw_only=True, slots=True)
class _Line:
    """A line of the table while it is measured: in every round ``BARE_RUNS`` bare responses, then the page."""

    page: Page
    ask: Callable[[], Answer]
    bare: Browser
    rounds: list[list[Answer]] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    peak_mib: float = 0

    def measure(self, server: Server) -> None:
        """One round: bare responses, then the page, again and again; every answer must be a good one."""
        for _ in range(WARM_UP):
            self.ask()
        server.forget_peaks()
        self.plain += [self.bare.get(BARE).wall_ms for _ in range(BARE_RUNS)]
        answers = [self.ask() for _ in range(self.page.runs)]
        bad = [answer.status for answer in answers if answer.status not in {200, 302}]
        if bad:
            raise RuntimeError(f"{self.page.name}: answered {bad[0]}")
        self.rounds.append(answers)
        self.peak_mib = max(self.peak_mib, server.peak_mib())

    def figure(self) -> Figure:
        """All its rounds as one line, and the quietest of them."""
        answers = [answer for one in self.rounds for answer in one]
        walls = sorted(answer.wall_ms for answer in answers)
        return Figure(
            name=self.page.name,
            median_ms=median(walls),
            quietest_ms=min(median(answer.wall_ms for answer in one) for one in self.rounds),
            p99_ms=walls[ceil(len(walls) * 0.99) - 1],
            cpu_ms=median(answer.cpu_ms for answer in answers),
            queries=answers[-1].queries,
            size=len(answers[-1].body),
            peak_mib=self.peak_mib,
            most_ms=self.page.most_ms,
            most_times=self.page.most_times,
            bare_ms=median(self.plain),
        )


def pages(server: Server, season: str) -> list[Figure]:
    """Every page of the table and the saving of a sheet, in rounds: a shared machine's pace changes within seconds."""
    bare = Browser(port=server.port)
    asked = [
        (OK, lambda: bare.get(BARE)),
        *((page, _opening(page, server.port, season)) for page in PAGES),
        (SAVING, _saving(server.port, season)),
    ]
    lines = [_Line(page=page, ask=ask, bare=bare) for page, ask in asked]
    for _ in range(ROUNDS):
        for line in lines:
            line.measure(server)
    return [line.figure() for line in lines]


def _opening(page: Page, port: int, season: str) -> Callable[[], Answer]:
    browser = _signed_in(port, page.email)
    path = season + page.path if page.path else open_sheet(browser, season)
    return lambda: browser.get(path)


def lists_by_turns(places: Sequence[tuple[Server, str]]) -> Sequence[Sequence[Answer]]:
    """The organizer's list of each server, one after another, again and again."""
    page = PAGES[0]
    browsers = [(_signed_in(server.port, page.email), season + page.path) for server, season in places]
    for _ in range(2 * WARM_UP):
        for browser, path in browsers:
            browser.get(path)
    rounds = [[browser.get(path) for browser, path in browsers] for _ in range(ROUNDS * page.runs)]
    return list(zip(*rounds, strict=True))


def _saving(port: int, season: str) -> Callable[[], Answer]:
    """One judge saves one sheet again and again, other marks each time; the opening before is not counted."""
    browser = _signed_in(port, SAVING.email)
    path = open_sheet(browser, season)
    turns = count(1)

    def save() -> Answer:
        page = browser.get(path).body
        return browser.post(path, {**changed_fields(page, next(turns)), "csrf_token": token(page)})

    return save


def _signed_in(port: int, email: str) -> Browser:
    browser = Browser(port=port)
    if email:
        browser.sign_in(email, PASSWORD)
    return browser
