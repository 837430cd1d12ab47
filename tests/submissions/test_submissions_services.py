"""Hand-in and receipts, without the web."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.db import begin_writing, utc_now
from contest.ledger.models import LedgerEntry
from contest.notices.models import Notice
from contest.submissions.errors import EntryLocked, RulesNotMet, StaleDraft
from contest.submissions.models import Entry, Receipt
from contest.submissions.queries import get_head
from contest.submissions.receipts import check_receipt, digest_of, get_receipt, receipts_of
from contest.submissions.services import (
    create_draft,
    delete_draft,
    save_draft,
)
from contest.submissions.submitting import number_prefix, submit, withdraw
from contest.submissions.types import AuthorContent, Channel, EntryHead, EntryStatus, ReceiptHead
from contest.text.dates import in_hanoi
from tests import factories as make
from tests.submissions.conftest import World


def hand_in(world: World, head: EntryHead, key: str = "k1") -> ReceiptHead:
    """Submit an entry as it stands."""
    now = get_head(world.session, head.id)
    return submit(
        world.session,
        season=world.head,
        entry_id=head.id,
        version=now.version,
        key=key,
        by=world.journalist.id,
        received_at=utc_now(),
    )


def test_submit_gives_a_number_a_receipt_and_a_message(world: World) -> None:
    head = world.draft()

    receipt = hand_in(world, head)

    after = get_head(world.session, head.id)
    assert (after.status, after.number) == (EntryStatus.SUBMITTED, "BG23-0001")
    assert receipt.number == "BG23-0001/1"
    full = get_receipt(world.session, entry_id=head.id, revision=1)
    assert digest_of(full.payload) == receipt.digest == full.head.digest
    assert full.payload["title"] == "Đường về bản Khuôn Đống"
    assert "binh@vi-du.test" not in str(full.payload)
    assert check_receipt(world.session, season_id=world.season.id, digest=receipt.digest) == full
    assert world.session.scalars(select(Notice.subject)).all() == ["Đã nhận hồ sơ dự thi BG23-0001"]
    assert "bg23-0001" in world.session.scalars(select(Entry.search_text)).one()
    assert world.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)).all() == [
        "entry.create",
        "entry.submit",
    ]


def test_the_same_key_gives_the_same_receipt(world: World) -> None:
    head = world.draft()
    first = hand_in(world, head, "k1")

    assert hand_in(world, head, "k1") == first
    assert hand_in(world, head, "another key, nothing changed") == first
    assert len(receipts_of(world.session, head.id)) == 1


def test_a_changed_entry_gets_a_new_receipt_and_keeps_the_old(world: World) -> None:
    head = world.draft()
    hand_in(world, head, "k1")
    save_draft(
        world.session,
        season=world.head,
        entry_id=head.id,
        version=1,
        content=world.content(title="Tên đã sửa"),
        now=utc_now(),
    )

    second = hand_in(world, head, "k2")

    assert second.number == "BG23-0001/2"
    assert [one.revision for one in receipts_of(world.session, head.id)] == [2, 1]
    assert get_receipt(world.session, entry_id=head.id, revision=1).payload["title"] == "Đường về bản Khuôn Đống"


def test_a_receipt_cannot_be_changed(world: World) -> None:
    hand_in(world, world.draft())
    world.session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        world.session.execute(update(Receipt).values(digest="0" * 64))


def test_submit_names_every_failure(world: World) -> None:
    head = world.draft(title="", body="chữ " * 250, no_other_awards=False)

    with pytest.raises(RulesNotMet) as refused:
        hand_in(world, head)
    assert [failure.key for failure in refused.value.failures] == ["title", "max_words", "other_awards"]
    assert get_head(world.session, head.id).number is None


def test_submit_on_an_older_version_is_refused(world: World) -> None:
    head = world.draft()
    save_draft(
        world.session, season=world.head, entry_id=head.id, version=1, content=world.content(title="Mới"), now=utc_now()
    )

    with pytest.raises(StaleDraft):
        submit(
            world.session,
            season=world.head,
            entry_id=head.id,
            version=1,
            key="k",
            by=world.journalist.id,
            received_at=utc_now(),
        )


@pytest.mark.parametrize(("late", "taken"), [(timedelta(microseconds=1), True), (timedelta(0), False)])
def test_the_deadline_is_held_against_the_time_of_receipt(world: World, late: timedelta, taken: bool) -> None:  # noqa: FBT001 - rows of a table
    head = world.draft()
    closes = world.head.entries_close_at

    def act() -> ReceiptHead:
        return submit(
            world.session,
            season=world.head,
            entry_id=head.id,
            version=1,
            key="k",
            by=world.journalist.id,
            received_at=closes - late,
        )

    if taken:
        assert act().revision == 1
        return
    with pytest.raises(RulesNotMet) as refused:
        act()
    assert [failure.key for failure in refused.value.failures] == ["deadline"]


def test_works_of_one_author_are_counted_over_the_season(world: World) -> None:
    for _ in range(2):
        hand_in(world, world.draft())
    third = world.draft()

    with pytest.raises(RulesNotMet) as refused:
        hand_in(world, third)
    assert [failure.key for failure in refused.value.failures] == ["works_per_author"]


def test_a_namesake_of_another_agency_is_another_person(world: World) -> None:
    def by(agency: str, email: str) -> tuple[AuthorContent, ...]:
        return (AuthorContent(full_name="Lê Thị Hoa", email=email, organisation_name=agency, is_representative=True),)

    for number in range(2):
        hand_in(world, world.draft(authors=by("Báo A", f"a{number}@vi-du.test")))

    assert hand_in(world, world.draft(authors=by("Đài B", "b@vi-du.test"))).revision == 1
    with pytest.raises(RulesNotMet):
        hand_in(world, world.draft(authors=by("Báo A", "")))


def test_an_officer_cannot_be_an_author(world: World, session: Session) -> None:
    judge = make.person(
        session, full_name="Phạm Văn Chấm", email="cham@vi-du.test", roles={world.season.id: Role.JUDGE}
    )
    author = AuthorContent(full_name=judge.full_name, email=judge.email, is_representative=True)
    head = world.draft(authors=(author,))

    with pytest.raises(RulesNotMet) as refused:
        hand_in(world, head)
    assert [failure.key for failure in refused.value.failures] == ["eligibility"]


def test_withdrawing_is_possible_once_and_harmless_twice(world: World) -> None:
    head = world.draft()
    hand_in(world, head)

    for _ in range(2):
        withdraw(
            world.session, season=world.head, entry_id=head.id, by=world.journalist.id, reason="Gửi nhầm", now=utc_now()
        )

    assert get_head(world.session, head.id).status is EntryStatus.WITHDRAWN
    with pytest.raises(EntryLocked):
        save_draft(
            world.session,
            season=world.head,
            entry_id=head.id,
            version=2,
            content=world.content(title="x"),
            now=utc_now(),
        )
    actions = world.session.scalars(select(LedgerEntry.action)).all()
    assert list(actions).count("entry.withdraw") == 1


def test_a_received_entry_is_locked_after_the_deadline_but_a_draft_is_not(world: World, session: Session) -> None:
    received, draft = world.draft(), world.draft()
    hand_in(world, received)
    world.season.entries_close_at = utc_now() - timedelta(seconds=1)
    session.commit()

    assert save_draft(
        session, season=world.head, entry_id=draft.id, version=1, content=world.content(title="Gõ tiếp"), now=utc_now()
    )
    with pytest.raises(EntryLocked):
        save_draft(
            session, season=world.head, entry_id=received.id, version=1, content=world.content(title="x"), now=utc_now()
        )


def test_a_draft_can_be_thrown_away_a_received_entry_cannot(world: World) -> None:
    draft, received = world.draft(), world.draft()
    hand_in(world, received)

    delete_draft(world.session, entry_id=draft.id, by=world.journalist.id, now=utc_now())

    with pytest.raises(EntryLocked):
        delete_draft(world.session, entry_id=received.id, by=world.journalist.id, now=utc_now())
    assert world.session.scalars(select(Entry.id)).all() == [received.id]


def test_paper_is_judged_by_its_postmark(world: World, session: Session) -> None:
    world.season.entries_close_at = utc_now() - timedelta(days=2)
    world.season.stage = "screening"
    session.commit()
    secretary = make.person(session, roles={world.season.id: Role.SECRETARY})

    def paper(day: date) -> EntryHead:
        return create_draft(
            session,
            season=world.head,
            category_id=world.category.id,
            owner_id=secretary.id,
            channel=Channel.PAPER,
            content=world.content(postmarked_on=day),
            now=utc_now(),
        )

    today = in_hanoi(utc_now()).date()
    assert hand_in(world, paper(today - timedelta(days=4))).revision == 1
    with pytest.raises(RulesNotMet):
        hand_in(world, paper(today - timedelta(days=1)))


@pytest.mark.parametrize(
    ("slug", "prefix"),
    [
        ("vi-nguoi-ngheo-bac-giang-2023", "BG23"),
        ("bac-giang-2023", "BG23"),
        ("giai-bao-chi-quoc-gia-2024-lan-2", "QG24"),
        ("mua-1", "M1"),
        ("2023", "23"),
    ],
)
def test_numbers_begin_with_place_and_year(slug: str, prefix: str) -> None:
    assert number_prefix(slug) == prefix


def test_numbers_go_on_beyond_four_digits(world: World) -> None:
    make.entry(world.session, world.season, world.category, world.journalist, number="BG23-9999")
    make.entry(world.session, world.season, world.category, world.journalist, number="BG23-10000")

    assert hand_in(world, world.draft()).number == "BG23-10001/1"


def test_fifty_threads_with_one_key_get_one_receipt(app: Flask, engine: Engine, world: World) -> None:
    head = world.draft()
    season = world.head
    world.session.commit()
    gate = threading.Barrier(50)
    answers: list[str] = []

    def press() -> None:
        begin_writing()
        gate.wait()
        with app.app_context(), Session(engine) as own:
            receipt = submit(
                own,
                season=season,
                entry_id=head.id,
                version=1,
                key="mot-khoa",
                by=world.journalist.id,
                received_at=utc_now(),
            )
            own.commit()
            answers.append(f"{receipt.number} {receipt.digest}")

    run_all(press, 50)

    assert len(answers) == 50
    assert len(set(answers)) == 1
    assert world.session.scalar(select(func.count()).select_from(Receipt)) == 1


def test_many_entries_at_once_get_different_numbers(app: Flask, engine: Engine, world: World) -> None:
    people = [
        (AuthorContent(full_name=f"Người {n}", email=f"n{n}@vi-du.test", is_representative=True),) for n in range(12)
    ]
    waiting = [world.draft(authors=authors) for authors in people]
    season = world.head
    world.session.commit()

    def press() -> None:
        begin_writing()
        head = waiting.pop()
        with app.app_context(), Session(engine) as own:
            submit(
                own, season=season, entry_id=head.id, version=1, key="k", by=world.journalist.id, received_at=utc_now()
            )
            own.commit()

    run_all(press, 12)

    numbers = world.session.scalars(select(Entry.number).order_by(Entry.number)).all()
    assert numbers == [f"BG23-{number:04d}" for number in range(1, 13)]


def run_all(act: Callable[[], None], count: int) -> None:
    """Run ``act`` in ``count`` threads at once and wait for them."""
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
