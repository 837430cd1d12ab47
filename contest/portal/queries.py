"""Reading what was published, and nothing else: no table here knows a score, a code or a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, String, bindparam, select
from sqlalchemy.orm import Session

from contest.db import columns_of
from contest.errors import NotVisible
from contest.portal.types import Seal, WorkLine, WorkPage
from contest.results.models import PublishedWork, Release, Revocation
from contest.seasons.models import Season
from contest.text.folding import fold

_work, _revocation = columns_of(PublishedWork), columns_of(Revocation)
_WORKS = PublishedWork.__table__.outerjoin(
    Revocation.__table__, (_revocation.work_id == _work.id) & _revocation.agreed_at.is_not(None)
)
"""Every published work, with what two people said when they took its prize back."""
_LINE = (
    _work.slug,
    _work.title,
    _work.category_name,
    _work.press_type,
    _work.prize_name,
    _work.prize_level,
    _work.authors,
    _work.outlet,
    _work.place,
    _work.excerpt,
    _work.released_at,
    _revocation.agreed_at.label("revoked_at"),
)
_PAGE = (
    *_LINE,
    _work.genre_name,
    _work.prize_money,
    _work.topics,
    _work.published_on,
    _work.source_url,
    _work.body,
    _work.media,
    _work.comment,
    _revocation.reason.label("revoked_reason"),
)
_ONE = (
    select(*_PAGE)
    .select_from(_WORKS)
    .where(_work.season_id == bindparam("season_id", type_=BigInteger), _work.slug == bindparam("slug", type_=String))
)
MOST_RESULTS = 200


def newest_public_slug(session: Session) -> str | None:
    """The slug of the season that the front door opens on: the newest public one."""
    return session.scalar(
        select(Season.slug).where(Season.is_public).order_by(Season.entries_open_at.desc(), Season.id.desc()).limit(1)
    )


def seal_of(session: Session, *, season_id: int) -> Seal | None:
    """The hashes of the published prize list and of the file of results, and when they came out; none before."""
    row = session.execute(
        select(Release.digest, Release.file_digest, Release.published_at).where(
            Release.season_id == season_id, Release.published_at.is_not(None)
        )
    ).one_or_none()
    return Seal(**row._mapping) if row else None  # noqa: SLF001 - the public name of a row's mapping


def published_works(session: Session, *, season_id: int, search: str = "", category: str = "") -> Sequence[WorkLine]:
    """Winning works, best first, and last those whose prize was taken back.

    ``search`` ignores diacritics and đ and looks for every word.
    """
    query = select(*_LINE).select_from(_WORKS).where(_work.season_id == season_id)
    for word in fold(search).split()[:8]:
        query = query.where(_work.search_text.contains(word, autoescape=True))
    if category:
        query = query.where(_work.category_name == category)
    rows = session.execute(query.order_by(_revocation.agreed_at.is_not(None), _work.position).limit(MOST_RESULTS))
    lines = [WorkLine(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping
    return [replace(line, excerpt="") if line.revoked_at else line for line in lines]


def get_published_work(session: Session, *, season_id: int, slug: str) -> WorkPage:
    """One winning work; of one whose prize was taken back nothing but its name and the reason. Errors: NotVisible."""
    row = session.execute(_ONE, {"season_id": season_id, "slug": slug}).one_or_none()
    if row is None:
        raise NotVisible
    page = WorkPage(**row._mapping)  # noqa: SLF001 - the public name of a row's mapping
    return replace(page, excerpt="", body=None, media=(), comment="") if page.revoked_at else page
