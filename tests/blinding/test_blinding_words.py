"""Every kind of finding, and every place it may stand in, has words on the desk."""

from __future__ import annotations

from contest.blinding.identities import Sort
from contest.blinding.types import Place
from contest.blinding.views.blueprint import PLACE_NAMES, SORT_NAMES


def test_every_sort_and_place_of_a_finding_has_a_name() -> None:
    assert set(SORT_NAMES) == set(Sort)
    assert set(PLACE_NAMES) == set(Place)
