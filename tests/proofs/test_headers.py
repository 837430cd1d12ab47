"""Proof over headers: what anybody may keep, who may frame it, what tells a time, on every answer to everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask, Response

from tests.proofs.conftest import Crawler, Leaky
from tests.proofs.crawl import Exchange
from tests.proofs.secret import canaries
from tests.proofs.test_canaries import BLIND, OFFICERS
from tests.proofs.world import Phase

pytestmark = pytest.mark.xdist_group("canaries")  # the same walks as the canaries'

KEPT = {"public, max-age=31536000, immutable": "web.asset"}
"""What a shared cache may keep, and the one view that says so: built files, the same for everybody."""
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
TELLING = {"ETag", "Last-Modified", "Expires", "Age", "X-Powered-By", "Link"}
"""Headers that compare a file with another or tell when something was made."""


def wrong(each: Exchange) -> str:
    """What is wrong with the headers of one answer; empty when nothing is."""
    if each.endpoint == "mail":
        return ""
    headers = dict(each.headers)
    kept = headers.get("Cache-Control", "")
    if KEPT.get(kept) == each.endpoint:
        return ""
    faults = [] if kept == "private, no-store" else [f"Cache-Control: {kept}"]
    faults += [f"{name}: {headers.get(name)}" for name, value in ALWAYS.items() if headers.get(name) != value]
    faults += [f"{name}: {headers[name]}" for name in TELLING & set(headers)]
    faults += _policy_faults(headers)
    return f"{each.who}: {each.request} ({each.endpoint}): {faults}" if faults else ""


def _policy_faults(headers: Mapping[str, str]) -> list[str]:
    policy = headers.get("Content-Security-Policy", "")
    if policy == "sandbox; default-src 'none'":
        return []  # a stored file
    scripts = [part.strip() for part in policy.split(";") if part.strip().startswith(("script-src", "default-src"))]
    strict = scripts == ["default-src 'none'", "script-src 'self'"] and "frame-ancestors 'none'" in policy
    return [] if strict and "Cookie" in headers.get("Vary", "") else [f"policy {policy}, Vary {headers.get('Vary')}"]


@pytest.mark.parametrize(
    "people",
    [
        pytest.param(BLIND, id="blind"),
        pytest.param(OFFICERS, id="officers"),
        # The walk of nobody else's test, and headers come from no database.
        pytest.param(("admin",), id="admin", marks=pytest.mark.any_database),
    ],
)
def test_no_answer_may_be_kept_framed_or_dated(house: Flask, crawled: Crawler, people: tuple[str, ...]) -> None:
    run = crawled(house, canaries().secret, Phase.PRELIMINARY, people)
    assert [fault for fault in map(wrong, run.exchanges) if fault] == []
    assert len({each.endpoint for each in run.exchanges if each.status == 200}) > 20  # the walk went far


def leak_to_caches() -> Response:
    return Response("ok", headers={"Cache-Control": "max-age=60"})


def leak_of_a_time() -> Response:
    return Response("ok", headers={"Last-Modified": "Thu, 26 Nov 2026 06:00:00 GMT"})


def leak_of_a_digest() -> Response:
    return Response("ok", headers={"ETag": '"9e107d9d372bb6826bd81d3542a419d6"'})


def open_to_frames() -> Response:
    return Response("ok", headers={"Content-Security-Policy": "default-src *"})


@pytest.mark.parametrize("leak", [leak_to_caches, leak_of_a_time, leak_of_a_digest, open_to_frames])
def test_a_leaky_header_turns_the_proof_red(leaky: Leaky, crawled: Crawler, leak: Callable[[], Response]) -> None:
    run = crawled(leaky(leak), canaries().secret, Phase.PRELIMINARY, ("judge",))
    faults = [fault for fault in map(wrong, run.exchanges) if fault]
    assert faults
    assert all("(ro_ri)" in fault for fault in faults)
