"""Templates keep the house's rules: all words through gettext, nothing inline, nothing unescaped."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from tools.template_lint import TEMPLATES, all_findings, findings_in

ROOT = TEMPLATES.parent


def test_templates_have_no_faults() -> None:
    assert [str(finding) for finding in all_findings()] == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<p>Bài dự thi</p>", "words outside gettext"),
        ("<p>{{ _('Số') }} bài</p>", "words outside gettext"),
        ("{% if x %}<b>có</b>{% endif %}", "words outside gettext"),
        ('<img src="/x" alt="Trang báo">', "words outside gettext in alt"),
        ('<input placeholder="Tìm {{ x }}">', "words outside gettext in placeholder"),
        ('<p style="color:red">{{ x }}</p>', "inline style"),
        ("<style>p { color: red }</style>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<button onclick="go()">{{ x }}</button>', "inline script in onclick"),
        ("<p>{{ x | safe }}</p>", "|safe"),
        ("{% autoescape false %}{{ x }}{% endautoescape %}", "|safe"),
    ],
)
def test_a_fault_is_found(source: str, problem: str) -> None:
    assert [finding.problem[: len(problem)] for finding in findings_in(source)] == [problem]


def test_lawful_markup_has_no_finding() -> None:
    source = """{# Ghi chú #}<a href="/bai" title="{{ _('Mở') }}">{{ _('Mở bài') }} → 12&nbsp;% SHA-256</a>
    <kbd translate="no">J</kbd><script type="module" src="{{ asset('app.js') }}"></script>{{ x }}"""
    assert findings_in(source) == []


def test_every_icon_named_in_code_and_templates_exists() -> None:
    known = set(json.loads((ROOT / "assets" / "icons.json").read_text(encoding="utf-8")))
    used: dict[str, str] = {}
    for file in [*TEMPLATES.rglob("*.html"), *(ROOT / "contest").rglob("*.py")]:
        for name in re.findall(r"""\b(?:icon\(|icon=|sign=)["']([\w-]+)["']""", file.read_text(encoding="utf-8")):
            used[name] = file.name
    assert {name: file for name, file in used.items() if name not in known} == {}
    assert "send" in used  # the search itself works


def test_the_sprite_and_the_bundles_are_built() -> None:
    dist = ROOT / "contest" / "web" / "static" / "dist"
    manifest: dict[str, str] = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    assert {"app.css", "app.js", "desk.js", "icons.svg", "favicon.svg"} <= set(manifest)
    assert all((dist / name).is_file() for name in manifest.values())


@pytest.mark.parametrize(("pattern", "limit"), [("*.css.gz", 60_000), ("app.*.js.gz", 15_000)])
def test_what_every_page_loads_stays_small(pattern: str, limit: int) -> None:
    sizes = [file.stat().st_size for file in Path(ROOT / "contest/web/static/dist").glob(pattern)]
    assert sizes
    assert sum(sizes) < limit


def _flashed(source: str) -> set[str]:
    """The kinds of notices that a module leaves for the next page; "" for a call that names none."""
    kinds: set[str] = set()
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "flash":
            named = ast.walk(call.args[1]) if len(call.args) > 1 else iter([ast.Constant("")])
            kinds |= {str(one.value) for one in named if isinstance(one, ast.Constant)}
    return kinds


def test_every_notice_is_of_a_kind_that_the_page_knows() -> None:
    macro = (TEMPLATES / "macros" / "shell.html").read_text(encoding="utf-8")
    signs = re.search(r"macro flashes.*?set signs = (\{[^}]*\})", macro, re.DOTALL)
    assert signs
    known = set(json.loads(signs[1]))
    strange = {
        str(file): kinds
        for file in (ROOT / "contest").rglob("*.py")
        if (kinds := _flashed(file.read_text(encoding="utf-8")) - known)
    }
    assert strange == {}


def test_a_notice_of_a_strange_kind_is_seen() -> None:
    assert _flashed('flash(_("Xong."), "good" if made else "message")\nflash("Xong.")') == {"good", "message", ""}
