"""The worker dies at each step of what it does in casework: nothing lost, nothing twice, nothing after its ground was gone.

Each trial is one thing the worker owes. It is prepared anew for each step, done by a process that dies there, and done by
the next; the judge then looks at the tables and at what the carrier was given. And with the worker made careless on
purpose, the same judge must find harm.

A part of the steps is tried each time, and every one with ROLLCALL_STEPS=every (`make faults`).
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Protocol

import pytest

from foundation import clock
from foundation.outbox import handlers
from foundation.outbox import operations as outbox
from schools.cases.models import Task
from schools.decisions.models import Decision
from schools.journal.models import DueRow, OutboxRow
from schools.journal.tasks import drain as drain_school
from schools.letters import tasks as letter_tasks
from schools.letters.models import Letter
from schools.letters.operations.sending import LOST_AFTER, SEND, claim, give
from schools.policy.models import PolicyVersion
from schools.roll.models import ContactRestriction
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work
from tenants.trusts.tasks import drain as drain_trust
from tests.killed import Step, killed_at
from tests.schools.absence.family import FATHER
from tests.schools.decisions.deciding import PROVED, Deciding, deciding
from tests.schools.letters.test_sending import given, sending
from tests.schools.letters.writing import Writing, address_them, moment, writing_letters
from tests.schools.policy.test_travelling import JANUARY, NOW, approve, locked, trust_of
from tests.world import World

#: Every so many steps; each at `make faults`.
STRIDE = 1 if os.environ.get("ROLLCALL_STEPS") == "every" else 4


class Trial(Protocol):
    """One thing the worker owes."""

    def prepare(self) -> None:
        """Promise it anew."""

    def work(self) -> None:
        """What the worker does of it, in a process that may die."""

    def recover(self) -> None:
        """What the next worker does, and the sweep after it."""

    def findings(self) -> list[str]:
        """What is not as it must be, by its kind."""


def steps(stride: int) -> Iterator[Step]:
    for number in count(0, stride):
        yield Step(number // 2 + 1, after=bool(number % 2))


def lived_through(trial: Trial, plant: Callable[[], None] | None = None) -> tuple[int, list[str]]:
    """Prepare it, let the worker die, let the next come, and judge, step by step. How many deaths, and what was found.

    With a carelessness planted, at every step until anything is found.
    """

    def work() -> None:
        if plant is not None:
            plant()
        trial.work()

    found: list[str] = []
    for deaths, step in enumerate(steps(1 if plant else STRIDE)):
        trial.prepare()
        died = killed_at(step, work)
        trial.recover()
        found += [f"{step}: {what}" for what in trial.findings()]
        if not died or (plant is not None and found):
            return deaths, found
    raise AssertionError


def done_first() -> None:
    """The carelessness planted: a message is marked done before it is carried out."""
    carry_out = outbox._carry_out

    def careless(place: outbox.Outbox, batch: Any) -> bool:
        with place.work():
            place.mark_done([message.id for message in batch.messages])
        return carry_out(place, batch)

    outbox._carry_out = careless


def sent_first() -> None:
    """The carelessness planted: a letter is given to its carrier before it is claimed."""

    def hasty(school: School, messages: list[Any]) -> None:
        for key in letter_tasks._letters(messages):
            with school_work(school):
                taken = claim(key, school=school.name, now=clock.now())
                if taken is not None:
                    give(taken, at=clock.now())
                    letter_tasks._sent(taken)

    handlers._handlers[SEND] = dict.fromkeys(handlers._handlers[SEND], hasty)


class Retreat:
    """AO-6: four of ten sessions proved medical: the stage goes back, a letter is withdrawn, a family told."""

    def __init__(self, school: Deciding) -> None:
        self.school, self.case = school, school.to_support()
        self.letters: list[Letter] = []
        self.corrections = 0
        school.work()

    def prepare(self) -> None:
        if self.school.case().stage == "listen":
            self.school.amend(PROVED, "O", "I")
        self.letters = [self.school.letter(self.case, state) for state in ("approved", "handed_over")]
        self.school.work()
        self.corrections = self._corrections()
        self.school.work = lambda: None  # type: ignore[method-assign]
        self.school.amend(PROVED, "I", "O")
        del self.school.work
        with school_work(self.school.taking.school):  # what others owe of these marks is tried elsewhere
            OutboxRow.objects.exclude(handler="decisions").update(done_at=NOW)

    def work(self) -> None:
        self.school.work()

    def recover(self) -> None:
        self.school.work()

    def findings(self) -> list[str]:
        stage, states = self.school.case().stage, [self.school.letter_state(letter) for letter in self.letters]
        return [
            *([f"lost: the case stands at {stage}"] if stage != "listen" else []),
            *([f"lost: the letters are {states}"] if states != ["withdrawn", "handed_over"] else []),
            *([f"lost: decided {self.school.newest().move}"] if self.school.newest().move != "retreat" else []),
            *(["twice: a decision"] if self._decided_twice() else []),
            *([f"corrections: {new}"] if (new := self._corrections() - self.corrections) != 1 else []),
            *unfinished(self.school.taking.school),
        ]

    def _corrections(self) -> int:
        return len([task for task in self.school.rows(Task) if task.what.startswith("Correct the family")])

    def _decided_twice(self) -> bool:
        made = [(one.move, one.text) for one in self.school.rows(Decision)]
        return len(made) != len(set(made))


class Sending:
    """A letter that was asked to be sent, and perhaps may no longer be by the time the next worker comes."""

    def __init__(self, office: Writing, *, ground_goes: bool = False) -> None:
        self.office, self.ground_goes = office, ground_goes
        self.key = uuid.uuid4()
        self.given = False

    def prepare(self) -> None:
        self.office.family.taking.set_clock(moment())
        with school_work(self.office.school):
            ContactRestriction.objects.exclude(link__contact__name=FATHER).delete()
            address_them()
        self.key = sending(self.office)
        self.office.family.taking.set_clock(moment(32))

    def work(self) -> None:
        # The typesetter has threads of its own, which a forked process does not have.
        letter_tasks.left_pdf = lambda *_args, **_named: b"%PDF-1.7\n"  # type: ignore[assignment]
        drain_school.run(str(self.office.school.pk))

    def recover(self) -> None:
        # What was claimed and never put down as given is in nobody's hands yet: the next who claims it looks again.
        self.given = self.office.letter(self.key).given_at is not None
        if self.ground_goes:
            self.office.restrict("court_order")
        self.office.at(9, 32)
        self.office.at(9, 34 + int(LOST_AFTER.total_seconds()) // 60)

    def findings(self) -> list[str]:
        state, times = self.office.letter(self.key).state, len(given(self.office, self.key))
        after_ground_was_gone = self.ground_goes and not self.given
        unsent = {"withdrawn"} if after_ground_was_gone else {"failed", "in_doubt"}
        may_be = {0: unsent, 1: {"handed_over", "in_doubt"}}
        return [
            *([f"twice: given {times} times"] if times > 1 else []),
            *(["given after its ground was gone"] if times and after_ground_was_gone else []),
            *([f"lost: given {times} times and {state}"] if state not in may_be.get(times, {state}) else []),
        ]


class Copy:
    """A version of the policy that was approved at the trust, on its way to two schools."""

    def __init__(self, trust: Trust, schools: list[School]) -> None:
        self.trust, self.schools, self.version = trust, schools, 1

    def prepare(self) -> None:
        self.version += 1
        first = JANUARY + dt.timedelta(days=self.version)
        approve(self.trust, first, lambda policy: locked(policy).model_copy(update={"title": f"Policy {self.version}"}))

    def work(self) -> None:
        drain_trust.run(str(self.trust.pk))

    def recover(self) -> None:
        drain_trust.run(str(self.trust.pk))

    def findings(self) -> list[str]:
        found = []
        for school in self.schools:
            with school_work(school):
                taken = PolicyVersion.objects.filter(version=self.version).count()
                woken = DueRow.objects.filter(topic="policy.changed", key=f"{self.version}.0").count()
                told = OutboxRow.objects.filter(topic="policy.taken", payload__version=self.version).count()
            if (taken, woken, told) != (1, 1, 1):
                kind = "twice" if max(taken, woken, told) > 1 else "lost"
                found.append(f"{kind}: taken in {taken}, due {woken}, told {told}")
        return found


def unfinished(school: School) -> list[str]:
    with school_work(school):
        return [
            f"lost: {topic} waits" for topic in OutboxRow.objects.filter(done_at=None).values_list("topic", flat=True)
        ]


@pytest.fixture
def retreat(world: World, monkeypatch: pytest.MonkeyPatch) -> Retreat:
    return Retreat(deciding(world, monkeypatch))


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    with writing_letters(world, monkeypatch) as made:
        yield made


@pytest.fixture
def copy(world: World, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    trust = trust_of(world)
    schools = [world.another_school(trust=trust) for _ in range(2)]
    drain_trust.run(str(trust.pk))
    return Copy(trust, schools)


def test_a_stage_is_taken_back_once_with_all_that_follows(retreat: Retreat) -> None:
    deaths, found = lived_through(retreat)
    assert found == []
    assert deaths > 20 / STRIDE
    assert "lost" in kinds(lived_through(retreat, done_first))


@pytest.mark.parametrize("ground_goes", [False, True], ids=["its ground stays", "its ground goes"])
def test_a_letter_is_given_once_or_waits_for_a_person(office: Writing, ground_goes: bool) -> None:
    trial = Sending(office, ground_goes=ground_goes)
    deaths, found = lived_through(trial)
    assert found == []
    assert deaths > 10 / STRIDE


def test_a_version_of_the_policy_reaches_each_school_once(copy: Copy) -> None:
    deaths, found = lived_through(copy)
    assert found == []
    assert deaths > 10 / STRIDE
    assert "lost" in kinds(lived_through(copy, done_first))


def test_a_letter_that_is_sent_before_it_is_claimed_is_found(office: Writing) -> None:
    """The control."""
    assert "twice" in kinds(lived_through(Sending(office), sent_first))


def kinds(lived: tuple[int, list[str]]) -> set[str]:
    return {what.split(": ")[1] for what in lived[1]}
