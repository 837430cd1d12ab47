"""Every sentence of the interface has English, and what is compiled says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import translations
from tools.translations import Use, catalogue, left_over, missing, uses

SHELL = "translations/en/web.po"
LATE_TONE = re.compile(r"o[áàảãạ]\b|(?<!q)u[ýỳỷỹỵ]\b", re.IGNORECASE)


def test_every_sentence_has_english() -> None:
    assert sorted({f"{use.file}:{use.line}: {use.msgid}" for use in missing("en")}) == []


def test_no_english_outlives_its_sentence() -> None:
    assert left_over("en") == []


@pytest.mark.parametrize(
    ("word", "is_odd"),
    [("khoá", True), ("Uỷ ban", True), ("khóa", False), ("ủy", False), ("quý", False), ("toán", False)],
)
def test_the_place_of_the_tone_is_seen(word: str, *, is_odd: bool) -> None:
    assert bool(LATE_TONE.search(word)) is is_odd


def test_every_sentence_writes_the_tone_in_the_same_place() -> None:
    """Khóa, hủy, hòa; «khoá» beside «khóa» looks like two systems."""
    assert [use for use in uses() if LATE_TONE.search(str(use.msgid))] == []


def test_the_search_finds_code_and_templates() -> None:
    found = {(use.file, use.msgid) for use in uses()}
    assert ("templates/base.html", "Đến nội dung chính") in found
    assert ("contest/web/form_words.py", "Hãy điền ô này.") in found


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A project with one sentence in code, one in a template and a catalogue with neither."""
    (tmp_path / "contest" / "entries").mkdir(parents=True)
    (tmp_path / "templates" / "entries").mkdir(parents=True)
    (tmp_path / "translations" / "en").mkdir(parents=True)
    (tmp_path / "contest" / "entries" / "views.py").write_text("from x import _\n_('Một')\n", encoding="utf-8")
    (tmp_path / "templates" / "entries" / "a.html").write_text("<p>{{ _('Hai') }}</p>", encoding="utf-8")
    return tmp_path


def test_a_sentence_without_english_is_found(small_project: Path) -> None:
    (small_project / "translations" / "en" / "entries.po").write_text('msgid "Một"\nmsgstr "One"\n', encoding="utf-8")
    sources = small_project / "translations"
    assert list(missing("en", root=small_project, sources=sources)) == [
        Use("entries", "templates/entries/a.html", 1, "Hai", None)
    ]


def test_an_empty_translation_is_missing(small_project: Path) -> None:
    (small_project / "translations" / "en" / "entries.po").write_text(
        'msgid "Một"\nmsgstr ""\n\nmsgid "Hai"\nmsgstr " "\n', encoding="utf-8"
    )
    found = missing("en", root=small_project, sources=small_project / "translations")
    assert {use.msgid for use in found} == {"Một", "Hai"}


def test_english_without_a_sentence_is_found(small_project: Path) -> None:
    (small_project / "translations" / "en" / "entries.po").write_text(
        'msgid "Một"\nmsgstr "One"\n\nmsgid "Ba"\nmsgid_plural "Ba"\nmsgstr[0] "Three"\nmsgstr[1] "Threes"\n',
        encoding="utf-8",
    )
    assert left_over("en", root=small_project, sources=small_project / "translations") == ["Ba"]


def test_two_rooms_that_disagree_are_told_and_the_first_wins(small_project: Path) -> None:
    folder = small_project / "translations" / "en"
    (folder / "a.po").write_text('msgid "Một"\nmsgstr "One"\n', encoding="utf-8")
    (folder / "b.po").write_text('msgid "Một"\nmsgstr "A"\n', encoding="utf-8")
    merged, clashes = catalogue("en", small_project / "translations")
    assert merged["Một"].string == "One"
    assert [str(clash) for clash in clashes] == ["'Một': 'One' and 'A (b.po)'"]


def test_placeholders_survive_translation() -> None:
    merged, _clashes = catalogue("en")
    wrong = [
        message.id
        for message in merged
        if isinstance(message.id, str)
        and message.id
        and translations.placeholders(message.id) != translations.placeholders(str(message.string))
    ]
    assert wrong == []
