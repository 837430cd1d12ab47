"""How people fill a form: mostly with sense, now and then with nothing, too much or something else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from tests.pages import Field, Page, Sheet

SHORT = "Theo biên bản"
REASON = "Hội đồng họp và thống nhất như vậy, ghi vào biên bản."
MADE_UP = ("Lường Văn Tên Khác", "Báo Không Có Thật")
"""Names that no work and no person bears."""
ODD = ("", " ", "0", "-1", "999999999999", "a" * 400, "😀 <b>&", "2023-13-45", "1,5,5")
TYPED = ("", REASON, SHORT, *MADE_UP, *ODD)
"""Whatever a wanderer may have put into any field."""
LONG = 8
EMPTY = 0.04
STRANGE = 0.04
USUAL = 0.75
CLOSE = (0.7, 0.95)
"""Between which parts of the full mark most judges stay."""


@dataclass(slots=True)
class Filling:
    """Draws what is written into each field."""

    chance: random.Random
    names: Sequence[str] = MADE_UP
    """Whom this person may say that somebody is related to."""

    def fill(self, sheet: Sheet, page: Page, *, careful: bool) -> MultiDict[str, str]:
        """The form as it is sent. ``careful``: by somebody who wants it to be taken."""
        sent: MultiDict[str, str] = MultiDict()
        kept = self._kept(sheet, careful=careful)
        for place, one in enumerate(sheet.fields):
            as_is = one.kind == "hidden" or place in kept
            for value in _held(one) if as_is else self._values(one, page, careful=careful):
                sent.add(one.name, value)
        if sheet.buttons:
            sent.add(*(sheet.buttons[0] if careful and self.chance.random() < USUAL else self._any(sheet.buttons)))
        return sent

    def _kept(self, sheet: Sheet, *, careful: bool) -> frozenset[int]:
        """Of a long form people change a field or two, and say why."""
        places = [place for place, one in enumerate(sheet.fields) if one.kind != "hidden" and one.name != "reason"]
        if careful or len(places) <= LONG:
            return frozenset()
        return frozenset(places) - set(self.chance.sample(places, self.chance.randint(1, 2)))

    def _any(self, buttons: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return self.chance.choice(buttons)

    def _values(self, one: Field, page: Page, *, careful: bool) -> Sequence[str]:
        if one.kind == "file":
            return []
        if not careful and self.chance.random() < EMPTY:
            return []
        if not careful and self.chance.random() < STRANGE and not one.choices:
            return [self.chance.choice(ODD)]
        if one.kind == "checkbox":
            return self._ticked(one, careful=careful)
        return [self._chosen(one) if one.choices else self._typed(one, page)]

    def _ticked(self, one: Field, *, careful: bool) -> Sequence[str]:
        if careful or self.chance.random() < USUAL:
            return one.ticked if len(one.ticked) > 1 else one.choices
        return [choice for choice in one.choices if self.chance.random() < 0.5]

    def _chosen(self, one: Field) -> str:
        usual = one.value or next(iter(one.ticked), "") or (one.choices[0] if one.kind == "radio" else "")
        return usual if usual and self.chance.random() < USUAL else self.chance.choice(one.choices)

    def _typed(self, one: Field, page: Page) -> str:
        if one.name.startswith("mark_"):
            return self._mark(float(one.largest or 20))
        if one.value and self.chance.random() < USUAL:
            return one.value
        if one.kind in {"date", "datetime-local", "time", "url", "tel"} or one.name in {"slug", "year"}:
            return one.value
        return self._known(one, page) or (self.chance.choice(MADE_UP) if "name" in one.name else self._words(one))

    def _words(self, one: Field) -> str:
        return REASON if one.kind == "textarea" or "reason" in one.name else SHORT

    def _known(self, one: Field, page: Page) -> str:
        """What the person copies from the page, or has at hand; empty for free words."""
        if one.name == "code" and page.codes:
            return self.chance.choice(page.codes)
        if one.name == "to_name":
            return self.chance.choice(self.names)
        if one.name == "codes" and page.hints:
            tied = self.chance.choice(page.hints).split()
            return " ".join(self.chance.sample(tied, len(tied)))
        ready = {"agreed": str(self.chance.randint(50, 95)), "email": f"moi.{self.chance.randint(1, 9)}@demo.test"}
        return ready.get(one.name, "")

    def _mark(self, full: float) -> str:
        """Whole points near the top; at times anywhere, so that judges are far apart."""
        low, high = CLOSE if self.chance.random() < 0.9 else (0.0, 1.0)
        return str(round(full * self.chance.uniform(low, high)))


def _held(one: Field) -> Sequence[str]:
    """What the page shows there."""
    return one.ticked if one.kind in {"checkbox", "radio"} else [] if one.kind == "file" else [one.value]
