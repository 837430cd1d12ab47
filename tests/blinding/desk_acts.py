"""What tests of the blinding desk do and look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.preparing import sweep
from contest.ledger.models import LedgerEntry
from contest.visibility import blind_entries
from tests.blinding.arrange import World

SignIn = Callable[[Person], FlaskClient]


def prepare(app: Flask, session: Session) -> None:
    """Run the jobs as the worker would, and let go of the database."""
    session.commit()
    session.expunge_all()
    with app.app_context():
        sweep()


def look(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Any]:
    """Read rows and let go of the database at once: SQLite has one writer, and the client is next."""
    rows = list(session.execute(statement).all())
    session.expunge_all()
    session.rollback()
    return rows


def copy_of(session: Session, of: World) -> BlindCopy:
    """The blind copy as it is now, detached."""
    ((copy,),) = look(session, select(BlindCopy).where(BlindCopy.entry_id == of.entry.id))
    assert isinstance(copy, BlindCopy)
    return copy


def only_asset(session: Session) -> BlindAsset:
    """The one asset as it is now, detached."""
    ((asset,),) = look(session, select(BlindAsset))
    assert isinstance(asset, BlindAsset)
    return asset


def first_finding(session: Session) -> int:
    """The id of the first finding."""
    return int(look(session, select(Finding.id).order_by(Finding.id))[0][0])


def found(session: Session, state: str = "open") -> list[tuple[str, str]]:
    """Place and words of the findings in a state."""
    rows = look(session, select(Finding.place, Finding.matched).where(Finding.state == state).order_by(Finding.id))
    return [(place, matched) for place, matched in rows]


def acts(session: Session) -> list[str]:
    """What the ledger says."""
    return [row[0] for row in look(session, select(LedgerEntry.action).order_by(LedgerEntry.seq))]


def rows_for_judges(session: Session) -> int:
    """How many works any judge could be given."""
    return len(look(session, select(blind_entries().c.code_id)))


def settle_all(client: FlaskClient, session: Session, of: World) -> None:
    for (finding_id,) in look(session, select(Finding.id).where(Finding.state == "open")):
        client.post(of.path(f"/dau-hieu/{finding_id}"), data={"act": "replace"})


def approve(client: FlaskClient, session: Session, of: World, *, looked: str = "y") -> int:
    version = copy_of(session, of).version
    return client.post(of.path("/duyet"), data={"version": version, "looked": looked}).status_code
