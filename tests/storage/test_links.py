"""Signed links: their end in time, and no letter of them that may change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contest.storage.errors import LinkRefused
from contest.storage.links import LinkSigner, ReadGrant


def expired_is_refused(signer: LinkSigner, now: list[datetime]) -> None:
    address = signer.read_address(
        ReadGrant(key="0" * 32, download_as="a.txt", content_type="text/plain"), expires_in=timedelta(minutes=5)
    )
    now[0] += timedelta(minutes=6)
    with pytest.raises(LinkRefused):
        signer.read_grant(address.rsplit("/", 1)[1])


def test_an_expired_link_is_refused_and_a_stopped_clock_is_noticed() -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    expired_is_refused(LinkSigner("s", clock=lambda: now[0]), now)
    with pytest.raises(pytest.fail.Exception):
        expired_is_refused(LinkSigner("s", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)), now)


def test_no_single_changed_character_of_a_link_passes() -> None:
    signer = LinkSigner("s", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    grant = ReadGrant(key="0" * 32, download_as="a.txt", content_type="text/plain")
    token = signer.read_address(grant, expires_in=timedelta(minutes=5)).rsplit("/", 1)[1]
    assert signer.read_grant(token) == grant
    for place in range(len(token) - 1):  # the last letter of base64 carries two bits that mean nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkRefused):
            signer.read_grant(changed)
    with pytest.raises(LinkRefused):
        signer.part_grant(token)
    with pytest.raises(LinkRefused):
        LinkSigner("another", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)).read_grant(token)
