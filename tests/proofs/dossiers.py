"""What hangs on one entry: author, part, file, receipt, decision; the secret's on S, plain ones on the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.blinding.early_models import EarlyFile
from contest.blinding.published_models import PublishedPage, PublishedPicture
from contest.submissions.models import Entry, Receipt, ScreeningDecision, StoredFile
from contest.submissions.receipts import digest_of
from tests import factories
from tests.proofs.secret import NOW, SLUG, Secret


def dossier(
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
    _published(session, entry, name, secret)
    file = factories.stored_file(
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
    _early(session, file, name, secret)
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


def _published(session: Session, entry: Entry, name: str, secret: Secret) -> None:
    """The page of the newspaper as it was fetched, with a picture: the secretariat's alone."""
    hidden = name == "S"
    page = PublishedPage(
        entry_id=entry.id,
        url=secret.url if hidden else f"https://canh-dong.test/{name}",
        state="done",
        text=secret.page_text if hidden else "Báo Cánh Đồng.",
        digest=secret.sha256 if hidden else "c3" * 32,
        asked_at=NOW - timedelta(days=14),
        fetched_at=secret.submitted_at if hidden else NOW - timedelta(days=14),
    )
    factories.save(session, page)
    picture = PublishedPicture(
        page_id=page.id,
        position=1,
        key=f"{'SWU'.index(name) + 1:032x}",
        content_type="image/jpeg",
        digest=secret.sha256 if hidden else "c4" * 32,
    )
    factories.save(session, picture)


def _early(session: Session, file: StoredFile, name: str, secret: Secret) -> None:
    """What was made of the file for its author to look at, with the words that were found in it: the author's alone."""
    key = "abc"["SWU".index(name)] * 32
    asset = {
        "public_id": file.public_id,
        "kind": "video",
        "state": "ready",
        "key": key,
        "poster_key": key,
        "content_type": "video/mp4",
        "width": 320,
        "height": 200,
        "note": "",
        "sides": {"of": key, "strip": key, "rates": [{"bandwidth": 900_000, "key": key, "list_key": "d" * 32}]},
    }
    told = secret.name if name == "S" else "Vũ Nhà Báo"
    sign = {"asset": 0, "place": "frame", "kind": "name", "matched": told, "excerpt": f"Bài: {told}", "moment": 4}
    early = EarlyFile(
        file_id=file.id,
        source_digest=file.sha256,
        state="done",
        progress=100,
        text=f"{told} ghi",
        emphasis=[],
        assets=[asset],
        signs=[sign],
        known_digest=secret.sha256 if name == "S" else "c5" * 32,
    )
    factories.save(session, early)


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
