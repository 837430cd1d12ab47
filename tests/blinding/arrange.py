"""A season with an accepted entry whose file is truly in the store."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.seasons.models import Category, Season
from contest.storage import current_store, new_key
from contest.submissions.models import Entry, StoredFile
from tests import factories

BODY = "Mở đầu câu chuyện ở bản Khuôn Đống.\n\nNguyễn Văn Hải ghi lại.\n\nẢnh: Nguyễn Văn Hải"


@dataclass(frozen=True, slots=True)
class World:
    """The rows a test needs."""

    season: Season
    category: Category
    secretary: Person
    journalist: Person
    entry: Entry

    def path(self, tail: str = "") -> str:
        """An address of the desk of the entry."""
        return f"/mua/{self.season.slug}/roc-phach/{self.entry.public_id}{tail}"


def world(session: Session, **entry_values: object) -> World:
    """One accepted entry by Nguyễn Văn Hải of Báo Bắc Giang."""
    season = factories.season(session, stage="screening")
    category = factories.category(session, season)
    secretary = factories.person(session, roles={season.id: Role.SECRETARY}, full_name="Thư Ký Lan")
    journalist = factories.person(session, roles={season.id: Role.JOURNALIST}, full_name="Nguyễn Văn Hải")
    values = {"status": "accepted", "body": BODY, "title": "Thoát nghèo ở Khuôn Đống", "number": "BG-001"}
    entry = factories.entry(session, season, category, journalist, **(values | entry_values))
    factories.author(session, entry, full_name="Nguyễn Văn Hải", pen_name="TS")
    factories.part(session, entry, outlet="Báo Bắc Giang")
    return World(season, category, secretary, journalist, entry)


def add_file(session: Session, app: Flask, of: World, path: Path, **values: object) -> StoredFile:
    """Put a real file into the store as a work of the entry."""
    key = new_key()
    with app.app_context():
        current_store().put(key, io.BytesIO(path.read_bytes()), content_type="application/octet-stream")
    defaults = {"key": key, "name": f"Nguyễn Văn Hải {path.name}", "position": 1}
    return factories.stored_file(session, of.entry, of.journalist, **(defaults | values))
