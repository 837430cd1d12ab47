"""Bold and italic stay on their words, whatever happens to the text around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contest.text.styled import Looks, Styled, after_editing, after_replacing, moved, paragraphs, stretch

TEXT = "Ông Quân trồng vải thiều.\n\nNguyễn Văn Hải ghi lại."
LOOKS = [stretch(15, 24, "b"), stretch(27, 41, "i")]


def styled_words(text: str, looks: Looks) -> list[tuple[str, str]]:
    """The words of each stretch with their look."""
    return [(text[each["start"] : each["end"]], each["look"]) for each in looks]


def test_text_is_cut_into_styled_paragraphs() -> None:
    assert paragraphs(TEXT, LOOKS) == [
        [Styled("Ông Quân trồng "), Styled("vải thiều", bold=True), Styled(".")],
        [Styled("Nguyễn Văn Hải", italic=True), Styled(" ghi lại.")],
    ]
    assert paragraphs(TEXT, []) == [[Styled("Ông Quân trồng vải thiều.")], [Styled("Nguyễn Văn Hải ghi lại.")]]


def test_stretches_that_do_not_fit_are_not_believed() -> None:
    odd = [stretch(0, 400, "b"), stretch(5, 2, "i"), stretch(0, 3, "<b>"), stretch(1, 3, "bi"), stretch(2, 5, "b")]
    assert paragraphs("abcdef", odd) == [[Styled("a"), Styled("bc", bold=True, italic=True), Styled("def")]]


def test_replaced_words_look_as_the_old_ones() -> None:
    spans = [(27, 41, "[tên tác giả]"), (0, 8, "Ông Q.")]
    text = "Ông Q. trồng vải thiều.\n\n[tên tác giả] ghi lại."
    looks = after_replacing(LOOKS, spans)
    assert styled_words(text, looks) == [("vải thiều", "b"), ("[tên tác giả]", "i")]


def test_stretch_cut_by_a_replacement_takes_in_all_of_it() -> None:
    assert after_replacing([stretch(0, 4, "b")], [(2, 6, "XYZ")]) == [stretch(0, 5, "b")]
    assert after_replacing([stretch(3, 8, "b")], [(2, 6, "XYZ")]) == [stretch(2, 7, "b")]
    assert after_replacing([stretch(2, 6, "b")], [(0, 9, "")]) == []


def test_edited_text_keeps_what_was_left() -> None:
    after = "Lời đầu.\n\nÔng Quân trồng vải thiều.\n\nNguyễn Văn Hải đã ghi lại."
    assert styled_words(after, after_editing(TEXT, after, LOOKS)) == [("vải thiều", "b"), ("Nguyễn Văn Hải", "i")]
    after = TEXT.replace("vải thiều", "cam")
    assert styled_words(after, after_editing(TEXT, after, LOOKS)) == [("cam", "b"), ("Nguyễn Văn Hải", "i")]
    after = "Một câu khác hẳn.\n\nVà câu nữa."
    assert after_editing(TEXT, after, LOOKS) == []
    after = TEXT.replace("Nguyễn Văn Hải", "Tác giả")
    assert styled_words(after, after_editing(TEXT, after, LOOKS)) == [("vải thiều", "b"), ("Tác giả", "i")]
    assert after_editing(TEXT, "", LOOKS) == []
    assert after_editing(TEXT, TEXT, LOOKS) == LOOKS


def test_moved_stretches_begin_later() -> None:
    assert moved(LOOKS, 2) == [stretch(17, 26, "b"), stretch(29, 43, "i")]


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40), st.data())
def test_no_edit_puts_a_stretch_outside_the_text(before: str, after: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(before)), min_size=2, max_size=2)))
    looks = [stretch(edges[0], edges[1], "b")]
    for each in after_editing(before, after, looks):
        assert 0 <= each["start"] < each["end"] <= len(after)
    together = "".join(piece.text for line in paragraphs(before, looks) for piece in line)
    assert together == "".join(line for line in before.split("\n") if line.strip())
