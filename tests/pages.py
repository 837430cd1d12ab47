"""What a person finds on a page: where it leads, what can be sent, what it says was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str]


@dataclass(slots=True)
class Field:
    """One field of a form: what it holds, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    ticked: list[str] = field(default_factory=list)
    largest: str = ""
    locked: bool = False


@dataclass(slots=True)
class Sheet:
    """One form: where it goes, its fields, and its buttons with a name."""

    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_locked(self) -> bool:
        """Whether it is only there to be read."""
        return any(one.locked for one in self.fields)


class Page(HTMLParser):
    """Links, posted forms, codes and flashed sentences of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.sheets: list[Sheet] = []
        self.codes: list[str] = []
        self.hints: list[str] = []
        """What a field that is typed in offers."""
        self.said: list[str] = []
        """What a notice with a sign of success says."""
        self._open: Sheet | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        marks = given.get("class", "").split()
        if "code" in marks:
            self._within = "code"
        elif "notice--good" in marks and given.get("role") == "status":
            self._within = "said"
        if tag == "a" and given.get("href"):
            self._link(given["href"])
        elif tag == "form":
            self._begin(given)
        elif self._open and tag == "button" and given.get("name"):
            self._open.buttons.append((given["name"], given.get("value", "")))
        elif self._open and tag in {"input", "textarea", "select"} and given.get("name"):
            self._field(self._open, tag, given)
        elif tag == "option" and not self._select:
            self.hints.append(given.get("value", ""))
        elif tag == "option" and self._select and "disabled" not in given:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")

    def _begin(self, given: Attributes) -> None:
        posted = given.get("method", "get").lower() == "post"
        where = urljoin(self.address, given.get("action") or self.address)
        self._open = Sheet(where) if posted and not urlsplit(where).netloc else None
        if self._open:
            self.sheets.append(self._open)

    def _link(self, href: str) -> None:
        target = urlsplit(urljoin(self.address, href))
        if not target.netloc and not target.scheme and target.path:
            self.links.append(target.path + (f"?{target.query}" if target.query else ""))

    def _field(self, sheet: Sheet, tag: str, given: Attributes) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        many = kind in {"radio", "checkbox"}
        value = given.get("value", "on" if many else "")
        made = next((one for one in sheet.fields if many and one.name == given["name"] and one.kind == kind), None)
        if made is None:
            made = Field(given["name"], kind, "" if many else value)
            sheet.fields.append(made)
        if many:
            made.choices.append(value)
            made.ticked += [value] if "checked" in given else []
        made.largest = given.get("data-max", "") if tag == "input" else ""
        made.locked = "readonly" in given or "disabled" in given
        self._area = made if tag == "textarea" else None
        self._select = made if tag == "select" else None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area.value += data
        if self._within == "code":
            self.codes.append(data.strip())
            self._within = ""
        elif self._within == "said" and data.strip():
            self.said.append(data.strip())
            self._within = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._area:
            self._area.value = self._area.value.removeprefix("\r").removeprefix("\n")  # as a browser does
            self._area = None
        elif tag == "select":
            self._select = None
