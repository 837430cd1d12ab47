import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.text.counting import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("xóa đói giảm nghèo", 4),
        ("Ông Quân – người Khuôn Đống – nói: “Không để ai…”", 9),
        ("Ngày 20/11/2023, gửi e-mail…", 4),
        ("— … * * *", 0),
    ],
)
def test_count_words_counts_what_is_said(text: str, words: int) -> None:
    assert count_words(text) == words


@given(
    st.lists(st.text(alphabet="aăđêôơư–.0", max_size=5)),
    st.lists(st.text(alphabet="aă–", max_size=3)),
)
def test_two_texts_together_have_the_words_of_both(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), "\n".join(other)
    assert count_words(f"{first}\n{second}") == count_words(first) + count_words(second)
