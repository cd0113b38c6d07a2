"""Several at one moment: officers about one family, tries at one link, and what the safeguarding lead is told of."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from foundation.outbox.handlers import Message as Promise
from schools.absence.models import Attempt, FirstDay, HandOver, Message, MessageChild
from schools.absence.operations.following import CHILDREN_HANDED_OVER, HANDED_OVER, hand_over, hold_day
from schools.absence.operations.messages import ask_contact, let_go
from schools.absence.rules.ladder import Channel
from schools.absence.rules.replies import MOST_TRIES
from schools.absence.tasks import tell_the_lead
from schools.journal.models import InboxRow
from schools.roll.models import Pupil
from schools.roll.operations.admissions import lock_each
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from tenants.trusts.scopes import school_work
from tests.isolation.probes import in_thread
from tests.schools.absence.family import AUNT, MOTHER, Family, family
from tests.schools.absence.letters import stranger, written
from tests.schools.absence.writing import writing
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

FRIDAY = THURSDAY + dt.timedelta(days=1)


@pytest.fixture
def browns(world: World, monkeypatch: pytest.MonkeyPatch) -> Family:
    made = family(lambda: taking(world, monkeypatch))
    made.take(kai="N", mia="N")
    made.at(9, 30)
    return made


# Tries at a birth date


def test_t18_of_twelve_dates_tried_at_once_no_more_count_than_a_link_allows(browns: Family) -> None:
    path, together = written(browns, browns.kai), Barrier(12)

    def guess(day: int) -> int:
        together.wait(timeout=60)
        try:
            return int(stranger(browns).post(path, {"birth": f"{day}/1/2001"}).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(guess, range(1, 13)))
    assert statuses == [404] * (12 - MOST_TRIES + 1) + [422] * (MOST_TRIES - 1)
    with school_work(browns.taking.school):
        assert InboxRow.objects.filter(topic="").count() == MOST_TRIES


# What one officer holds keeps no other from writing down what is about it


def hold_the_day(browns: Family) -> None:
    assert hold_day(browns.kai, THURSDAY, now=at(9, 31)) is not None


def hold_the_message(browns: Family) -> None:
    message = Message.objects.get()
    assert message.state == Message.State.HELD
    let_go(message, lead=False, by=BY, now=at(9, 31))


def hold_the_contact(browns: Family) -> None:
    kai = Pupil.objects.get(pk=browns.kai.pk)
    ask_contact(kai, browns.contacts[AUNT].pk, Channel.TEXT, THURSDAY, by=BY, now=at(9, 31))


def hold_the_pupil(browns: Family) -> None:
    lock_each([browns.kai.pk])


def note_an_attempt(browns: Family) -> None:
    day = FirstDay.objects.get(pupil=browns.kai.pk, date=THURSDAY)
    said = {"channel": "call", "outcome": "no_answer", "by_name": "x", "key": "another"}
    Attempt.objects.create(day=day, at=at(9, 32), contact=browns.contacts[AUNT], **said)


def put_a_child_in(browns: Family) -> None:
    day = FirstDay.objects.get(pupil=browns.mia.pk, date=THURSDAY)
    MessageChild.objects.create(message=Message.objects.get(), day=day, place=1)


def begin_a_day(browns: Family) -> None:
    FirstDay.objects.create(pupil_id=browns.kai.pk, date=FRIDAY, session=1, opens_at=at(9, 10, on=FRIDAY))


HELD = [
    (hold_the_day, note_an_attempt),
    (hold_the_contact, note_an_attempt),
    (hold_the_message, put_a_child_in),
    (hold_the_pupil, begin_a_day),
]


@pytest.mark.parametrize(("holds", "acts"), HELD, ids=[f"{one.__name__}-{two.__name__}" for one, two in HELD])
def test_what_is_held_lets_be_written_what_is_about_it(
    browns: Family, holds: Callable[[Family], None], acts: Callable[[Family], None]
) -> None:
    """Else two officers at one family wait for each other: each holds a row that the other's new row is about."""
    school = browns.taking.school
    day = browns.days()[browns.kai.key]
    with writing(browns), school_work(school):
        message = Message.objects.create(
            date=THURSDAY,
            contact=browns.contacts[MOTHER],
            channel="text",
            address="+447700900118",
            state=Message.State.HELD,
            asked_at=at(9, 30),
            asked_by="x",
            send_at=at(9, 30),
            state_at=at(9, 30),
        )
        MessageChild.objects.create(message=message, day=day, place=1)

    def at_the_same_moment() -> None:
        with school_work(school), connections[ALIAS].cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            acts(browns)

    with writing(browns), school_work(school):
        holds(browns)
        in_thread(at_the_same_moment)


# What the lead is told of


def test_a_child_handed_over_after_the_lead_was_told_of_another_is_told_of_though_both_come_together(
    browns: Family,
) -> None:
    """The worker was killed after it told of the first, before it noted so: the first comes again, with the second."""
    school, days = browns.taking.school, browns.days()
    first, second = days[browns.kai.key], days[browns.mia.key]
    with school_work(school):
        post = StaffMember.objects.get(person_id=browns.taking.people[Role.CLASS_TEACHER])
        StaffDuty.objects.create(post=post, duty=StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD, starts_on=THURSDAY)

    def tell(minute: int, *told: FirstDay) -> list[int]:
        browns.taking.set_clock(at(9, minute))
        tell_the_lead(school, [Promise(place, HANDED_OVER, {"day": str(one.pk)}) for place, one in enumerate(told)])
        with school_work(school):
            return list(StaffNotice.objects.filter(kind=CHILDREN_HANDED_OVER.name).values_list("count", flat=True))

    def give(minute: int, day: FirstDay) -> None:
        with school_work(school):
            hand_over(day, HandOver.Why.CHOICE, now=at(9, minute), by=BY)

    give(32, first)
    once = tell(33, first)
    assert len(once) == 1
    assert tell(34, first) == once, "told again of nobody new"
    give(35, second)
    assert len(tell(36, first, second)) == 2
