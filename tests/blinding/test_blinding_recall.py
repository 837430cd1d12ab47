"""Recall in every form of writing, and how often a clean article is bothered."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from contest.blinding.identities import Known
from contest.blinding.matching import Match, scan
from tests.blinding.corpus import CHECK, LEARN, MEASURE, Half, Planted, article, people, planted

TEXTS = 2150
CLEAN = 200


def covers(found: list[Match], plant: Planted) -> bool:
    """Whether the findings leave at most punctuation of the planted identity uncovered."""
    left = list(plant.text[plant.start : plant.end])
    for match in found:
        for at in range(max(match.start, plant.start), min(match.end, plant.end)):
            left[at - plant.start] = " "
    return not any(char.isalnum() for char in left)


def recall(half: Half, seed: int) -> tuple[float, dict[str, float], list[str]]:
    """Overall, by form, and the missed."""
    met, hit, missed = Counter[str](), Counter[str](), []
    for plant in planted(half, texts=TEXTS, seed=seed):
        met[plant.form] += 1
        if covers(scan(plant.text, plant.known), plant):
            hit[plant.form] += 1
        else:
            missed.append(f"{plant.form}: {plant.text[plant.start - 25 : plant.end + 15]!r} {plant.known.names}")
    return hit.total() / met.total(), {form: hit[form] / met[form] for form in met}, missed


def test_recall_on_texts_not_used_to_write_the_rules() -> None:
    overall, by_form, missed = recall(MEASURE, seed=20)
    assert len(by_form) >= 25
    assert overall >= 0.995, missed[:20]
    assert min(by_form.values()) >= 0.98, (by_form, missed[:20])


@pytest.mark.parametrize("lot", [LEARN, CHECK])
def test_recall_on_texts_used_to_write_the_rules(lot: Half) -> None:
    overall, by_form, missed = recall(lot, seed=21)
    assert overall >= 0.995, missed[:20]
    assert min(by_form.values()) >= 0.98, (by_form, missed[:20])


def test_clean_articles_are_seldom_bothered() -> None:
    chance = random.Random(22)  # noqa: S311 - the same corpus every time
    false: list[str] = []
    for _ in range(CLEAN):
        text = "\n\n".join(article(MEASURE, chance, 800))
        name = people(MEASURE, chance)
        outlet = chance.choice(MEASURE.outlets)
        known = Known(names=(name,), pen_names=("TS", "Thu Hà"), outlets=(outlet,), phones=("0981234567",))
        false += [
            f"{match.matched!r} in {text[match.start - 20 : match.end + 20]!r} ({name})" for match in scan(text, known)
        ]
    assert len(false) / CLEAN <= 0.3, false[:20]
