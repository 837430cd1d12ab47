"""What a machine reads is not quite what was printed, and is found all the same."""

from __future__ import annotations

import random

import pytest

from contest.blinding.identities import Known
from contest.blinding.matching import scan
from contest.blinding.tolerant import faults, scan_read
from tests.blinding.second_corpus import second_clean
from tests.blinding.second_words import SECOND

KNOWN = Known(names=("Nguyễn Văn Hải", "Lê Tú"), outlets=("Báo Bắc Giang", "BGTV"), domains=("baobacgiang.vn",))


@pytest.mark.parametrize(
    "read",
    ["Nguyễn Văn Hỏi", "Nguyên Văn Hai", "Nguyễn Vàn Hái", "NGUYỄN VĂN HÀl", "Nguyén V4n Hải", "Nguyễn\nVăn Hởi"],
)
def test_name_with_misread_letters_is_found(read: str) -> None:
    assert scan(read, Known()) == []
    assert [each.matched for each in scan_read(f"Ảnh trên: xã Tân\n{read}\nVTC", KNOWN)] == [read]


@pytest.mark.parametrize("read", ["BÁO BẮC GIANG", "BẢO BAC GlANG", "Báo Bắc Gỉang", "BGTV"])
def test_outlet_with_misread_letters_is_found(read: str) -> None:
    assert [each.matched for each in scan_read(f"abc\n{read}\n12", KNOWN)] == [read]
    assert scan_read(f"abc\n{read}\n12", KNOWN, outlet_is_visible=True) == []


@pytest.mark.parametrize("read", ["Nguyễn Thị Lan", "Trần Văn Hà", "báo cáo giảng dạy", "văn hải sản", "Bắc Giang"])
def test_other_words_are_left_alone(read: str) -> None:
    assert scan_read(f"abc def. {read} ghi", KNOWN) == []


def test_clean_articles_are_seldom_bothered() -> None:
    false = [
        match.matched for text, known in second_clean(SECOND, articles=60, seed=81) for match in scan_read(text, known)
    ]
    assert len(false) / 60 <= 0.3, false[:20]


@pytest.mark.parametrize(
    ("read", "meant", "apart"), [("hoi", "hai", 1), ("hai", "hai", 0), ("", "ab", 2), ("bac", "cab", 2)]
)
def test_faults_are_counted(read: str, meant: str, apart: int) -> None:
    assert faults(read, meant, most=3) == apart


@pytest.mark.parametrize("read", ["Bài: Nguyễn Văn Hải", "Bài Nguyễn Văn Hỏi", "Bài Nguyễn Vàn Hải"])
def test_word_beside_a_name_is_no_part_of_it(read: str) -> None:
    assert [each.matched for each in scan_read(f"xã\n{read}\n", KNOWN)] == [read[-14:]]


def test_two_misread_letters_of_a_long_name_are_forgiven() -> None:
    """Twenty names, one letter of the first and one of the last syllable changed."""
    chance = random.Random(82)  # noqa: S311 - the same names every time
    for name in ("Hoàng Thị Phương", "Trịnh Công Quang", "Đặng Hoàng Long", "Phạm Trường Giang"):
        for _ in range(5):
            first, middle, last = name.split()
            spoilt = " ".join((_spoil(first, chance), middle, _spoil(last, chance)))
            assert scan_read(f"Lời bình {spoilt}\n", Known(names=(name,))), spoilt


def _spoil(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("cexz") + word[at + 1 :]
