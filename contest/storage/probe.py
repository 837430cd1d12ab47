"""Proving a store's configuration by a real round trip, and saying in words what is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Protocol

from contest.errors import ContestError
from contest.storage.errors import ObjectMissing, StoreRefused, StoreUnavailable
from contest.storage.types import FileStore, UploadPlan, new_key, sha256_of

_SOON = timedelta(minutes=5)
_SKEW = timedelta(minutes=5)
_MIB = 1024 * 1024
_PAGE = b"<h1>0123456789</h1>"

# What an S3 store says, in words an operator can act on.
_REASONS: Mapping[str, str] = {
    "NoSuchBucket": "không có thùng chứa (bucket) mang tên này; hãy tạo nó hoặc sửa S3_BUCKET",
    "InvalidAccessKeyId": "khóa truy cập không đúng; hãy sửa S3_ACCESS_KEY",
    "SignatureDoesNotMatch": "khóa bí mật hoặc vùng không đúng; hãy sửa S3_SECRET_KEY hoặc S3_REGION",
    "AccessDenied": "khóa này không có quyền trên thùng chứa; hãy cấp quyền đọc, ghi, xóa và tải nhiều phần",
    "403": "khóa không đúng hoặc không có quyền trên thùng chứa",
    "RequestTimeTooSkewed": "đồng hồ máy này lệch với đồng hồ kho tệp; hãy chỉnh giờ cả hai máy",
    "AuthorizationHeaderMalformed": "vùng không đúng; hãy sửa S3_REGION",
    "PermanentRedirect": "thùng chứa ở vùng khác; hãy sửa S3_REGION và S3_ENDPOINT",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpAnswer:
    """What came back for one request; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """A plain HTTP client: for S3 the network, for the folder the application itself."""

    def __call__(self, method: str, address: str, *, body: bytes | None, headers: Mapping[str, str]) -> HttpAnswer: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that was tried; ``problem`` is empty when it worked."""

    name: str
    problem: str = ""


class _Wrong(Exception):
    """A step did not do what it should; the message says how to mend it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


def check_store(store: FileStore, http: Http, *, page_origin: str) -> Iterator[Step]:
    """Try each ability in turn; stops at the first that fails, because the next ones need it."""
    trip = _Trip(store=store, http=http, page_origin=page_origin)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("Ghi một tệp nhỏ", trip.put),
        ("Đọc một khoảng byte qua liên kết tạm", trip.read_range),
        ("Đồng hồ hai bên khớp nhau", trip.compare_clocks),
        ("Nội dung chạy được không bao giờ mở như trang web", trip.serve_active),
        ("Tải lên nhiều phần qua liên kết tạm", trip.upload),
        ("Trình duyệt được phép gửi thẳng tới kho (CORS)", trip.preflight),
        ("Xóa tệp", trip.delete),
    ]
    try:
        for name, act in steps:
            problem = _tried(act)
            yield Step(name=name, problem=problem)
            if problem:
                return
    finally:
        trip.tidy()


def explain(error: ContestError) -> str:
    """Why the store said no, for an operator."""
    if isinstance(error, StoreRefused):
        return _REASONS.get(error.code, error.code) or str(error.message)
    if isinstance(error, StoreUnavailable):
        return f"không nối được tới kho tệp: {error.__cause__ or ''}"
    return str(error.message)


def _tried(act: Callable[[], None]) -> str:
    try:
        act()
    except _Wrong as wrong:
        return wrong.words
    except ContestError as error:
        return explain(error)
    except OSError as error:
        return f"không nối được tới kho tệp: {error}"
    return ""


class _Trip:
    """One round trip with two objects of its own."""

    def __init__(self, *, store: FileStore, http: Http, page_origin: str) -> None:
        self._store = store
        self._http = http
        self._page_origin = page_origin
        self._key, self._large = new_key(), new_key()
        self._date = ""

    def put(self) -> None:
        """Store a small object."""
        facts = self._store.put(self._key, io.BytesIO(_PAGE), content_type="text/html")
        _demand(facts.size == len(_PAGE), "kho tệp nhận sai số byte")

    def read_range(self) -> None:
        """Read a range through a link."""
        address = self._store.link(self._key, download_as="thu.txt", content_type="text/plain", expires_in=_SOON)
        answer = self._http("GET", address, body=None, headers={"Range": "bytes=4-13"})
        self._date = answer.headers.get("date", "")
        _demand(
            answer.status == HTTPStatus.PARTIAL_CONTENT and answer.body == b"0123456789",
            f"kho tệp trả lời {answer.status} thay vì đúng khoảng byte; video sẽ không tua được",
        )

    def compare_clocks(self) -> None:
        """A signed link is worth nothing to a store that lives at another time."""
        if self._date:
            apart = abs(parsedate_to_datetime(self._date) - datetime.now(UTC))
            _demand(
                apart < _SKEW,
                f"đồng hồ lệch {int(apart.total_seconds() // 60)} phút; hãy chỉnh giờ cả hai máy",
            )

    def serve_active(self) -> None:
        """A web page that somebody stored must come as a download without a type."""
        address = self._store.link(self._key, download_as="thu.html", content_type="text/html", expires_in=_SOON)
        answer = self._http("GET", address, body=None, headers={})
        safe = answer.headers.get("content-type") == "application/octet-stream"
        saved = answer.headers.get("content-disposition", "").startswith("attachment")
        _demand(safe and saved, "kho tệp bỏ qua kiểu và cách mở ghi trong liên kết tạm")

    def upload(self) -> None:
        """Send two parts to their links and complete them."""
        content = bytes(range(256)) * (5 * _MIB // 256) + b"tail"
        plan = UploadPlan(size=len(content), part_size=5 * _MIB)
        upload = self._store.begin_upload(self._large, plan, content_type="video/mp4")
        for number in (1, 2):
            address = self._store.part_link(self._large, upload, plan, number=number, expires_in=_SOON)
            start = (number - 1) * plan.part_size
            answer = self._http("PUT", address, body=content[start : start + plan.part_size], headers={})
            _demand(
                answer.status == HTTPStatus.OK,
                f"kho tệp trả lời {answer.status} cho một phần gửi qua liên kết tạm",
            )
        parts = self._store.list_parts(self._large, upload)
        _demand(not plan.missing(parts), "kho tệp không liệt kê đủ các phần đã nhận")
        self._store.complete_upload(self._large, upload, parts)
        with self._store.open(self._large) as stream:
            same = sha256_of(stream) == sha256(content).hexdigest()
        _demand(same, "tệp ghép từ các phần khác với tệp đã gửi")

    def preflight(self) -> None:
        """Ask as a browser on our pages asks before it sends a part to another origin."""
        if not self._store.origin:
            return
        plan = UploadPlan(size=4, part_size=5 * _MIB)
        upload = self._store.begin_upload(self._large, plan, content_type="video/mp4")
        try:
            address = self._store.part_link(self._large, upload, plan, number=1, expires_in=_SOON)
            asked = {"Origin": self._page_origin, "Access-Control-Request-Method": "PUT"}
            allowed = self._http("OPTIONS", address, body=None, headers=asked)
            _demand(
                allowed.headers.get("access-control-allow-origin") in {"*", self._page_origin},
                f"CORS chưa cho phép PUT từ {self._page_origin}; xem docs/operations/storage.md",
            )
            sent = self._http("PUT", address, body=b"part", headers={"Origin": self._page_origin})
            exposed = sent.headers.get("access-control-expose-headers", "").lower()
            _demand("etag" in exposed or exposed == "*", "CORS chưa cho trang web đọc ETag (ExposeHeaders)")
        finally:
            self._store.abort_upload(self._large, upload)

    def delete(self) -> None:
        """Remove both; what is left behind would be paid for."""
        for key in (self._key, self._large):
            self._store.delete(key)
            _demand(not self._store.exists(key), "tệp vẫn còn sau khi xóa")

    def tidy(self) -> None:
        """After a failure too, leave nothing behind."""
        for key in (self._key, self._large):
            try:
                self._store.delete(key)
            except (StoreUnavailable, StoreRefused, ObjectMissing):
                return


def _demand(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as «demand that …»
    if not condition:
        raise _Wrong(otherwise)
