"""Ten days of leave posted for one pupil, beside one save of a register of thirty; and a bulk edit of 4,000 marks.

Both are whole acts in a transaction of their own that commits, in this process, taking turns, so that whatever else the
machine does falls on both alike. Aim: at most ten register saves; a plan is a fixed number of statements however long.
"""

import datetime as dt
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.registers.operations.plans import PlannedSession, plan, plan_many
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.rules.entering import CellMark
from schools.registers.rules.plan_sources import BULK
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.benchmarks.figures import line, middle
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, classroom
from tests.world import World

ROUNDS = 25
AIM = 10.0
SIGNED = Signature(Actor(None, "Ana Officer"), "Attendance officer")
#: Ten school days ahead, morning and afternoon.
DAYS = [day for number in range(1, 15) if (day := THURSDAY + dt.timedelta(days=number)).weekday() < 5]
LEAVE = [PlannedSession(day, session, "C") for day in DAYS for session in (1, 2)]


@pytest.fixture(scope="module")
def room(world: World) -> Classroom:
    return classroom(world)


class Turns:
    """The two acts, each of which changes everything every time."""

    def __init__(self, room: Classroom) -> None:
        self.room, self.version, self.held = room, 0, CellMark()
        self.leave = uuid.uuid4()

    def post(self) -> None:
        plan(
            source=BULK.name,
            source_id=self.leave,
            pupil_key=self.room.pupils[0].key,
            sessions=LEAVE,
            signed=SIGNED,
            now=MORNING,
        )

    def withdraw(self) -> None:
        plan(
            source=BULK.name,
            source_id=self.leave,
            pupil_key=self.room.pupils[0].key,
            sessions=[],
            signed=SIGNED,
            now=MORNING,
        )

    def save(self) -> None:
        code = CellMark("/" if self.version % 2 else "N")
        changes = tuple(
            AskedChange(row, pupil.pk, self.held, code) for row, pupil in enumerate(self.room.pupils, start=1)
        )
        ask = Ask(self.version, changes, uuid.uuid4().hex)
        save_register(
            group=self.room.group, on=THURSDAY, session=1, ask=ask, signed=SIGNED, may_amend=True, now=MORNING
        )
        self.version, self.held = self.version + 1, code


def taken(room: Classroom, act: Callable[[], None]) -> float:
    """Milliseconds of an act with its transaction."""
    began = time.perf_counter()
    with school_work(room.school):
        act()
    return (time.perf_counter() - began) * 1000


def test_ten_days_of_leave(room: Classroom) -> None:
    turns = Turns(room)
    posts, saves = [], []
    for number in range(ROUNDS + 3):
        post, save = taken(room, turns.post), taken(room, turns.save)
        taken(room, turns.withdraw)
        if number >= 3:  # the first are warmer's
            posts.append(post)
            saves.append(save)
    with school_work(room.school), CaptureQueriesContext(connections[ALIAS]) as found:
        turns.post()
    note = f"{len(LEAVE)} sessions, {len(found)} statements"
    print(
        line("ten days of leave / a save of thirty marks", middle(posts), middle(saves), unit="ms", aim=AIM, note=note)
    )
    assert middle(posts) / middle(saves) <= AIM


def test_four_thousand_marks(room: Classroom) -> None:
    """Thirty pupils for 133 sessions: what a bulk edit may ask at most."""
    far = [THURSDAY + dt.timedelta(days=number) for number in range(30, 230)]
    days = [day for day in far if day.weekday() < 5][:67]
    wanted = [PlannedSession(day, session, "C") for day in days for session in (1, 2)][:133]
    wishes = {pupil.key: wanted for pupil in room.pupils}

    def post() -> None:
        plan_many(source=BULK.name, source_id=uuid.uuid4(), wishes=wishes, signed=SIGNED, now=MORNING)

    print(f"  {30 * len(wanted):,} marks in one act: {taken(room, post):.0f} ms")
