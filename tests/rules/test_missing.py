"""Missing children by the rules alone: the run of ground (i), enquiries, the checklist, and what a ground still lacks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.cases.rules.opening import Kind as CaseKind
from schools.missing.rules import grounds
from schools.missing.rules.checklist import State, checklist, lacking, steps
from schools.missing.rules.enquiries import Made, Result, Side, failed, kind_faults, kinds
from schools.missing.rules.grounds import Facts, cases_for, grounds_in
from schools.missing.rules.home_education import Bar, Intent, Speaker
from schools.missing.rules.home_education import lacking as lacking_of_intent
from schools.missing.rules.run import DAYS, Run, run_codes, run_of, school_days
from schools.roll.rules.leaving import GROUNDS

DAY = dt.timedelta(days=1)
CALENDAR = SchoolCalendar(
    (
        HalfTerm(2026, 1, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
        HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    ),
    (
        NonSchoolDay(dt.date(2026, 9, 2), DayOff.INSET),
        NonSchoolDay(dt.date(2026, 11, 13), DayOff.CLOSURE, PM),
        NonSchoolDay(dt.date(2026, 11, 27), DayOff.INSET),
        NonSchoolDay(dt.date(2026, 12, 1), DayOff.UNPLANNED),
    ),
)


def on(text: str) -> dt.date:
    """ "12/11": a day of 2026."""
    day, month = text.split("/")
    return dt.date(2026, int(month), int(day))


def stood(since: str, today: str, other: dict[str, str] | None = None, *, filled: str = "N") -> Run:
    """The run today of a pupil with one code in every session from a day on, and others as said: "18/11 PM": "U"."""
    held = CALENDAR.sessions(dt.date(2026, 9, 1), on(today))
    marks = {tuple(slot): filled if slot.date >= on(since) else "/" for slot in held}
    for place, code in (other or {}).items():
        day, session = place.split()
        key = (on(day), AM if session == "AM" else PM)
        marks = marks | {key: code} if code else {one: held_ for one, held_ in marks.items() if one != key}
    return run_of(held, marks, on(today))  # type: ignore[arg-type]


def test_the_codes_of_the_run_are_those_of_the_packaged_table() -> None:
    assert run_codes() == {"G", "N", "O"}
    assert DAYS == 20


@pytest.mark.parametrize(
    ("since", "today", "other", "days", "twentieth"),
    [
        # 2 November to 27 November: 20 weekdays, one INSET; the half day of the 13th is a school day like any other.
        ("2/11", "26/11", {}, 19, None),
        ("2/11", "27/11", {}, 19, None),  # INSET: no session, no day
        ("2/11", "30/11", {}, 20, "30/11"),
        ("2/11", "1/12", {}, 20, "30/11"),  # closed by snow: no day of the run, and no break
        # Over half-term: nine days to 23 October and eleven after it.
        ("13/10", "16/11", {}, 20, "16/11"),
        ("13/10", "13/11", {}, 19, None),
        # It begins in an afternoon: that day is no whole one.
        ("12/10", "13/11", {"12/10 AM": "/"}, 19, None),
        ("12/10", "13/11", {}, 20, "13/11"),
        # Today's afternoon is not marked yet: today does not count, and nothing is lacking.
        ("13/10", "16/11", {"16/11 PM": ""}, 19, None),
        # G, N and O in any mix.
        ("13/10", "16/11", {"20/10 AM": "G", "20/10 PM": "G", "4/11 AM": "O"}, 20, "16/11"),
    ],
)
def test_a_run_counts_whole_school_days(
    since: str, today: str, other: dict[str, str], days: int, twentieth: str | None
) -> None:
    run = stood(since, today, other)
    assert (run.number, run.twentieth) == (days, on(twentieth) if twentieth else None)
    assert run.gaps == ()


@pytest.mark.parametrize(
    ("place", "code", "lost", "days"),
    [
        ("16/11 PM", "U", 19, 0),  # late on the twentieth day
        ("16/11 AM", "U", 19, 0),  # as lost by the morning: the afternoon alone is no whole day
        ("3/11 AM", "I", 10, 9),  # ill for one session: what came before is lost, and that day too
        ("4/11 PM", "C2", 11, 8),  # a part-time timetable is leave that was agreed
        ("20/10 AM", "B", 5, 14),  # educated elsewhere
        ("13/10 AM", "/", 0, 19),
        ("5/11 AM", "#", 12, 7),
    ],
)
def test_any_other_code_breaks_it_and_it_says_where(place: str, code: str, lost: int, days: int) -> None:
    run = stood("13/10", "16/11", {place: code})
    assert run.broken is not None
    assert (run.broken.at.date, run.broken.code, run.broken.days) == (on(place.split(maxsplit=1)[0]), code, lost)
    assert run.number == days
    said = "".join(grounds.lacking("i", Facts(run=run)))
    assert f"by {code}" in said
    assert place.split()[1] in grounds.broken_words(run)


def test_a_session_without_a_mark_proves_nothing_and_ends_nothing() -> None:
    run = stood("13/10", "16/11", {"4/11 PM": ""})
    assert (run.number, run.broken and run.broken.at.date) == (19, on("12/10"))
    assert run.gaps == (SchoolSession(on("4/11"), PM),)
    assert any("No mark is held for Wed 4 Nov 2026 PM" in one for one in grounds.lacking("i", Facts(run=run)))
    assert stood("17/11", "16/11") == Run(None, (), (), stood("17/11", "16/11").broken)


def test_the_days_are_numbered_as_they_were() -> None:
    held = CALENDAR.sessions(on("2/11"), on("10/11"))
    marks = {tuple(slot): "N" for slot in held} | {(on("5/11"), PM): "U"}
    rows = school_days(held, marks, since=on("3/11"))  # type: ignore[arg-type]
    assert [(row.date.day, row.number, row.breaks) for row in rows] == [
        (3, 2, False),
        (4, 3, False),
        (5, None, True),
        (6, 1, False),
        (9, 2, False),
        (10, 3, False),
    ]


def slow(held: Sequence[SchoolSession], marks: dict[tuple[dt.date, int], str]) -> int:
    """How many whole days the run has, counted another way: back from the newest day, a day at a time."""
    count = 0
    for day in sorted({slot.date for slot in held}, reverse=True):
        codes = [marks.get(tuple(slot), "") for slot in held if slot.date == day]  # type: ignore[arg-type]
        if all(code in "GNO" and code for code in codes):
            count += 1
        elif any(code and code not in "GNO" for code in codes):
            break
    return count


closures = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([None, AM, PM])), max_size=4)
letters = st.sampled_from(["N", "N", "N", "N", "N", "N", "O", "G", "", "U", "I", "/"])


@given(closures, st.lists(letters, min_size=70, max_size=70), st.integers(0, 40))
def test_the_run_equals_a_slow_count(closed: list[tuple[int, int | None]], codes: list[str], last: int) -> None:
    first = dt.date(2026, 10, 12)
    off = tuple(NonSchoolDay(first + after * DAY, DayOff.CLOSURE, session) for after, session in closed)
    calendar = replace(CALENDAR, non_school_days=off)
    held = calendar.sessions(first, first + last * DAY)
    marks = {tuple(slot): code for slot, code in zip(held, codes, strict=False) if code}
    today = held[-1].date if held else first
    run = run_of(held, marks, today)  # type: ignore[arg-type]
    assert run.number == slow(held, marks)  # type: ignore[arg-type]
    assert (run.twentieth is None) == (run.number < DAYS)
    for slot in held:  # a mark into U or I never makes whole what was not
        other = run_of(held, marks | {tuple(slot): "U"}, today)  # type: ignore[arg-type]
        assert other.number <= run.number


# --- enquiries and the checklist ------------------------------------------------------------------------------------

NOTHING = Result.NOTHING
BOTH = (
    Made("contacts", Side.SCHOOL, on("3/11"), NOTHING),
    Made("visit", Side.SCHOOL, on("5/11"), NOTHING),
    Made("records", Side.AUTHORITY, on("20/11"), NOTHING),
)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (BOTH, ""),
        ((), "No enquiry of the school has been answered."),
        (BOTH[:2], "No enquiry of the local authority has been answered."),
        (BOTH[1:], "Not made yet: rang or wrote to every contact we hold."),
        ((*BOTH, Made("police", Side.SCHOOL, on("24/11"), Result.WAITING)), "An enquiry has no answer yet."),
        ((*BOTH, Made("family", Side.SCHOOL, on("24/11"), Result.FOUND)), "An enquiry found the child"),
        ((*BOTH, Made("family", Side.SCHOOL, on("24/11"), Result.LEAD)), "What the newest lead came to"),
        (
            (
                *BOTH,
                Made("family", Side.SCHOOL, on("24/11"), Result.LEAD),
                Made("elsewhere", Side.AUTHORITY, on("26/11"), NOTHING),
            ),
            "",
        ),
    ],
)
def test_joint_enquiries_have_failed_once_both_sides_answered_and_nothing_is_open(
    made: Sequence[Made], said: str
) -> None:
    lacks = failed(made)
    assert any(said in one for one in lacks) if said else lacks == []


def test_an_enquiry_is_of_a_kind_and_a_side_and_of_a_day_that_has_been() -> None:
    def faults(kind: str, side: Side, day: str) -> list[str]:
        return [one.code for one in kind_faults(kind, side, on(day), today=on("20/11"), since=on("2/11"))]

    assert faults("visit", Side.SCHOOL, "20/11") == []
    assert faults("visit", Side.AUTHORITY, "20/11") == ["side"]
    assert faults("records", Side.SCHOOL, "21/11") == ["side", "ahead"]
    assert faults("x", Side.SCHOOL, "1/11") == ["kind", "before"]
    assert all(kind.sides for kind in kinds().values())


def test_the_checklist_goes_by_the_day_of_the_run() -> None:
    def stands(day: int, made: Sequence[Made] = (), done: frozenset[str] = frozenset()) -> dict[str, State]:
        return {line.key: line.state for line in checklist(day, made, done)}

    assert stands(3) | {} == stands(3)
    assert (stands(3)["visit"], stands(3)["contacts"], stands(3)["records"]) == (State.DUE, State.LATE, State.LATER)
    assert stands(0)["contacts"] is State.DUE
    assert stands(16, BOTH)["records"] is State.DONE
    waits = (Made("records", Side.AUTHORITY, on("20/11"), Result.WAITING),)
    assert stands(16, waits)["records"] is State.WAITING
    assert "police" not in stands(20)
    assert stands(20, (Made("police", Side.SCHOOL, on("20/11"), NOTHING),))["police"] is State.DONE
    everything = frozenset(key for key, _, _ in steps())
    assert [line.key for line in lacking(checklist(20, BOTH, everything))] == ["family", "people", "agencies", "home"]
    days = [line.by_day for line in checklist(20, BOTH, everything)]
    assert days == sorted(days)


# --- what a ground lacks --------------------------------------------------------------------------------------------

WHOLE = stood("13/10", "16/11")
READY = Facts(run=WHOLE, no_sickness=True, made=BOTH)


@pytest.mark.parametrize(
    ("ref", "facts", "said"),
    [
        ("i", READY, ""),
        (
            "i",
            replace(READY, run=stood("14/10", "16/11")),
            "needs 20 school days of nothing but G, N and O: there are 19",
        ),
        ("i", replace(READY, run=stood("17/11", "16/11")), "none is running"),
        ("i", replace(READY, no_sickness=None), "Nobody has said"),
        ("i", replace(READY, no_sickness=False), "Somebody has said"),
        ("i", replace(READY, signs=("a sickness return is open",)), "is known: a sickness return is open"),
        ("i", replace(READY, made=BOTH[:1]), "No enquiry of the local authority"),
        ("h", replace(READY, run=stood("17/11", "16/11"), leave_ended=on("2/11")), ""),
        ("h", READY, "No leave of this pupil ended 10 school days ago"),
        ("h", replace(READY, leave_ended=on("2/11"), made=()), "No enquiry of the school"),
        ("a", READY, "No evidence is written down. This ground asks for: confirmation of the new roll"),
        ("a", replace(READY, evidence=1), ""),
        ("k", READY, ""),
        ("g", replace(READY, evidence=1, made=()), "No enquiry about where the child lives now"),
        ("g", replace(READY, evidence=1), ""),
        ("f", READY, "No parent’s writing is held"),
    ],
)
def test_what_a_ground_lacks(ref: str, facts: Facts, said: str) -> None:
    lacks = grounds.lacking(ref, facts)
    assert any(said in one for one in lacks) if said else lacks == []
    assert grounds.rests_on(ref, facts).startswith("reg 9(1)")


def test_every_ground_has_a_case_that_carries_it_and_the_guarded_ones_say_which() -> None:
    assert all(cases_for(one.ref) for one in GROUNDS)
    assert [one.ref for one in grounds_in(CaseKind.EHE)] == ["f"]
    assert "i" in [one.ref for one in grounds_in(CaseKind.CME)]
    assert {"f", "i"} & {one.ref for one in grounds_in(CaseKind.LEAVING)} == set()
    assert grounds_in(CaseKind.ATTENDANCE) == ()
    for ref in grounds.GUARDED:
        assert f"Ground 9(1)({ref}) is used only once a case" in grounds.needs_a_case(ref)


WISH = Intent(
    spoke=Speaker.PARENT,
    written_on=on("9/11"),
    talk_offered_on=on("10/11"),
    bars=frozenset(),
    authority_told=True,
)


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (WISH, ""),  # a talk that nobody has answered yet delays nothing: they are free not to come
        (Intent(), "No parent’s writing is held."),
        (replace(WISH, spoke=None), "who first spoke"),
        (replace(WISH, bars=None), "Nobody has said whether an authority arranged a special school place"),
        (replace(WISH, talk_offered_on=None), "No talk about the reasons has been offered."),
        (replace(WISH, authority_told=False), "The authority has not been told."),
        (
            replace(WISH, bars=frozenset({Bar.SPECIAL})),
            "without the consent of the local authority that arranged the place",
        ),
        (replace(WISH, bars=frozenset({Bar.ORDER})), "without the consent of the local authority that made the order"),
        (replace(WISH, bars=frozenset(Bar), consents=frozenset({Bar.SPECIAL})), "attendance order names this school"),
        (replace(WISH, bars=frozenset(Bar), consents=frozenset(Bar)), ""),
    ],
)
def test_home_education_only_on_the_parents_writing_and_never_past_a_bar(intent: Intent, said: str) -> None:
    lacks = lacking_of_intent(intent)
    assert any(said in one for one in lacks) if said else lacks == []
