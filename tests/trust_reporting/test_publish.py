"""What a school's registers add up to becomes the trust's figures."""

import datetime as dt
from collections.abc import Callable

import pytest

from foundation.outbox.handlers import Message
from schools.calendar.models import NonSchoolDay
from schools.journal.models import OutboxRow
from schools.journal.tasks import drain
from schools.registers.operations import marks_changed
from schools.registers.queries.published import GROUPS, year_groups_on
from schools.roll.models import Admission, Flag, Placement, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import amend, enrol, keep_calendar, mark, present
from tests.world import World
from trust_reporting.figures.models import EnrolmentCount, SessionCount, YearPublication
from trust_reporting.figures.operations.reading import FEW, Changes, look
from trust_reporting.figures.queries import reach
from trust_reporting.figures.rules.cohorts import Cohort

MONDAY, TUESDAY, WEDNESDAY = dt.date(2026, 9, 7), dt.date(2026, 9, 8), dt.date(2026, 9, 9)


def sessions(school: School, **where: object) -> dict[tuple[dt.date, int, str, str, bool], dict[str, int]]:
    with trust_work(school.trust):
        rows = SessionCount.objects.filter(school_id=school.pk, **where)
        return {(r.date, r.session, r.cohort, r.year_group, r.in_published): r.codes for r in rows}


def enrolments(school: School, period: str, basis: str = "published", cohort: str = "all") -> tuple[int, int, int, int]:
    """Enrolments, persistent, severe and left out, over all year groups."""
    with trust_work(school.trust):
        rows = EnrolmentCount.objects.filter(school_id=school.pk, period=period, basis=basis, cohort=cohort)
        found = list(rows.values_list("enrolments", "persistent", "severe", "none_possible"))
    return tuple(map(sum, zip(*found, strict=True))) if found else (0, 0, 0, 0)  # type: ignore[return-value]


def test_groups_are_those_the_school_counts() -> None:
    assert set(GROUPS) == {cohort.value for cohort in Cohort}


def test_a_saved_mark_reaches_the_trust(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        one, two = enrol(2, flags=["fsm6"])
        (three,) = enrol(1, sex="M")
        mark({(one, MONDAY, 1): "/", (two, MONDAY, 1): "I", (three, MONDAY, 1): "U"})
    drain(str(school.pk))
    assert sessions(school, session=1) == {
        (MONDAY, 1, "all", "9", True): {"/": 1, "I": 1, "U": 1},
        (MONDAY, 1, "fsm6", "9", True): {"/": 1, "I": 1},
        (MONDAY, 1, "sex_f", "9", True): {"/": 1, "I": 1},
        (MONDAY, 1, "sex_m", "9", True): {"U": 1},
    }
    with trust_work(school.trust):
        row = SessionCount.objects.get(school_id=school.pk, session=1, cohort="all")
        assert not SessionCount.objects.filter(
            school_id=school.pk, session=2
        ).exists()  # the afternoon is still to come
        year = YearPublication.objects.get(school_id=school.pk)
    assert (row.present, row.authorised, row.unauthorised, row.late_after, row.missing) == (1, 1, 1, 1, 0)
    assert (year.first_on, year.through) == (MONDAY, MONDAY)
    with school_work(school):
        assert not OutboxRow.objects.filter(done_at__isnull=True).exists()
        mark({(one, TUESDAY, 1): "/"})
    drain(str(school.pk))
    with trust_work(school.trust):
        missing = SessionCount.objects.get(school_id=school.pk, date=MONDAY, session=2, cohort="all")
    assert (missing.missing, missing.codes) == (3, {"": 3})  # nobody took Monday's afternoon, and Tuesday has begun


def test_of_a_year_without_a_mark_none_is_missing(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        marks_changed([MONDAY], pupils=set(enrol()))
    drain(str(school.pk))
    with trust_work(school.trust):
        assert [(year.first_on, year.missing) for year in reach(school.pk)] == [(None, 0)]


def test_an_amendment_replaces_and_a_removed_mark_is_missing(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        keys = enrol(3)
        mark(
            {(key, date, session): present(session) for key in keys for date in (MONDAY, TUESDAY) for session in (1, 2)}
        )
    drain(str(school.pk))
    with school_work(school):
        amend({(keys[0], MONDAY, 1): "N", (keys[1], TUESDAY, 2): None})
    drain(str(school.pk))
    found = sessions(school, cohort="all")
    assert found[MONDAY, 1, "all", "9", True] == {"/": 2, "N": 1}
    assert found[TUESDAY, 2, "all", "9", True] == {"\\": 2, "": 1}
    assert enrolments(school, "ht1") == (3, 1, 0, 0)


def test_a_day_without_registers_is_missing_once_a_later_day_has_marks(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1)
        mark({(key, MONDAY, 1): "/", (key, MONDAY, 2): "\\"})
    drain(str(school.pk))
    assert {date for date, *_ in sessions(school)} == {MONDAY}
    with school_work(school):
        mark({(key, WEDNESDAY, 1): "/"})
    drain(str(school.pk))
    found = sessions(school, cohort="all")
    assert found[TUESDAY, 1, "all", "9", True] == {"": 1}
    with school_work(school):
        amend({(key, WEDNESDAY, 1): None})
    drain(str(school.pk))
    assert {date for date, *_ in sessions(school)} == {MONDAY}


def test_bases_leave_out_whom_the_department_leaves_out(fresh_school: Callable[..., School]) -> None:
    """Four-year-olds and sixth-formers always, 15-year-olds from half-term 6."""
    school = fresh_school()
    june, may = dt.date(2027, 6, 7), dt.date(2027, 5, 17)
    with school_work(school):
        keep_calendar()
        (eleven,) = enrol(1, year_group="11", birth=dt.date(2011, 3, 1))
        (sixth,) = enrol(1, year_group="12", birth=dt.date(2010, 3, 1))
        (nine,) = enrol(1)
        mark({(key, date, session): "I" for key in (eleven, sixth, nine) for date in (may, june) for session in (1, 2)})
    drain(str(school.pk))
    found = sessions(school, cohort="all", session=1)
    assert {key[3:] for key in found if key[0] == may} == {("11", True), ("12", False), ("9", True)}
    assert {key[3:] for key in found if key[0] == june} == {("11", False), ("12", False), ("9", True)}
    assert enrolments(school, "ht5") == (2, 2, 2, 0)
    assert enrolments(school, "ht6") == (1, 1, 1, 0)
    assert enrolments(school, "summer") == (2, 2, 2, 0)
    assert enrolments(school, "summer", "whole") == (3, 3, 3, 0)


def test_ages_are_cut_between_31_august_and_1_september(fresh_school: Callable[..., School]) -> None:
    """In a year group of its own stands the eldest and the youngest of each age that is counted otherwise."""
    school = fresh_school()
    births = {
        "sixth form": dt.date(2010, 8, 31),
        "eldest 15": dt.date(2010, 9, 1),
        "youngest 15": dt.date(2011, 8, 31),
        "eldest 14": dt.date(2011, 9, 1),
        "youngest 5": dt.date(2021, 8, 31),
        "reception": dt.date(2021, 9, 1),
    }
    june, may = dt.date(2027, 6, 7), dt.date(2027, 5, 28)
    with school_work(school):
        keep_calendar()
        keys = [enrol(1, year_group=str(number), birth=birth)[0] for number, birth in enumerate(births.values())]
        mark({(key, date, 1): "I" for key in keys for date in (may, june)})
    drain(str(school.pk))
    found = sessions(school, cohort="all", session=1)
    inside = {date: {int(key[3]) for key in found if key[0] == date and key[4]} for date in (may, june)}
    assert inside == {may: {1, 2, 3, 4}, june: {3, 4}}
    with trust_work(school.trust):
        rows = EnrolmentCount.objects.filter(school_id=school.pk, cohort="all", basis="published")
        enrolled = [set(rows.filter(period=key).values_list("year_group", flat=True)) for key in ("ht5", "ht6")]
    assert enrolled == [{"1", "2", "3", "4"}, {"3", "4"}]
    assert enrolments(school, "ht6", "whole") == (6, 6, 6, 0)


def test_an_enrolment_is_in_the_groups_of_its_last_day_in_the_period(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    last, leaves, day = dt.date(2026, 10, 23), TUESDAY, dt.timedelta(days=1)
    with school_work(school):
        keep_calendar()
        stayers, leavers = enrol(2), enrol(2, ends_on=leaves)
        for key, since in zip(stayers + leavers, (last, last + day, leaves, leaves + day), strict=True):
            Flag.objects.create(pupil=Pupil.objects.get(key=key), kind="eal", starts_on=since)
        moved = Placement.objects.get(pupil__key=stayers[0])
        moved.ends_on = last - day
        moved.save()
        Placement.objects.create(pupil=moved.pupil, year_group="10", starts_on=last)
        Placement.objects.filter(pupil__key__in=leavers).update(ends_on=leaves)
        mark({(key, MONDAY, 1): "/" for key in stayers + leavers})
    drain(str(school.pk))
    assert enrolments(school, "ht1") == (4, 0, 0, 0)
    assert enrolments(school, "ht1", cohort="eal") == (2, 0, 0, 0), "one from the last day, one from the last on roll"
    with trust_work(school.trust):
        rows = EnrolmentCount.objects.filter(school_id=school.pk, period="ht1", basis="published", cohort="all")
        assert dict(rows.values_list("year_group", "enrolments")) == {"9": 3, "10": 1}


def test_a_change_touches_the_years_that_have_not_ended_before_it(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
    last, day = dt.date(2027, 7, 21), dt.timedelta(days=1)
    assert look(school, Changes(since=last), {}).touched == (2026,)
    assert look(school, Changes(since=last + day), {}).touched == ()
    assert look(school, Changes(dates=frozenset({last})), {}).touched == (2026,)
    assert look(school, Changes(dates=frozenset({last + day})), {}).touched == ()


def test_who_has_no_possible_session_is_left_out(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        one, two = enrol(2)
        (leaver,) = enrol(1, ends_on=dt.date(2026, 9, 4))
        mark({(one, MONDAY, 1): "/", (two, MONDAY, 1): "X", (leaver, dt.date(2026, 9, 3), 1): "I"})
    drain(str(school.pk))
    assert enrolments(school, "ht1") == (2, 1, 1, 1)
    assert enrolments(school, "ht2") == (0, 0, 0, 0)


def test_a_flag_counts_over_its_own_dates_even_when_entered_twice(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1)
        pupil = Flag._meta.get_field("pupil").related_model.objects.get(key=key)
        Flag.objects.create(pupil=pupil, kind="eal", starts_on=TUESDAY)
        Flag.objects.create(pupil=pupil, kind="eal", starts_on=WEDNESDAY)
        mark({(key, date, 1): "/" for date in (MONDAY, TUESDAY, WEDNESDAY)})
    drain(str(school.pk))
    assert {key[0]: codes for key, codes in sessions(school, cohort="eal", session=1).items()} == {
        TUESDAY: {"/": 1},
        WEDNESDAY: {"/": 1},
    }


def test_another_trust_sees_none_of_it(world: World, fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1)
        mark({(key, MONDAY, 1): "/"})
    drain(str(school.pk))
    with trust_work(world.southgate):
        assert not SessionCount.objects.filter(school_id=school.pk).exists()
    with trust_work(world.northfield):
        assert SessionCount.objects.filter(school_id=school.pk).exists()


def test_thresholds_are_met_exactly_and_on_whole_sessions(fresh_school: Callable[..., School]) -> None:
    """1 of 10 is persistent, 1 of 11 is not; 5 of 10 is severe, 5 of 11 is not."""
    school = fresh_school()
    days = [dt.date(2026, 9, day) for day in (7, 8, 9, 10, 11, 14)]
    slots = [(day, session) for day in days for session in (1, 2)]
    with school_work(school):
        keep_calendar()
        for key, (missed, of) in zip(enrol(4), ((1, 10), (1, 11), (5, 10), (5, 11)), strict=True):
            mark({(key, *slot): "I" if n < missed else present(slot[1]) for n, slot in enumerate(slots[:of])})
    drain(str(school.pk))
    assert enrolments(school, "ht1") == (4, 3, 1, 0)


def test_the_year_of_a_15_year_old_is_judged_without_half_term_6(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1, year_group="11", birth=dt.date(2011, 3, 1))
        mark({(key, dt.date(2027, 5, 17), 1): "/", (key, dt.date(2027, 6, 7), 1): "I"})
    drain(str(school.pk))
    assert enrolments(school, "year") == (1, 0, 0, 0)
    assert enrolments(school, "year", "whole") == (1, 1, 1, 0)


def test_who_left_and_came_back_is_one_enrolment_judged_on_both_spells(fresh_school: Callable[..., School]) -> None:
    """1 of 4 missed before, 1 of 8 after: 2 of 12 is persistent, once, in the year group of the last day."""
    school = fresh_school()
    days = [dt.date(2026, 9, day) for day in (7, 8, 21, 22, 23, 24)]
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1, ends_on=TUESDAY)
        pupil = Placement._meta.get_field("pupil").related_model.objects.get(key=key)
        Admission.objects.create(pupil=pupil, starts_on=days[2])
        Placement.objects.create(pupil=pupil, year_group="10", starts_on=days[2])
        slots = [(day, session) for day in days for session in (1, 2)]
        mark({(key, *slot): "I" if slot in {slots[0], slots[4]} else present(slot[1]) for slot in slots})
        mark({(key, WEDNESDAY, 1): "I"})
    drain(str(school.pk))
    assert enrolments(school, "ht1") == (1, 1, 0, 0), "and Wednesday is in neither spell"
    with trust_work(school.trust):
        row = EnrolmentCount.objects.get(school_id=school.pk, period="ht1", basis="published", cohort="all")
        assert row.year_group == "10"


def test_who_was_on_roll_for_no_session_is_left_out(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        NonSchoolDay.objects.create(date=MONDAY, kind="inset")
        enrol(1, starts_on=MONDAY, ends_on=MONDAY)
        (key,) = enrol(1)
        mark({(key, TUESDAY, 1): "/"})
    drain(str(school.pk))
    assert enrolments(school, "ht1") == (1, 0, 0, 1)


@pytest.mark.parametrize("kind", ["fsm6", "sen_k", "sen_e", "eal"])
def test_a_group_is_left_after_its_last_day(fresh_school: Callable[..., School], kind: str) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (key,) = enrol(1, flags=[kind])
        Flag.objects.update(ends_on=TUESDAY)
        mark({(key, date, 1): "/" for date in (MONDAY, TUESDAY, WEDNESDAY)})
    drain(str(school.pk))
    assert {date for date, *_ in sessions(school, cohort=kind, session=1)} == {MONDAY, TUESDAY}


def test_who_has_no_flag_is_in_no_group_but_everybody_and_a_sex(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        mark({(key, MONDAY, 1): "/" for key in enrol(1, sex="M")})
    drain(str(school.pk))
    with trust_work(school.trust):
        rows = EnrolmentCount.objects.filter(school_id=school.pk, period="ht1", basis="whole")
        assert set(rows.values_list("cohort", "enrolments")) == {("all", 1), ("sex_m", 1)}
    assert {cohort for _, _, cohort, _, _ in sessions(school)} == {"all", "sex_m"}


def test_who_is_placed_nowhere_is_in_the_year_group_without_a_name(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        keys = enrol(2)
        Placement.objects.filter(pupil__key=keys[0]).delete()
        mark({(key, MONDAY, 1): "/" for key in keys})
    drain(str(school.pk))
    with school_work(school):
        amend({(keys[0], MONDAY, 1): "I"})
    drain(str(school.pk))
    assert sessions(school, cohort="all", session=1) == {
        (MONDAY, 1, "all", "", True): {"I": 1},
        (MONDAY, 1, "all", "9", True): {"/": 1},
    }
    with trust_work(school.trust):
        rows = EnrolmentCount.objects.filter(school_id=school.pk, period="ht1", basis="whole", cohort="all")
        assert set(rows.values_list("year_group", "persistent")) == {("", 1), ("9", 0)}


def test_only_the_year_group_whose_marks_changed_is_counted_again(fresh_school: Callable[..., School]) -> None:
    """Seen by a figure of the other that is wrong and stays so, until everything is counted again."""
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        (nine,), (ten,) = enrol(1), enrol(1, year_group="10")
        mark({(key, MONDAY, session): present(session) for key in (nine, ten) for session in (1, 2)})
    drain(str(school.pk))
    with trust_work(school.trust):
        SessionCount.objects.filter(school_id=school.pk, year_group="10").update(codes={"X": 7})
    with school_work(school):
        amend({(nine, MONDAY, 1): "I"})
    drain(str(school.pk))
    found = sessions(school, cohort="all", session=1)
    assert found == {(MONDAY, 1, "all", "9", True): {"I": 1}, (MONDAY, 1, "all", "10", True): {"X": 7}}
    with school_work(school):
        amend({(nine, TUESDAY, 1): "/"})
    drain(str(school.pk))
    assert sessions(school, cohort="all", date=TUESDAY, session=1) == {
        (TUESDAY, 1, "all", "9", True): {"/": 1},
        (TUESDAY, 1, "all", "10", True): {"": 1},
    }, "whoever has no mark in a session that was begun is missing, of whatever year group"


def test_the_year_group_of_a_day_is_neither_the_next_nor_one_that_has_ended(
    fresh_school: Callable[..., School],
) -> None:
    day = dt.timedelta(days=1)
    with school_work(fresh_school()):
        (key,) = enrol(1)
        Placement.objects.update(ends_on=TUESDAY)
        Placement.objects.create(pupil=Pupil.objects.get(), year_group="10", starts_on=WEDNESDAY + day)
        found = [year_groups_on([on], [key]) for on in (MONDAY, TUESDAY, WEDNESDAY, WEDNESDAY + day)]
        assert found == [{"9"}, {"9"}, {""}, {"10"}]


def test_of_many_pupils_everybody_is_counted() -> None:
    few, many = (Message(1, "marks.changed", {"dates": ["2026-09-07"], "pupils": [*range(n)]}) for n in (FEW, FEW + 1))
    assert Changes.named_in([few]).pupils == frozenset(range(FEW))
    assert Changes.named_in([many]).pupils is None
    everybody = Message(2, "marks.changed", {"dates": ["2026-09-08"], "pupils": "all"})
    assert Changes.named_in([few, everybody]).pupils is None
    closure = Message(3, "calendar.changed", {"dates": ["2026-09-08"]})
    assert Changes.named_in([few, closure]).pupils is None
    roll = Message(4, "roll.changed", {"from": "2026-09-02"})
    assert Changes.named_in([few, roll]) == Changes(frozenset({MONDAY}), dt.date(2026, 9, 2), None)
