"""One small contest with every kind of row, built the same way in every world but for the secret."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
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
from contest.submissions.models import Entry, Receipt, ScreeningDecision
from contest.submissions.receipts import digest_of
from contest.text.folding import fold
from tests import factories
from tests.proofs import judged
from tests.proofs.secret import FIRST, NOW, OTHER_IDENTITY, Secret


class Phase(StrEnum):
    """Stations of a season at which every route is tried."""

    ENTRY = "entry"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    RESULTS = "results"
    PUBLISHED = "published"


JUDGED = frozenset(set(Phase) - {Phase.ENTRY})
SLUG = "mua-chung-minh"


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
        name: _dossier(session, entries[name], name, people=people, outlets=outlets, secret=secret)
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


def _dossier(
    session: Session,
    entry: Entry,
    name: str,
    *,
    people: dict[str, Person],
    outlets: dict[str, Organisation],
    secret: Secret,
) -> str:
    """Author, part, file, receipt and decision of one entry; return the receipt's digest."""
    place = "SWU".index(name)
    factories.author(session, entry, **_author(name, people, outlets, secret))
    factories.part(session, entry, **_part(name, secret))
    factories.stored_file(
        session,
        entry,
        people["owner"] if name == "S" else people["journalist"],
        public_id=f"f{name.lower() * 11}",
        position=1,
        key=f"{place + 1:032x}",
        content_type="image/jpeg",
        kind="image",
        created_at=secret.submitted_at if name == "S" else NOW - timedelta(days=31),
        verified_at=secret.submitted_at if name == "S" else NOW - timedelta(days=31),
        **_file(name, secret),
    )
    payload = _payload(entry, name, secret)
    receipt = Receipt(
        entry_id=entry.id,
        number=f"1:{entry.number}/1",
        revision=1,
        idempotency_key=f"{place + 7:032x}",
        payload=payload,
        digest=digest_of(payload),
        issued_by=entry.owner_id,
        issued_at=entry.submitted_at,
    )
    factories.save(session, receipt)
    decision = ScreeningDecision(
        entry_id=entry.id,
        outcome="accept",
        reason=secret.reason if name == "S" else "Đủ giấy tờ",
        entry_version=1,
        decided_by=people["secretary"].id,
        decided_at=NOW - timedelta(days=15),
    )
    if entry.status == "accepted":
        factories.save(session, decision)
    return receipt.digest


def _payload(entry: Entry, name: str, secret: Secret) -> dict[str, Any]:
    """A receipt's content in the shape that ``contest.submissions.receipts`` writes."""
    hidden = name == "S"
    author = secret.name if hidden else "Vũ Nhà Báo"
    file = _file(name, secret)
    return {
        "schema": 1,
        "season": SLUG,
        "entry": entry.public_id,
        "entry_version": 1,
        "number": entry.number,
        "revision": 1,
        "received_at": "2026-05-20T03:30:00.000000+00:00",
        "channel": "author",
        "postmarked_on": None,
        "category": "Báo in",
        "genre": None,
        "place": None,
        "primary_topic": None,
        "topics": [],
        "title": entry.title,
        "summary": "",
        "body": entry.body,
        "language": "vi",
        "other_awards": "",
        "no_other_awards": True,
        "commitments": [],
        "licence": "excerpt",
        "authors": [{"full_name": author, "pen_name": "", "organisation": "", "is_representative": True}],
        "parts": [],
        "files": [
            {
                "id": f"f{name.lower() * 11}",
                "purpose": "work",
                "document_key": "",
                "name": file["name"],
                "caption": "",
                "size": 1000,
                "sha256": file["sha256"],
            }
        ],
    }


def _author(name: str, people: dict[str, Person], outlets: dict[str, Organisation], secret: Secret) -> dict[str, Any]:
    if name == "S":
        return {
            "full_name": secret.name,
            "pen_name": secret.pen_name,
            "byline": secret.byline,
            "email": secret.email,
            "phone": secret.phone,
            "press_card": secret.press_card,
            "birth_year": secret.birth_year,
            "organisation_id": outlets["secret"].id,
            "organisation_name": secret.outlet,
            "person_id": people["owner"].id,
        }
    return {"full_name": "Vũ Nhà Báo" if name == "W" else "Ngô Người Viết", "organisation_name": "Báo Cánh Đồng"}


def _part(name: str, secret: Secret) -> dict[str, Any]:
    if name == "S":
        return {
            "title": secret.part_title,
            "outlet": secret.outlet,
            "programme": secret.programme,
            "issue": secret.issue,
            "url": secret.url,
            "published_on": date.fromisoformat(secret.published_on),
        }
    return {"outlet": "Báo Cánh Đồng"}


def _file(name: str, secret: Secret) -> dict[str, Any]:
    if name == "S":
        return {
            "name": secret.file_name,
            "caption": secret.caption,
            "size": secret.file_size,
            "sha256": secret.sha256,
            "facts": {"width": 320, "camera": secret.name},
        }
    return {"name": "anh.jpg", "sha256": f"{'SWU'.index(name):064x}"}


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
