"""The work of an import: reading its files, working out what they change, and asking the rooms to write it."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from foundation.refusals import Refused
from schools.calendar.queries import closed_years, school_calendar
from schools.calendar.rules.academic_year import (
    academic_year_ends,
    academic_year_label,
    academic_year_opens,
)
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake import queries
from schools.intake.models import ImportFile, ImportRun
from schools.intake.operations import files
from schools.intake.operations.landing import first_marks, moved_weeks, replaced_marks, roll_changes
from schools.intake.operations.peers import peer_of
from schools.intake.rules.forms import settle_forms
from schools.intake.rules.mark_plan import MarkPlan, Tally, tell
from schools.intake.rules.minutes import settle_minutes
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Marks, Progress, Source
from schools.intake.rules.roll_plan import RollPlan, plan_roll
from schools.intake.rules.roll_rows import sifted, year_told_of
from schools.registers.models import Entry
from schools.registers.operations import (
    copy_marks,
    count_planned,
    lock_weeks,
    marks_changed,
    move_weeks,
    replace_marks,
)
from schools.registers.queries.sheets import Timetable
from schools.registers.queries.unexplained import ended_by_clock
from schools.roll.operations.bulk import hold_roll, land_roll
from schools.roll.operations.changes import ground_refused


@dataclass
class Work:
    """Reading an import's files and working out, or also writing, what they change."""

    run: ImportRun
    progress: Progress | None = None
    entry: Callable[[], Entry] | None = None
    landed: list[uuid.UUID] = field(default_factory=list)
    found: dict[str, Problems] = field(default_factory=dict)
    roll: RollPlan | None = None
    marks: Marks | None = None
    mark_plan: MarkPlan | None = None
    tally: Tally = field(default_factory=Tally)
    rows: dict[str, int] = field(default_factory=dict)
    _roll_hash: str = ""
    _marks_hash: str = ""

    def do(self, *, land: bool) -> None:
        """Read every file, the roll first. Writing stops at the first file that cannot be used."""
        peer = peer_of(self.run.source)
        for file in self.files:
            problems = self.found[file.kind] = Problems(peer.name)
            try:
                source = peer.open_source(files.opened(file), progress=self.progress)
                file.layout = source.layout
                if file.kind == ImportFile.Kind.ROLL:
                    self._do_roll(source, problems, land=land)
                else:
                    self._do_marks(source, problems, land=land)
            except Refused as refused:
                problems.gave_up(refused)
            self._note_repeat(file, problems)

    @cached_property
    def files(self) -> list[ImportFile]:
        """The files, each with the layout it was found to have."""
        return list(self.run.files.all())

    @property
    def unusable(self) -> bool:
        """Whether one of the files, and so the import, cannot be used."""
        return any(problems.unusable for problems in self.found.values())

    def _note_repeat(self, file: ImportFile, problems: Problems) -> None:
        before = queries.same_file_applied(file)
        if before is not None and before.ended_at is not None:
            problems.warning(
                "same_file",
                f"This very file was applied on {before.ended_at:%d/%m/%Y}.",
                "Nothing that it brought then is brought again.",
            )

    def _do_roll(self, source: Source, problems: Problems, *, land: bool) -> None:
        as_at = self.run.as_at
        newest = queries.newest_roll()
        if newest is not None and as_at < newest:
            problems.error(
                "older_roll",
                f"This roll speaks for {as_at:%d/%m/%Y}; one for {newest:%d/%m/%Y} has been applied.",
                "Export the roll again, or give the right date.",
            )
            return
        calendar = school_calendar()
        roll = sifted(source.roll(problems, as_at=as_at), calendar, as_at=as_at, problems=problems)
        self.rows["roll"] = roll.rows_read
        years = {
            calendar.year_of(as_at),
            *(year_told_of(row, calendar, as_at) for row in roll.rows if row.ends_on is None),
        }
        roll = settle_forms(roll, queries.form_names(years), problems)
        problems.weigh(roll.rows_read)
        if problems.unusable:
            return
        if land:
            # Before the held roll is read: a leaver recorded by hand meanwhile would be put back on it.
            hold_roll()
            self._hold_weeks()
        self.roll = plan_roll(
            roll, queries.held_pupils(), calendar, as_at=as_at, problems=problems, refused=ground_refused
        )
        self._roll_hash = _hash_of(self.roll)
        by_name = self.run.wanted_by_name or self.run.by_name
        self.landed = land_roll(roll_changes(self.roll), since=self.roll.since, told_on=as_at, by_name=by_name)

    def _hold_weeks(self) -> None:
        """Keep everybody from counting any week of the calendar while marks follow the roll.

        They may begin before what the roll changes, and weeks are held in their order: of two acts that each hold what
        the other asks for next, one would be ended.
        """
        years = [half.academic_year for half in school_calendar().half_terms]
        if years and any(file.kind == ImportFile.Kind.MARKS for file in self.files):
            lock_weeks(academic_year_opens(min(years)), academic_year_ends(max(years)))

    def _do_marks(self, source: Source, problems: Problems, *, land: bool) -> None:
        self.marks = marks = source.marks(problems, as_at=self.run.as_at)
        self.rows["marks"] = marks.rows_read
        problems.weigh(marks.rows_read)
        calendar = school_calendar()
        if self.unusable or not _covered(marks, calendar, problems):
            return  # the roll is not what it will be, or no mark could be placed: what else is wrong has been said
        if land and marks.high >= 0:
            # Before the held marks are read: a register saved by hand meanwhile would be counted twice or not at all.
            lock_weeks(marks.session_at(max(marks.low, 0))[0], marks.session_at(marks.high)[0])
        timetable = Timetable.now()
        settle_minutes(marks, timetable.open_for, problems)
        ahead = queries.not_open_yet(self.run, timetable)
        plan = MarkPlan(marks, queries.enrolled_pupils(), calendar, *queries.held_marks(marks), ahead=ahead)
        self._work_out(plan)
        days = plan.days
        if not _open_years(days, calendar, problems):
            return
        self.mark_plan = plan
        tell(self.tally, marks, problems)
        reach = plan.reach if land else None
        if reach is not None:
            # The other system has taken these registers, so what was planned here for them counts.
            counted = count_planned(plan.pupil_keys, *reach)
            if counted:
                marks_changed(counted, pupils=plan.pupil_keys)
        if land and plan.changed:
            assert self.entry is not None
            entry = self.entry()
            copy_marks(entry, first_marks(plan))
            if self.tally.changed:
                replace_marks(entry, replaced_marks(plan))
            move_weeks(moved_weeks(plan, calendar))
            marks_changed(days, pupils=[one.key for one in plan.changed])

    def _work_out(self, plan: MarkPlan) -> None:
        """Work out the changes, and once more without those that people, or the clock of N, have amended here."""
        self.tally = plan.work_out()
        if self.tally.changed:
            replaced = [
                (one.key, *plan.marks.session_at(slot))
                for one in plan.changed
                for slot, old, _, _ in plan.each(one)
                if old is not None
            ]
            plan.amended, plan.ended = (
                {(key, plan.marks.slot(on, session)) for key, on, session in found}
                for found in (queries.amended_by_people(replaced), ended_by_clock(replaced))
            )
            if plan.amended or plan.ended:
                self.tally = plan.work_out()
        self._marks_hash = _hash_of_marks(plan)

    def fingerprint(self) -> str:
        """A hash of every change and of every row held back, the same in every process."""
        held_back = [(kind, sorted(problems.bad_rows), problems.bad) for kind, problems in self.found.items()]
        return hashlib.sha256(f"{self._roll_hash} {self._marks_hash} {held_back}".encode()).hexdigest()

    def summary(self) -> dict[str, Any]:
        """What was found, in counts."""
        found: dict[str, Any] = {"rows": self.rows, "problems": _problem_counts(self.found)}
        found["held_back"] = {kind: problems.bad for kind, problems in self.found.items() if problems.bad}
        if self.roll is not None:
            found["roll"] = {
                "new": sum(plan.held is None for plan in self.roll.pupils),
                "changed": sum(plan.held is not None for plan in self.roll.pupils),
                "same": self.roll.unchanged,
                "missing": self.roll.missing,
            }
        if self.marks is not None:
            found["marks"] = {
                "pupils": len(self.marks.pupils),
                "new": self.tally.new,
                "changed": self.tally.changed,
                "same": self.tally.same,
                "set_aside": self.tally.set_aside,
            }
        found["files"] = {file.kind: file.layout for file in self.files}
        return found


def _covered(marks: Marks, calendar: SchoolCalendar, problems: Problems) -> bool:
    """Whether the calendar has the year of any mark at all; without one every mark would be set aside.

    A file of a day on which the school does not meet, be it in a holiday, is of its year all the same: that day alone is
    set aside.
    """
    if marks.high < 0:
        return True
    first, last = marks.session_at(max(marks.low, 0))[0], marks.session_at(marks.high)[0]
    years = {half_term.academic_year for half_term in calendar.half_terms}
    if any(academic_year_opens(year) <= last and first <= academic_year_ends(year) for year in years):
        return True
    problems.error(
        "no_calendar",
        f"The school's calendar has no term dates between {first:%d/%m/%Y} and {last:%d/%m/%Y}.",
        "Enter the half-terms and closed days of that year first.",
    )
    return False


def _open_years(days: Iterable[dt.date], calendar: SchoolCalendar, problems: Problems) -> bool:
    """Whether no mark would change in a year whose registers the headteacher has closed."""
    closed = sorted({calendar.year_of(day) for day in days} & closed_years())
    for year in closed:
        problems.error(
            "year_closed",
            f"The registers of {academic_year_label(year)} are closed, and the file would change marks in them.",
            "Ask the headteacher to open the year again, or send a file without those marks.",
        )
    return not closed


def _hash_of(plan: RollPlan) -> str:
    """A hash of what a roll changes."""
    plain = json.dumps(
        asdict(plan), default=lambda value: sorted(value) if isinstance(value, frozenset) else str(value)
    )
    return hashlib.sha256(plain.encode()).hexdigest()


def _hash_of_marks(plan: MarkPlan) -> str:
    """A hash of what marks change. No pupil's key is in it: a new pupil's is another each time the roll is tried.

    The file's own codes have the same places whenever it is read; those that are held besides have not, and are written.
    """
    codes, digest = plan.marks.codes, hashlib.sha256()
    for one in plan.changed:
        olds = [codes[place] for place in one.old if place]
        late = [minutes for _, _, _, minutes in plan.each(one)] if one.upn in plan.marks.minutes else []
        digest.update(repr((one.upn, one.new, olds, late)).encode())
    used = sorted(set().union(*(one.new for one in plan.changed)))
    digest.update(repr((plan.first, [(place, codes[place]) for place in used])).encode())
    return digest.hexdigest()


def _problem_counts(found: Mapping[str, Problems]) -> list[dict[str, Any]]:
    return [
        {"file": kind, "severity": str(severity), "code": code, "field": name, "count": count}
        for kind, problems in found.items()
        for (severity, code, name), count in problems.counts.items()
    ]
