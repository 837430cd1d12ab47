"""Each page alone on an idle server: median, p99, CPU, queries, and the multiple of a bare response."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.client import Answer, Browser, token
from bench.report import Figure
from bench.season import PASSWORD, QUEUE_JUDGE
from bench.server import Server
from bench.sheets import changed_fields, open_sheet

WARM_UP = 5
BARE_RUNS = 60
BARE = "/tron/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, who opens it, how often it is asked, and the most it may take (milliseconds, multiples)."""

    name: str
    email: str
    path: str
    runs: int
    most_ms: float
    most_times: float | None


PAGES: Sequence[Page] = (
    Page(
        name="organizer's list, 50 rows",
        email="bantochuc@demo.test",
        path="/ho-so/",
        runs=100,
        most_ms=12,
        most_times=40,
    ),
    Page(
        name="judge's queue, 200 works",
        email=QUEUE_JUDGE,
        path="/cham/vong-1",
        runs=100,
        most_ms=14,
        most_times=50,
    ),
    Page(name="judge's page with rubric", email="giamkhao1@demo.test", path="", runs=150, most_ms=6, most_times=20),
    Page(
        name="ranking with criteria",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1",
        runs=25,
        most_ms=60,
        most_times=230,
    ),
    Page(name="public page of one work", email="", path="/tac-pham/tac-pham-do", runs=150, most_ms=4, most_times=15),
    Page(
        name="export of sheets, CSV",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1/tong-hop.csv",
        runs=8,
        most_ms=400,
        most_times=None,
    ),
    Page(
        name="export of sheets, XLSX",
        email="chutich@demo.test",
        path="/ket-qua-cham/vong-1/tong-hop.xlsx",
        runs=5,
        most_ms=2000,
        most_times=None,
    ),
)


def pages(server: Server, season: str) -> list[Figure]:
    """Every page of the table, then the saving of a sheet."""
    port = server.port
    bare = Browser(port=port)
    figures = [measure(server, "bare Flask response", bare, lambda: bare.get(BARE), 200, 0, None)]
    for page in PAGES:
        browser = _signed_in(port, page.email)
        path = season + page.path if page.path else open_sheet(browser, season)
        figures.append(
            measure(
                server,
                page.name,
                bare,
                lambda b=browser, p=path: b.get(p),  # type: ignore[misc]  # defaults bind the loop's values
                page.runs,
                page.most_ms,
                page.most_times,
            )
        )
    figures.append(_saving(server, season, bare))
    return figures


def lists_by_turns(places: Sequence[tuple[Server, str]]) -> Sequence[Sequence[Answer]]:
    """The organizer's list of each server, one after another, again and again."""
    page = PAGES[0]
    browsers = [(_signed_in(server.port, page.email), season + page.path) for server, season in places]
    for _ in range(2 * WARM_UP):
        for browser, path in browsers:
            browser.get(path)
    rounds = [[browser.get(path) for browser, path in browsers] for _ in range(page.runs)]
    return list(zip(*rounds, strict=True))


def measure(  # noqa: PLR0917 - a line of the table
    server: Server,
    name: str,
    bare: Browser,
    ask: Callable[[], Answer],
    runs: int,
    most_ms: float,
    most_times: float | None,
) -> Figure:
    """Ask for bare responses, then for the page, again and again; every answer must be a good one."""
    for _ in range(WARM_UP):
        ask()
    server.forget_peaks()
    plain = [bare.get(BARE).wall_ms for _ in range(BARE_RUNS)]
    answers = [ask() for _ in range(runs)]
    bad = [answer.status for answer in answers if answer.status not in {200, 302}]
    if bad:
        raise RuntimeError(f"{name}: answered {bad[0]}")
    walls = sorted(answer.wall_ms for answer in answers)
    cpus = sorted(answer.cpu_ms for answer in answers)
    return Figure(
        name=name,
        median_ms=walls[len(walls) // 2],
        p99_ms=walls[int(len(walls) * 0.99) - 1] if len(walls) > 1 else walls[0],
        cpu_ms=cpus[len(cpus) // 2],
        queries=answers[-1].queries,
        size=len(answers[-1].body),
        peak_mib=server.peak_mib(),
        most_ms=most_ms,
        most_times=most_times,
        bare_ms=median(plain),
    )


def _saving(server: Server, season: str, bare: Browser) -> Figure:
    """One judge saves one sheet again and again, other marks each time."""
    browser = _signed_in(server.port, "giamkhao2@demo.test")
    path = open_sheet(browser, season)
    page = browser.get(path)
    state = {"turn": 0, "page": page}

    def save() -> Answer:
        state["turn"] = int(str(state["turn"])) + 1
        fields = changed_fields(browser.get(path).body, int(str(state["turn"])))
        return browser.post(path, {**fields, "csrf_token": token(page.body)})

    return measure(server, "saving a score sheet", bare, save, 100, 6, 25)


def _signed_in(port: int, email: str) -> Browser:
    browser = Browser(port=port)
    if email:
        browser.sign_in(email, PASSWORD)
    return browser
