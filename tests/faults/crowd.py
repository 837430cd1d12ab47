"""Entrants, judges and secretaries at work at once, each with an own list of what was acknowledged."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.seasons.models import Category, Season, Topic
from contest.submissions.models import Entry
from tests import factories
from tests.faults.server import Client, Server, Stopped, client_of
from tests.judging.scene import arrange

OF_EACH = 2
"""People in each of the three roles."""
POOL = 150
"""Works each of them has to act on once; whoever is through goes on saving."""
OK, FOUND = 200, 302


@dataclass(kw_only=True)
class Actor:
    """One person at a browser. ``sent`` and ``acknowledged`` hold ids; a save carries a number that only grows."""

    client: Client
    pool: Sequence[int]
    told: int
    """Who gets a message for each act of the pool: the owner of the works; of a judge, nobody."""
    saves_sent: int = 0
    saves_acknowledged: int = 0
    sent: list[int] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)

    def step(self) -> None:
        """Save, then do one act of those that are done once."""
        if self.saves_acknowledged == self.saves_sent:  # one that was broken off is sent again as it was
            self.saves_sent += 1
        if self.save(self.saves_sent):
            self.saves_acknowledged = self.saves_sent
        if len(self.sent) < len(self.pool):
            one = self.pool[len(self.sent)]
            self.sent.append(one)
            self.act(one)
            self.acknowledged.append(one)

    def save(self, number: int) -> bool:
        """Save under a number; whether it was acknowledged."""
        raise NotImplementedError

    def act(self, one: int) -> None:
        """Do it, and return only when it was acknowledged."""
        raise NotImplementedError


@dataclass(kw_only=True)
class Entrant(Actor):
    """Writes one draft on and on, and hands others in."""

    base: str
    draft: Entry
    names: dict[int, str]
    """Public id by id."""
    version: int = 1

    def save(self, number: int) -> bool:
        """Everything of the draft says the number, in three tables."""
        words = f"lần {number}"
        fields = {"title": words, "body": words, "authors-0-full_name": words, "parts-0-title": words}
        more = {"version": str(self.version), "authors-0-email": "", "parts-0-outlet": "", "language": "vi"}
        answer = self.client.insist(f"{self.base}/{self.draft.public_id}/tu-luu", fields | more)
        assert answer.status == OK, answer
        self.version = json.loads(answer.body)["version"]
        return True

    def act(self, one: int) -> None:
        """Hand in, with a key of the page's own."""
        answer = self.client.insist(f"{self.base}/{self.names[one]}/nop", {"version": "1", "key": f"khoa{one}"})
        assert (answer.status, "bien-nhan" in answer.location) == (FOUND, True), answer


@dataclass(kw_only=True)
class Judge(Actor):
    """Saves the first work's sheet on and on, and submits the sheets of the others."""

    base: str
    first: str
    first_id: int
    judge_id: int
    names: dict[int, str]
    """Code by its id."""
    criteria: Sequence[int]
    version: int = 0

    def save(self, number: int) -> bool:
        """Both marks and the comment say the number."""
        answer = self._send(self.first, str(number % 40), f"lần {number}", self.version, action="save")
        self.version = json.loads(answer)["version"]
        return True

    def act(self, one: int) -> None:
        """Submit with marks that follow from the id."""
        self._send(self.names[one], str(one % 40), f"phiếu {one}", 0, action="submit")

    def _send(self, code: str, mark: str, comment: str, version: int, *, action: str) -> str:
        marks = {f"mark_{criterion}": mark for criterion in self.criteria}
        fields = {"version": str(version), "comment_jury": comment, "action": action}
        answer = self.client.insist(f"{self.base}/{code}", marks | fields)
        assert answer.status == OK, answer
        return answer.body


@dataclass(kw_only=True)
class Secretary(Actor):
    """Refuses one dossier after another."""

    base: str
    names: dict[int, str]

    def save(self, number: int) -> bool:
        """A secretary saves nothing halfway."""
        del number
        return False

    def act(self, one: int) -> None:
        """Refuse with reason and clause."""
        reason = {"outcome": "refuse", "reason": f"Lý do {one}", "clause": "Điều 4", "version": "1"}
        answer = self.client.insist(f"{self.base}/{self.names[one]}", reason)
        assert (answer.status, "tham-dinh" in answer.location) == (FOUND, True), answer


@dataclass(kw_only=True)
class Crowd:
    """Everybody at once."""

    entrants: Sequence[Entrant]
    judges: Sequence[Judge]
    secretaries: Sequence[Secretary]
    stop: threading.Event
    failures: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def everybody(self) -> Sequence[Actor]:
        """All of them."""
        return [*self.entrants, *self.judges, *self.secretaries]

    def begin(self) -> None:
        """Let everybody work until told to stop."""

        def work(actor: Actor) -> None:
            try:
                while not self.stop.is_set():
                    actor.step()
            except Stopped:
                pass
            except Exception as error:  # noqa: BLE001 - told by the test
                self.failures.append(repr(error))

        self.threads = [threading.Thread(target=work, args=(actor,)) for actor in self.everybody]
        for thread in self.threads:
            thread.start()

    @property
    def answers(self) -> int:
        """Everything that was acknowledged until now."""
        return sum(actor.saves_acknowledged + len(actor.acknowledged) for actor in self.everybody)

    def until_more(self, count: int) -> None:
        """Wait for so many answers more, but not long."""
        enough = self.answers + count
        for _try in range(200):
            if self.failures or self.answers >= enough:
                return
            time.sleep(0.01)

    def until_everybody_was_answered(self) -> None:
        """Wait until each has something to lose, on a slow machine too."""
        for _try in range(600):
            if self.failures or all(actor.acknowledged for actor in self.everybody):
                return
            time.sleep(0.1)
        raise TimeoutError

    def end(self) -> None:
        """Nobody begins anything more, nobody asks again."""
        self.stop.set()
        for thread in self.threads:
            thread.join()


def gather(session: Session, server: Server) -> Crowd:
    """Put everybody and their works into the database."""
    stop = threading.Event()
    season = factories.season(session, stage="entry")
    crowd = Crowd(
        entrants=[_entrant(session, server, season, stop) for _ in range(OF_EACH)],
        judges=_judges(session, server, stop),
        secretaries=[_secretary(session, server, stop) for _ in range(OF_EACH)],
        stop=stop,
    )
    session.commit()
    return crowd


def ready_draft(session: Session, season: Season, category: Category, owner: Person, topic: Topic) -> Entry:
    """A draft that could be handed in as it is."""
    values = {"status": "draft", "submitted_at": None, "primary_topic_id": topic.id}
    draft = factories.entry(session, season, category, owner, **values)
    factories.author(session, draft, email="tac-gia@vi-du.test")
    factories.part(session, draft)
    return draft


def _entrant(session: Session, server: Server, season: Season, stop: threading.Event) -> Entrant:
    person = factories.person(session, roles={season.id: Role.JOURNALIST})
    category = factories.category(session, season)
    topic = factories.topic(session, season)
    first, *others = [ready_draft(session, season, category, person, topic) for _ in range(POOL + 1)]
    return Entrant(
        client=client_of(server, person, stop),
        pool=[one.id for one in others],
        told=person.id,
        base=f"/mua/{season.slug}/bai-du-thi",
        draft=first,
        names={one.id: one.public_id for one in others},
    )


def _judges(session: Session, server: Server, stop: threading.Event) -> list[Judge]:
    scene = arrange(session, works=POOL // 2, judges=OF_EACH)
    first, *others = scene.codes
    return [
        Judge(
            client=client_of(server, person, stop),
            pool=[code.id for code in others],
            told=person.id,
            judge_id=person.id,
            first_id=first.id,
            base=f"/mua/{scene.season.slug}/cham/vong-1",
            first=first.code,
            names={code.id: code.code for code in others},
            criteria=[criterion.id for criterion in scene.criteria],
        )
        for person in scene.judges
    ]


def _secretary(session: Session, server: Server, stop: threading.Event) -> Secretary:
    season = factories.season(session, stage="screening")
    person = factories.person(session, roles={season.id: Role.SECRETARY})
    owner = factories.person(session, roles={season.id: Role.JOURNALIST})
    category = factories.category(session, season)
    waiting = [
        factories.entry(session, season, category, owner, number=f"S{person.id}-{place}") for place in range(POOL)
    ]
    return Secretary(
        client=client_of(server, person, stop),
        pool=[one.id for one in waiting],
        told=owner.id,
        base=f"/mua/{season.slug}/tham-dinh",
        names={one.id: one.public_id for one in waiting},
    )
