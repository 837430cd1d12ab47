"""Judges at their desks: opening and saving sheets, alone and sixteen at once."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass

from bench.client import Browser, token
from bench.season import PASSWORD

_LINK = re.compile(r'href="([^"]*/cham/vong-1/[2-9A-Z]{4})"')
_FIELD = re.compile(r'<(?:input|textarea)[^>]*name="([^"]+)"[^>]*>')
_MOST = re.compile(r'data-max="([0-9.]+)"')
_VALUE = re.compile(r'value="([^"]*)"')
JUDGES_AT_ONCE = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Rush:
    """Many judges at once: pairs of GET and POST per second, and every answer that was not as it should be."""

    pairs: int
    seconds: float
    bad: list[int]

    @property
    def per_second(self) -> float:
        """Pairs per second."""
        return self.pairs / self.seconds


def open_sheet(browser: Browser, season: str) -> str:
    """The address of a work that this judge has still to mark."""
    queue = browser.get(f"{season}/cham/vong-1").body.decode()
    for row in queue.split("<tr>"):
        found = _LINK.search(row)
        if found and "Chưa chấm" in row:
            return found.group(1)
    for row in queue.split("<tr>"):
        found = _LINK.search(row)
        if found and "Đang chấm dở" in row:
            return found.group(1)
    raise RuntimeError("the judge has nothing left to mark")


def changed_fields(page: bytes, turn: int) -> dict[str, str]:
    """The sheet's fields as the page has them, with other marks for each turn."""
    text = page.decode()
    form = text[text.index('id="phieu"') :]
    fields = {"action": "save"}
    for match in _FIELD.finditer(form):
        name = match.group(1)
        if name == "version":
            value = _VALUE.search(match.group(0))
            fields[name] = value.group(1) if value else ""
        elif "data-mark" in match.group(0):
            most = _MOST.search(match.group(0))
            fields[name] = str(turn % int(float(most.group(1)) if most else 1))
        elif name.startswith("comment"):
            fields[name] = f"Nhận xét lần {turn}"
    return fields


def rush(port: int, season: str, seconds: float) -> Rush:
    """Sixteen judges open a sheet and save it, again and again, for a bounded time."""
    browsers = []
    for number in range(1, JUDGES_AT_ONCE + 1):
        browser = Browser(port=port)
        browser.sign_in(f"giamkhao{number}@demo.test", PASSWORD)
        browsers.append((browser, open_sheet(browser, season)))
    counts = [0] * len(browsers)
    bad: list[int] = []
    begin = threading.Barrier(len(browsers) + 1)
    end = [0.0]

    def work(place: int) -> None:
        browser, path = browsers[place]
        begin.wait()
        while time.perf_counter() < end[0]:
            page = browser.get(path)
            answer = browser.post(path, {**changed_fields(page.body, counts[place]), "csrf_token": token(page.body)})
            counts[place] += 1
            bad.extend(status for status in (page.status, answer.status) if status not in {200, 302})

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(browsers))]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + seconds
    begun = time.perf_counter()
    begin.wait()
    for thread in threads:
        thread.join()
    return Rush(pairs=sum(counts), seconds=time.perf_counter() - begun, bad=bad)
