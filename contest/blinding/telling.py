"""What somebody who knows the makers of a work writes to somebody who must not know them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.scanning import scanner_for


def words_that_name(session: Session, *, code_id: int, text: str) -> list[str]:
    """The words of a text that name an author or outlet of the work, each once.

    Only for a text of somebody who reads the dossiers: to anybody else the answer would tell who made the work.
    """
    entry_id = session.execute(select(Code.entry_id).where(Code.id == code_id)).scalar_one()
    found = scanner_for(session, entry_id=entry_id).matches(text)
    return list(dict.fromkeys(match.matched for match in found if match.is_known))
