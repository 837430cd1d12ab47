"""Every address of the application, built from ``url_map`` and from what the database holds.

A route that lands tomorrow is walked tomorrow: its arguments are filled by the shape of their converter
and the words in their name. Only a converter that nobody has met before needs a line here, and until it
has one the proofs fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, IntegerConverter, PathConverter, Rule, UnicodeConverter

from contest.access import audience_of
from contest.accounts.types import Role
from contest.db import Base
from tests.proofs.secret import SLUG

Audience = frozenset[str]
NO_WORD, NO_NUMBER = "khong-co-that", 987_654
WORDS: Mapping[str, Sequence[str]] = {
    "season_slug": [SLUG],
    "role": [Role.JUDGE.value],
    "purpose": ["news"],
    "language": ["vi", "en"],
    "kind": ["csv", "xlsx"],
    "ordinal": ["1", "2"],
    "number": ["1"],
    "token": ["ImtleSI.khong-phai-chu-ky"],
    "revision": ["1"],
    "name": ["manifest.json"],
}
TABLE_OF = {"judge": "person", "token": "account_token"}
MOST = 40
"""Most addresses of one route that are tried by one person."""
MOST_WORDS = 6
"""Most words for each argument of a route that has several."""


class UnknownArgument(AssertionError):
    """A route has an argument that cannot be built: teach ``tests/proofs/routes.py`` its converter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ids:
    """What stands in addresses: opaque words by the argument they fill, numbers by table, codes with their round."""

    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, Sequence[str]]
    codes: Sequence[tuple[str, str]]

    @property
    def all_words(self) -> list[str]:
        """Every opaque word of the world."""
        return sorted({word for words in self.words.values() for word in words})


SOURCES = {
    "entry": ("entry.public_id",),
    "file": ("stored_file.public_id", "blind_asset.public_id"),
    "stretch": ("stored_file.public_id",),
    "public_id": ("blind_asset.public_id", "entry.public_id", "stored_file.public_id", "notice.message_id"),
    "code": ("code.code", "category.code"),
    "after": ("code.code",),
    "slug": ("published_work.slug",),
    "file_id": ("blind_asset.public_id", "stored_file.public_id"),
    "digest": ("receipt.digest",),
}
"""The columns behind arguments of known names; an argument of another name is given every word there is.

A column that holds nothing in this world is asked for nonsense alone: no word of another table is an address of it.
"""


def read_ids(session: Session, hidden: frozenset[str]) -> Ids:
    """Everything that could stand in an address, but for what only the secret's owner knows."""
    tables = Base.metadata.tables
    words = {}
    for name, sources in SOURCES.items():
        found: list[str] = []
        for source in sources:
            table, _, column = source.partition(".")
            rows = session.scalars(select(tables[table].c[column]).order_by(tables[table].c.id))
            found += [str(each) for each in rows if each is not None and str(each) not in hidden]
        words[name] = sorted(set(found))  # never in the order of the rows, which is part of the secret
    numbers = {
        name: [str(each) for each in session.scalars(select(table.c.id).order_by(table.c.id))]
        for name, table in tables.items()
        if "id" in table.c
    }
    rounds, codes = tables["round"], tables["code"]
    pairs = select(rounds.c.ordinal, codes.c.code).join(codes, codes.c.round_id == rounds.c.id).order_by(codes.c.id)
    coded = [(str(ordinal), code) for ordinal, code in session.execute(pairs)]
    session.rollback()
    return Ids(words=words, numbers=numbers, codes=coded)


def rules(app: Flask, *, reading: bool, only: str = "") -> list[tuple[Rule, str]]:
    """Every rule with each of its methods, the safe ones or the others; ``only`` begins their endpoints."""
    safe = {"GET"}
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: (each.rule, sorted(each.methods or ()))):
        if not rule.endpoint.startswith(only):
            continue
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found += [(rule, method) for method in sorted(methods) if (method in safe) == reading]
    return found


def audience(app: Flask, rule: Rule) -> Audience:
    """Whom the route is for."""
    return frozenset(str(each) for each in audience_of(app.view_functions[rule.endpoint]))


def addresses(rule: Rule, ids: Ids, *, most: int = MOST) -> list[str]:
    """Addresses of a route: every combination that exists, then one of nonsense. Errors: UnknownArgument."""
    names = sorted(name for name in rule.arguments if name in rule._converters)  # noqa: SLF001 - as below
    choices = {name: _choices(rule, name, ids) for name in names}
    taken: list[dict[str, str]]
    if {"ordinal", "code"} <= set(names) and ids.codes:
        free = [name for name in names if name not in {"ordinal", "code"}]
        others = [dict(zip(free, values, strict=True)) for values in product(*(choices[name] for name in free))]
        taken = [{"ordinal": ordinal, "code": code, **more} for (ordinal, code), more in product(ids.codes, others)]
    else:
        taken = [dict(zip(names, values, strict=True)) for values in product(*choices.values())]
    built = [_built(rule, values) for values in islice(taken, most)]
    if names and names != ["season_slug"] and most > 1:
        built.append(_built(rule, {name: _nonsense(rule, name) for name in names}))
    return list(dict.fromkeys(built))


def _choices(rule: Rule, name: str, ids: Ids) -> Sequence[str]:
    converter = rule._converters[name]  # noqa: SLF001 - werkzeug gives no other way to ask
    if isinstance(converter, AnyConverter):
        return sorted(converter.regex.removeprefix("(?:").removesuffix(")").split("|"))
    if name in WORDS:
        return WORDS[name]
    if isinstance(converter, IntegerConverter):
        noun = name.removesuffix("_id")
        return ids.numbers.get(TABLE_OF.get(noun, noun)) or ["1", "2", "3"]
    if not isinstance(converter, UnicodeConverter | PathConverter):
        raise UnknownArgument(f"{rule.rule}: {name} ({type(converter).__name__})")
    if name == "public_id" and "file_id" in rule.arguments:
        name = "entry"  # a file of an entry: both words must fit
    words = ids.all_words if name not in ids.words else ids.words[name] or [NO_WORD]
    crowded = len(rule._converters) > 2  # noqa: SLF001 - more than the season and one other
    return words[:MOST_WORDS] if crowded else words


def _nonsense(rule: Rule, name: str) -> str:
    converter = rule._converters[name]  # noqa: SLF001 - as above
    if name == "season_slug":
        return SLUG
    if isinstance(converter, AnyConverter):
        return converter.regex.removeprefix("(?:").split("|")[0].removesuffix(")")
    if isinstance(converter, IntegerConverter):
        return str(min(NO_NUMBER, converter.max or NO_NUMBER))
    return NO_WORD


def _built(rule: Rule, values: dict[str, str]) -> str:
    given: dict[str, object] = {
        name: int(value) if isinstance(rule._converters[name], IntegerConverter) else value  # noqa: SLF001 - as above
        for name, value in values.items()
    }
    made = rule.build(given, append_unknown=False)
    if made is None:
        raise UnknownArgument(f"{rule.rule}: {values}")
    return made[1]
