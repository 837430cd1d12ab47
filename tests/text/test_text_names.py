import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from contest.text.names import KEY_LENGTH, given_name_key, text_key

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắặếệốộớợứự", min_size=1, max_size=8)


def test_people_sort_by_given_then_family_then_middle_name() -> None:
    ordered = [
        "Bùi Thị An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Lê Ân",
        "Trần Bình",
        "Lê Thị Dung",
        "Lê Thị Đào",
        "Hoàng Hoa",
        "Hoàng Hòa",
        "Phạm Hỏa",
        "Vũ Quân",
        "Đỗ Quân",
    ]
    assert sorted(ordered[::-1], key=given_name_key) == [
        *ordered[:-2],
        "Đỗ Quân",
        "Vũ Quân",
    ]


def test_letters_follow_the_vietnamese_alphabet() -> None:
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(alphabet[::-1], key=text_key) == alphabet


def test_tones_follow_ngang_huyen_hoi_nga_sac_nang() -> None:
    syllables = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(syllables[::-1], key=text_key) == syllables


def test_letters_count_before_tones_and_syllable_by_syllable() -> None:
    ordered = ["An", "Án", "Anh", "Ánh", "Ăn", "Bế Thanh Hải", "Bế Thanh Hải Anh", "Bể"]
    assert sorted(ordered, key=text_key) == [
        "An",
        "Án",
        "Anh",
        "Ánh",
        "Ăn",
        "Bể",
        *ordered[5:7],
    ]


def test_tone_placement_and_normal_form_do_not_matter() -> None:
    same = {"Hoà", "Hòa", unicodedata.normalize("NFD", "Hòa"), "HÒA"}
    assert len({given_name_key(name) for name in same}) == 1


def test_numbers_in_titles_sort_by_value() -> None:
    assert sorted(["Kỳ 10", "Kỳ 2", "Kỳ 02b", "Kỳ"], key=text_key) == [
        "Kỳ",
        "Kỳ 2",
        "Kỳ 02b",
        "Kỳ 10",
    ]


@given(st.text(max_size=900))
def test_keys_are_short_digits_only(text: str) -> None:
    for key in (given_name_key(text), text_key(text)):
        assert len(key) <= KEY_LENGTH
        assert set(key) <= set("0123456789")


@given(VIETNAMESE, VIETNAMESE)
def test_a_word_never_sorts_after_itself_with_more_letters(word: str, more: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if c not in "\u0300\u0301\u0303\u0309\u0323")
    assert text_key(bare) < text_key(bare + more)


@given(VIETNAMESE, VIETNAMESE, st.lists(VIETNAMESE, max_size=2))
def test_the_given_name_decides_first(one: str, other: str, rest: list[str]) -> None:
    first, second = (
        given_name_key(" ".join(["Y", *rest, one])),
        given_name_key(f"A {other}"),
    )
    if text_key(one) != text_key(other):
        assert (first < second) == (text_key(one) < text_key(other))
