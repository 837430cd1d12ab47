"""The way to the public: two people confirm one list, codes are unmasked, the winners are published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.consents import without_consent
from contest.accounts.types import ConsentPurpose
from contest.ledger.services import canonical, record
from contest.results.awards import check_seen, check_table, lock_prizes, prize_digest
from contest.results.errors import AlreadyReleased, ListChanged, NotConfirmed, NotUnmasked, SamePerson
from contest.results.models import PublishedWork, Release
from contest.results.queries import prize_lines, prizes_of
from contest.results.results_file import digest_of
from contest.results.types import PrizeHead, PrizeLine
from contest.seasons.models import Season
from contest.seasons.types import Stage
from contest.submissions.types import Licence
from contest.text.folding import fold
from contest.visibility import ReleasedFile, UnmaskedWork, authors_with_accounts, released_files, unmasked_works

EXCERPT_WORDS = 60
SLUG_LENGTH = 90


def confirm_list(session: Session, *, season_id: int, round_id: int, digest: str, by: int, now: datetime) -> int:
    """Confirm the prize list that the person saw (by its digest); returns how many have confirmed it.

    Errors: ListChanged, PrizeFull, PrizedUnseen, SamePerson, AlreadyReleased.
    """
    lock_prizes(session, season_id=season_id)
    lines = prize_lines(session, round_id=round_id)
    check_table(lines, prizes_of(session, season_id=season_id))
    if digest != prize_digest(lines) or not any(line.prize_id for line in lines):
        raise ListChanged
    check_seen(lines)
    state = _release(session, season_id, digest)
    # A list that changed after the unmasking is confirmed anew before it is published: a prize was taken back.
    stands = state.second_at is not None and state.digest == digest
    if state.published_at is not None or (state.unmasked_at is not None and stands):
        raise AlreadyReleased
    if state.first_at is None or state.digest != digest:
        values: dict[str, Any] = {"first_by": by, "first_at": now, "second_by": None, "second_at": None}
        count = 1
    elif state.first_by == by:
        raise SamePerson
    else:
        values = {"second_by": by, "second_at": now}
        count = 2
    session.execute(update(Release).where(Release.season_id == season_id).values(digest=digest, **values))
    _note(
        session,
        "release.confirm",
        season_id=season_id,
        payload={"prize_list_sha256": digest, "confirmation": count},
        by=by,
        now=now,
    )
    return count


def unmask(session: Session, *, season_id: int, round_id: int, by: int, now: datetime) -> None:
    """Open the codes of the winners (ghép phách).

    Errors: NotConfirmed, AlreadyReleased, ListChanged (the prize table changed after the second confirmation),
    PrizedUnseen.
    """
    lock_prizes(session, season_id=season_id)
    state = _release(session, season_id, "")
    if state.unmasked_at is not None:
        raise AlreadyReleased
    if state.second_at is None:
        raise NotConfirmed
    lines = prize_lines(session, round_id=round_id)
    if state.digest != prize_digest(lines):
        raise ListChanged
    check_seen(lines)
    session.execute(update(Release).where(Release.season_id == season_id).values(unmasked_by=by, unmasked_at=now))
    _note(session, "release.unmask", season_id=season_id, payload={"prize_list_sha256": state.digest}, by=by, now=now)


def winners(session: Session, *, season_id: int, round_id: int) -> Sequence[tuple[PrizeHead, PrizeLine, UnmaskedWork]]:
    """The prize list by name, best first. Errors: NotUnmasked."""
    if session.scalar(select(Release.unmasked_at).where(Release.season_id == season_id)) is None:
        raise NotUnmasked
    prizes = {one.id: one for one in prizes_of(session, season_id=season_id)}
    lines = [line for line in prize_lines(session, round_id=round_id) if line.prize_id is not None]
    works = unmasked_works(session, code_ids=[line.code_id for line in lines])
    listed = [(prizes[line.prize_id], line, works[line.code_id]) for line in lines if line.prize_id is not None]
    return sorted(listed, key=lambda one: (one[0].level, -(one[1].total or 0), one[1].code))


def winners_without_consent(session: Session, *, season_id: int, round_id: int) -> Sequence[str]:
    """The winners, by name, who have not agreed that their names are published. Errors: NotUnmasked.

    Nothing is refused for it: an author may have agreed on paper. Who publishes is told and asks them first.
    """
    codes = [work.code_id for _prize, _line, work in winners(session, season_id=season_id, round_id=round_id)]
    people = authors_with_accounts(session, code_ids=codes)
    return without_consent(session, people, purpose=ConsentPurpose.PUBLICATION)


def publish(session: Session, *, season_id: int, round_id: int, by: int, now: datetime) -> int:
    """Copy the winners into what the public reads; returns how many.

    Errors: NotUnmasked, AlreadyReleased, ListChanged (a prize was taken back, or the prize table changed, after the
    unmasking), NotConfirmed (the changed list has one confirmation), PrizedUnseen.
    """
    lock_prizes(session, season_id=season_id)
    state = _release(session, season_id, "")
    if state.published_at is not None:
        raise AlreadyReleased
    rows = _published_rows(session, season_id=season_id, round_id=round_id, now=now)
    _must_be_confirmed(session, state, round_id=round_id)
    session.execute(delete(PublishedWork).where(PublishedWork.season_id == season_id))
    session.execute(insert(PublishedWork), rows)
    out = {"published_by": by, "published_at": now, "file_digest": digest_of(rows)}
    session.execute(update(Release).where(Release.season_id == season_id).values(**out))
    session.execute(
        update(Season).where(Season.id == season_id).values(stage=Stage.PUBLISHED, results_published_at=now)
    )
    _note(
        session,
        "release.publish",
        season_id=season_id,
        payload={
            "works": len(rows),
            "prize_list_sha256": state.digest,
            "results_file_sha256": out["file_digest"],
            "published": {row["slug"]: fingerprint(row) for row in rows},
        },
        by=by,
        now=now,
    )
    return len(rows)


def _published_rows(session: Session, *, season_id: int, round_id: int, now: datetime) -> Sequence[dict[str, Any]]:
    """What the public will read of every winner, in the order of the list. Errors: NotUnmasked."""
    return [
        {
            **_published(prize, work, _licensed_files(session, line, work)),
            "season_id": season_id,
            "position": position,
            "released_at": now,
        }
        for position, (prize, line, work) in enumerate(
            winners(session, season_id=season_id, round_id=round_id), start=1
        )
    ]


def _must_be_confirmed(session: Session, state: Release, *, round_id: int) -> None:
    """Two people confirmed the list and the prize table as they stand now."""
    lines = prize_lines(session, round_id=round_id)
    if state.digest != prize_digest(lines):
        raise ListChanged
    if state.second_at is None:
        raise NotConfirmed
    check_seen(lines)


def fingerprint(row: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over all that the public reads of one work, media and moment included; the row's id is left out."""
    shown = {name: value for name, value in row.items() if name != "id"}
    moment = shown["released_at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical({**shown, "released_at": moment}).encode()).hexdigest()


def _release(session: Session, season_id: int, digest: str) -> Release:
    """The season's release row, made on the first confirmation; the caller holds the season's prizes."""
    found = session.scalars(select(Release).where(Release.season_id == season_id)).one_or_none()
    if found is None:
        found = Release(season_id=season_id, digest=digest)
        session.add(found)
        session.flush()
    session.refresh(found)
    return found


def _licensed_files(session: Session, line: PrizeLine, work: UnmaskedWork) -> Sequence[ReleasedFile]:
    return released_files(session, code_id=line.code_id) if work.licence == Licence.FULL else ()


def _published(prize: PrizeHead, work: UnmaskedWork, files: Sequence[ReleasedFile]) -> Mapping[str, Any]:
    """The public columns of one work; text and files only with the licence."""
    authors = ", ".join(work.authors)
    outlet = work.outlet or work.organisation
    return {
        "slug": _slug(work.title, work.code),
        "title": work.title,
        "category_name": work.category_name,
        "press_type": work.press_type,
        "genre_name": work.genre_name,
        "prize_name": prize.name,
        "prize_level": prize.level,
        "prize_money": prize.money,
        "authors": authors,
        "outlet": outlet,
        "place": work.place,
        "topics": list(work.topics),
        "published_on": work.published_on,
        "source_url": _web_address(work.source_url),
        "excerpt": work.summary or _excerpt(work.body),
        "body": work.body if work.licence == Licence.FULL else None,
        "media": [_media(file) for file in files],
        "comment": "",
        "search_text": fold(" ".join([work.title, authors, outlet, work.place, work.category_name, *work.topics])),
    }


def _media(file: ReleasedFile) -> Mapping[str, Any]:
    return {
        "id": file.public_id,
        "kind": file.kind,
        "key": file.key,
        "poster_key": file.poster_key,
        "content_type": file.content_type,
        "width": file.width,
        "height": file.height,
        "caption": file.caption,
    }


def _slug(title: str, code: str) -> str:
    """A readable address: folded title and the code, which is public from now on."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    return f"{words[:SLUG_LENGTH].rstrip('-')}-{code.lower()}".lstrip("-")


def _excerpt(body: str) -> str:
    words = body.split()
    text = " ".join(words[:EXCERPT_WORDS])
    return f"{text}…" if len(words) > EXCERPT_WORDS else text


def _web_address(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _note(session: Session, action: str, *, season_id: int, payload: Mapping[str, Any], by: int, now: datetime) -> None:
    record(
        session,
        action=action,
        subject=f"season:{season_id}",
        payload=payload,
        at=now,
        actor_id=by,
        season_id=season_id,
    )
