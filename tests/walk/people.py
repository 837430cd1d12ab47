"""Somebody at a browser who opens any page they find and sends any form on it, filled as people fill them.

Everything is drawn from one ``random.Random``, so that a walk is the same again from its seed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

LEFT_ALONE = ("/dang-xuat", "/ngon-ngu", "/giao-dien", "/xoa-tai-khoan", "/dong-tai-khoan", "/dang-nhap", "/mat-khau")
"""Doors out: who goes through one walks no further."""
SELDOM = ("/mua-giai", "/tham-gia", "/tai-khoan", "/don-vi", "/nguoi", "/soan-the-le", "/bo", "/xoa", "/rut", "/moi")
"""What leads away from the contest, or undoes what brings it on; drawn as often as ``OFTEN`` the less."""
MAINLY = ("/tham-dinh", "/roc-phach", "/hoi-dong", "/cham", "/ket-qua-cham")
OFTEN = 12
REASON = "Hội đồng họp và thống nhất như vậy, ghi vào biên bản."
STALE = 0.06
TWICE = 0.06
EMPTY = 0.05
USUAL = 0.7
OLD_PAGES = 12


@dataclass(slots=True)
class Field:
    """One field of a form: what it holds, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    largest: str = ""


@dataclass(slots=True)
class Sheet:
    """One form: where it goes, its fields, and its buttons with a name."""

    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    """Links and posted forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.sheets: list[Sheet] = []
        self._open: Sheet | None = None
        self._area: Field | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self._link(given["href"])
        elif tag == "form":
            posted = given.get("method", "get").lower() == "post"
            self._open = Sheet(urljoin(self.address, given.get("action") or self.address)) if posted else None
            if self._open:
                self.sheets.append(self._open)
        elif self._open and tag == "button" and given.get("name"):
            self._open.buttons.append((given["name"], given.get("value", "")))
        elif self._open and tag in {"input", "textarea", "select"} and given.get("name"):
            self._field(self._open, tag, given)
        elif tag == "option" and self._select:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")

    def _link(self, href: str) -> None:
        target = urlsplit(urljoin(self.address, href))
        if not target.netloc and target.path:
            self.links.append(target.path + (f"?{target.query}" if target.query else ""))

    def _field(self, sheet: Sheet, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        known = next((one for one in sheet.fields if one.name == given["name"] and one.kind == kind), None)
        if known and kind in {"radio", "checkbox"}:
            known.choices.append(given.get("value", "on"))
            return
        made = Field(given["name"], kind, given.get("value", ""), largest=given.get("max", ""))
        if kind in {"radio", "checkbox"}:
            made.choices = [given.get("value", "on")]
        sheet.fields.append(made)
        self._area = made if tag == "textarea" else None
        self._select = made if tag == "select" else None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what came back."""

    who: str
    method: str
    address: str
    sent: MultiDict[str, str] | None
    answer: TestResponse

    def __str__(self) -> str:
        sent = f" {dict(self.sent.lists())}" if self.sent is not None else ""
        return f"{self.who}: {self.method} {self.address}{sent} -> {self.answer.status_code}"


@dataclass(slots=True)
class Wanderer:
    """One person: what they may open next, and forms of pages that they left open."""

    who: str
    client: FlaskClient
    chance: random.Random
    home: str
    known: list[str] = field(default_factory=list)
    kept: list[Sheet] = field(default_factory=list)

    def go(self) -> list[Step]:
        """Open a page; then mostly send one of its forms, now and then an old one, or the same twice."""
        opened = self._open(self._pick([self.home, *self.known]))
        page = _read(opened)
        self.known += [link for link in page.links if _may_open(link)]
        self.known = list(dict.fromkeys(self.known))[-200:]
        sheets = [sheet for sheet in page.sheets if _may_open(sheet.action)]
        self.kept = [*self.kept, *sheets][-OLD_PAGES:]
        if self.kept and self.chance.random() < STALE:
            sheets = [self.chance.choice(self.kept)]
        if not sheets:
            return [opened]
        wanted = self._pick([sheet.action for sheet in sheets])
        sheet = self.chance.choice([one for one in sheets if one.action == wanted])
        sent = self._filled(sheet)
        times = 2 if self.chance.random() < TWICE else 1
        return [opened, *(self._send(sheet.action, sent) for _time in range(times))]

    def _pick(self, addresses: Sequence[str]) -> str:
        """One of them, mostly where the contest is carried on."""
        weights = [_weight(address) for address in addresses]
        return self.chance.choices(list(addresses), weights)[0]

    def _open(self, address: str) -> Step:
        answer = self.client.get(address)
        answer.get_data()
        answer.close()
        if answer.location and answer.location != address and _is_here(answer.location):
            return self._open(answer.location)
        return Step(self.who, "GET", address, None, answer)

    def _send(self, address: str, sent: MultiDict[str, str]) -> Step:
        answer = self.client.post(address, data=sent)
        answer.get_data()
        answer.close()
        if answer.location and _is_here(answer.location):
            self.known.append(answer.location)
        return Step(self.who, "POST", address, sent, answer)

    def _filled(self, sheet: Sheet) -> MultiDict[str, str]:
        sent: MultiDict[str, str] = MultiDict()
        for one in sheet.fields:
            if one.kind == "file":
                continue
            for value in self._values(one):
                sent.add(one.name, value)
        if sheet.buttons:
            sent.add(*self.chance.choice(sheet.buttons))
        return sent

    def _values(self, one: Field) -> Sequence[str]:
        if one.kind == "hidden":
            return [one.value]
        if self.chance.random() < EMPTY:
            return []
        return self._chosen(one) if one.choices else [self._typed(one)]

    def _chosen(self, one: Field) -> Sequence[str]:
        if one.kind == "checkbox":
            return [choice for choice in one.choices if self.chance.random() < USUAL]
        usual = one.value if one.kind == "select" else one.choices[0]
        return [usual if usual and self.chance.random() < USUAL else self.chance.choice(one.choices)]

    def _typed(self, one: Field) -> str:
        if one.kind in {"date", "datetime-local", "time", "email", "url", "tel"}:
            return one.value
        if one.value and self.chance.random() < USUAL:
            return one.value
        if one.kind == "number" or one.largest:
            return str(self.chance.randint(0, int(float(one.largest or 20))))
        return REASON


def _is_here(address: str) -> bool:
    return not urlsplit(address).netloc


def _weight(address: str) -> float:
    seldom, mainly = (any(part in address for part in parts) for parts in (SELDOM, MAINLY))
    return (1.0 if seldom else OFTEN) * (OFTEN if mainly else 1.0)


def _may_open(address: str) -> bool:
    return not any(door in address for door in LEFT_ALONE)


def _read(step: Step) -> _Page:
    page = _Page(step.address)
    if step.answer.mimetype == "text/html" and step.answer.status_code == 200:
        page.feed(step.answer.text)
    return page
