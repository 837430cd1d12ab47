"""Recordings off the air: the odd damaged packet is borne and told, more is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from contest.blinding.cleaning import clean_file
from contest.media.broadcast import ONE_IN, PACKET, bearable_damage
from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from contest.storage import current_store
from contest.storage.types import new_key
from tests.media import samples

Damage = Callable[[bytearray, int], None]


def _zero(body: bytearray, at: int) -> None:
    body[at : at + PACKET] = bytes(PACKET)


def _lose(body: bytearray, at: int) -> None:
    del body[at : at + PACKET]


def _lose_a_part(body: bytearray, at: int) -> None:
    del body[at : at + 77]


def _mark(body: bytearray, at: int) -> None:
    body[at + 1] |= 0x80


def _spoil(body: bytearray, at: int) -> None:
    body[at + 20 : at + 120] = Random(1).randbytes(100)  # noqa: S311 - the same every time


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Sixteen seconds as a receiver writes them."""
    return samples.video(tmp_path_factory.mktemp("song") / "goc.ts", seconds=16).read_bytes()


@pytest.mark.parametrize("damage", [_zero, _lose, _lose_a_part, _mark, _spoil])
def test_one_damaged_packet_is_borne_and_counted(tmp_path: Path, recording: bytes, damage: Damage) -> None:
    body = bytearray(recording)
    damage(body, len(body) // PACKET // 2 * PACKET)
    source = tmp_path / "song.ts"
    source.write_bytes(body)
    found = clean(source, tmp_path / "out")
    assert found.duration is not None
    assert abs(float(found.duration) - 16) < 0.5
    assert found.damaged <= 2  # where nothing met it, nothing is told


def test_the_whole_recording_has_none(tmp_path: Path, recording: bytes) -> None:
    (tmp_path / "song.ts").write_bytes(recording)
    assert clean(tmp_path / "song.ts", tmp_path / "out").damaged == 0


def test_more_than_a_recording_has_is_refused_as_before(tmp_path: Path, recording: bytes) -> None:
    body, packets = bytearray(recording), len(recording) // PACKET
    for place in Random(2).sample(range(10, packets), packets // ONE_IN * 4):  # noqa: S311 - the same every time
        _zero(body, place * PACKET)
    (tmp_path / "song.ts").write_bytes(body)
    assert bearable_damage(tmp_path / "song.ts") is None
    with pytest.raises(CannotProcess) as refused:
        clean(tmp_path / "song.ts", tmp_path / "out")
    assert refused.value.reason is Reason.BROKEN


def test_the_desk_says_that_packets_are_damaged(app: Flask, recording: bytes) -> None:
    body = bytearray(recording)
    _zero(body, len(body) // PACKET // 2 * PACKET)
    with app.app_context():
        store, key = current_store(), new_key()
        store.put(key, io.BytesIO(bytes(body)), content_type="video/mp2t")
        assets = clean_file(store, key).assets
    assert [asset.note.partition(":")[0] for asset in assets] == ["Bản ghi phát sóng này có 1 gói tín hiệu hỏng"]
