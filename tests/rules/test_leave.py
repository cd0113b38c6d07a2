"""Leave, part-time timetables and what follows: who may ask, what may be granted, and the worked dates of each clock."""

import datetime as dt
from decimal import Decimal

import pytest

from foundation.london import LONDON
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.leave.rules.grounds import BY_LINK, MEANINGS, Ground
from schools.leave.rules.part_time import (
    Agreement,
    Extension,
    agreement_faults,
    extension_faults,
    review_faults,
    sessions_off,
)
from schools.leave.rules.requests import Asking, Granting, Stretch, asking_faults, granting_faults
from schools.leave.rules.taken import has_not_returned, return_due, without_leave

CALENDAR = SchoolCalendar(
    half_terms=(
        HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
        HalfTerm(2026, 3, dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
        HalfTerm(2026, 4, dt.date(2027, 2, 22), dt.date(2027, 3, 25)),
    ),
    non_school_days=(
        NonSchoolDay(dt.date(2027, 1, 4), DayOff.INSET),
        NonSchoolDay(dt.date(2027, 2, 24), DayOff.UNPLANNED),
    ),
)
TEEN, CHILD, SIXTH_FORMER = dt.date(2013, 4, 2), dt.date(2022, 5, 1), dt.date(2009, 10, 1)
THURSDAY = dt.date(2026, 11, 19)
TODAY = dt.date(2026, 11, 16)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def sessions(stretch: Stretch) -> list[SchoolSession]:
    if stretch.last < stretch.first:
        return []
    return stretch.of(CALENDAR.sessions(stretch.starts_on, stretch.ends_on))


def asked(
    ground: Ground = Ground.EXCEPTIONAL,
    stretch: Stretch | None = None,
    *,
    birth: dt.date = TEEN,
    lives_with: bool = True,
    asked_on: dt.date = TODAY,
    study: tuple[Stretch, ...] = (),
) -> list[str]:
    when = stretch or Stretch(THURSDAY, THURSDAY)
    asking = Asking(ground, when, sessions(when), birth, asked_on, lives_with)
    return [fault.code for fault in asking_faults(asking, study=study)]


MAY_SEASON = Stretch(day("2027-03-01"), day("2027-03-25"))

ASKED = [
    ({}, []),
    ({"lives_with": False}, ["applicant"]),
    ({"ground": Ground.MEDICAL, "lives_with": False}, []),
    ({"ground": Ground.RELIGIOUS, "lives_with": False}, []),
    ({"ground": Ground.INTERVIEW}, []),
    ({"ground": Ground.INTERVIEW, "asked_on": THURSDAY}, ["in_advance"]),
    ({"ground": Ground.NOT_REQUIRED}, ["code_refused"]),
    ({"ground": Ground.NOT_REQUIRED, "birth": CHILD}, []),
    ({"ground": Ground.STUDY}, ["not_agreed"]),
    ({"ground": Ground.STUDY, "stretch": MAY_SEASON, "study": (MAY_SEASON,)}, []),
    (
        {
            "ground": Ground.STUDY,
            "stretch": Stretch(day("2027-02-26"), day("2027-03-05")),
            "study": (MAY_SEASON,),
        },
        ["not_agreed"],
    ),
    ({"stretch": Stretch(THURSDAY, TODAY)}, ["order"]),
    ({"stretch": Stretch(THURSDAY, THURSDAY, PM, AM)}, ["order"]),
    ({"stretch": Stretch(THURSDAY, day("2027-11-19"))}, ["too_long"]),
    ({"stretch": Stretch(day("2026-12-21"), day("2027-01-01"))}, ["no_session"]),
    ({"stretch": Stretch(day("2027-01-04"), day("2027-01-04"))}, ["no_session"]),
]


@pytest.mark.parametrize(("given", "codes"), ASKED)
def test_who_may_ask_for_what(given: dict, codes: list[str]) -> None:
    assert asked(**given) == codes


def test_what_needs_no_grant_is_recorded_and_each_ground_has_its_own_code() -> None:
    assert {one.value for one in MEANINGS if not MEANINGS[one].granted} == {"religious", "travelling", "not_required"}
    assert [MEANINGS[one].code for one in Ground] == ["C", "C1", "J1", "S", "M", "R", "T", "X"]
    assert not {Ground.STUDY, Ground.NOT_REQUIRED} & set(BY_LINK)


def granted(part: Stretch, now: dt.datetime, *, never_after: bool = True) -> list[str]:
    whole = Stretch(day("2026-11-18"), day("2026-11-20"))
    begins = dt.datetime.combine(part.starts_on, dt.time(8, 45) if part.starts_session == AM else dt.time(13), LONDON)
    granting = Granting(whole, part, sessions(part), begins, now, never_after)
    return [fault.code for fault in granting_faults(granting)]


def test_leave_is_granted_before_its_first_session_begins_and_a_part_still_to_come_while_the_rest_has_begun() -> None:
    whole = Stretch(day("2026-11-18"), day("2026-11-20"))
    on_time = dt.datetime(2026, 11, 18, 8, 44, tzinfo=LONDON)
    begun = dt.datetime(2026, 11, 18, 8, 45, tzinfo=LONDON)
    assert (granted(whole, on_time), granted(whole, begun)) == ([], ["begun"])
    assert granted(whole, begun, never_after=False) == []
    rest = Stretch(day("2026-11-18"), day("2026-11-20"), PM, PM)
    assert granted(rest, begun) == []


def test_no_more_is_granted_than_was_asked_for() -> None:
    now = dt.datetime(2026, 11, 16, 9, tzinfo=LONDON)
    assert granted(Stretch(day("2026-11-18"), day("2026-11-23")), now) == ["beyond"]
    assert granted(Stretch(day("2026-11-17"), day("2026-11-18")), now) == ["beyond"]
    assert granted(Stretch(day("2026-11-19"), day("2026-11-18")), now) == ["order"]


# Refused and taken, and beyond the grant


def marks(text: str, first: str = "2026-11-16") -> dict[SchoolSession, str]:
    """One mark a session from a day on; a dot is none."""
    places = CALENDAR.sessions(day(first), day("2026-12-18"))
    return {place: code for place, code in zip(places, text.split(), strict=False) if code != "."}


def offered(asked_for: Stretch, granted_for: Stretch | None, text: str) -> str:
    codes = marks(text)
    held = CALENDAR.sessions(asked_for.starts_on, max(codes, default=asked_for.last)[0])
    return " ".join(
        f"{one.date.day}{'AP'[one.session - 1]}" for one in without_leave(asked_for, granted_for, held, codes)
    )


TWO_DAYS = Stretch(day("2026-11-16"), day("2026-11-17"))
OFFERED = [
    # Refused and taken: every unexplained session of what was asked for; and not what has a reason, or was attended.
    (None, "N N N N", "16A 16P 17A 17P"),
    (None, "O N I /", "16A 16P"),
    (None, "/ \\ / \\ N N", ""),
    (None, ". . . .", ""),
    # ... and on until the pupil comes or another reason is given.
    (None, "N N N N N . N / N", "16A 16P 17A 17P 18A 19A"),
    (None, "N N N N I N", "16A 16P 17A 17P"),
    (None, "G G G G N N", "18A 18P"),
    # Granted and taken is nothing to ask about; what runs on after it is.
    (TWO_DAYS, "C C C C", ""),
    (TWO_DAYS, "C C C C N N /", "18A 18P"),
    (TWO_DAYS, "C C C \\ N N", ""),
    # Granted in part: the rest is offered, and what follows it.
    (Stretch(day("2026-11-16"), day("2026-11-16")), "C C N N N /", "17A 17P 18A"),
    (Stretch(day("2026-11-17"), day("2026-11-17")), "N / C C /", "16A"),
]


@pytest.mark.parametrize(("granted_for", "codes", "wanted"), OFFERED)
def test_away_without_leave_is_offered_and_nothing_else(granted_for: Stretch | None, codes: str, wanted: str) -> None:
    assert offered(TWO_DAYS, granted_for, codes) == wanted


# Ground (h): ten school days after leave ended

RETURNS = [
    # Friday 20 November: the next day is the first; the tenth is Friday 4 December.
    ("2026-11-20", "2026-12-04"),
    # A leave that ends on a Sunday counts from the Monday after.
    ("2026-11-22", "2026-12-04"),
    # Over Christmas, with an INSET day on its first Monday: 14 to 18 December are five, 5 January is the sixth.
    ("2026-12-11", "2027-01-11"),
    # Half-term and an unplanned closure do not count: five from 8 to 12 February, then 22, 23, 25, 26 February, 1 March.
    ("2027-02-05", "2027-03-01"),
    # Beyond what the calendar holds there is no date to give.
    ("2027-03-20", None),
]


@pytest.mark.parametrize(("ended", "due"), RETURNS)
def test_the_tenth_school_day_after_leave(ended: str, due: str | None) -> None:
    assert return_due(CALENDAR, day(ended)) == (day(due) if due else None)


def test_who_came_on_any_day_has_returned_and_the_tenth_day_is_still_theirs() -> None:
    due = day("2026-12-04")
    assert not has_not_returned(due, (), due)
    assert has_not_returned(due, (), due + dt.timedelta(days=1))
    assert not has_not_returned(due, [day("2026-12-01")], day("2026-12-07"))
    assert not has_not_returned(None, (), day("2026-12-07"))


# Part-time timetables


def agreed(**changes: object) -> list[str]:
    given = {
        "birth": TEEN,
        "lives_with": True,
        "purpose": "A return after illness",
        "wider_plan": "Health care plan",
        "slots": [2, 4],
        "hours": Decimal("20.5"),
        "starts_on": day("2026-11-16"),
        "ends_on": day("2026-12-18"),
        "reviews": [day("2026-12-04")],
    } | changes
    return [one.code for one in agreement_faults(Agreement(**given), today=TODAY, review_weeks=6)]  # type: ignore[arg-type]


AGREED = [
    ({}, []),
    ({"lives_with": False}, ["agreed_with"]),
    ({"birth": SIXTH_FORMER}, ["age"]),
    ({"birth": CHILD}, ["age"]),
    ({"purpose": "  "}, ["empty"]),
    ({"wider_plan": ""}, ["empty"]),
    ({"slots": []}, ["no_slots"]),
    ({"slots": range(1, 11)}, ["every_slot"]),
    ({"hours": Decimal(0)}, ["hours"]),
    ({"hours": Decimal("40.01")}, ["hours"]),
    ({"starts_on": day("2026-11-15")}, ["begun"]),
    ({"ends_on": day("2026-11-13")}, ["order"]),
    ({"ends_on": day("2027-11-19")}, ["too_long"]),
    ({"reviews": []}, ["no_review"]),
    ({"reviews": [day("2026-12-19")]}, ["review_outside"]),
]


@pytest.mark.parametrize(("changes", "codes"), AGREED)
def test_what_a_part_time_timetable_needs(changes: dict, codes: list[str]) -> None:
    assert agreed(**changes)[: len(codes) or None] == codes


REVIEWED = [
    ("2026-11-02", "2026-12-14", ["2026-12-14"], []),
    ("2026-11-02", "2026-12-15", ["2026-12-15"], ["review_late"]),
    ("2026-11-02", "2027-01-29", ["2026-12-14"], ["review_late"]),
    ("2026-11-02", "2027-01-22", ["2026-12-11", "2027-01-22"], []),
]


@pytest.mark.parametrize(("starts", "ends", "reviews", "codes"), REVIEWED)
def test_no_longer_without_a_review_than_the_school_allows(
    starts: str, ends: str, reviews: list[str], codes: list[str]
) -> None:
    found = review_faults(day(starts), day(ends), [day(one) for one in reviews], weeks=6)
    assert [one.code for one in found] == codes


def extended(**changes: object) -> list[str]:
    given = {
        "note": "Going well",
        "held_on": TODAY,
        "ends_on": day("2026-12-11"),
        "reviews": [day("2026-12-11")],
    } | changes
    found = extension_faults(
        Extension(**given),  # type: ignore[arg-type]
        old_end=day("2026-11-13"),
        today=TODAY,
        weeks=6,
    )
    return [one.code for one in found]


def test_it_goes_on_only_with_a_reviews_note_and_a_new_end() -> None:
    assert extended() == []
    assert extended(note=" ") == ["no_note"]
    assert extended(ends_on=None) == ["no_end"]
    assert extended(note="", ends_on=None) == ["no_note", "no_end"]
    assert extended(held_on=day("2026-11-17")) == ["review_ahead"]
    assert extended(ends_on=day("2026-11-13")) == ["not_later"]
    assert extended(ends_on=day("2027-11-13"), reviews=[]) == ["too_long"]
    assert extended(reviews=[]) == ["no_review"]


def test_c2_is_for_the_sessions_agreed_and_no_others() -> None:
    week = CALENDAR.sessions(day("2026-11-16"), day("2026-11-20"))
    assert sessions_off([2, 9], week) == [SchoolSession(day("2026-11-16"), PM), SchoolSession(day("2026-11-20"), AM)]


def test_a_stretch_is_said_as_people_say_it() -> None:
    said = [
        Stretch(THURSDAY, THURSDAY).said,
        Stretch(THURSDAY, THURSDAY, PM, PM).said,
        Stretch(THURSDAY, day("2026-11-20")).said,
        Stretch(THURSDAY, day("2026-11-20"), PM, AM).said,
    ]
    assert said == [
        "19 November 2026",
        "19 November 2026, PM only",
        "19 November to 20 November 2026",
        "19 November 2026 PM to 20 November 2026 AM",
    ]
