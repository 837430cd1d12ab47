"""Old encodings are told and turned; everything else is left as it is."""

from __future__ import annotations

import pytest

from contest.text.folding import clean_text
from contest.text.legacy import all_as_unicode

VERSE = "Nguyễn Văn Hải, Báo Bắc Giang: đường về bản Mỷ, trẻ em ở ngõ nhỏ được giữ lại học; chị Lường Thị Quý kể."
TCVN3 = (
    "NguyÔn V¨n H¶i, B¸o B¾c Giang: ®\u00adêng vÒ b¶n Mû, trÎ em ë ngâ nhá ®\u00adîc gi÷ l¹i häc;"
    " chÞ L\u00adêng ThÞ Quý kÓ."
)
VNI = (
    "Nguyeãn Vaên Haûi, Baùo Baéc Giang: ñöôøng veà baûn Myû, treû em ôû ngoõ nhoû ñöôïc giöõ laïi hoïc;"
    " chò Löôøng Thò Quyù keå."
)


def as_unicode(text: str) -> str:
    return all_as_unicode([text])[0]


@pytest.mark.parametrize("old", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_old_encodings_become_unicode_letter_by_letter(old: str) -> None:
    turned = as_unicode(old)
    assert clean_text(turned) == VERSE
    assert len(turned) == len(old)


@pytest.mark.parametrize(
    "text",
    [
        VERSE,
        "",
        "Nguyen Van Hai, Bao Bac Giang: duong ve ban My, tre em duoc giu lai hoc.",
        "Les élèves de Noël ont goûté l'août à Béziers, où le héros d'un poème naïf attend la fin des vendanges.",
        "El niño español añadió ñandúes; mañana será otro año.",
        "© 2023 «Báo chí» ®, 25 µm, 3 m², ½ kg",
        "Straße über Öl, Größe, Fähre, Käse, Höhe, Bücher",
        "Ê-đê, H'Mông, Pơloong Chiến",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert as_unicode(text) == text


def test_parts_that_are_unicode_stay_beside_old_ones() -> None:
    assert all_as_unicode([VERSE, TCVN3, "Ảnh: Hải"]) == [VERSE, as_unicode(TCVN3), "Ảnh: Hải"]
    title = "B¶n Mû"
    assert (all_as_unicode([title]), all_as_unicode([title, TCVN3])[0]) == ([title], "Bản Mỷ")
