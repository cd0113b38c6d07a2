"""Putting marks into the register in bulk, and keeping in step what follows from them.

Everything here runs inside the school transaction of the act that calls it: marks, versions, summaries and the promise
to publish stand or fall together.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import chain, islice
from operator import add

from django.db import IntegrityError, connections
from django.db.models import F, Max, Min, Q

from foundation import clock
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.calendar.queries import closed_years, school_calendar
from schools.calendar.rules.academic_year import week_start
from schools.journal.operations import promise
from schools.registers.models import Entry, Mark, PupilWeek, Register
from schools.registers.queries.marks import Monday, class_counts, counted_marks, half_term_of_date
from schools.registers.rules.week_counts import COUNTED

#: Outbox topics: marks of some dates and pupils changed; the roll or the calendar changed from a day on, or one day did.
MARKS_CHANGED = "marks.changed"
ROLL_CHANGED = "roll.changed"
CALENDAR_CHANGED = "calendar.changed"

#: So many pupils a message names; of more it says that they may be all.
MOST_PUPILS = 2000
ALL = "all"

#: SQL of the number that stands for one week (`monday`, a timestamp) of the school at work.
WEEK_LOCK = "hashtextextended(current_schema() || ' week ' || monday, 0)"

_LOCK_WEEKS = (
    f"SELECT pg_advisory_xact_lock({WEEK_LOCK})"  # noqa: S608 - our own words
    " FROM generate_series(%s::timestamp, %s::timestamp, '7 days') AS monday"
)

#: Marks sent at a time, and of how many of those the text is held in memory, until their versions have been sent too.
BLOCK = 2_000
BLOCKS_HELD = 25

#: Weeks moved by one statement.
WEEKS_AT_ONCE = 10_000

#: One mark to put in: pupil key, date, session (1 AM, 2 PM), code, minutes late or None.
MarkRow = tuple[int, dt.date, int, str, int | None]

#: By what a pupil's week moves: pupil key, Monday, half-term (see `half_term_number`), the change of each of COUNTED.
WeekMove = tuple[int, dt.date, int, tuple[int, ...]]

#: One mark to put in the place of another: date, session, the code that stands there, the new one, minutes late or None.
ReplacedMark = tuple[dt.date, int, str, str, int | None]


def open_entry(
    *,
    by: Actor,
    position: str,
    source: Entry.Source,
    source_id: uuid.UUID | None = None,
    staff_id: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    register: Register | None = None,
) -> Entry:
    """One save, for marks to name: who, in what post, from where, when (now, unless `at` says), in which register."""
    return Entry.objects.create(
        at=at or clock.now(),
        by_name=by.name,
        by_position=position,
        staff_id=staff_id,
        source=source,
        source_id=source_id,
        register_id=register.pk if register else None,
        register_version=register.version if register else None,
    )


# The same lines are sent twice, so that a mark and its first version cannot disagree.
_COPY_MARKS = "COPY registers_mark (pupil_key, date, session, code, minutes, entry_id) FROM STDIN"
_COPY_VERSIONS = "COPY registers_markversion (pupil_key, date, session, new_code, minutes, entry_id) FROM STDIN"


def _copy_text(date: dt.date, session: int, code: str, minutes: int | None) -> str:
    r"""What many pupils have in common of a line in COPY's text form: a backslash is written twice, and null is \N."""
    written = code.replace("\\", "\\\\")
    late = "\\N" if minutes is None else minutes
    return f"{date}\t{session}\t{written}\t{late}"


def copy_marks(entry: Entry, rows: Iterable[MarkRow]) -> int:
    """Put first marks of one save into empty sessions, as `copy_saves` does; return how many. One call to an entry."""
    return copy_saves([(entry, rows)])


def copy_saves(saves: Iterable[tuple[Entry, Iterable[MarkRow]]]) -> int:
    """Put first marks into empty sessions by COPY, save by save, each with its first version; return how many.

    The caller has checked code, date and session; a session that already holds a mark raises IntegrityError. An entry is
    given once. Rows are drawn while the database takes in those before them, so what gives them may not ask it anything
    (RuntimeError). Summaries are not moved here (`move_weeks`, `refresh_weeks`), so that several calls may share it.
    """
    count = 0
    connection, blocks = connections[ALIAS], _blocks(saves)
    # COPY goes past Django's cursor: it meets no wrapper, and its errors are made Django's here.
    with connection.execute_wrapper(_refuse_to_ask), connection.wrap_database_errors, connection.cursor() as cursor:
        for first in blocks:
            sent: list[str] = []
            with cursor.copy(_COPY_MARKS) as copy:
                for block in chain([first], islice(blocks, BLOCKS_HELD - 1)):
                    copy.write(block)
                    sent.append(block)
            with cursor.copy(_COPY_VERSIONS) as copy:
                for block in sent:
                    copy.write(block)
            count += sum(block.count("\n") for block in sent)
    return count


def _blocks(saves: Iterable[tuple[Entry, Iterable[MarkRow]]]) -> Iterator[str]:
    """The text of all saves for COPY, a line to a mark, BLOCK lines at a time."""
    lines = _lines(saves)
    while block := "".join(islice(lines, BLOCK)):
        yield block


def _lines(saves: Iterable[tuple[Entry, Iterable[MarkRow]]]) -> Iterator[str]:
    text = cache(_copy_text)  # for this call alone: a process remembers nothing of a school's marks
    for entry, rows in saves:
        end = f"\t{entry.pk}\n"
        for key, *mark in rows:
            yield f"{key}\t{text(*mark)}{end}"


def _refuse_to_ask(*_asked: object) -> None:
    """An execute wrapper: without it the question would wait for the end of the COPY that waits for its answer."""
    message = "The rows of a COPY are drawn while it runs: what gives them may not ask the database."
    raise RuntimeError(message)


_REPLACE = """
    WITH replaced AS (
        UPDATE registers_mark AS mark
           SET code = asked.new_code, minutes = asked.minutes, entry_id = %s, planned = false
          FROM unnest(%s::date[], %s::smallint[], %s::text[], %s::text[], %s::smallint[])
            AS asked(date, session, old_code, new_code, minutes)
         WHERE mark.pupil_key = %s AND mark.date = asked.date AND mark.session = asked.session
           AND mark.code = asked.old_code
        RETURNING mark.pupil_key, mark.date, mark.session, mark.entry_id, old.code AS old_code, new.code AS new_code,
                  mark.minutes)
    INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, minutes)
    SELECT * FROM replaced
"""


def replace_marks(entry: Entry, pupils: Iterable[tuple[int, Sequence[ReplacedMark]]]) -> None:
    """Put new codes in the place of old ones, pupil by pupil (keys), with a version of each.

    IntegrityError when an old code is no longer there, because somebody saved that mark since it was read.
    """
    with connections[ALIAS].cursor() as cursor:
        for key, marks in pupils:
            dates, sessions, olds, news, minutes = (list(column) for column in zip(*marks, strict=True))
            cursor.execute(_REPLACE, [entry.pk, dates, sessions, olds, news, minutes, key])
            if cursor.rowcount != len(marks):
                message = "A mark was saved by somebody else at the same moment."
                raise IntegrityError(message)


def lock_weeks(first: dt.date, last: dt.date) -> None:
    """Keep everybody else from counting these weeks until this transaction ends.

    A count made before another save commits would overwrite that save's count. Whoever changes many marks takes this
    before the first of them: a register saved by hand holds its week (shared with other registers) before it touches a
    mark, so both wait in the same order. Weeks are locked in order, so that two never wait for one another.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_LOCK_WEEKS, [week_start(first), week_start(last)])


def moment_after(dates: Iterable[dt.date], now: dt.datetime) -> dt.datetime:
    """When an act on these days counts as done: after every save of them, though one began later and waited less."""
    saved = Register.objects.filter(date__in=list(dates)).aggregate(last=Max("saved_at"))["last"]
    return now if saved is None or now > saved else saved + dt.timedelta(microseconds=1)


def refresh_weeks(first: dt.date, last: dt.date, *, pupil_keys: Iterable[int] | None = None) -> None:
    """Work out again every pupil-week that touches `first` to `last`, for these pupils or for all."""
    start, end = week_start(first), week_start(last) + timedelta(days=6)
    keys = None if pupil_keys is None else list(pupil_keys)
    marks = counted_marks(start, end)
    stale = PupilWeek.objects.filter(week__range=(start, end))
    if keys is not None:
        marks, stale = marks.filter(pupil_key__in=keys), stale.filter(pupil_key__in=keys)
    lock_weeks(start, end)
    stale.delete()
    counted = (
        marks.annotate(
            week=Monday(F("date")),
            half_term=half_term_of_date(school_calendar()),
        )
        .filter(half_term__isnull=False)
        .values("pupil_key", "week", "half_term")
        .annotate(**class_counts())
        .order_by()
    )
    statement, values = counted.query.sql_with_params()
    columns = ", ".join(("pupil_key", "week", "half_term", *COUNTED))
    with connections[ALIAS].cursor() as cursor:
        # The columns are our own names; the query is Django's, with its values apart.
        cursor.execute(f"INSERT INTO registers_pupilweek ({columns}) {statement}", values)


_SUMS = ", ".join(f"{name} = week.{name} + excluded.{name}" for name in COUNTED)
_MOVE_WEEKS = (
    f"INSERT INTO registers_pupilweek AS week (pupil_key, week, half_term, {', '.join(COUNTED)})"  # noqa: S608 - our names
    " SELECT * FROM unnest(%s::int[], %s::date[], %s::int[]" + ", %s::smallint[]" * len(COUNTED) + ")"
    " AS moved ORDER BY 1"
    f" ON CONFLICT (pupil_key, week, half_term) DO UPDATE SET {_SUMS}"
)


def move_weeks(moves: Iterable[WeekMove]) -> None:
    """Move pupils' weeks by what changed in them. The caller holds them: alone (`lock_weeks`), or as a register does.

    Sums commute, so registers of one week need not wait for one another.
    """
    waiting = iter(moves)
    with connections[ALIAS].cursor() as cursor:
        while batch := list(islice(waiting, WEEKS_AT_ONCE)):
            moved: dict[tuple[int, dt.date, int], tuple[int, ...]] = {}
            for key, monday, half_term, counts in batch:
                week = (key, monday, half_term)
                before = moved.get(week)
                moved[week] = counts if before is None else tuple(map(add, before, counts))
            columns = [*zip(*moved, strict=True), *zip(*moved.values(), strict=True)]
            # As the database writes arrays: the driver would look at every number for how it is to be sent.
            cursor.execute(_MOVE_WEEKS, [f"{{{','.join(map(str, column))}}}" for column in columns])


def count_planned(pupil_keys: Iterable[int], first: dt.date, last: tuple[dt.date, int]) -> list[dt.date]:
    """Let what was planned for these pupils count, from a day to a session: another system has taken the registers.

    A year whose registers are closed stays as it is. The dates on which something counts now.
    """
    ends_on, session = last
    until = Q(date__lt=ends_on) | Q(date=ends_on, session__lte=session)
    planned = Mark.objects.filter(until, planned=True, date__gte=first, pupil_key__in=list(pupil_keys))
    calendar, closed = school_calendar(), closed_years()
    found = planned.values_list("pupil_key", "date")
    rows = [(key, day) for key, day in found if calendar.year_of(day) not in closed]
    days = sorted({day for _, day in rows})
    if days:
        planned.filter(date__in=days).update(planned=False)
        refresh_weeks(days[0], days[-1], pupil_keys={key for key, _ in rows})
    return days


def roll_changed(since: dt.date) -> None:
    """Do what follows when admissions, placements or flags changed; `since` is the first day on which anything differs."""
    recount_weeks(since)
    promise(ROLL_CHANGED, {"from": since.isoformat()})


def calendar_changed(since: dt.date) -> None:
    """Do what follows when half-terms or closures changed; `since` is the first day on which anything differs."""
    recount_weeks(since)
    promise(CALENDAR_CHANGED, {"from": since.isoformat()})


def day_changed(on: dt.date) -> None:
    """Do what follows when the school does not meet on a day, or meets after all. No other day's counts hang on it."""
    refresh_weeks(on, on)
    promise(CALENDAR_CHANGED, {"dates": [on.isoformat()]})


def recount_weeks(since: dt.date) -> None:
    """Work out again every pupil-week from a day on, as far as there are marks or weeks."""
    # Before the marks are looked at: a register of a date that has none yet may be being saved under the old roll.
    half_terms = school_calendar().half_terms
    if half_terms and since <= half_terms[-1].ends_on:
        lock_weeks(max(since, half_terms[0].starts_on), half_terms[-1].ends_on)
    first = Mark.objects.filter(date__gte=since).aggregate(day=Min("date"))["day"]
    last = Mark.objects.aggregate(day=Max("date"))["day"]
    if first is not None and last is not None:
        refresh_weeks(first, last)


def marks_changed(dates: Iterable[dt.date], *, pupils: Collection[int]) -> None:
    """Promise what follows when marks of these dates changed: the trust's figures, and whoever else listens.

    `pupils` are the keys of those whose marks changed; of more than MOST_PUPILS the message says "all".
    """
    changed = sorted({date.isoformat() for date in dates})
    if changed:
        promise(MARKS_CHANGED, {"dates": changed, "pupils": sorted(pupils) if len(pupils) <= MOST_PUPILS else ALL})
