"""The forms of a page, as a person would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """Where a form goes and what it holds; buttons' values are in it too, the last one first named."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


def _is_sent(values: dict[str, str]) -> bool:
    kind = values.get("type")
    return kind not in {"file", "password"} and (kind not in {"checkbox", "radio"} or "checked" in values)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.area: str | None = None
        self.choice: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(method=values.get("method", "get").lower(), action=values.get("action", "")))
        elif self.forms and values.get("name"):
            self._field(tag, values)
        elif tag == "option" and self.choice and self.forms:
            taken = self.forms[-1].fields
            if "selected" in values or self.choice not in taken:
                taken[self.choice] = values.get("value", "")

    def _field(self, tag: str, values: dict[str, str]) -> None:
        fields, name = self.forms[-1].fields, values["name"]
        self.area = name if tag == "textarea" else None
        self.choice = name if tag == "select" else None
        if tag == "textarea":
            fields[name] = ""
        elif tag in {"input", "button"} and _is_sent(values):
            fields.setdefault(name, values.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            self.forms[-1].fields[self.area] = self.forms[-1].fields.get(self.area, "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.choice = None


def forms_of(page: str) -> list[Form]:
    """Every form of a page, without its token."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        form.fields.pop("csrf_token", None)
    return reader.forms
