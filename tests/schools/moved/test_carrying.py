"""What a school counted of a pupil reaches the next school of the trust, and nothing else does, whatever is killed when."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connections

from schools.journal.models import OutboxRow
from schools.journal.operations import promise
from schools.journal.tasks import drain, sweep
from schools.moved.operations.looking import look
from schools.moved.rules.facts import from_json
from schools.registers.operations import ROLL_CHANGED
from schools.registers.rules.totals import Totals
from schools.roll.models import Admission, Pupil
from tenants.movers.rules import kept_until
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.killed import die, killed
from tests.schools.moved.moving import JULY, UPN, Moving, carried_at, go_on, moving, rows_from
from tests.trust_reporting.registers import amend
from tests.world import HALF_TERMS, World


@pytest.fixture(autouse=True)
def july() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(JULY, tick=False) as traveller:
        yield traveller


def totals_of(school: School) -> list[Totals]:
    return [sum(from_json(row.facts).year(2026).values(), Totals()) for row in carried_at(school)]


@pytest.mark.parametrize(("goes", "comes"), [(True, True), (True, False), (False, True)])
def test_it_is_carried_where_either_school_says_so_on_its_roll(world: World, goes: bool, comes: bool) -> None:
    ada = moving(world, goes=goes, comes=comes)
    ada.work()
    assert totals_of(ada.new) == [Totals(present=74, unauthorised=90)]
    (row,) = rows_from(ada.old)
    assert UPN not in str(vars(row))
    assert row.expires_on == kept_until(row.ends_on or JULY.date())


def test_it_is_carried_nowhere_where_neither_does_or_the_upn_is_not_permanent(world: World) -> None:
    for ada in (moving(world, goes=False, comes=False), moving(world, upn=None), moving(world, upn="A80120000100A")):
        ada.work()
        assert (rows_from(ada.old), carried_at(ada.new)) == ([], [])


def test_a_question_about_a_pupil_still_on_roll_is_answered_with_nothing(world: World) -> None:
    """Who types another child's UPN learns nothing of them while they are at their school."""
    ada = moving(world, goes=False)
    with school_work(ada.old):
        Admission.objects.update(ends_on=None, leaving_ground="")
    ada.work()
    assert [row.facts for row in rows_from(ada.old)] == [None]
    assert carried_at(ada.new) == []


def test_a_mark_amended_at_the_old_school_is_carried_again_and_a_leaver_taken_back_takes_it_back(world: World) -> None:
    ada = moving(world, comes=False)
    ada.work()
    with school_work(ada.old):
        amend({(ada.key_at_old, HALF_TERMS[0][1], 1): "I"})
    ada.work()
    assert totals_of(ada.new) == [Totals(present=74, authorised=1, unauthorised=89)]
    weeks = from_json(carried_at(ada.new)[0].facts).weeks
    assert weeks[0].counts == (0, 0, 5, 0)  # Wednesday to Friday, less the morning that was amended
    with school_work(ada.old):
        Admission.objects.update(ends_on=None, leaving_ground="")
        amend({(ada.key_at_old, HALF_TERMS[0][1], 1): "O"})
        amend_roll()
    ada.work()
    assert (rows_from(ada.old), carried_at(ada.new)) == ([], [])


def test_what_the_first_of_three_schools_counted_reaches_the_third_and_is_heard_of_there_the_night_after_it_changes(
    world: World, july: time_machine.Traveller
) -> None:
    ada = moving(world)
    ada.work()
    third = go_on(world, ada, days=40)
    for school in (ada.new, third, ada.new, third):
        drain(str(school.pk))
    there, between = Totals(present=74, unauthorised=90), Totals(present=66, unauthorised=14)
    assert [row.from_school for row in carried_at(third)] == [ada.old.pk, ada.new.pk]
    assert totals_of(third) == [there, between]
    with school_work(ada.old):
        amend({(ada.key_at_old, HALF_TERMS[0][1], 1): "I"})
    ada.work()
    july.shift(dt.timedelta(days=1))
    drain(str(third.pk))
    assert totals_of(third) == [Totals(present=74, authorised=1, unauthorised=89), between]


def amend_roll() -> None:
    promise(ROLL_CHANGED, {})


def test_it_goes_three_years_after_the_pupil_left(world: World, july: time_machine.Traveller) -> None:
    ada = moving(world, comes=False)
    ada.work()
    (row,) = rows_from(ada.old)
    assert row.ends_on is not None
    for day, kept in ((kept_until(row.ends_on), 1), (kept_until(row.ends_on) + dt.timedelta(days=1), 0)):
        july.move_to(dt.datetime.combine(day, dt.time(12), dt.UTC))
        ada.work()
        assert len(rows_from(ada.old)) == kept
    assert carried_at(ada.new) == []


def test_a_new_key_takes_the_place_of_the_old_one_at_the_old_schools_next_look(world: World, settings: Any) -> None:
    ada = moving(world)
    ada.work()
    (before,) = rows_from(ada.old)
    settings.MOVER_KEYS = ("another-key-for-tests-" + "y" * 40, *settings.MOVER_KEYS)
    with school_work(ada.new):
        amend_roll()
    drain(str(ada.new.pk))
    assert len(carried_at(ada.new)) == 1  # found under the old key
    with school_work(ada.old):
        amend_roll()
    ada.work()
    (after,) = rows_from(ada.old)
    assert (after.pk, after.facts) == (before.pk, before.facts)
    assert after.mover != before.mover
    settings.MOVER_KEYS = settings.MOVER_KEYS[:1]
    with school_work(ada.new):
        amend_roll()
    ada.work()
    assert len(carried_at(ada.new)) == 1


def test_who_is_no_longer_at_the_old_school_s_roll_at_all_is_in_no_row(world: World) -> None:
    """Erasing a pupil erases what was carried: the next look finds nobody whom the row could be of."""
    ada = moving(world, comes=False)
    ada.work()
    with school_work(ada.old):
        Pupil.objects.filter(key=ada.key_at_old).update(upn=None)
        amend_roll()
    ada.work()
    assert (rows_from(ada.old), carried_at(ada.new)) == ([], [])


#: Each step of carrying over, by what its statement holds.
STEPS = [
    ("movers_mover", "before anything is asked"),
    ("roll_admission", "before the old school is counted"),
    ('INSERT INTO "movers_mover"', "in the trust's transaction, before the row is there"),
    ('UPDATE "movers_mover"', "in the trust's transaction, before it holds facts"),
    ("heard", "before the new school is woken"),
    ("INSERT INTO journal_outboxrow", "as the new school, before it is woken"),
    ('UPDATE "journal_outboxrow"', "before the message is done"),
]


@pytest.mark.parametrize("text", [text for text, _ in STEPS], ids=[step for _, step in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    world: World, text: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = moving(world, comes=False)
    drain(str(ada.new.pk))
    killed(lambda: drain_until(ada, text, after=after))
    monkeypatch.setattr(drain, "delay", drain.run)
    sweep()
    sweep()
    assert totals_of(ada.new) == [Totals(present=74, unauthorised=90)]
    assert len(rows_from(ada.old)) == 1
    for school in (ada.old, ada.new):
        with school_work(school):
            assert not OutboxRow.objects.filter(done_at__isnull=True).exists()


def drain_until(ada: Moving, text: str, *, after: bool) -> None:
    """The old school's worker dies before or just after the first statement that holds the text, once it carries over."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        fatal = text in str(sql)
        if fatal and not after:
            die()
        result = execute(sql, params, many, context)
        if fatal:
            die()
        return result

    with connections["default"].execute_wrapper(wrapper):
        look(ada.old)
        drain(str(ada.old.pk))
