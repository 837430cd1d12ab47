"""What both stores promise, said once and run against each."""

from __future__ import annotations

import gc
import hashlib
import io
import time
import warnings
import zipfile
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import IO

import pytest

from contest.storage.errors import ObjectMissing, PartRefused, PartsMissing, StoreUnavailable, UploadGone
from contest.storage.types import (
    FileStore,
    ObjectKey,
    PendingUpload,
    StoredPart,
    UploadPlan,
    new_key,
    sha256_of,
)
from tests.storage.http import ask
from tests.storage.parts import MIB, PART, SOON, begin, bytes_of, send


class Endless(io.RawIOBase):
    """A body that breaks off in the middle."""

    def __init__(self, good: int) -> None:
        self.left = good

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self.left <= 0:
            message = "the line is gone"
            raise ConnectionResetError(message)
        taken = min(self.left, size)
        self.left -= taken
        return b"x" * taken


def test_an_object_comes_back_as_it_was_put(store: FileStore) -> None:
    key, content = new_key(), bytes_of(3 * MIB)
    facts = store.put(key, io.BytesIO(content), content_type="image/jpeg")
    with store.open(key) as stream:
        assert stream.read() == content
    assert facts.size == store.size(key) == len(content)
    assert store.exists(key)
    assert abs(facts.modified_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_empty_object_is_an_object(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b""), content_type="text/plain")
    with store.open(key) as stream:
        assert stream.read() == b""
    assert store.size(key) == 0


def test_a_body_larger_than_one_transfer_part_is_put_whole(store: FileStore) -> None:
    key, content = new_key(), bytes_of(40 * MIB)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    with store.open(key) as stream:
        assert sha256_of(stream) == hashlib.sha256(content).hexdigest()


def test_a_second_put_replaces_the_whole(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"the first, longer"), content_type="text/plain")
    store.put(key, io.BytesIO(b"second"), content_type="text/plain")
    with store.open(key) as stream:
        assert stream.read() == b"second"


def test_a_body_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    key = new_key()
    body: IO[bytes] = Endless(2 * MIB)  # type: ignore[assignment]  # reads like one
    with warnings.catch_warnings():
        # The client below drops its connection in the middle of a request; the collector closes it.
        warnings.simplefilter("ignore", ResourceWarning)
        with pytest.raises((ConnectionResetError, StoreUnavailable)):
            store.put(key, body, content_type="video/mp4")
        gc.collect()
    assert not store.exists(key)


def test_a_stream_is_seekable_and_starts_where_asked(store: FileStore) -> None:
    key, content = new_key(), bytes_of(2 * MIB)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    with store.open(key, start=MIB) as stream:
        assert stream.read(5) == content[MIB : MIB + 5]
        assert stream.seek(10) == 10
        assert stream.read(7) == content[10:17]
        assert stream.seek(-4, io.SEEK_END) == len(content) - 4
        assert stream.read() == content[-4:]


def test_a_zip_can_be_read_in_place(store: FileStore) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>Vì người nghèo</w:t>")
    key = new_key()
    store.put(key, io.BytesIO(packed.getvalue()), content_type="application/zip")
    with store.open(key) as stream, zipfile.ZipFile(stream) as archive:
        assert "người nghèo" in archive.read("word/document.xml").decode()


def test_an_object_is_lent_as_a_file(store: FileStore) -> None:
    key, content = new_key(), bytes_of(MIB)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    with store.local_file(key) as path:
        assert path.read_bytes() == content
    with pytest.raises(ObjectMissing), store.local_file(new_key()):
        pass


def test_links_lead_to_the_stated_origin(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"x"), content_type="text/plain")
    assert link(store, key, "text/plain", "txt").startswith(store.origin)


def test_what_is_not_there_is_missing(store: FileStore) -> None:
    key = new_key()
    assert not store.exists(key)
    for question in (store.facts, store.size, store.open):
        with pytest.raises(ObjectMissing):
            question(key)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 10_000, "a\0b", "\u202e" + "a" * 32, "A" * 32, "bài"])
def test_what_is_not_a_key_is_missing_too(store: FileStore, name: str) -> None:
    with pytest.raises(ObjectMissing):
        store.open(ObjectKey(name))
    with pytest.raises(ObjectMissing):
        store.put(ObjectKey(name), io.BytesIO(b"x"), content_type="text/plain")


def test_deleting_twice_is_harmless(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"x"), content_type="text/plain")
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)


def test_objects_are_listed(store: FileStore) -> None:
    keys = {new_key() for _ in range(3)}
    for key in keys:
        store.put(key, io.BytesIO(b"listed"), content_type="text/plain")
    assert keys <= {found.key for found in store.list_objects()}


# Links


def link(store: FileStore, key: ObjectKey, content_type: str, ext: str, expires_in: timedelta = SOON) -> str:
    return store.link(key, download_as=f"bai-7qf2.{ext}", content_type=content_type, expires_in=expires_in)


def test_a_link_serves_the_object_with_its_type_and_neutral_name(store: FileStore) -> None:
    key, content = new_key(), bytes_of(100_000)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    answer = ask("GET", link(store, key, "video/mp4", "mp4"))
    assert (answer.status, answer.body) == (200, content)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-disposition"] == 'inline; filename="bai-7qf2.mp4"'


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=-10", 99_990, 99_999),
        ("bytes=99000-", 99_000, 99_999),
    ],
)
def test_a_link_serves_ranges(store: FileStore, asked: str, first: int, last: int) -> None:
    key, content = new_key(), bytes_of(100_000)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    answer = ask("GET", link(store, key, "video/mp4", "mp4"), headers={"Range": asked})
    assert (answer.status, answer.body) == (206, content[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/100000"


def test_a_range_past_the_end_is_416(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"short"), content_type="video/mp4")
    assert ask("GET", link(store, key, "video/mp4", "mp4"), headers={"Range": "bytes=100-"}).status == 416


@pytest.mark.parametrize(
    "content_type", ["text/html", "image/svg+xml", "application/xml", "text/xml; x", "application/javascript", ""]
)
def test_active_content_is_served_as_bytes_to_save(store: FileStore, content_type: str) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"<script>alert(1)</script>"), content_type=content_type)
    answer = ask("GET", link(store, key, content_type, "html"))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_link_with_a_persons_file_name_is_refused(store: FileStore) -> None:
    key = new_key()
    for name in ("Nguyễn Văn A.pdf", 'a"; evil.pdf', "a\r\nX: y", "", "../x"):
        with pytest.raises(ValueError, match="neutral"):
            store.link(key, download_as=name, content_type="application/pdf", expires_in=SOON)


def test_an_expired_link_is_refused(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"secret"), content_type="text/plain")
    expires_in = timedelta(seconds=1)
    address = link(store, key, "text/plain", "txt", expires_in)
    assert ask("GET", address).status == 200
    _wait(2.1)
    answer = ask("GET", address)
    assert answer.status == 403
    assert b"secret" not in answer.body


def test_a_link_made_for_another_object_is_refused(store: FileStore) -> None:
    key, other = new_key(), new_key()
    for each in (key, other):
        store.put(each, io.BytesIO(b"x"), content_type="text/plain")
    address = link(store, key, "text/plain", "txt")
    changed = address.replace(key, other) if key in address else address[:-4] + "AAAA"
    assert ask("GET", changed).status == 403


def test_a_read_link_cannot_write(store: FileStore) -> None:
    key = new_key()
    store.put(key, io.BytesIO(b"x"), content_type="text/plain")
    assert ask("PUT", link(store, key, "text/plain", "txt"), body=b"y").status in {403, 404, 405}
    with store.open(key) as stream:
        assert stream.read() == b"x"


# Multipart uploads


def test_parts_sent_out_of_order_and_twice_become_the_object(store: FileStore) -> None:
    content = bytes_of(2 * PART + 1234)
    plan = UploadPlan(size=len(content), part_size=PART)
    key, upload = begin(store, plan)
    sent = {number: send(store, key, upload, plan, content, number=number) for number in (3, 1, 2, 2)}
    assert not store.exists(key)
    parts = store.list_parts(key, upload)
    assert parts == tuple(StoredPart(number=n, size=plan.size_of(n), etag=sent[n]) for n in (1, 2, 3))
    assert plan.missing(parts) == ()
    facts = store.complete_upload(key, upload, parts)
    assert facts.size == len(content)
    with store.open(key) as stream:
        assert sha256_of(stream) == hashlib.sha256(content).hexdigest()


def test_completing_twice_is_harmless(store: FileStore) -> None:
    content = bytes_of(1000)
    plan = UploadPlan(size=1000, part_size=PART)
    key, upload = begin(store, plan)
    send(store, key, upload, plan, content, number=1)
    parts = store.list_parts(key, upload)
    assert store.complete_upload(key, upload, parts).size == 1000
    assert store.complete_upload(key, upload, parts).size == 1000


def test_a_part_sent_again_replaces_the_first(store: FileStore) -> None:
    plan = UploadPlan(size=PART + 10, part_size=PART)
    key, upload = begin(store, plan)
    content, again = bytes_of(PART + 10, seed=1), bytes_of(PART + 10, seed=2)
    send(store, key, upload, plan, content, number=1)
    send(store, key, upload, plan, again, number=1)
    send(store, key, upload, plan, again, number=2)
    store.complete_upload(key, upload, store.list_parts(key, upload))
    with store.open(key) as stream:
        assert stream.read() == again


def test_parts_nobody_sent_cannot_be_completed(store: FileStore) -> None:
    plan = UploadPlan(size=PART + 10, part_size=PART)
    key, upload = begin(store, plan)
    send(store, key, upload, plan, bytes_of(PART + 10), number=1)
    claimed = (*store.list_parts(key, upload), StoredPart(number=2, size=10, etag="0" * 32))
    with pytest.raises(PartsMissing):
        store.complete_upload(key, upload, claimed)
    assert not store.exists(key)
    assert plan.missing(store.list_parts(key, upload)) == (2,)


def test_a_part_of_another_length_is_refused(store: FileStore) -> None:
    plan = UploadPlan(size=1000, part_size=PART)
    key, upload = begin(store, plan)
    address = store.part_link(key, upload, plan, number=1, expires_in=SOON)
    for body in (b"x" * 999, b"x" * 1001, b""):
        assert ask("PUT", address, body=body).status in {400, 403, 411}
    assert store.list_parts(key, upload) == ()


def test_a_part_with_a_wrong_hash_is_refused(store: FileStore) -> None:
    plan = UploadPlan(size=1000, part_size=PART)
    key, upload = begin(store, plan)
    address = store.part_link(key, upload, plan, number=1, expires_in=SOON)
    wrong = b64encode(hashlib.md5(b"another", usedforsecurity=False).digest()).decode()
    assert ask("PUT", address, body=b"x" * 1000, headers={"Content-MD5": wrong}).status == 400
    assert store.list_parts(key, upload) == ()
    right = b64encode(hashlib.md5(b"x" * 1000, usedforsecurity=False).digest()).decode()
    assert ask("PUT", address, body=b"x" * 1000, headers={"Content-MD5": right}).status == 200


def test_a_part_link_expires(store: FileStore) -> None:
    plan = UploadPlan(size=10, part_size=PART)
    key, upload = begin(store, plan)
    address = store.part_link(key, upload, plan, number=1, expires_in=timedelta(seconds=1))
    _wait(2.1)
    assert ask("PUT", address, body=b"x" * 10).status == 403
    assert store.list_parts(key, upload) == ()


def test_no_part_outside_the_plan_is_signed(store: FileStore) -> None:
    plan = UploadPlan(size=10, part_size=PART)
    key, upload = begin(store, plan)
    for number in (0, 2, -1):
        with pytest.raises(PartRefused):
            store.part_link(key, upload, plan, number=number, expires_in=SOON)


def test_the_server_can_send_a_part_itself(store: FileStore) -> None:
    content = bytes_of(PART + 5)
    plan = UploadPlan(size=len(content), part_size=PART)
    key, upload = begin(store, plan)
    body = io.BytesIO(content)
    sent = tuple(store.put_part(key, upload, plan, number=n, body=_slice(body, plan.size_of(n))) for n in (1, 2))
    assert store.list_parts(key, upload) == sent
    store.complete_upload(key, upload, sent)
    with store.open(key) as stream:
        assert stream.read() == content


def test_an_aborted_upload_is_gone_and_leaves_nothing(store: FileStore) -> None:
    plan = UploadPlan(size=1000, part_size=PART)
    key, upload = begin(store, plan)
    send(store, key, upload, plan, bytes_of(1000), number=1)
    store.abort_upload(key, upload)
    store.abort_upload(key, upload)
    with pytest.raises(UploadGone):
        store.list_parts(key, upload)
    with pytest.raises(UploadGone):
        store.complete_upload(key, upload, ())
    assert not store.exists(key)


def test_open_uploads_are_listed_and_completed_ones_are_not(store: FileStore) -> None:
    plan = UploadPlan(size=10, part_size=PART)
    key, upload = begin(store, plan)
    done, done_upload = begin(store, plan)
    send(store, done, done_upload, plan, b"0123456789", number=1)
    store.complete_upload(done, done_upload, store.list_parts(done, done_upload))
    pending: dict[ObjectKey, PendingUpload] = {found.key: found for found in store.list_uploads()}
    assert pending[key].upload == upload
    assert abs(pending[key].begun_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert done not in pending


def test_nothing_is_left_over_that_is_young(store: FileStore) -> None:
    key, _upload = begin(store, UploadPlan(size=10, part_size=PART))
    store.remove_leftovers(older_than=datetime.now(UTC) - timedelta(days=1))
    assert key in {found.key for found in store.list_uploads()}


def _slice(body: IO[bytes], size: int) -> IO[bytes]:
    return io.BytesIO(body.read(size))


def _wait(seconds: float) -> None:
    """Links count whole seconds, so a real wait is the honest clock for both stores."""
    time.sleep(seconds)
