"""Somebody at a browser who opens any page they find and sends any form on it, filled as people fill them.

Everything is drawn from one ``random.Random``, so that a walk is the same again from its seed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.pages import Page, Sheet
from tests.walk.agenda import Aim
from tests.walk.filling import Filling

LEFT_ALONE = frozenset({"accounts.sign_out", "accounts.change_password", "web.language", "web.asset", "storage.read"})
"""Doors out, and what tells nothing: who goes through one walks no further."""
RARE = frozenset(
    "accounts.disable accounts.revoke_role seasons.create seasons.drop_round seasons.drop_category"
    " blinding.start_again council.set_members".split()
)
"""What takes people or work away, leads elsewhere, or is there many times: now and then."""
ASIDE = ("accounts.", "notices.", "portal.")
"""Pages that are no part of the contest's way, and on every page linked."""
HOPS = 4
STALE = 0.05
TWICE = 0.06
STAY = 0.75
LOOK = 0.4
OLD_PAGES = 12
PER_VIEW = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what came back; ``fresh`` is a link that stood on the page just read."""

    who: str
    method: str
    address: str
    endpoint: str
    sent: MultiDict[str, str] | None
    answer: TestResponse
    fresh: bool = False

    def __str__(self) -> str:
        sent = f" {dict(self.sent.lists())}" if self.sent is not None else ""
        told = f" «{' '.join(Page(self.address, self.answer.text).said)}»" if self._is_page else ""
        return f"{self.who}: {self.method} {self.address}{sent} -> {self.answer.status_code}{told}"

    @property
    def _is_page(self) -> bool:
        return self.answer.mimetype == "text/html"


@dataclass(slots=True)
class Wanderer:
    """One person: what they may open next, and forms of pages that they left open."""

    who: str
    client: FlaskClient
    chance: random.Random
    home: str
    filling: Filling
    done: Counter[str]
    """How often each view was sent or opened, by everybody: what was done seldom is sought."""
    known: dict[str, list[str]] = field(default_factory=dict)
    kept: list[Sheet] = field(default_factory=list)

    def go(self, aim: Aim | None) -> Iterator[Step]:
        """Look for a form and send it; now and then an old one, or the same twice, and then look at what came."""
        self._know([self.home])
        address, page = self._begin(aim), Page("", "")
        for _hop in range(HOPS):
            opened = yield from self._open(address)
            page = _read(opened)
            sheets = self._sheets(page, aim)
            ways = [link for link in page.links if aim is None or self._view(link) in aim.pages]
            if not ways or (sheets and self.chance.random() < STAY):
                break
            address = self._pick(ways)
        if page.links and self.chance.random() < LOOK:
            yield from self._open(self.chance.choice(page.links), fresh=True)
        yield from self._act(page, aim)

    def _act(self, page: Page, aim: Aim | None) -> Iterator[Step]:
        sheets = self._sheets(page, aim)
        self.kept = [*self.kept, *sheets][-OLD_PAGES:]
        if self.kept and self.chance.random() < STALE:
            sheets = [self.chance.choice(self.kept)]
        if not sheets:
            return
        weights = [self._weight(self._view(one.action, "POST"), aim) for one in sheets]
        sheet = self.chance.choices(sheets, weights)[0]
        sent = self.filling.fill(sheet, page, careful=aim is not None)
        for _time in range(2 if self.chance.random() < TWICE else 1):
            step = self._ask("POST", sheet.action, sent)
            yield step
            if step.answer.location and _is_here(step.answer.location):
                yield from self._open(step.answer.location)

    def _begin(self, aim: Aim | None) -> str:
        """With an aim the nearest page that was seen before, else whatever was seen least."""
        near = [one for one in self.known if aim is None or one in aim.pages]
        return self._pick([self.chance.choice(self.known[one]) for one in near] or [self.home])

    def _sheets(self, page: Page, aim: Aim | None) -> list[Sheet]:
        views = ((sheet, self._view(sheet.action, "POST")) for sheet in page.sheets)
        found = [(sheet, view) for sheet, view in views if view and view not in LEFT_ALONE]
        return [sheet for sheet, view in found if aim is None or (view in aim.acts and not sheet.is_locked)]

    def _weight(self, view: str, aim: Aim | None) -> float:
        usual = 0.05 if view in RARE else 1.0
        return usual if aim else usual / (1 + self.done[f"POST {view}"])

    def _pick(self, links: Sequence[str]) -> str:
        views = [self._view(one) for one in links]
        weights = [(0.3 if one.startswith(ASIDE) else 1.0) / (1 + self.done[f"GET {one}"]) for one in views]
        return self.chance.choices(list(links), weights)[0]

    def _view(self, address: str, method: str = "GET") -> str:
        urls = self.client.application.url_map.bind("127.0.0.1")
        try:
            endpoint, _values = urls.match(urlsplit(address).path, method=method)
        except HTTPException:
            return ""
        return str(endpoint)

    def _know(self, links: Sequence[str]) -> None:
        for link in links:
            view = self._view(link)
            if view and view not in LEFT_ALONE:
                known = self.known.setdefault(view, [])
                self.known[view] = [*(one for one in known if one != link), link][-PER_VIEW:]

    def _open(self, address: str, *, fresh: bool = False) -> Generator[Step, None, Step]:
        step = self._ask("GET", address, None, fresh=fresh)
        yield step
        where = step.answer.location
        for _turn in range(HOPS):
            if not where or not _is_here(where) or self._view(where) in LEFT_ALONE:
                break
            step = self._ask("GET", where, None, fresh=fresh)
            yield step
            where = step.answer.location
        self._know(_read(step).links)
        return step

    def _ask(self, method: str, address: str, sent: MultiDict[str, str] | None, *, fresh: bool = False) -> Step:
        view = self._view(address, method)
        self.done[f"{method} {view}"] += 1
        try:
            answer = self.client.open(address, method=method, data=sent)
        except Exception as error:
            error.add_note(f"{self.who}: {method} {address} {sent and dict(sent.lists())}")
            raise
        answer.get_data()
        answer.close()
        return Step(self.who, method, address, view, sent, answer, fresh)


def _is_here(address: str) -> bool:
    return not urlsplit(address).netloc


def _read(step: Step) -> Page:
    whole = step.answer.mimetype == "text/html" and step.answer.status_code == 200
    return Page(step.address, step.answer.text if whole else "")
