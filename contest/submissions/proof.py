"""Receipts and checked files against the record."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.ledger.comparing import Comparison, Difference, acts_of, columns, difference, gone, unspoken
from contest.submissions.models import Receipt, StoredFile
from contest.submissions.receipts import digest_of
from contest.submissions.types import FileState

_ROWS_AT_A_TIME = 500


def receipts_against_record(session: Session) -> Comparison:
    """Every receipt: what it says gives the digest that was recorded when it was issued."""
    told = {
        (act.subject_id, act.payload["revision"]): (act.seq, act.payload["digest"], act.payload["number"])
        for act in acts_of(session, ["entry.submit"])
    }
    found: list[Difference] = []
    rows = 0
    query = select(Receipt.entry_id, Receipt.revision, Receipt.number, Receipt.digest, Receipt.payload)
    for row in session.execute(query.execution_options(yield_per=_ROWS_AT_A_TIME)):
        rows += 1
        known = told.pop((row.entry_id, row.revision), None)
        if known is None:
            found.append(unspoken(row.number))
            continue
        seq, digest, number = known
        wanted = {"digest": digest, "payload": digest, "number": f"{number}/{row.revision}"}
        stands = {"digest": row.digest, "payload": digest_of(row.payload), "number": row.number.partition(":")[2]}
        one = difference(row.number, wanted, stands, seq)
        found += [one] if one else []
    found += [gone(f"{number}/{revision}", seq) for (_, revision), (seq, _, number) in told.items()]
    return Comparison(noun="receipt", rows=rows, differences=found)


def files_against_record(session: Session) -> Comparison:
    """Every file that was checked: found good, with the fingerprint and size that were recorded then.

    A file may be taken away again; one that is there is as it was. One that counts as good without a check that
    found it so is named. The bytes behind it are the store's audit's to read.
    """
    told = {act.subject: (act.seq, act.payload) for act in acts_of(session, ["file.verify"])}
    rows = session.execute(
        select(StoredFile.public_id, StoredFile.sha256, StoredFile.size, StoredFile.state).order_by(StoredFile.id)
    ).all()
    found: list[Difference] = []
    for row in rows:
        known = told.get(f"file:{row.public_id}")
        if known is None:
            found += [unspoken(row.public_id)] if row.state == FileState.VERIFIED else []
            continue
        seq, wanted = known
        kept = {"state": FileState.VERIFIED, "sha256": wanted["sha256"], "size": wanted["size"]}
        one = difference(row.public_id, kept, columns(row), seq)
        found += [one] if one else []
    return Comparison(noun="stored_file", rows=len(rows), differences=found)
