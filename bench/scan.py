"""Recall in every form, false findings and cost of the scan, on every lot of words.

``python -m bench.scan``, and as a part of ``python -m bench.blinding``; the figures stand in docs/blinding.md.
"""

from __future__ import annotations

import time
from typing import Final

from contest.blinding.matching import scan
from contest.blinding.tolerant import scan_read
from tests.blinding import test_blinding_recall as first
from tests.blinding import test_blinding_second as second
from tests.blinding.corpus import MEASURE
from tests.blinding.fifth_words import FIFTH
from tests.blinding.fourth_words import FOURTH
from tests.blinding.second_corpus import second_clean
from tests.blinding.second_words import SECOND, THIRD, Lot
from tests.blinding.sixth_words import SIXTH

_EACH: Final = 50
_ARTICLES: Final = 200
_LOTS: Final = {"second": SECOND, "third": THIRD, "fourth": FOURTH, "fifth": FIFTH, "sixth": SIXTH}


def print_figures() -> None:
    """Print one line a lot, and what an article costs."""
    overall, by_form, missed = first.recall(MEASURE, seed=77)
    print(f"scan, first  lot: {first.TEXTS} texts, {_told(overall, by_form, missed)}", flush=True)
    for name, lot in _LOTS.items():
        overall, by_form, missed = second.recall(lot, each=_EACH, seed=41)
        told = f"{_told(overall, by_form, missed)}; {_clean(lot)}"
        print(f"scan, {name:6} lot: {_EACH * len(by_form)} texts, {told}", flush=True)


def _told(overall: float, by_form: dict[str, float], missed: list[str]) -> str:
    worst = min(by_form, key=lambda form: by_form[form])
    return f"{len(by_form)} forms, recall {overall:.2%}, missed {len(missed)}, worst {by_form[worst]:.0%} ({worst})"


def _clean(lot: Lot) -> str:
    articles = list(second_clean(lot, articles=_ARTICLES, seed=42))
    words = sum(len(text.split()) for text, _ in articles) / len(articles)
    started = time.process_time()
    false = sum(len(scan(text, known)) for text, known in articles)
    read = time.process_time()
    scan_read(articles[0][0], articles[0][1])
    cost = (read - started) * 1000 / len(articles) * 800 / words
    tolerant = (time.process_time() - read) * 1000
    return (
        f"{false / len(articles):.3f} false findings an article, {cost:.1f} ms of a processor for 800 words"
        f" ({tolerant:.0f} ms tolerant)"
    )


if __name__ == "__main__":
    print_figures()
