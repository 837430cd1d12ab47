"""The forms of a page, as a person would send them without touching a field."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.pages import Field, Page, Sheet

NOT_SENT = frozenset({"file", "password"})
TOKEN = "csrf_token"


@dataclass(slots=True)
class Form:
    """Where a posted form goes (empty: to its own page) and what it holds, the buttons' values with it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


def forms_of(html: str) -> list[Form]:
    """Every posted form of a page, without its token; of several fields or buttons of one name the first."""
    return [Form(sheet.action, _fields(sheet)) for sheet in Page("", html).sheets]


def _fields(sheet: Sheet) -> dict[str, str]:
    sent: dict[str, str] = {}
    for one in sheet.fields:
        value = _untouched(one)
        if value is not None and one.name != TOKEN:
            sent.setdefault(one.name, value)
    for name, value in sheet.buttons:
        sent.setdefault(name, value)
    return sent


def _untouched(one: Field) -> str | None:
    """What a field sends as it stands; None where it sends nothing."""
    if one.kind in NOT_SENT:
        return None
    if one.kind in {"checkbox", "radio"}:
        return one.ticked[0] if one.ticked else None
    if one.kind == "select":
        return one.value or next(iter(one.choices), "")
    return one.value
