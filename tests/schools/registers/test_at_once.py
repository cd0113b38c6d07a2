"""Saves beside other acts: whoever waits finds what the other has done, and nobody is answered with a fault of ours."""

import datetime as dt
import uuid

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.models import IdempotencyKey
from schools.registers.operations import recount_weeks
from schools.registers.operations.closing import close_year
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.roll.models import Admission, RegistrationGroup
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday 19 November 2026."""
    return taking(world, monkeypatch)


def _by(morning: Taking) -> Actor:
    return Actor(morning.people[Role.ATTENDANCE_OFFICER], "Officer")


def test_a_save_that_meets_the_closing_of_its_year_is_refused(morning: Taking) -> None:
    """The year is being closed when the save arrives: it waits, and finds it closed."""
    after = dt.date(2027, 9, 2)
    morning.set_clock(at(9, on=after))
    answer = at_once(
        morning.school,
        lambda: close_year(2026, by=_by(morning), now=at(9, on=after), today=after),
        lambda: morning.save(morning.mark(0, "I")),
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "year_closed"
    assert morning.marks() == {}


def test_one_key_for_two_registers_is_refused_to_the_second(morning: Taking) -> None:
    """Both find the key free; the one that comes to keep it second is refused, with all that it saved."""

    def other() -> None:
        teacher = morning.people[Role.CLASS_TEACHER]
        IdempotencyKey.objects.create(key="k", person_id=teacher, request_hash=b"x", status=200, answer={})

    answer = at_once(morning.school, other, lambda: morning.save(morning.mark(0, "/"), key="k"))
    assert answer.status_code == 422
    assert answer.json()["code"] == "key_reused"
    assert morning.marks() == {}


def test_a_roll_corrected_beside_the_first_save_of_a_week_counts_that_save_too(morning: Taking) -> None:
    """A pupil turns out to have left when the week's first marks are not committed yet: those of the pupil count nowhere."""
    changes = tuple(AskedChange(row, morning.pupils[row], NO_MARK, CellMark("/")) for row in range(2))

    def save() -> None:
        group = RegistrationGroup.objects.get()
        ask = Ask(0, changes, uuid.uuid4().hex)
        save_register(
            group=group,
            on=THURSDAY,
            session=1,
            ask=ask,
            signed=Signature(_by(morning), ""),
            may_amend=True,
            now=at(8, 55),
        )

    def correct() -> None:
        with school_work(morning.school):
            Admission.objects.filter(pupil=morning.pupils[0]).update(ends_on=THURSDAY - 10 * DAY, leaving_ground="a")
            recount_weeks(THURSDAY - 9 * DAY)

    at_once(morning.school, save, correct)
    assert len(morning.marks()) == 2
    assert morning.weeks_agree()


def test_whoever_is_not_said_to_know_the_school_is_told_no_key_of_nobody(morning: Taking) -> None:
    change = AskedChange(1, uuid.uuid4(), NO_MARK, CellMark("/"))
    with school_work(morning.school), pytest.raises(Refused) as refused:
        save_register(
            group=RegistrationGroup.objects.get(),
            on=THURSDAY,
            session=1,
            ask=Ask(0, (change,), uuid.uuid4().hex),
            signed=Signature(_by(morning), ""),
            may_amend=True,
            now=at(8, 55),
        )
    assert [fault.code for fault in refused.value.faults] == ["not_in_register"]
