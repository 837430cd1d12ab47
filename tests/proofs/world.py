"""One small contest with every kind of row, built the same way in every world but for the secret."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.accounts.types import Role
from contest.blinding.cleaning import clean_file
from contest.notices.models import Notice
from contest.seasons.models import Category, Season
from contest.storage import ObjectKey, current_store
from contest.submissions.models import Entry
from contest.text.folding import fold
from tests import factories
from tests.proofs import judged
from tests.proofs.dossiers import dossier
from tests.proofs.secret import FIRST, NOW, OTHER_IDENTITY, SLUG, Secret


class Phase(StrEnum):
    """Stations of a season at which every route is tried."""

    ENTRY = "entry"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    RESULTS = "results"
    PUBLISHED = "published"


JUDGED = frozenset(set(Phase) - {Phase.ENTRY})


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Who may look, by name; ``secret_ids`` are what only the secret's owner can know."""

    phase: Phase
    people: dict[str, int]
    secret_ids: frozenset[str]


def build(session: Session, secret: Secret, phase: Phase) -> World:
    """Write the whole contest and commit."""
    factories._numbers = itertools.count(1)  # noqa: SLF001 - every world counts from one
    outlets = _outlets(session, secret)
    season, category = _season(session, phase)
    people = _people(session, season, secret, outlets)
    entries = _entries(session, season, category, people=people, outlets=outlets, secret=secret, phase=phase)
    dossiers = {
        name: dossier(session, entries[name], name, people=people, outlets=outlets, secret=secret)
        for name in ("S", "W", "U")
    }
    if phase in JUDGED:
        judged.build(session, season, category, entries=entries, people=people, secret=secret, phase=phase.value)
    _messages(session, season, people, secret)
    session.commit()
    ids = {name: person.id for name, person in people.items()}
    # A receipt's digest opens its check page to whoever holds the paper: only the owner does.
    return World(phase=phase, people=ids, secret_ids=frozenset({dossiers["S"]}))


def store_files(app: Flask, secret: Secret) -> None:
    """Put the objects behind the rows: the originals, and what the real cleaner makes of the secret one."""
    original = photograph(f"{secret.name} / {secret.outlet} / {secret.email} / {secret.file_name}")
    with app.app_context():
        store = current_store()
        store.put(ObjectKey(judged.LIST_KEY), io.BytesIO(b"#EXTM3U\n{media}\n"), content_type="text/plain")
        for place, name in enumerate("SWU"):
            body = original if name == "S" else photograph("không ai")
            store.put(ObjectKey(f"{place + 1:032x}"), io.BytesIO(body), content_type="image/jpeg")
            clean = cleaned(app, body)
            store.put(ObjectKey(judged.ASSET_KEYS[name]), io.BytesIO(clean), content_type="image/webp")


@cache
def photograph(words: str) -> bytes:
    """A JPEG that carries words in its EXIF, its comment and its XMP."""
    picture = Image.new("RGB", (320, 200), (120, 90, 60))
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = words
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=words.encode(), xmp=f"<x>{words}</x>".encode())
    return out.getvalue()


_cleaned: dict[bytes, bytes] = {}


def cleaned(app: Flask, original: bytes) -> bytes:
    """What the house's own cleaner makes of a file."""
    if original not in _cleaned:
        with app.app_context():
            store = current_store()
            key = ObjectKey("f" * 32)
            store.put(key, io.BytesIO(original), content_type="image/jpeg")
            made = clean_file(store, key)
            assert made.assets[0].key, made
            with store.open(ObjectKey(made.assets[0].key)) as stream:
                _cleaned[original] = stream.read()
    return _cleaned[original]


def _outlets(session: Session, secret: Secret) -> dict[str, Organisation]:
    """The organizers' list of agencies, the same in every world: which of them the author belongs to is the secret."""
    listed = {each.outlet: each for each in (FIRST, OTHER_IDENTITY, secret)}
    agencies = {
        name: factories.organisation(session, name=name, aliases=[each.outlet_alias], domains=[each.outlet_domain])
        for name, each in listed.items()
    }
    return {
        "secret": agencies[secret.outlet],
        "unit": factories.organisation(session, name="Báo Cánh Đồng", aliases=["BCĐ"], domains=["canh-dong.test"]),
        "jury": factories.organisation(session, name="Trường Báo chí", kind="other"),
    }


def _season(session: Session, phase: Phase) -> tuple[Season, Category]:
    takes_entries = phase is Phase.ENTRY
    season = factories.season(
        session,
        slug=SLUG,
        name="Giải chứng minh",
        stage=phase.value,
        entries_open_at=NOW - timedelta(days=90),
        entries_close_at=NOW + timedelta(days=9) if takes_entries else NOW - timedelta(days=12),
        results_published_at=NOW - timedelta(hours=1) if phase is Phase.PUBLISHED else None,
    )
    category = factories.category(session, season, name="Báo in")
    factories.genre(session, category)
    factories.topic(session, season)
    factories.place(session, name="Huyện Thử")
    factories.rule(session, season, "max_authors", 3)
    return season, category


def _people(session: Session, season: Season, secret: Secret, outlets: dict[str, Organisation]) -> dict[str, Person]:
    def add(name: str, role: Role | None, **more: Any) -> Person:
        roles = {season.id: role} if role else {}
        return factories.person(session, full_name=name, roles=roles, **more)

    owner = add(
        secret.name,
        Role.JOURNALIST,
        email=secret.email,
        phone=secret.phone,
        pen_name=secret.pen_name,
        press_card=secret.press_card,
        organisation_id=outlets["secret"].id,
    )
    unit = add("Đỗ Đơn Vị", None, email="don-vi@world.test", organisation_id=outlets["unit"].id)
    factories.member(session, unit, season.id, Role.UNIT, organisation_id=outlets["unit"].id)
    jury = {"organisation_id": outlets["jury"].id}
    return {
        "owner": owner,
        "unit": unit,
        "journalist": add("Vũ Nhà Báo", Role.JOURNALIST, email="nha-bao@world.test"),
        "judge": add("Lý Giám Khảo Một", Role.JUDGE, email="giam-khao-1@world.test", **jury),
        "judge_two": add("Lý Giám Khảo Hai", Role.JUDGE, email="giam-khao-2@world.test", **jury),
        "judge_idle": add("Lý Giám Khảo Ba", Role.JUDGE, email="giam-khao-3@world.test", **jury),
        "chair": add("Tạ Chủ Tịch", Role.CHAIR, email="chu-tich@world.test", **jury),
        "stranger": add("Người Ngoài Cuộc", None, email="ngoai@world.test"),
        "secretary": add("Mai Thư Ký", Role.SECRETARY, email="thu-ky@world.test"),
        "organizer": add("Phan Tổ Chức", Role.ORGANIZER, email="to-chuc@world.test"),
        "admin": add("Trịnh Quản Trị", None, email="quan-tri@world.test", is_admin=True),
    }


def _entries(
    session: Session,
    season: Season,
    category: Category,
    *,
    people: dict[str, Person],
    outlets: dict[str, Organisation],
    secret: Secret,
    phase: Phase,
) -> dict[str, Entry]:
    """The secret entry S, a winner W, a unit's U; in which order they came is part of the secret."""
    status = "accepted" if phase in JUDGED else "submitted"
    common: dict[str, Any] = {"status": status, "created_at": NOW - timedelta(days=50), "decided_at": None}
    rows: dict[str, dict[str, Any]] = {
        "S": {
            "owner": people["owner"],
            "title": secret.title,
            "body": secret.body,
            "summary": secret.summary,
            "other_awards": secret.other_awards,
            "unread": {"parts-0-published_on": secret.unread},
            "organisation_id": outlets["secret"].id,
            "search_text": fold(f"{secret.title} {secret.name} {secret.outlet} BG-0003"),
            "word_count": len(secret.body.split()),
            "submitted_at": secret.submitted_at,
            "updated_at": secret.submitted_at,
            "number": "BG-0003",
        },
        "W": {
            "owner": people["journalist"],
            "title": "Bài của nhà báo",
            "submitted_at": NOW - timedelta(days=30),
            "updated_at": NOW - timedelta(days=30),
            "number": "BG-0001",
        },
        "U": {
            "owner": people["unit"],
            "title": "Bài của đơn vị",
            "organisation_id": outlets["unit"].id,
            "channel": "unit",
            "submitted_at": NOW - timedelta(days=29),
            "updated_at": NOW - timedelta(days=29),
            "number": "BG-0002",
        },
    }
    order = "SWU" if secret.entered_first else "WUS"
    made = {}
    for name in order:
        row = common | rows[name]
        owner = row.pop("owner")
        made[name] = factories.entry(session, season, category, owner, public_id=f"{name.lower() * 12}", **row)
    return made


def _messages(session: Session, season: Season, people: dict[str, Person], secret: Secret) -> None:
    texts = {
        "owner": f"Đã nhận tác phẩm «{secret.title}» của {secret.name}.",
        "journalist": "Đã nhận tác phẩm của bạn.",
        "judge": "Bạn có tác phẩm cần chấm.",
    }
    for place, (name, body) in enumerate(texts.items()):
        factories.save(
            session,
            Notice(
                dedupe_key=f"world:{name}",
                person_id=people[name].id,
                season_id=season.id,
                email=people[name].email,
                subject="Thông báo của giải",
                body=body,
                link="/tai-khoan",
                state="sent",
                message_id=f"{place + 1:032x}",
                created_at=NOW - timedelta(days=3),
            ),
        )
