"""Sweeps: each kind of thing a register should not hold is found once, in its day, week and month; and ticked off."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.calendar.models import ClosedYear, HalfTerm, NonSchoolDay
from schools.calendar.rules.sessions import SESSIONS
from schools.journal.models import AuditLine, Shown
from schools.registers.models import Entry, Mark, SweepTick
from schools.registers.operations import copy_marks, open_entry
from schools.registers.operations.sweeps import tick_off
from schools.registers.pages.sweep_checks import Check, offer_check
from schools.registers.rules.sweeps import SweepKind, outcome_of, stretch_of
from schools.roll.models import Admission, DualRegistration, Placement, Pupil, RegistrationGroup
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.registers.taking import Taking, at, taking
from tests.schools.roll.acts import BY
from tests.world import World, host_of, signed_in

MONDAY = dt.date(2026, 11, 16)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + dt.timedelta(days=days) for days in (1, 2, 3, 4))
#: Of a Wednesday: an N of it may stand until the end of the Wednesday after it.
BEFORE = MONDAY - dt.timedelta(days=5)
OFFICER, HEAD, SENIOR = Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.SENIOR_LEADER
WEEK = f"/sweeps/weekly/{MONDAY}/"

Row = tuple[int, dt.date, int, str, int | None]


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """A week whose registers are whole: Friday at four, when the last has shut."""
    school = taking(world, monkeypatch, now=at(16, on=FRIDAY))
    with school_work(school.school):
        put(
            (key, MONDAY + dt.timedelta(days=day), session, "/" if session == 1 else "\\", None)
            for key in school.keys
            for day in range(5)
            for session in SESSIONS
        )
    return school


def put(rows: Any) -> None:
    entry = open_entry(by=BY, position="Attendance officer", source=Entry.Source.IMPORT)
    copy_marks(entry, rows)


def change(school: Taking, place: int, on: dt.date, session: int, **fields: Any) -> None:
    """What stands in one cell instead."""
    with school_work(school.school):
        marks = Mark.objects.filter(pupil_key=school.keys[place], date=on, session=session)
        assert (marks.update(**fields) if fields else marks.delete()[0]) == 1


def page(school: Taking, path: str, role: Role = OFFICER) -> str:
    answer = school.clients[role].get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def found(school: Taking, path: str = WEEK) -> dict[str, list[str]]:
    """The words of every row, by check."""
    sections = re.findall(r'<section class="panel" id="([\w-]+)"(.*?)</section>', page(school, path))
    return {
        key: [
            " ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", text)
        ]
        for key, text in sections
        if key not in ("tick", "ticks")
    }


def tick(school: Taking, path: str = WEEK, role: Role = OFFICER, *, saw: str = "", note: str = "") -> Any:
    """Tick it off as the page was drawn, or with another seal."""
    if not saw:
        (saw,) = re.findall(r'name="saw" value="(\w+)"', page(school, path, role))
    return school.clients[role].post(f"{path}tick/", {"saw": saw, "note": note})


def name(school: Taking, place: int) -> str:
    with school_work(school.school):
        return str(Pupil.objects.get(key=school.keys[place]))


# --- what is found -------------------------------------------------------------------------------------------------------


def test_a_week_that_holds_nothing_says_so(school: Taking) -> None:
    assert found(school) == {}
    assert "Found nothing:" in page(school, WEEK)


def test_missing_marks_by_group_and_session(school: Taking) -> None:
    change(school, 0, TUESDAY, 1)
    change(school, 1, TUESDAY, 1, code="C", planned=True)
    change(school, 1, FRIDAY, 2)
    assert found(school) == {
        "missing": ["9B Tue 17 Nov AM 1 of 6 marks missing, 1 only planned", "9B Fri 20 Nov PM 1 of 6 marks missing"]
    }
    assert f'href="/registers/{school.group}/2026-11-17/am/"' in page(school, WEEK)
    assert found(school, f"/sweeps/daily/{TUESDAY}/")["missing"] == [
        "9B Tue 17 Nov AM 1 of 6 marks missing, 1 only planned"
    ]
    assert found(school, f"/sweeps/daily/{WEDNESDAY}/") == {}


def test_a_mark_is_missing_in_the_group_the_pupil_was_in_and_only_while_on_roll(school: Taking) -> None:
    """The first moves to 9X on Wednesday; the second leaves on Wednesday; neither has a mark on Tuesday or Thursday."""
    for place in (0, 1):
        for on in (TUESDAY, THURSDAY):
            change(school, place, on, 1)
    with school_work(school.school):
        other = RegistrationGroup.objects.create(academic_year=2026, name="9X", year_group="9")
        Placement.objects.filter(pupil=school.pupils[0]).update(ends_on=TUESDAY)
        Placement.objects.create(pupil_id=school.pupils[0], year_group="9", group=other, starts_on=WEDNESDAY)
        Admission.objects.filter(pupil=school.pupils[1]).update(ends_on=WEDNESDAY, leaving_ground="a")
    assert found(school)["missing"] == ["9B Tue 17 Nov AM 2 of 6 marks missing", "9X Thu 19 Nov AM 1 of 1 mark missing"]


def test_a_session_that_is_closed_unexpectedly_is_missing_nothing(school: Taking) -> None:
    change(school, 0, TUESDAY, 1)
    with school_work(school.school):
        NonSchoolDay.objects.create(date=TUESDAY, session=1, kind="unplanned")
    assert found(school) == {}


@pytest.mark.parametrize(
    ("session", "code", "said"),
    [
        (2, "/", "/ is for the AM register only"),
        (1, "\\", "\\ is for the PM register only"),
        (1, "J", "J was withdrawn after 18 August 2024"),
        (1, "#", "# comes from the school calendar"),
        (1, "Q9", "“Q9” is not an attendance code."),
    ],
)
def test_a_code_that_cannot_stand_there(school: Taking, session: int, code: str, said: str) -> None:
    change(school, 2, WEDNESDAY, session, code=code)
    (row,) = found(school)["codes"]
    assert row.startswith(f"{name(school, 2)} 9B Wed 18 Nov {'AM' if session == 1 else 'PM'} ")
    assert said in row.replace("&#x27;", "'")
    assert f"/registers/{school.group}/2026-11-18/{'am' if session == 1 else 'pm'}/?pupil={school.pupils[2]}" in page(
        school, WEEK
    )


def test_a_d_that_no_registration_at_another_school_is_behind_any_more(school: Taking) -> None:
    change(school, 2, TUESDAY, 1, code="D")
    change(school, 2, WEDNESDAY, 1, code="D")
    with school_work(school.school):
        other = {"status": "M", "other_school": "Oak", "slots": [3, 5], "starts_on": BEFORE, "ends_on": TUESDAY}
        DualRegistration.objects.create(pupil_id=school.pupils[2], **other)
    (row,) = found(school)["due-elsewhere"]
    assert row.startswith(f"{name(school, 2)} 9B Wed 18 Nov AM D, and by the roll due at no other school then")


def test_marks_of_a_day_the_school_did_not_meet(school: Taking) -> None:
    with school_work(school.school):
        NonSchoolDay.objects.create(date=WEDNESDAY, session=2, kind="inset")
    assert found(school) == {"not-met": ["6 marks Wed 18 Nov PM The school does not meet: INSET day."]}
    assert f'href="/registers/?on={WEDNESDAY}"' in page(school, WEEK)


def test_marks_before_admission_and_after_leaving(school: Taking) -> None:
    with school_work(school.school):
        Admission.objects.filter(pupil__in=school.pupils[2:4]).update(starts_on=TUESDAY)
        Placement.objects.filter(pupil=school.pupils[2]).update(starts_on=TUESDAY)
        Admission.objects.filter(pupil=school.pupils[4]).update(ends_on=THURSDAY, leaving_ground="a")
        other = RegistrationGroup.objects.create(academic_year=2026, name="9X", year_group="9")
        Placement.objects.filter(pupil=school.pupils[4]).update(ends_on=WEDNESDAY)
        Placement.objects.create(pupil_id=school.pupils[4], year_group="9", group=other, starts_on=THURSDAY)
    rows = found(school)
    assert rows == {
        "before": [
            f"{name(school, place)}{group} Mon 16 Nov {half}, not on roll on that day"
            for half in ("AM /", "PM \\")
            for place, group in ((2, ""), (3, " 9B"))
        ],
        "left": [f"{name(school, 4)} 9X Fri 20 Nov {half}, after the last day on roll" for half in ("AM /", "PM \\")],
    }
    assert f'href="/pupils/{school.pupils[4]}/"' in page(school, WEEK), "no register holds it"


def test_late_marks_of_days_gone_by_that_do_not_say_how_late(school: Taking) -> None:
    for on in (THURSDAY, FRIDAY):
        change(school, 5, on, 1, code="L")
    change(school, 4, THURSDAY, 1, code="L", minutes=9)
    assert found(school) == {"minutes": [f"{name(school, 5)} 9B Thu 19 Nov AM L without its minutes"]}
    with school_work(school.school):
        group = RegistrationGroup.objects.create(academic_year=2026, name="9Z", year_group="9")
        Placement.objects.create(pupil_id=school.pupils[5], year_group="9", group=group, starts_on=MONDAY)
    assert f"{name(school, 5)} 9Z Thu" in found(school)["minutes"][0], "who was left in two groups is in the newer"


def test_an_n_past_its_last_day_is_found_from_then_on_in_every_sweep_until_it_is_mended(school: Taking) -> None:
    with school_work(school.school):
        put([(school.keys[0], BEFORE, 1, "N", None)])
    row = f"{name(school, 0)} 9B Wed 11 Nov AM last day was Wed 18 Nov: entered, or put back to N, after its last day"
    assert found(school) == {"n-clock": [row]}
    daily = {on: found(school, f"/sweeps/daily/{on}/") for on in (WEDNESDAY, THURSDAY, FRIDAY)}
    assert daily == {WEDNESDAY: {}, THURSDAY: {"n-clock": [row]}, FRIDAY: {"n-clock": [row]}}
    with school_work(school.school):
        ClosedYear.objects.create(academic_year=2026, closed_at=at(9), closed_by="Head")
    assert "the registers of its year are closed" in found(school)["n-clock"][0]
    with school_work(school.school):
        HalfTerm.objects.filter(starts_on__gt=FRIDAY).delete()
        HalfTerm.objects.filter(number=2).update(ends_on=FRIDAY)
        Mark.objects.filter(date=BEFORE).update(date=TUESDAY, session=1, pupil_key=999_999)
    change(school, 0, TUESDAY, 1, code="N")
    assert found(school)["n-clock"] == [
        f"{name(school, 0)} 9B Tue 17 Nov AM the calendar ends before its fifth school day: enter the next half-term"
    ]


# --- which there are, and what they cost -----------------------------------------------------------------------------------


def which(school: Taking) -> list[str]:
    return re.findall(r'<a href="/sweeps/(\w+/[\d-]+)/">', page(school, "/sweeps/"))


def test_the_latest_of_each_kind_whose_registers_have_shut(school: Taking) -> None:
    days = [f"daily/{on}" for on in (FRIDAY, THURSDAY, WEDNESDAY, TUESDAY, MONDAY)]
    weeks = [f"weekly/{MONDAY - dt.timedelta(weeks=number)}" for number in range(3)]
    months = ["monthly/2026-10-01", "monthly/2026-09-01"]
    half_term = f"weekly/{dt.date(2026, 10, 19)}"
    assert which(school) == [*days, *weeks, half_term, *months], "the week of half-term is no school week"
    school.set_clock(at(13, 10, on=FRIDAY))
    assert which(school)[:6] == [*days[1:], f"daily/{dt.date(2026, 11, 13)}", weeks[1]], "the afternoon's is still open"


@pytest.mark.parametrize(
    "path",
    [
        "/sweeps/daily/2026-11-21/",
        "/sweeps/daily/2026-11-23/",
        "/sweeps/weekly/2026-11-17/",
        "/sweeps/weekly/2026-10-26/",
        "/sweeps/monthly/2026-11-01/",
        "/sweeps/yearly/2026-11-16/",
        "/sweeps/daily/19-11-2026/",
    ],
)
def test_there_is_no_sweep_of_what_is_not_over_or_not_held(school: Taking, path: str) -> None:
    assert school.clients[OFFICER].get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sweeps/", WEEK])
def test_a_page_costs_the_same_statements_whatever_is_found(school: Taking, path: str) -> None:
    def statements() -> int:
        page(school, path)
        with CaptureQueriesContext(connections[ALIAS]) as asked:
            page(school, path)
        return len(asked)

    change(school, 2, MONDAY, 1, code="J")  # who is shown is written down
    before = statements()
    change(school, 0, TUESDAY, 1)
    change(school, 1, WEDNESDAY, 1, code="J")
    change(school, 2, THURSDAY, 1, code="L")
    with school_work(school.school):
        put([(school.keys[0], BEFORE, 1, "N", None)])
        Admission.objects.filter(pupil=school.pupils[4]).update(ends_on=THURSDAY, leaving_ground="a")
    assert statements() == before


def test_who_is_shown_is_written_down_and_a_list_of_sweeps_shows_nobody(school: Taking) -> None:
    change(school, 2, WEDNESDAY, 1, code="J")
    page(school, "/sweeps/")
    with school_work(school.school):
        assert not Shown.objects.filter(about_id="show=sweep").exists()
    page(school, WEEK)
    with school_work(school.school):
        assert Shown.objects.get(about_id="show=sweep").pupil_keys == [school.keys[2]]


def test_who_may_see_and_who_may_tick(world: World, school: Taking) -> None:
    senior = signed_in(world.employ(SENIOR, school.school), host_of(school.school))
    shown = senior.get(WEEK)
    assert shown.status_code == 200
    assert "Tick it off" not in shown.getvalue().decode()
    assert senior.post(f"{WEEK}tick/", {"saw": "x"}).status_code == 404
    for role in (Role.CLASS_TEACHER, Role.HEAD_OF_YEAR):
        assert school.clients[role].get("/sweeps/").status_code == 404
        assert 'href="/sweeps/"' not in page(school, "/registers/", role)
    assert 'href="/sweeps/"' in page(school, "/registers/", HEAD)
    assert tick(school, role=HEAD).status_code == 302


# --- ticking off -----------------------------------------------------------------------------------------------------------


def test_a_tick_keeps_who_when_what_was_found_and_the_note(school: Taking) -> None:
    change(school, 0, TUESDAY, 1)
    assert tick(school, note="Asked Ms Achebe").status_code == 302
    with school_work(school.school):
        row = SweepTick.objects.get()
        assert (row.kind, row.starts_on, row.number, row.at) == ("weekly", MONDAY, 1, at(16, on=FRIDAY))
        assert (row.by_position, row.counts, row.note) == ("Attendance officer", {"missing": 1}, "Asked Ms Achebe")
        line = AuditLine.objects.get(act="sweep.ticked")
        assert (line.about_kind, line.about_id) == ("sweep", "weekly 2026-11-16")
        assert line.details == {"number": 1, "found": {"missing": 1}}
    shown = page(school, WEEK)
    assert "Ticked off</span> by" in shown
    assert "Asked Ms Achebe" in shown
    assert 'name="saw"' not in shown
    again = tick(school, saw="x")
    assert again.status_code == 422
    assert "has ticked this sweep off, and nothing new was found since" in again.getvalue().decode()


def test_what_changes_after_a_tick_is_said_and_what_is_new_reopens_it(school: Taking) -> None:
    change(school, 0, TUESDAY, 1)
    tick(school)
    change(school, 1, THURSDAY, 2)
    change(school, 2, WEDNESDAY, 1, code="J")
    assert "since then 2 found" in page(school, WEEK)
    with school_work(school.school):
        put([(school.keys[0], TUESDAY, 1, "I", None)])
    assert "since then 2 found and 1 mended" in page(school, WEEK)
    assert tick(school, note="Again").status_code == 302
    with school_work(school.school):
        assert list(SweepTick.objects.order_by("number").values_list("number", "counts")) == [
            (1, {"missing": 1}),
            (2, {"missing": 1, "codes": 1}),
        ]
    change(school, 2, WEDNESDAY, 1, code="/")
    mended = page(school, WEEK)
    assert "since then 1 mended" in mended
    assert 'name="saw"' not in mended, "what is mended asks for nothing"


def test_a_register_that_is_half_mended_asks_for_no_other_tick(school: Taking) -> None:
    change(school, 0, TUESDAY, 1)
    change(school, 1, TUESDAY, 1)
    tick(school)
    with school_work(school.school):
        put([(school.keys[0], TUESDAY, 1, "I", None)])
    assert found(school)["missing"] == ["9B Tue 17 Nov AM 1 of 6 marks missing"]
    assert "since then" not in page(school, WEEK)


def test_what_was_found_while_the_page_was_open_is_not_ticked_off_unseen(school: Taking) -> None:
    (saw,) = re.findall(r'name="saw" value="(\w+)"', page(school, WEEK))
    change(school, 0, TUESDAY, 1)
    answer = tick(school, saw=saw, note="All well")
    assert answer.status_code == 422
    text = answer.getvalue().decode()
    assert "has changed since the page was drawn" in text
    assert "All well" in text
    assert f'name="saw" value="{saw}"' not in text, "the page that comes back shows what is found now"
    with school_work(school.school):
        assert not SweepTick.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"), [({}, "Look at it again, then tick it off."), ({"saw": "x", "note": "a" * 501}, "at most 500")]
)
def test_a_tick_that_is_not_in_order_is_refused_in_words(school: Taking, sent: dict[str, str], said: str) -> None:
    answer = school.clients[OFFICER].post(f"{WEEK}tick/", sent)
    assert answer.status_code == 422
    assert said in answer.getvalue().decode()


def test_of_two_who_tick_at_once_one_is_told(school: Taking) -> None:
    stretch, outcome = stretch_of(SweepKind.WEEKLY, MONDAY), outcome_of({})
    signed = Signature(BY, "Attendance officer")
    (saw,) = re.findall(r'name="saw" value="(\w+)"', page(school, WEEK))

    def first() -> None:
        tick_off(stretch, outcome, saw=outcome.digest, note="", signed=signed, now=at(16, on=FRIDAY))

    answer = at_once(school.school, first, lambda: tick(school, saw=saw))
    assert answer.status_code == 422
    with school_work(school.school):
        assert SweepTick.objects.count() == 1


# --- Today -----------------------------------------------------------------------------------------------------------------


def due(school: Taking, role: Role = OFFICER) -> list[str]:
    """The sweeps Today waits for: their lines in words."""
    text = page(school, "/today/", role)
    panel = re.findall(r'<section class="panel" id="sweeps".*?</section>', text)
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", panel[0]) if panel else []
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_today_waits_for_the_latest_of_each_kind_until_it_is_ticked_off(school: Taking) -> None:
    assert due(school) == [
        "Daily Friday 20 November 2026 5 Open the sweep , Daily",
        "Weekly Week of 16 November 2026 4 Open the sweep , Weekly",
        "Monthly October 2026 2 Open the sweep , Monthly",
    ]
    tick(school)
    assert due(school)[1] == "Weekly Week of 9 November 2026 3 Open the sweep , Weekly"
    assert due(school, HEAD) == due(school)


@pytest.mark.parametrize(("key", "order"), [("another", 10), ("missing", 11)])
def test_no_two_checks_have_one_key_or_one_order(key: str, order: int) -> None:
    with pytest.raises(ImproperlyConfigured, match="have one key or one order in sweeps"):
        offer_check(Check(key, "Another", order, lambda _swept: [], "thing", "things"))
