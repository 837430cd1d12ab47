"""A real server as ``contest run`` starts it, that a test kills and starts again, and people who speak to it."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from contest.accounts.models import Person
from contest.serve import ALLOCATOR, web_command
from tests.ports import free_port

SECRET = "a-secret-for-tests-only"
CSRF = "0" * 40


@dataclass(kw_only=True)
class Server:
    """Gunicorn with two workers over a database that outlives it. ``fault`` names a broken variant, see ``broken``."""

    url: str
    folder: Path
    fault: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        if not self.port:
            self.port = free_port()
        command = web_command("127.0.0.1", str(self.port), 2)
        if self.fault:
            command[-1] = "tests.faults.broken:app"
        environment = {
            **os.environ,
            **ALLOCATOR,
            "SECRET_KEY": SECRET,
            "CONTEST_INSTANCE": str(self.folder),
            "DATABASE_URL": self.url,
            "PORT": str(self.port),
            "CONTEST_RATE_LIMITS": "0",
            "FAULT": self.fault,
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=log)
        for _try in range(900):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Client(port=self.port).get("/suc-khoe").status == http.client.OK:
                    return
            time.sleep(0.1)
        raise TimeoutError

    def kill_a_worker(self) -> None:
        """End one of the two at once; the server starts another."""
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            random.choice(psutil.Process(self.process.pid).children()).kill()  # noqa: S311 - chance, not secrecy

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: str
    location: str


class Stopped(Exception):
    """Told to stop while an answer was still to come: nobody knows whether the act was done."""


@dataclass(kw_only=True)
class Client:
    """One browser; a request whose answer never came is asked again, and counted."""

    port: int
    cookie: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    interrupted: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Load a page, once."""
        return self._once("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, once."""
        return self._once("POST", path, urlencode({**fields, "csrf_token": form_token()}).encode())

    def insist(self, path: str, fields: dict[str, str]) -> Answer:
        """Send the same form until there is an answer, as a person does who sees none. Errors: Stopped."""
        while not self.stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.post(path, fields)
                if answer.status != http.client.SERVICE_UNAVAILABLE:
                    return answer
            self.interrupted += 1
            time.sleep(0.05)
        raise Stopped

    def _once(self, method: str, path: str, body: bytes | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", **self.headers}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read().decode()
            return Answer(status=answer.status, body=content, location=answer.headers.get("Location", ""))
        finally:
            connection.close()


def client_of(server: Server, person: Person, stop: threading.Event | None = None) -> Client:
    """A browser in which a person is signed in; its scripts ask, so answers are JSON where there are such."""
    app = Flask("contest")
    app.secret_key = SECRET
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    kept = {"_user_id": f"{person.id}:{person.session_epoch}", "_fresh": True, "csrf_token": CSRF}
    return Client(
        port=server.port,
        cookie=f"contest={serializer.dumps(kept)}",
        stop=stop or threading.Event(),
        headers={"Accept": "application/json"},
    )


def form_token() -> str:
    """What a page of ours would have in its forms."""
    return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF))
