"""Ten days of leave posted for one pupil, beside one save of a register of thirty; and a bulk edit of 4,000 marks.

Both are whole acts in a transaction of their own that commits, in this process. Aim: at most ten register saves; a plan is a
fixed number of statements however long.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

import pytest

from schools.registers.models import Mark
from schools.registers.operations.plans import PlannedSession, plan, plan_many
from schools.registers.rules.plan_sources import BULK
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.saves import SIGNED, Saves
from tests.benchmarks.serving import captured
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, classroom
from tests.world import HALF_TERMS, World

AIM = 10.0
#: Ten school days ahead, morning and afternoon.
DAYS = [day for number in range(1, 15) if (day := THURSDAY + dt.timedelta(days=number)).weekday() < 5]
LEAVE = [PlannedSession(day, session, "C") for day in DAYS for session in (1, 2)]


@pytest.fixture
def room(world: World) -> Classroom:
    return classroom(world)


class Leave:
    """Ten days of leave of one pupil, posted again and again: each changes everything."""

    def __init__(self, room: Classroom) -> None:
        self.room, self.key = room, uuid.uuid4()

    def _plan(self, sessions: list[PlannedSession]) -> None:
        pupil = self.room.pupils[0].key
        plan(source=BULK.name, source_id=self.key, pupil_key=pupil, sessions=sessions, signed=SIGNED, now=MORNING)

    def post(self) -> None:
        with school_work(self.room.school):
            self._plan(LEAVE)

    def withdraw(self) -> None:
        with school_work(self.room.school):
            self._plan([])

    def stands(self, _answer: None) -> str:
        keys = (self.room.pupils[0].key,)
        return planned(self.room, keys, [(one.date, one.session) for one in LEAVE])


def planned(room: Classroom, keys: Iterable[int], slots: Iterable[tuple[dt.date, int]]) -> str:
    """Right is that each of these pupils has a C, and no other mark, planned in each of these sessions."""
    keys, slots = set(keys), set(slots)
    with school_work(room.school):
        marks = Mark.objects.filter(pupil_key__in=keys, date__in={on for on, _ in slots})
        found = [(one.pupil_key, one.date, one.session) for one in marks if one.code == "C"]
    wanted = {(key, *slot) for key in keys for slot in slots}
    assert len(found) == len(wanted)
    assert set(found) == wanted
    return f"{len(found):,} marks planned, no other"


def test_ten_days_of_leave(room: Classroom, bench: Bench) -> None:
    leave, saves = Leave(room), Saves(room.school, room.group, room.pupils, THURSDAY, MORNING)
    post = Act("ten days of leave", leave.post, right=leave.stands, before=leave.withdraw)
    save = Act("a save of thirty marks", saves.operation, right=saves.stand)
    bench.turns("Leave, in process, committed", post, save, rounds=25)
    leave.withdraw()
    note = f"{len(LEAVE)} sessions, {len(captured(leave.post))} statements"
    bench.line("ten days of leave beside a save of a register", post, save, aim=AIM, note=note)


def test_four_thousand_marks(room: Classroom, bench: Bench) -> None:
    """Thirty pupils for 133 sessions, what a bulk edit may ask at most, beside saves of a register of thirty."""
    far = [THURSDAY + dt.timedelta(days=number) for number in range(30, 230)]
    met = [day for day in far if day.weekday() < 5 and any(begin <= day <= end for _, begin, end in HALF_TERMS)]
    days = met[:67]
    wanted = [PlannedSession(day, session, "C") for day in days for session in (1, 2)][:133]
    keys, source = [pupil.key for pupil in room.pupils], uuid.uuid4()
    saves = Saves(room.school, room.group, room.pupils, THURSDAY, MORNING)

    def put(sessions: list[PlannedSession]) -> None:
        wishes = dict.fromkeys(keys, sessions)
        with school_work(room.school, statement_timeout="1min"):
            plan_many(source=BULK.name, source_id=source, wishes=wishes, signed=SIGNED, now=MORNING)

    slots = [(one.date, one.session) for one in wanted]
    post = Act(
        "a bulk edit", lambda: put(wanted), right=lambda _: planned(room, keys, slots), before=lambda: put([]),
        each=len(wanted),
    )  # fmt: skip
    save = Act("a save of thirty marks", saves.operation, right=saves.stand)
    bench.turns(f"{len(keys) * len(wanted):,} marks in one act", post, save, rounds=5, warm=1)
    bench.line("thirty marks of a bulk edit beside a save", post, save)
