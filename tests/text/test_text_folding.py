import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.text.folding import clean_line, clean_text, fold, nfc

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Hường", "dang thi huong"),
        ("  GIẢM   nghèo\tbền vững ", "giam ngheo ben vung"),
        (unicodedata.normalize("NFD", "Tuyết Nhung"), "tuyet nhung"),
        ("", ""),
    ],
)
def test_fold_gives_what_a_search_compares(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ắếốứ", max_size=40))
def test_fold_ignores_form_and_case(text: str) -> None:
    variants = {text, text.upper(), unicodedata.normalize("NFD", text)}
    assert {fold(variant) for variant in variants} == {fold(text)}
    assert fold(text).isascii()


@given(ANY_TEXT)
def test_cleaned_text_is_composed_printable_and_storable(text: str) -> None:
    for cleaned in (clean_line(text), clean_text(text)):
        assert cleaned == nfc(cleaned)
        assert "\0" not in cleaned
        cleaned.encode()  # a lone surrogate would raise
        assert not any(unicodedata.category(char) == "Cf" for char in cleaned)
    assert "\n" not in clean_line(text)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


def test_hidden_characters_are_dropped() -> None:
    assert clean_line("Bí\u200b Mật\u202e\u0000 \ufeff7QX") == "Bí Mật 7QX"


def test_a_mark_parted_from_its_letter_is_composed_again() -> None:
    assert clean_line("a\u200b\u0301") == "á"


def test_clean_text_keeps_paragraphs() -> None:
    assert clean_text("\r\nMột \r\n\r\nHai\tba\rbốn\u2028năm\n") == "Một\n\nHai ba\nbốn\nnăm"
