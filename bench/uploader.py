"""A journalist's browser without the browser, for measuring: the steps of the page's script (assets/js/uploads).

Stretches of eight parts, each part by its own address and one after another; to a store of its own several stretches
side by side as soon as the line is known to be fast.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import IO
from urllib.parse import urlsplit

from contest.storage.types import UploadPlan
from contest.submissions.uploads.types import plan_for

_PATIENCE = 120
"""Seconds for an answer, and for a busy server to take a part."""

_STRETCH = 8


@dataclass(kw_only=True)
class Uploader:
    """One journalist's browser: a cookie, a token, one connection to each place."""

    port: int
    cookie: str
    base: str
    page: str
    token: str = ""
    connections: dict[str, http.client.HTTPConnection] = field(default_factory=dict)
    refused: int = 0
    """Parts that were asked to come again (503)."""

    def upload(self, name: str, source: Path, size: int) -> str:
        """Send a file; the id of its row."""
        said = {"name": name, "size": size, "purpose": "work", "fingerprint": hashlib.sha256(name.encode()).hexdigest()}
        begun = json.loads(self.ask("POST", f"{self.base}/", json.dumps(said).encode(), token=self.token))
        file, plan = str(begun["key"]), plan_for(size)
        waiting = deque(range(1, plan.count + 1, _STRETCH))
        lanes = [replace(self, connections={}, refused=0) for _lane in range(int(begun["lanes"]))]
        known = Event()
        with ThreadPoolExecutor(len(lanes)) as pool:
            sent = [pool.submit(lanes[0].send_stretches, file, waiting, source, plan, known)]
            known.wait()
            sent += [pool.submit(lane.send_stretches, file, waiting, source, plan, known) for lane in lanes[1:]]
        for lane in sent:
            lane.result()
        self.refused += sum(lane.refused for lane in lanes)
        self.ask("POST", f"{self._relay}/{file}/complete", b"{}")
        return file

    def send_stretches(self, file: str, waiting: deque[int], source: Path, plan: UploadPlan, known: Event) -> None:
        """Send stretches, by the numbers of their first parts, until none waits.

        ``known`` is set with the first part: the page knows then how fast the line is.
        """
        try:
            with source.open("rb") as content:
                while waiting:
                    self._send_stretch(file, waiting.popleft(), content, plan, known)
        finally:
            known.set()

    def _send_stretch(self, file: str, first: int, content: IO[bytes], plan: UploadPlan, known: Event) -> None:
        name = f"{file}.{first}.{min(_STRETCH, plan.count - first + 1)}"
        self.ask("POST", self._relay, json.dumps({"filename": name}).encode())
        for number in range(first, min(first + _STRETCH, plan.count + 1)):
            address = json.loads(self.ask("GET", f"{self._relay}/{name}/{number - first + 1}", None))["url"]
            content.seek((number - 1) * plan.part_size)
            self.ask("PUT", address, content.read(plan.size_of(number)))
            known.set()
        self.ask("POST", f"{self._relay}/{name}/complete", b"{}")

    @property
    def _relay(self) -> str:
        return f"{self.base}/{self.token}/s3/multipart"

    def ask(self, method: str, address: str, body: bytes | None, *, token: str = "") -> bytes:
        """One request; a busy server is asked again, as the page does."""
        pause = 0.5
        begun = time.monotonic()
        while True:
            try:
                status, content = self._once(method, address, body, token)
            except (OSError, http.client.HTTPException):
                status, content = 503, b""
            if status in {200, 201}:
                return content
            if status != http.client.SERVICE_UNAVAILABLE or time.monotonic() - begun > _PATIENCE:
                raise RuntimeError(f"{method} {address[:120]} answered {status}: {content[:300]!r}")
            self.refused += 1
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            pause = min(pause * 2, 5)

    def _once(self, method: str, address: str, body: bytes | None, token: str) -> tuple[int, bytes]:
        parts = urlsplit(address)
        place = parts.netloc or f"127.0.0.1:{self.port}"
        connection = self.connections.setdefault(place, http.client.HTTPConnection(place, timeout=_PATIENCE))
        headers = {} if parts.netloc else {"Cookie": self.cookie, "Accept": "application/json", "X-CSRFToken": token}
        if body is not None and not parts.netloc and method == "POST":
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            connection.close()
            raise
