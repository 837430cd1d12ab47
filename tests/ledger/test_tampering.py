"""Whatever of the results somebody alters past the product, its own proof names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from contest.ledger.services import verify
from contest.ledger_commands import comparisons, head_is_there
from contest.submissions.models import Entry
from tests import factories
from tests.ledger.proved import published_season

TAMPERED = [
    ("score_sheet", "UPDATE mark SET points = points + 100 WHERE sheet_id = (SELECT max(sheet_id) FROM mark)"),
    ("score_sheet", "DELETE FROM mark WHERE sheet_id = (SELECT max(sheet_id) FROM mark)"),
    ("score_sheet", "UPDATE score_sheet SET total = total + 10000 WHERE id = (SELECT min(id) FROM score_sheet)"),
    ("score_sheet", "UPDATE score_sheet SET tally = '1,100' WHERE id = (SELECT min(id) FROM score_sheet)"),
    ("score_sheet", "UPDATE score_sheet SET comment_author = 'Khác.'"),
    ("score_sheet", "UPDATE score_sheet SET state = 'draft' WHERE id = (SELECT max(id) FROM score_sheet)"),
    ("score_sheet", "UPDATE score_sheet SET revision = 2"),
    ("score_sheet", "UPDATE assignment SET counts = true"),
    ("score_sheet", "UPDATE assignment SET state = 'removed' WHERE id = (SELECT max(id) FROM assignment)"),
    (
        "score_sheet",
        "UPDATE assignment SET judge_id = (SELECT min(id) FROM person) WHERE id = (SELECT max(id) FROM assignment)",
    ),
    ("score_sheet", "DELETE FROM mark; DELETE FROM sheet_version; DELETE FROM score_sheet"),
    ("sheet_version", "UPDATE sheet_version SET by_id = (SELECT min(id) FROM person)"),
    ("sheet_version", "DELETE FROM sheet_version WHERE id = (SELECT max(id) FROM sheet_version)"),
    ("gap_case", "UPDATE gap_case SET official_total = official_total + 10000"),
    ("gap_case", "UPDATE gap_case SET state = 'open', official_total = NULL"),
    ("gap_case", "DELETE FROM gap_case"),
    ("code", "UPDATE code SET entry_id = -entry_id; UPDATE code SET entry_id = 0 - entry_id + 1"),
    ("code", "UPDATE code SET code = 'XXXX' WHERE id = (SELECT min(id) FROM code)"),
    ("round", "UPDATE round SET state = 'open', closed_at = NULL"),
    ("round", "UPDATE round SET confirmed_at = NULL"),
    ("round", "UPDATE mark SET points = points + 100 WHERE sheet_id = (SELECT max(sheet_id) FROM mark)"),
    ("tie_decision", "UPDATE tie_decision SET chair_order = 3 - chair_order"),
    ("tie_decision", "DELETE FROM tie_decision"),
    ("round_result", "UPDATE round_result SET total = total + 1 WHERE rank = 1"),
    ("round_result", "UPDATE round_result SET rank = 3 - rank WHERE rank < 3"),
    ("round_result", "UPDATE round_result SET advances = NOT advances"),
    ("round_result", "DELETE FROM round_result WHERE rank = 4"),
    ("award", "UPDATE award SET prize_id = (SELECT max(id) FROM prize)"),
    ("award", "UPDATE award SET reason = 'Khác.'"),
    ("award", "DELETE FROM award WHERE id = (SELECT max(id) FROM award)"),
    ("release", "UPDATE release SET second_by = first_by"),
    ("release", "DELETE FROM release"),
    ("published_work", "UPDATE published_work SET prize_money = prize_money + 1"),
    ("published_work", "UPDATE published_work SET authors = 'Trần Người Khác'"),
    ("published_work", "UPDATE published_work SET prize_name = 'Giải Đặc biệt' WHERE position = 1"),
    ("published_work", "DELETE FROM published_work WHERE position = 1"),
    ("revocation", "UPDATE revocation SET reason = 'Khác.'"),
    ("revocation", "UPDATE revocation SET agreed_by = NULL, agreed_at = NULL"),
    ("revocation", "UPDATE revocation SET agreed_by = asked_by"),
    ("revocation", "DELETE FROM revocation"),
    ("receipt", 'UPDATE receipt SET payload = \'{"title": "Tên khác"}\''),
    ("receipt", "UPDATE receipt SET digest = 'ab'"),
    ("receipt", "DELETE FROM receipt WHERE id = (SELECT max(id) FROM receipt)"),
    ("stored_file", "UPDATE stored_file SET sha256 = 'ab'"),
    ("stored_file", "UPDATE stored_file SET size = size + 1"),
    ("stored_file", "UPDATE stored_file SET state = 'refused' WHERE id = (SELECT max(id) FROM stored_file)"),
    ("stored_file", "UPDATE stored_file SET public_id = 'x' WHERE id = (SELECT max(id) FROM stored_file)"),
]


@contextmanager
def tampered(session: Session, statements: str) -> Iterator[None]:
    """What somebody with the database in hand would write, no trigger and no foreign key in the way; undone after."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements.split("; "):
        session.execute(text(statement))
    session.expire_all()
    yield
    session.rollback()


def _differing(session: Session) -> list[str]:
    return [one.noun for one in comparisons(session) if one.differences]


def test_a_season_as_the_services_left_it_fits_the_record(session: Session) -> None:
    published_season(session)
    looked_at = {one.noun: one.rows for one in comparisons(session)}
    assert _differing(session) == []
    assert min(looked_at.values()) >= 1
    assert set(looked_at) == {noun for noun, _ in TAMPERED}


def test_what_was_altered_in_the_tables_is_named(session: Session) -> None:
    published_season(session)
    missed = []
    for noun, statements in TAMPERED:
        with tampered(session, statements):
            if noun not in _differing(session):
                missed.append(statements)
    assert missed == []
    assert _differing(session) == []


def test_rows_that_no_act_made_are_named(session: Session) -> None:
    """The newest lines of the record were taken away: what they told of stands alone now."""
    published_season(session)
    newest = "DELETE FROM ledger_entry WHERE action LIKE 'release.%' OR action LIKE 'revocation.%'"
    with tampered(session, newest):
        assert verify(session).holds
        assert {"release", "published_work", "revocation"} <= set(_differing(session))


def test_a_file_that_no_check_found_good_is_named(session: Session) -> None:
    """One that waits for its check, or was refused, needs no such line."""
    scene = published_season(session)
    (entry, *_) = session.scalars(select(Entry).order_by(Entry.id))
    for state in ("uploading", "checking", "refused"):
        factories.stored_file(session, entry, scene.author, state=state, sha256=None)
    assert _differing(session) == []
    with tampered(session, "UPDATE stored_file SET state = 'verified' WHERE state = 'refused'"):
        assert _differing(session) == ["stored_file"]


def test_a_head_that_was_kept_shows_that_the_record_was_cut(session: Session) -> None:
    published_season(session)
    head = verify(session).head
    assert head_is_there(session, head)
    with tampered(session, "DELETE FROM ledger_entry WHERE seq = (SELECT max(seq) FROM ledger_entry)"):
        assert verify(session).holds
        assert not head_is_there(session, head)


def test_two_lines_that_changed_places_break_the_chain(session: Session) -> None:
    published_season(session)
    with tampered(
        session, "UPDATE ledger_entry SET seq = -seq WHERE seq < 3; UPDATE ledger_entry SET seq = 3 + seq WHERE seq < 0"
    ):
        assert not verify(session).holds
