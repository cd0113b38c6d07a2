"""The year's calendar: what each half-day is drawn as and said as, and that its markup escapes what people typed."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.test import override_settings

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.session_times import SessionTimes
from schools.pupils.pages.trend import trend
from schools.pupils.pages.year import Day, PupilYear, Stay, YearMark, pupil_year
from schools.pupils.pages.year_calendar import calendar_html, half_circles
from schools.registers.queries.sessions_left import SessionsLeft
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals

FIRST, LAST = dt.date(2026, 9, 2), dt.date(2026, 10, 23)
SECOND = HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18))
INSET, BANK = dt.date(2026, 9, 7), dt.date(2026, 9, 8)
HALF, SNOW = dt.date(2026, 9, 9), dt.date(2026, 9, 10)
CALENDAR = SchoolCalendar(
    half_terms=(HalfTerm(2026, 1, FIRST, LAST), SECOND),
    non_school_days=(
        NonSchoolDay(INSET, DayOff.INSET),
        NonSchoolDay(BANK, DayOff.BANK_HOLIDAY),
        NonSchoolDay(HALF, DayOff.CLOSURE, 2),
        NonSchoolDay(SNOW, DayOff.UNPLANNED),
    ),
)
TIMES = Timetable(
    CALENDAR,
    [
        SessionTimes(session=session, valid_from=dt.date(2025, 9, 1), opens_at=opens, closes_after=20)
        for session, opens in ((1, dt.time(8, 50)), (2, dt.time(13, 0)))
    ],
)
GROUP = uuid.UUID(int=7)
#: Wednesday 16 September 2026, 09:00 in London: the morning's register is open.
NOW = dt.datetime(2026, 9, 16, 8, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
SAVED = dt.datetime(2026, 9, 14, 8, 1, tzinfo=dt.UTC)


def held(code: str, minutes: int | None = None, *, planned: bool = False) -> YearMark:
    return YearMark(code, minutes, planned, "Ms A Lindqvist", SAVED)


def drawn(
    marks: dict[tuple[dt.date, int], YearMark],
    *,
    newest: tuple[dt.date, int] | None = (TODAY, 1),
    spells: tuple[tuple[dt.date, dt.date | None], ...] = ((FIRST, None),),
    now: dt.datetime = NOW,
) -> PupilYear:
    stay = Stay(spells=spells, groups=[(FIRST, None, GROUP)])
    return pupil_year(2026, stay, marks, times=TIMES, now=now, newest=newest)


def on(year: PupilYear, date: dt.date) -> Day:
    return next(day for week in year.weeks for day in week.days if day.date == date)


def shapes(year: PupilYear, date: dt.date) -> str:
    return "".join(half.shape for half in on(year, date).halves)


@pytest.mark.parametrize(
    ("code", "shape"),
    [("/", "p"), ("L", "l"), ("I", "a"), ("O", "u"), ("U", "u"), ("N", "n"), ("Y4", "x"), ("V", "e"), ("C", "a")],
)
def test_a_mark_has_the_shape_of_what_happened(code: str, shape: str) -> None:
    assert shapes(drawn({(dt.date(2026, 9, 3), 1): held(code)}), dt.date(2026, 9, 3))[0] == shape


def test_a_day_is_read_with_its_codes_minutes_and_who_saved_it() -> None:
    day = dt.date(2026, 9, 3)
    year = drawn({(day, 1): held("L", 9), (day, 2): held("\\")})
    assert on(year, day).words == (
        "Thursday 3 September: AM L, 9 minutes late; PM \\, present. Saved by Ms A Lindqvist 14 September 2026 at 09:01"
    )


def test_two_hands_on_one_day_are_both_named() -> None:
    day = dt.date(2026, 9, 3)
    other = YearMark("I", None, False, "Ana Petrov", SAVED)
    assert on(drawn({(day, 1): held("/"), (day, 2): other}), day).words.endswith(
        "AM saved by Ms A Lindqvist 14 September 2026 at 09:01; PM by Ana Petrov 14 September 2026 at 09:01"
    )


def test_no_mark_is_missing_open_or_not_yet_due_by_the_clock() -> None:
    year = drawn({})
    assert shapes(year, dt.date(2026, 9, 15)) == "mm"
    assert shapes(year, TODAY) == "fd"  # 09:00: open; the afternoon has not come
    assert shapes(year, dt.date(2026, 9, 17)) == "dd"
    assert on(year, TODAY).words == "Wednesday 16 September: AM not yet taken; PM not yet due"


def test_a_week_is_incomplete_while_a_session_lacks_a_mark_or_is_to_come_and_is_hatched() -> None:
    before, monday = dt.date(2026, 9, 7), dt.date(2026, 9, 14)
    assert drawn({}).incomplete[monday] == "4 without a mark"
    whole = {(dt.date(2026, 9, day), session): held("/") for day in range(7, 16) for session in (1, 2)}
    incomplete = drawn(whole).incomplete
    assert (incomplete.get(before), incomplete[monday]) == (None, "not over yet")
    line = trend([(before, Totals(present=5)), (monday, Totals(present=4))], incomplete)
    assert line is not None
    assert "14 Sep is incomplete: not over yet." in line.svg
    assert line.table.incomplete == {(1, 1)}
    assert "7 Sep is incomplete" not in line.svg


def test_nothing_is_missing_before_anybody_has_a_mark_in_or_after_it() -> None:
    year = drawn({}, newest=(dt.date(2026, 9, 14), 1))
    assert shapes(year, dt.date(2026, 9, 14)) == "mf"
    assert shapes(year, dt.date(2026, 9, 15)) == "ff"
    assert drawn({}, newest=None).missing == 0


def test_closures_say_why_and_an_unplanned_one_is_due_a_mark() -> None:
    year = drawn({})
    assert on(year, INSET).words == "Monday 7 September: INSET day, closed"
    assert on(year, BANK).words == "Tuesday 8 September: bank holiday, closed"
    assert shapes(year, HALF) == "mc"
    assert shapes(year, SNOW) == "mm"
    assert on(year, dt.date(2026, 8, 31)).halves == ()
    # 2 to 4 and 9 to 15 September: three whole days, a half, and four more.
    assert year.missing == 6 + 1 + 8


def test_what_was_planned_and_never_taken_is_missing_and_what_lies_ahead_is_not() -> None:
    past, ahead = (dt.date(2026, 9, 15), 1), (dt.date(2026, 9, 17), 1)
    plain = drawn({}).missing
    year = drawn({past: held("C", planned=True), ahead: held("C", planned=True)})
    assert year.missing == plain
    assert "AM C, leave, exceptional (planned)" in on(year, ahead[0]).words
    assert drawn({past: held("C")}).missing == plain - 1
    assert drawn({(INSET, 1): held("C", planned=True)}).missing == plain, "no register is taken on a closed day"


def test_before_and_after_the_roll_is_blank_but_a_mark_there_is_shown() -> None:
    stray = dt.date(2026, 9, 14)
    year = drawn({(stray, 1): held("/")}, spells=((dt.date(2026, 9, 3), dt.date(2026, 9, 11)),))
    assert on(year, FIRST).halves == ()
    assert shapes(year, dt.date(2026, 9, 11)) == "mm"
    assert on(year, dt.date(2026, 9, 15)).halves == ()
    assert shapes(year, stray) == "pc"
    assert on(year, stray).halves[1].words == "not on roll"


def test_holidays_are_left_out_and_months_named_once() -> None:
    weeks = drawn({}).weeks
    assert [week.monday for week in weeks if week.after_holiday] == [dt.date(2026, 11, 2)]
    assert [week.month for week in weeks if week.month] == ["Sep", "Oct", "Nov", "Dec"]


def test_the_day_in_focus_is_today_or_the_last_school_day() -> None:
    assert drawn({}).today == on(drawn({}), TODAY)
    saturday = dt.datetime(2026, 9, 19, 12, 0, tzinfo=dt.UTC)
    assert drawn({}, now=saturday).today.date == dt.date(2026, 9, 18)  # type: ignore[union-attr]


@override_settings(ROOT_URLCONF=settings.PLACE_URLCONFS["school"])
def test_the_markup_escapes_names_and_offers_only_registers_in_reach() -> None:
    day = dt.date(2026, 9, 3)
    nasty = YearMark("/", None, False, 'O"Hara <b>', SAVED)
    year = drawn({(day, 1): nasty, (day, 2): nasty})
    html = calendar_html(year, uuid.UUID(int=1), {GROUP})
    assert "<b>" not in html
    assert "O&quot;Hara &lt;b&gt;" in html
    assert f'data-group="{GROUP}"' in html
    assert "data-group" not in calendar_html(year, uuid.UUID(int=1))
    assert html.count('aria-current="date"') == 1


def test_a_whole_day_closed_or_ahead_is_one_sign_and_a_half_is_half() -> None:
    year = drawn({(TODAY, 1): held("N")})
    assert half_circles(on(year, INSET)) == '<span class="hc"><i class="c"></i></span>'
    assert half_circles(on(year, dt.date(2026, 9, 17))) == '<span class="hc"><i class="d"></i></span>'
    assert half_circles(on(year, TODAY)) == '<span class="hc"><i class="n"></i><i class="f pm"></i></span>'
    assert half_circles(on(year, HALF)) == '<span class="hc"><i class="m"></i><i class="c half pm"></i></span>'


def test_a_year_reaches_to_half_terms_that_begin_in_august() -> None:
    early = HalfTerm(2027, 1, dt.date(2027, 8, 30), dt.date(2027, 10, 22))
    calendar = SchoolCalendar(half_terms=(*CALENDAR.half_terms, early))
    assert calendar.year_span(2026) == (dt.date(2026, 9, 1), dt.date(2027, 8, 29))
    assert calendar.year_span(2027) == (dt.date(2027, 8, 30), dt.date(2028, 8, 31))


def test_what_is_left_ends_with_the_roll_and_for_a_15_year_old_with_the_second_half_of_summer() -> None:
    dates = tuple(dt.date(2027, 6, day) for day in (1, 1, 2, 2, 8, 8, 9, 9))
    left = SessionsLeft(2026, dates, dt.date(2027, 6, 7), {5: (1, 3)})
    young, old = dt.date(2013, 1, 1), dt.date(2011, 1, 1)
    assert left.of(4, birth=young, until=None, basis=Basis.PUBLISHED) == 8
    assert left.of(5, birth=young, until=None, basis=Basis.PUBLISHED) == 5
    assert left.of(4, birth=young, until=dt.date(2027, 6, 8), basis=Basis.PUBLISHED) == 6
    assert left.of(4, birth=old, until=None, basis=Basis.PUBLISHED) == 4
    assert left.of(5, birth=old, until=None, basis=Basis.PUBLISHED) == 3
    assert left.of(5, birth=old, until=None, basis=Basis.WHOLE_ROLL) == 5
