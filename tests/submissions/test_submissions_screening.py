"""Screening: the queue, the three answers, undo, bulk; who may, when, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import reading, utc_now
from contest.errors import Refused
from contest.ledger.models import LedgerEntry
from contest.notices.models import Notice
from contest.seasons.models import ScreeningItem
from contest.submissions.errors import DecisionStands, DossierChanged, ReasonMissing, RulesNotMet
from contest.submissions.models import Author, Entry, ScreeningDecision
from contest.submissions.queries import get_head
from contest.submissions.screening import Verdict, accept_many, decide, undo
from contest.submissions.screening_log import decisions_of, next_waiting, queue_counts, waiting
from contest.submissions.submitting import submit
from contest.submissions.types import EntryHead, EntryStatus, Outcome
from tests import factories as make
from tests.submissions.conftest import World

SignIn = Callable[[Person], FlaskClient]
YES = {"dung-loai": True, "trong-thoi-gian": True}


@pytest.fixture
def desk(world: World) -> World:
    """The world with two questions to answer."""
    for place, (key, text) in enumerate((("dung-loai", "Đúng loại hình"), ("trong-thoi-gian", "Trong thời gian"))):
        world.session.add(ScreeningItem(season_id=world.season.id, key=key, text=text, clause="Điều 6", position=place))
    world.session.commit()
    return world


def secretary(world: World) -> Person:
    """Somebody of the secretariat."""
    return make.person(world.session, full_name="Lý Thư Ký", roles={world.season.id: Role.SECRETARY})


def received(world: World, **values: object) -> EntryHead:
    """An entry that was handed in."""
    head = world.draft(**values)
    submit(
        world.session,
        season=world.head,
        entry_id=head.id,
        version=1,
        key=f"k{head.id}",
        by=world.journalist.id,
        received_at=utc_now(),
    )
    return get_head(world.session, head.id)


def judge(world: World, head: EntryHead, by: Person, outcome: Outcome = Outcome.ACCEPT, **values: object) -> bool:
    """Decide with every question answered yes."""
    verdict = Verdict(outcome=outcome, **{"answers": YES} | values)  # type: ignore[arg-type]  # a test may try anything
    version = get_head(world.session, head.id).version
    return decide(
        world.session,
        season=world.head,
        entry_id=head.id,
        version=version,
        verdict=verdict,
        by=by.id,
        now=utc_now(),
    )


def test_accepting_is_recorded_told_and_safe_to_repeat(desk: World) -> None:
    head, officer = received(desk), secretary(desk)

    assert judge(desk, head, officer)
    assert not judge(desk, head, officer)

    assert get_head(desk.session, head.id).status is EntryStatus.ACCEPTED
    assert [one.outcome for one in decisions_of(desk.session, head.id)] == [Outcome.ACCEPT]
    assert desk.session.scalars(select(Notice.subject).order_by(Notice.id)).all() == [
        "Đã nhận hồ sơ dự thi BG23-0001",
        "Hồ sơ BG23-0001 hợp lệ",
    ]
    assert "entry.accept" in desk.session.scalars(select(LedgerEntry.action)).all()


def test_accepting_needs_every_question(desk: World) -> None:
    with pytest.raises(Refused):
        judge(desk, received(desk), secretary(desk), answers={"dung-loai": True})


def test_a_failed_rule_is_set_aside_only_with_a_reason(desk: World) -> None:
    head, officer = received(desk), secretary(desk)
    desk.session.execute(update(Entry).where(Entry.id == head.id).values(body="chữ " * 250))

    with pytest.raises(RulesNotMet):
        judge(desk, head, officer)
    with pytest.raises(RulesNotMet):
        judge(desk, head, officer, overrides={"max_words": "  "})
    assert judge(desk, head, officer, overrides={"max_words": "Ban Tổ chức đồng ý ngày 3/9"})

    assert decisions_of(desk.session, head.id)[0].checklist["overrides"] == {"max_words": "Ban Tổ chức đồng ý ngày 3/9"}
    payload = desk.session.scalars(select(LedgerEntry.payload).where(LedgerEntry.action == "entry.accept")).one()
    assert "Ban Tổ chức đồng ý" in payload


def test_a_supplement_is_asked_answered_and_decided(desk: World) -> None:
    head, officer = received(desk), secretary(desk)
    until = utc_now() + timedelta(days=3)

    judge(desk, head, officer, Outcome.SUPPLEMENT, reason="Thiếu giấy xác nhận", respond_by=until)
    assert get_head(desk.session, head.id).status is EntryStatus.SUPPLEMENT
    desk.season.entries_close_at = utc_now() - timedelta(hours=1)
    desk.season.stage = "screening"
    desk.session.flush()
    answer = submit(
        desk.session,
        season=desk.head,
        entry_id=head.id,
        version=1,
        key="tra-loi",
        by=desk.journalist.id,
        received_at=utc_now(),
    )

    assert answer.revision == 2
    assert get_head(desk.session, head.id).status is EntryStatus.SUBMITTED
    assert judge(desk, head, officer)


def test_a_supplement_that_comes_too_late_is_refused(desk: World) -> None:
    head, officer = received(desk), secretary(desk)
    judge(desk, head, officer, Outcome.SUPPLEMENT, reason="Thiếu", respond_by=utc_now() + timedelta(days=3))

    with pytest.raises(RulesNotMet):
        submit(
            desk.session,
            season=desk.head,
            entry_id=head.id,
            version=1,
            key="muon",
            by=desk.journalist.id,
            received_at=utc_now() + timedelta(days=4),
        )


@pytest.mark.parametrize(
    ("outcome", "values", "error"),
    [
        (Outcome.REFUSE, {"clause": "Điều 4"}, ReasonMissing),
        (Outcome.REFUSE, {"reason": "Ngoài thời gian"}, Refused),
        (Outcome.SUPPLEMENT, {"reason": "Thiếu"}, Refused),
        (Outcome.SUPPLEMENT, {"respond_by": "later"}, ReasonMissing),
        (Outcome.SUPPLEMENT, {"reason": "Thiếu", "respond_by": "before"}, Refused),
    ],
)
def test_other_answers_need_their_words(
    desk: World, outcome: Outcome, values: dict[str, object], error: type[Exception]
) -> None:
    head, officer = received(desk), secretary(desk)
    days = {"later": timedelta(days=2), "before": timedelta(days=-2)}
    if "respond_by" in values:
        values = values | {"respond_by": utc_now() + days[str(values["respond_by"])]}

    with pytest.raises(error):
        judge(desk, head, officer, outcome, **values)


def test_a_dossier_that_changed_meanwhile_is_looked_at_again(desk: World) -> None:
    head, officer = received(desk), secretary(desk)

    with pytest.raises(DossierChanged):
        decide(
            desk.session,
            season=desk.head,
            entry_id=head.id,
            version=head.version + 1,
            verdict=Verdict(outcome=Outcome.ACCEPT, answers=YES),
            by=officer.id,
            now=utc_now(),
        )


def test_a_refusal_carries_clause_and_reason_to_the_entrant(desk: World) -> None:
    head, officer = received(desk), secretary(desk)

    judge(desk, head, officer, Outcome.REFUSE, reason="Đăng ngoài thời gian quy định.", clause="Điều 4.2")

    body = desk.session.scalars(select(Notice.body).order_by(Notice.id.desc()).limit(1)).one()
    assert body.endswith("Đăng ngoài thời gian quy định. (Điều 4.2)")
    with pytest.raises(DecisionStands):
        judge(desk, head, officer)


def test_undo_is_possible_until_a_blind_copy_is_approved(desk: World) -> None:
    first, second, officer = received(desk), received(desk), secretary(desk)
    judge(desk, first, officer)
    judge(desk, second, officer)
    make.blind_copy(desk.session, desk.session.get_one(Entry, second.id), state="approved")

    undo(desk.session, season=desk.head, entry_id=first.id, reason="Bấm nhầm", by=officer.id, now=utc_now())

    assert get_head(desk.session, first.id).status is EntryStatus.SUBMITTED
    with pytest.raises(DecisionStands):
        undo(desk.session, season=desk.head, entry_id=second.id, reason="Bấm nhầm", by=officer.id, now=utc_now())
    with pytest.raises(ReasonMissing):
        undo(desk.session, season=desk.head, entry_id=second.id, reason=" ", by=officer.id, now=utc_now())
    assert judge(desk, first, officer)


def test_bulk_accepts_what_fails_nothing_and_leaves_the_rest(desk: World) -> None:
    good, bad, officer = received(desk), received(desk), secretary(desk)
    desk.session.execute(update(Entry).where(Entry.id == bad.id).values(title=""))
    ids = [good.public_id, bad.public_id, "khong-co"]

    first = accept_many(desk.session, season=desk.head, public_ids=ids, by=officer.id, now=utc_now())
    again = accept_many(desk.session, season=desk.head, public_ids=ids, by=officer.id, now=utc_now())

    assert first == ([good.id], ["BG23-0002"])
    assert again == ([], ["BG23-0002"])


def test_the_queue_goes_round_in_order_of_arrival(desk: World) -> None:
    heads = [received(desk) for _ in range(2)]
    third = make.entry(desk.session, desk.season, desk.category, desk.journalist, number="BG23-0099")

    season = desk.season.id
    assert [one.public_id for one in waiting(desk.session, season, limit=50)] == [
        *(head.public_id for head in heads),
        third.public_id,
    ]
    assert next_waiting(desk.session, season) == heads[0].public_id
    assert next_waiting(desk.session, season, after=heads[0].public_id) == heads[1].public_id
    assert next_waiting(desk.session, season, after=third.public_id) == heads[0].public_id
    assert queue_counts(desk.session, season).waiting == 3


def page(world: World, path: str = "") -> str:
    """An address of the desk."""
    return f"/mua/{world.season.slug}/tham-dinh/{path}"


def test_the_secretary_works_through_the_queue(desk: World, sign_in: SignIn) -> None:
    first, second, officer = received(desk), received(desk), secretary(desk)
    client = sign_in(officer)

    queue = client.get(page(desk))
    assert "BG23-0001" in queue.text
    assert client.get(page(desk, "tiep")).location.endswith(first.public_id)
    dossier = client.get(page(desk, first.public_id))
    assert "Đúng loại hình" in dossier.text
    assert "Trần Thị Bình" in dossier.text

    answers = {"version": 1, "item-dung-loai": "yes", "item-trong-thoi-gian": "yes", "outcome": "accept"}
    done = client.post(page(desk, first.public_id), data=answers)
    assert done.location.endswith(f"tiep?sau={first.public_id}")
    assert client.get(done.location).location.endswith(second.public_id)
    refused = client.post(
        page(desk, second.public_id), data=answers | {"outcome": "refuse", "reason": "Ngoài hạn", "clause": "Điều 5"}
    )
    assert refused.status_code == 302
    undone = client.post(page(desk, f"{second.public_id}/huy"), data={"undo_reason": "Nhầm"}, follow_redirects=True)
    assert "trở lại hàng chờ xét" in undone.text
    bulk = client.post(page(desk, "hop-le-loat"), data={"entry": [second.public_id]}, follow_redirects=True)
    assert "Đã xét hợp lệ 1 hồ sơ" in bulk.text


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 422, "Hãy chọn một kết luận"),
        ({"outcome": "reopen"}, 422, "Hãy chọn một kết luận"),
        ({"outcome": "'; drop table"}, 422, "Hãy chọn một kết luận"),
        ({"outcome": "accept"}, 422, "Cần trả lời “có”"),
        ({"outcome": "refuse", "reason": "x" * 10_000}, 422, "quá mức 2.000"),
        ({"outcome": "refuse", "reason": "NUL\x00"}, 422, "không đọc được"),
        ({"outcome": "supplement", "reason": "Thiếu", "respond_by": "31/02/2024"}, 422, "không có trong lịch"),
        ({"outcome": "refuse", "reason": "Muộn", "clause": "Điều 5", "version": "7"}, 409, "vừa thay đổi"),
    ],
)
def test_garbage_at_the_desk_is_told_and_what_was_typed_stays(
    desk: World, sign_in: SignIn, sent: dict[str, str], status: int, words: str
) -> None:
    head = received(desk)
    client = sign_in(secretary(desk))

    answer = client.post(page(desk, head.public_id), data={"version": "1", "clause": "Điều 9"} | sent)

    assert answer.status_code == status
    assert words in answer.text
    assert "Điều 9" in answer.text or "Điều 5" in answer.text
    assert count(desk, ScreeningDecision) == 0


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"outcome": "refuse", "reason": "Ngoài hạn", "clause": ""}, ["clause"]),
        ({"outcome": "refuse", "reason": "", "clause": "Điều 5"}, ["reason"]),
        ({"outcome": "refuse", "reason": " ", "clause": ""}, ["reason", "clause"]),
        ({"outcome": "supplement", "reason": "Thiếu trang 2", "respond_by": "01/01/2020"}, ["respond_by"]),
        ({"outcome": "supplement", "reason": "", "respond_by": ""}, ["reason", "respond_by"]),
        ({"outcome": "accept"}, ["item-dung-loai", "item-trong-thoi-gian"]),
        ({"outcome": "accept", "item-dung-loai": "yes", "item-trong-thoi-gian": "no"}, ["item-trong-thoi-gian"]),
    ],
)
def test_all_that_a_decision_lacks_is_said_at_once_each_at_its_field(
    desk: World, sign_in: SignIn, sent: dict[str, str], fields: list[str]
) -> None:
    head = received(desk)
    answer = sign_in(secretary(desk)).post(page(desk, head.public_id), data={"version": "1"} | sent)
    assert answer.status_code == 422
    every = [*(f"item-{key}" for key in YES), "reason", "clause", "respond_by"]
    assert [one for one in every if f'id="{one}-error"' in answer.text] == fields
    assert all(f'href="#{one}' in answer.text for one in fields), "the head of the page leads to each"
    assert all(typed in answer.text for key, typed in sent.items() if key in ("reason", "clause"))


def test_a_rule_that_fails_asks_at_its_own_field_for_the_reason_to_set_it_aside(desk: World, sign_in: SignIn) -> None:
    head = received(desk)
    desk.session.execute(update(Entry).where(Entry.id == head.id).values(body="chữ " * 250))
    desk.session.commit()
    answers = {f"item-{key}": "yes" for key in YES}
    answer = sign_in(secretary(desk)).post(
        page(desk, head.public_id), data={"version": "1", "outcome": "accept"} | answers
    )
    assert answer.status_code == 422
    assert 'id="override-max_words-error"' in answer.text
    assert 'href="#override-max_words"' in answer.text


def test_accepting_several_says_when_there_was_nothing_to_accept(desk: World, sign_in: SignIn) -> None:
    head = received(desk)
    client = sign_in(secretary(desk))
    told = [
        client.post(page(desk, "hop-le-loat"), data={"entry": chosen}, follow_redirects=True).text
        for chosen in ([], [head.public_id], [head.public_id])
    ]
    assert "Chưa chọn hồ sơ nào" in told[0]
    assert "Đã xét hợp lệ 1 hồ sơ" in told[1]
    assert "đều đã được xét từ trước" in told[2]
    assert not any("0 hồ sơ." in one for one in told)


def test_only_the_secretariat_screens(desk: World, sign_in: SignIn, client: FlaskClient) -> None:
    head = received(desk)
    draft = desk.draft()
    for role in Role:
        if role in (Role.SECRETARY, Role.UNIT):
            continue
        theirs = sign_in(make.person(desk.session, roles={desk.season.id: role}))
        for path in ("", "tiep", head.public_id):
            assert theirs.get(page(desk, path)).status_code == 404
        assert theirs.post(page(desk, head.public_id), data={"outcome": "accept"}).status_code == 404
    assert client.get(page(desk)).status_code == 302
    officer = sign_in(secretary(desk))
    assert officer.get(page(desk, draft.public_id)).status_code == 404
    assert officer.get(page(desk, "0" * 12)).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_the_queue_takes_the_same_queries_for_one_and_three(
    desk: World, sign_in: SignIn, count_queries: list[str], entries: int
) -> None:
    for number in range(entries):
        row = make.entry(desk.session, desk.season, desk.category, desk.journalist, number=f"BG23-{number:04d}")
        make.author(desk.session, row)
    client = sign_in(secretary(desk))
    count_queries.clear()

    answer = client.get(page(desk))

    assert answer.text.count('name="entry"') == entries
    assert len([one for one in count_queries if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) == 4


def count(world: World, table: type[ScreeningDecision | Author]) -> int:
    """Rows of a table now."""
    with reading(), Session(world.session.get_bind()) as own:
        return len(own.scalars(select(table.id)).all())


def test_an_entrant_who_is_asked_reads_what_and_until_when_on_every_page_of_the_work(
    desk: World, sign_in: SignIn
) -> None:
    head, officer = received(desk), secretary(desk)
    until = utc_now() + timedelta(days=3)
    judge(desk, head, officer, Outcome.SUPPLEMENT, reason="Thiếu giấy", clause="Điều 5.2", respond_by=until)
    desk.season.stage = "screening"
    desk.session.commit()
    client = sign_in(desk.journalist)
    address = f"/mua/{desk.season.slug}/bai-du-thi/"
    assert "1 hồ sơ cần bổ sung" in client.get(address).text

    pages = {one: client.get(f"{address}{head.public_id}{one}").text for one in ("", "/sua", "/nop")}
    assert all("Thiếu giấy (Điều 5.2)" in text and "Chậm nhất" in text for text in pages.values())
    assert pages[""].index("Bổ sung hồ sơ") < pages[""].index("Xem lại và nộp"), "the change comes before handing in"
    assert "chưa có gì khác" in pages["/nop"]
    assert "Vẫn nộp lại" in pages["/nop"]

    desk.session.execute(update(Entry).where(Entry.id == head.id).values(summary="Đã bổ sung", version=2))
    desk.session.commit()
    changed = client.get(f"{address}{head.public_id}/nop").text
    assert "Nộp lại" in changed
    assert "chưa có gì khác" not in changed
    assert "nộp rồi thì không sửa được nữa" in changed, "entries have closed"
