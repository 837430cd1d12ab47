"""What the page's script does, step by step, so that a test can stop between any two of them."""

from __future__ import annotations

import io
import random
import struct
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.seasons.models import Category, Season
from contest.submissions.models import Entry
from contest.submissions.uploads.types import PART_SIZE
from tests.storage.http import ask


def wav_of(size: int, seed: int = 1) -> bytes:
    """A true sound file of exactly ``size`` bytes, of noise that no compression shrinks."""
    data = size - 44
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size - 8, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", data
    )
    return header + random.Random(seed).randbytes(data)  # noqa: S311  no secret


@dataclass(kw_only=True, slots=True)
class Browser:
    """One tab of the entry's page."""

    client: FlaskClient
    base: str
    season: Season
    category: Category
    entry: Entry
    token: str = "no-token-in-tests"

    def announce(self, content: bytes, name: str = "phat-thanh.wav", **more: Any) -> TestResponse:
        """Tell the server of a file."""
        said = {"name": name, "size": len(content), "purpose": "work", **more}
        return self.client.post(f"{self.base}/", json=said, headers={"Accept": "application/json"})

    def begin(self, content: bytes, name: str = "phat-thanh.wav", **more: Any) -> str:
        """Tell the server of a file and take its id."""
        answer = self.announce(content, name, **more)
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json["key"])  # type: ignore[index]  # a JSON object

    def address_of(self, file: str, number: int) -> str:
        """Ask for the address of a part."""
        answer = self.client.get(f"{self.base}/{self.token}/s3/multipart/{file}/{number}")
        assert answer.status_code == 200, answer.text
        return str(answer.json["url"])  # type: ignore[index]

    def send(self, file: str, content: bytes, number: int) -> int:
        """Send one part to its address; the status."""
        start = (number - 1) * PART_SIZE
        body = content[start : start + PART_SIZE]
        address = self.address_of(file, number)
        if address.startswith("/"):
            return self.client.put(address, input_stream=io.BytesIO(body), content_length=len(body)).status_code
        return ask("PUT", address, body=body).status

    def held(self, file: str) -> list[int]:
        """Numbers of the parts that the store holds."""
        answer = self.client.get(f"{self.base}/{self.token}/s3/multipart/{file}")
        assert answer.status_code == 200, answer.text
        return [part["PartNumber"] for part in answer.json]  # type: ignore[union-attr]

    def complete(self, file: str) -> TestResponse:
        """Say that all parts are sent."""
        return self.client.post(f"{self.base}/{self.token}/s3/multipart/{file}/complete", json={"parts": []})

    def status(self, file: str) -> dict[str, Any]:
        """Where the file stands."""
        answer = self.client.get(f"{self.base}/{file}", headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    def upload(self, content: bytes, name: str = "phat-thanh.wav", **more: Any) -> str:
        """The whole way; the file's id."""
        file = self.begin(content, name, **more)
        for number in range(1, -(-len(content) // PART_SIZE) + 1):
            assert self.send(file, content, number) == 200
        assert self.complete(file).status_code == 200
        return file
