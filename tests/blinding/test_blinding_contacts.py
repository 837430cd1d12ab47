"""Known addresses and numbers: what is not looked for, because it cannot stand there, would not have been found."""

from __future__ import annotations

import pytest

from contest.blinding import contacts as of_contacts
from contest.blinding.contacts import contacts
from contest.blinding.identities import Known
from tests.blinding.second_corpus import second_planted
from tests.blinding.second_words import SECOND, THIRD, Lot

KNOWN = Known(
    emails=("kien.tin@bao-thu.example",),
    domains=("tienkiski.example", "bao-thu.example"),
    phones=("0984 105 263", "0240 3854 117"),
    cards=("IS-Đ 04571/2023",),
)


class _Everything(str):
    """The control's text: whatever is asked for stands in it."""

    __slots__ = ()

    def __contains__(self, _needed: object) -> bool:
        return True

    def replace(self, *_how: object) -> _Everything:
        return self


@pytest.mark.parametrize(
    "written",
    [
        "viết về kien.tin@bao-thu.example nhé",
        "viết về KIEN chấm TIN a còng bao-thu (chấm) example nhé",
        "viết về kıen.tİn@bao-thu.example nhé",
        "trang TİENKISKI.EXAMPLE",
        "trang tienkiſki.example",
        "trang tien\N{KELVIN SIGN}iski . example",
        "gọi 0984 105 263",
        "gọi +84 (0) 984_105_263",
        "gọi O984·1O5·263",
        "gọi 3854 117",
        "thẻ ıs – đ 04 571 / 2023",
        "thẻ số 04571 2023",
    ],
)
def test_however_it_is_written_it_is_found(written: str) -> None:
    assert list(contacts(written, KNOWN))


@pytest.mark.parametrize("lot", [SECOND, THIRD], ids=["second", "third"])
def test_nothing_is_found_that_was_not_looked_for(lot: Lot, monkeypatch: pytest.MonkeyPatch) -> None:
    plants = list(second_planted(lot, each=2, seed=61))
    quickly = [list(contacts(plant.text, plant.known)) for plant in plants]
    monkeypatch.setattr(of_contacts, "_bare", _Everything)
    assert quickly == [list(contacts(plant.text, plant.known)) for plant in plants]
    assert sum(map(bool, quickly)) > 20


def test_looking_for_less_than_may_be_found_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a preparation that reads the beginning of a text alone finds less."""
    whole = of_contacts._bare  # noqa: SLF001 - broken on purpose below
    plants = list(second_planted(SECOND, each=2, seed=61))
    found = [list(contacts(plant.text, plant.known)) for plant in plants]
    monkeypatch.setattr(of_contacts, "_bare", lambda text: whole(text)[:40])
    assert found != [list(contacts(plant.text, plant.known)) for plant in plants]
