"""Changing a season's rules: one service a subject, each change recorded with its reason when the rules are in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contest.errors import NotVisible, Refused
from contest.ledger.services import record
from contest.seasons.coherence import document_problems
from contest.seasons.documents import RuleText, SeasonDocument, SeasonText, plain
from contest.seasons.models import Rule, RuleChange, Season
from contest.seasons.snapshot import document_of
from contest.seasons.store import season_columns
from contest.seasons.tables import InvalidDocument
from contest.seasons.types import Stage
from contest.seasons.uses import in_use
from contest.text.folding import clean_text

SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 1000


class ReasonNeeded(Refused):
    """The rules are in use: a change of them needs a reason."""

    message = _l("Thể lệ đang có hiệu lực. Hãy ghi lý do của thay đổi (ít nhất 5 ký tự); lý do được lưu cùng thay đổi.")


class RowInUse(Refused):
    """Something that entries, panels or marks refer to cannot be taken away."""

    message = _l("Không bỏ được mục đã có bài dự thi hoặc phiếu chấm dùng đến. Hãy đổi tên mục thay vì bỏ.")


class RubricMarked(Refused):
    """Judges have begun to mark by this rubric."""

    message = _l("Đã có giám khảo cho điểm theo bảng tiêu chí này nên không sửa được nữa.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Editor:
    """Who changes a season's rules, when and why."""

    season_id: int
    actor_id: int
    now: datetime
    reason: str = ""


def lock_document(session: Session, season_id: int) -> tuple[SeasonDocument, Stage]:
    """The season as it stands, held until the transaction ends. Errors: NotVisible."""
    stage = session.scalar(select(Season.stage).where(Season.id == season_id).with_for_update())
    if stage is None:
        raise NotVisible
    return document_of(session, season_id), Stage(stage)


def change_rules(
    session: Session,
    editor: Editor,
    *,
    subject: str,
    edit: Callable[[SeasonDocument], SeasonDocument],
    part: Callable[[SeasonDocument], object],
    write: Callable[[], None],
) -> bool:
    """Make one change: check the season as it would be, write it, record it. False when nothing differs.

    Errors: InvalidDocument, ReasonNeeded, and whatever ``write`` refuses.
    """
    document, stage = lock_document(session, editor.season_id)
    edited = edit(document)
    if edited == document:
        return False
    if problems := tuple(document_problems(edited)):
        raise InvalidDocument(problems)
    reason = clean_text(editor.reason).strip()[:LONGEST_REASON]
    if in_use(session, editor.season_id, stage) and len(reason) < SHORTEST_REASON:
        raise ReasonNeeded
    before, after = difference(plain(part(document)), plain(part(edited)))
    write()
    session.add(
        RuleChange(
            season_id=editor.season_id,
            subject=subject[:120],
            before=before,
            after=after,
            reason=reason,
            changed_by=editor.actor_id,
            changed_at=editor.now,
        )
    )
    session.flush()
    record(
        session,
        action="rule.change",
        subject=f"season:{editor.season_id}",
        payload={"rule": subject, "before": before, "after": after, "reason": reason},
        at=editor.now,
        actor_id=editor.actor_id,
        season_id=editor.season_id,
    )
    return True


def difference(before: Any, after: Any) -> tuple[Any, Any]:  # noqa: ANN401 - JSON
    """Two JSON values cut down to the keys that differ; what is no pair of objects stays whole."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before, after
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def save_season(session: Session, *, editor: Editor, text: SeasonText, subject: str = "season") -> bool:
    """Change what the season itself says: names, dates, organizers, articles. Places are kept."""

    def write() -> None:
        session.execute(update(Season).where(Season.id == editor.season_id).values(**season_columns(text)))

    return change_rules(
        session,
        editor,
        subject=subject,
        edit=lambda document: replace(document, season=replace(text, place_root=document.season.place_root)),
        part=lambda document: document.season,
        write=write,
    )


def save_rules(session: Session, *, editor: Editor, rules: Sequence[RuleText]) -> bool:
    """Change the rules that hold for every category."""
    return change_rules(
        session,
        editor,
        subject="rules",
        edit=lambda document: replace(document, rules=tuple(rules)),
        part=lambda document: by_key(document.rules),
        write=lambda: write_rules(session, editor.season_id, None, rules),
    )


def by_key(rules: Sequence[RuleText]) -> dict[str, RuleText]:
    """Rules named, so that a difference shows the ones that changed."""
    return {str(rule.key): rule for rule in rules}


def write_rules(session: Session, season_id: int, category_id: int | None, rules: Sequence[RuleText]) -> None:
    """Put these rules in the place of all the season's, or the category's, own."""
    of = Rule.category_id.is_(None) if category_id is None else Rule.category_id == category_id
    session.execute(delete(Rule).where(Rule.season_id == season_id, of))
    session.add_all(
        Rule(season_id=season_id, category_id=category_id, key=rule.key, value=rule.value, clause=rule.clause)
        for rule in rules
    )
    session.flush()
