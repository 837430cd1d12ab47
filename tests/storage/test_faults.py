"""Faults of a part on its way and of the disk; each with a broken variant that turns its check red."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from contest.storage import disk, folder_uploads
from contest.storage.errors import PartBusy, PartRefused, PartsMissing
from contest.storage.folder import FolderStore
from contest.storage.folder_uploads import FolderUploads
from contest.storage.links import LinkSigner
from contest.storage.s3 import S3Store
from contest.storage.types import (
    CHUNK,
    FileStore,
    ObjectKey,
    Readable,
    StoredPart,
    UploadId,
    UploadPlan,
    new_key,
    sha256_of,
)
from tests.storage.http import ask
from tests.storage.lossy_line import LossyLine, lossy_line
from tests.storage.parts import PART, SOON, bytes_of, send

PLAN = UploadPlan(size=2 * PART, part_size=PART)


# A part cut in half


def cut_part_is_not_there(store: FileStore, key: ObjectKey, upload: UploadId) -> None:
    """What must hold after half a part: it is not listed, and sending it again mends all."""
    assert store.list_parts(key, upload) == ()
    content = bytes_of(PLAN.size)
    for number in (1, 2):
        send(store, key, upload, PLAN, content, number=number)
    store.complete_upload(key, upload, store.list_parts(key, upload))
    with store.open(key) as stream:
        assert sha256_of(stream) == hashlib.sha256(content).hexdigest()


def test_a_part_cut_on_the_way_to_s3_is_not_there(far_store: S3Store, line: LossyLine) -> None:
    key = new_key()
    upload = far_store.begin_upload(key, PLAN, content_type="video/mp4")
    address = far_store.part_link(key, upload, PLAN, number=1, expires_in=SOON)
    line.cut_after = PART // 2
    with pytest.raises((OSError, http.client.HTTPException)):
        ask("PUT", address, body=bytes_of(PART))
    line.cut_after = None
    cut_part_is_not_there(far_store, key, upload)


def test_a_part_cut_on_the_way_to_the_folder_is_not_there(folder_store: FolderStore) -> None:
    key = new_key()
    upload = folder_store.begin_upload(key, PLAN, content_type="video/mp4")
    address = folder_store.part_link(key, upload, PLAN, number=1, expires_in=SOON)
    port = int(address.split(":")[2].split("/")[0])
    with lossy_line(port) as between:
        between.cut_after = PART // 2
        with pytest.raises((OSError, http.client.HTTPException)):
            ask("PUT", address.replace(f":{port}", f":{between.port}"), body=bytes_of(PART))
        _until_free(folder_store, key, upload)
    cut_part_is_not_there(folder_store, key, upload)


class RecordFirst(FolderUploads):
    """Broken: says that the part is there before its bytes are."""

    def write_part(
        self, key: ObjectKey, upload: UploadId, *, number: int, body: Readable, md5: bytes | None
    ) -> StoredPart:
        del key, md5
        record = self._root / upload / "parts" / f"{number:05d}"
        record.write_text(f"{PART} {'0' * 32} {folder_uploads.boot()}\n")
        data = self._root / upload / "data"
        data.write_bytes(body.read(PART))
        return StoredPart(number=number, size=PART, etag="0" * 32)


def test_a_broken_folder_that_records_before_it_writes_is_noticed(folder_store: FolderStore) -> None:
    folder_store._uploads = RecordFirst(folder_store.root / "uploads")  # noqa: SLF001 - the broken variant
    key = new_key()
    upload = folder_store.begin_upload(key, PLAN, content_type="video/mp4")
    folder_store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(b"only half"))
    with pytest.raises(AssertionError):
        cut_part_is_not_there(folder_store, key, upload)


# Parts out of order


def out_of_order_is_put_in_order(store: FolderStore) -> None:
    key, content = new_key(), bytes_of(PLAN.size)
    upload = store.begin_upload(key, PLAN, content_type="video/mp4")
    for number in (2, 1, 2):
        store.put_part(key, upload, PLAN, number=number, body=io.BytesIO(content[(number - 1) * PART : number * PART]))
    store.complete_upload(key, upload, store.list_parts(key, upload))
    with store.open(key) as stream:
        assert stream.read() == content


def test_a_broken_folder_that_keeps_the_order_of_arrival_is_noticed(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    out_of_order_is_put_in_order(folder_store)
    real = disk.write_all

    def append(file: int, chunk: bytes | memoryview, offset: int) -> None:
        is_a_record = len(chunk) < CHUNK  # every piece of these parts is a whole one
        real(file, chunk, offset if is_a_record else os.fstat(file).st_size)

    monkeypatch.setattr(folder_uploads, "write_all", append)
    with pytest.raises((AssertionError, PartsMissing)):
        out_of_order_is_put_in_order(folder_store)


# A part with a wrong hash, and a late part


def wrong_hash_is_refused(store: FolderStore) -> None:
    key = new_key()
    plan = UploadPlan(size=4, part_size=PART)
    upload = store.begin_upload(key, plan, content_type="text/plain")
    with pytest.raises(PartRefused):
        store._uploads.write_part(key, upload, number=1, body=io.BytesIO(b"data"), md5=b"0" * 16)  # noqa: SLF001
    assert store.list_parts(key, upload) == ()


def test_a_broken_folder_that_ignores_hashes_is_noticed(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_hash_is_refused(folder_store)
    real = FolderUploads.write_part

    def careless(
        self: FolderUploads, key: ObjectKey, upload: UploadId, *, number: int, body: Readable, md5: bytes | None
    ) -> StoredPart:
        del md5
        return real(self, key, upload, number=number, body=body, md5=None)

    monkeypatch.setattr(FolderUploads, "write_part", careless)
    with pytest.raises(pytest.fail.Exception):
        wrong_hash_is_refused(folder_store)


class Writing(io.RawIOBase):
    """A part on its way, during which something else happens."""

    def __init__(self, content: bytes, meanwhile: Callable[[], None]) -> None:
        self._content = io.BytesIO(content)
        self._meanwhile: Callable[[], None] | None = meanwhile

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        act = self._meanwhile
        if act and self._content.tell():
            self._meanwhile = None
            act()
        return self._content.read(size)


def published_never_changes(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that comes again between the last check and the rename must not write into the object."""
    content, other = bytes_of(PLAN.size), bytes_of(PLAN.size, seed=9)
    key = new_key()
    upload = store.begin_upload(key, PLAN, content_type="video/mp4")
    for number in (1, 2):
        store.put_part(key, upload, PLAN, number=number, body=io.BytesIO(content[(number - 1) * PART : number * PART]))
    publish = store._publish  # noqa: SLF001 - the moment that matters

    def late(data: Path, target: Path) -> None:
        with pytest.raises(PartBusy):
            store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(other[:PART]))
        publish(data, target)

    monkeypatch.setattr(store, "_publish", late)
    store.complete_upload(key, upload, store.list_parts(key, upload))
    with store.open(key) as stream:
        assert stream.read() == content


def test_a_late_part_never_changes_a_published_object(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_never_changes(folder_store, monkeypatch)


def test_a_broken_folder_without_locks_is_noticed(folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def no_lock(path: Path, *, exclusive: bool) -> Iterator[int]:
        del exclusive
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        yield file
        os.close(file)

    monkeypatch.setattr(folder_uploads, "locked", no_lock)
    with pytest.raises(pytest.fail.Exception):
        published_never_changes(folder_store, monkeypatch)


def test_two_connections_never_write_one_part_at_once(folder_store: FolderStore) -> None:
    key = new_key()
    upload = folder_store.begin_upload(key, PLAN, content_type="video/mp4")
    content = bytes_of(PART)

    def second() -> None:
        with pytest.raises(PartBusy):
            folder_store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(content))

    body: IO[bytes] = Writing(content, second)  # type: ignore[assignment]  # reads like one
    folder_store.put_part(key, upload, PLAN, number=1, body=body)
    assert [part.number for part in folder_store.list_parts(key, upload)] == [1]


# kill -9


def killed_writer_leaves_no_part(root: Path, script: str) -> None:
    """Start a process that writes half of part 2, kill it, and look what is there."""
    store = _plain_folder(root)
    key = new_key()
    upload = store.begin_upload(key, PLAN, content_type="video/mp4")
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(root), key, upload], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout
    assert process.stdout.readline() == b"half\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert [part.number for part in store.list_parts(key, upload)] == [1]
    assert not store.exists(key)


WRITER = """
import io, sys, time
from pathlib import Path
from tests.storage.test_faults import PART, PLAN, _plain_folder
root, key, upload = sys.argv[1:]
store = _plain_folder(Path(root))
store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(b"1" * PART))
class Slow(io.RawIOBase):
    sent = 0
    def read(self, size=-1):
        if self.sent > PART // 2:
            print("half", flush=True)
            time.sleep(60)
        self.sent += size
        return b"2" * size
store.put_part(key, upload, PLAN, number=2, body=Slow())
"""


def test_a_worker_killed_in_the_middle_of_a_part_leaves_no_part(tmp_path: Path) -> None:
    killed_writer_leaves_no_part(tmp_path, WRITER)


def test_a_broken_writer_that_records_first_is_noticed_by_the_kill(tmp_path: Path) -> None:
    early = """from contest.storage.folder_uploads import boot
(Path(root) / 'uploads' / upload / 'parts' / '00002').write_text(f'{PART} x {boot()}\\n')
class Slow"""
    broken = WRITER.replace("class Slow", early).replace(
        "store.put_part(key, upload, PLAN, number=2, body=Slow())", "Slow.sent = PART\nSlow().read(1)"
    )
    with pytest.raises(AssertionError):
        killed_writer_leaves_no_part(tmp_path, broken)


# The power goes


def after_a_power_cut(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> tuple[int, ...]:
    """The parts that are there after two were acknowledged and the disk kept only zeros of the second."""
    key = new_key()
    upload = store.begin_upload(key, PLAN, content_type="video/mp4")
    for number in (1, 2):
        store.put_part(key, upload, PLAN, number=number, body=io.BytesIO(bytes_of(PART, seed=number)))
    with (store.root / "uploads" / upload / "data").open("r+b") as data:
        data.seek(PART + 4096)
        data.write(bytes(4096))
    monkeypatch.setattr(folder_uploads, "boot", lambda: "another boot")
    return tuple(part.number for part in store.list_parts(key, upload))


def test_after_a_power_cut_only_parts_with_their_bytes_count(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert after_a_power_cut(folder_store, monkeypatch) == (1,)


def test_a_broken_folder_that_trusts_its_records_after_a_power_cut_is_noticed(
    folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_uploads, "_still_whole", lambda *_: True)
    assert after_a_power_cut(folder_store, monkeypatch) == (1, 2)


# The disk is full

FULL = """
import errno, io, os, resource, signal, sys
from pathlib import Path
from contest.storage.errors import StoreFull
from contest.storage.types import UploadPlan, new_key
from tests.storage.test_faults import PART, PLAN, _plain_folder
root = Path(sys.argv[1])
if sys.argv[2] == "limit":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))
store = _plain_folder(root)
key, whole = new_key(), new_key()
upload = store.begin_upload(key, PLAN, content_type="video/mp4")
for act in (
    lambda: store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(b"1" * PART)),
    lambda: store.put(whole, io.BytesIO(b"2" * PART), content_type="video/mp4"),
):
    try:
        act()
    except StoreFull:
        continue
    sys.exit("a full disk was not said")
assert store.list_parts(key, upload) == (), "half a part is there"
assert not store.exists(whole), "half an object is there"
assert not list((root / "incoming").iterdir()), "half a body is left"
small = new_key()
store.abort_upload(key, upload)
store.put(small, io.BytesIO(b"there is room again"), content_type="text/plain")
print("ok")
"""


def full_disk(root: Path, script: str, *, mib: int = 3) -> str:
    """Run a script on a file system of so many MiB, or, where none can be mounted, under a limit the script sets."""
    command = [sys.executable, "-c", script, str(root)]
    mounted = ["unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size={mib}m none "{root}" && exec "$@"', "sh"]
    for attempt in ([*mounted, *command, "tmpfs"], [*command, "limit"]):
        done = subprocess.run(attempt, capture_output=True, text=True, check=False)
        if "mount:" not in done.stderr and "unshare:" not in done.stderr:
            return done.stdout + done.stderr
    raise AssertionError("the script did not run")


def test_a_full_disk_is_said_and_leaves_no_half(tmp_path: Path) -> None:
    assert full_disk(tmp_path, FULL) == "ok\n"


def test_a_broken_store_that_keeps_the_half_is_noticed(tmp_path: Path) -> None:
    keeping = "import contest.storage.folder as f\nf.Path.unlink = lambda *a, **k: None\n"
    assert "half a body is left" in full_disk(tmp_path, keeping + FULL)


# Helpers


def _plain_folder(root: Path) -> FolderStore:
    return FolderStore(root, signer=LinkSigner("s", clock=lambda: datetime.now(UTC)))


def _until_free(store: FolderStore, key: ObjectKey, upload: UploadId) -> None:
    """The server notices a cut line when it reads next; wait for it to let the part go."""
    for _try in range(1200):
        try:
            store.put_part(key, upload, PLAN, number=1, body=io.BytesIO(b"short"))
        except PartBusy:
            pass
        except PartRefused:
            return
        time.sleep(0.05)
