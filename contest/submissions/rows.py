"""A draft with a row more or less, as one of the form's small buttons asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contest.submissions.types import AuthorContent, DraftContent, PartContent


def reshaped(content: DraftContent, deed: str) -> DraftContent:
    """The draft after ``deed``: add-author, add-part, drop-author-2, drop-part-0; any other changes nothing."""
    act, _sep, rest = deed.partition("-")
    what, _sep, place = rest.partition("-")
    if act == "add" and what == "author":
        return replace(content, authors=(*content.authors, AuthorContent()))
    if act == "add" and what == "part":
        outlet = content.parts[-1].outlet if content.parts else ""
        return replace(content, parts=(*content.parts, PartContent(outlet=outlet)))
    if act != "drop" or what not in {"author", "part"}:
        return content
    index = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1  # noqa: PLR2004 - a row's place
    left = replace(content, unread=tuple(_unread_without(content.unread, f"{what}s", index)))
    if what == "author":
        return replace(left, authors=tuple(one for at, one in enumerate(content.authors) if at != index))
    return replace(left, parts=tuple(one for at, one in enumerate(content.parts) if at != index))


def _unread_without(unread: tuple[tuple[str, str], ...], rows: str, index: int) -> Iterator[tuple[str, str]]:
    """Texts of unread fields by name, those of rows behind the dropped one under their new place."""
    for name, text in unread:
        group, _sep, rest = name.partition("-")
        place, _sep, field = rest.partition("-")
        if group != rows or index < 0 or int(place) < index:
            yield name, text
        elif int(place) > index:
            yield f"{group}-{int(place) - 1}-{field}", text
