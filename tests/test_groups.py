"""Tests that share something costly run in one process, one after another."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_told_to_the_one_who_deals_out(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("nobody deals out by groups here")
    assert request.node.nodeid.rsplit("@", 1)[-1] == "together"
