"""The list of this room: open cases, most lacking first, and children in a run of G, N and O who have no case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.ui.numbers import counted, short_date
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Case
from schools.cases.pages.words import kind_words, owner_words
from schools.cases.queries.rights import work_policy
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.missing.models import Removal, Search
from schools.missing.pages.words import one_address, removal_tag
from schools.missing.queries.marking import PROPOSED_AFTER, Marked, marked, without_case
from schools.missing.queries.rights import seen_cases
from schools.missing.rules.run import DAYS
from schools.roll.models import Pupil
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case of the list."""

    case: Case
    form: str
    day: Tag
    since: str
    removal: Tag | None
    owner: str

    @property
    def name(self) -> str:
        return str(self.case.pupil)

    @property
    def address(self) -> str:
        return one_address(self.case.pk)

    @property
    def kind(self) -> str:
        return kind_words(self.case)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A child in a run who has no case."""

    pupil: Pupil
    form: str
    day: Tag
    since: str


@dataclass(frozen=True, slots=True)
class MissingList:
    """The list as one reader sees it."""

    lines: Sequence[CaseLine]
    proposed: Sequence[Proposed]
    works: bool

    @property
    def keys(self) -> list[int]:
        """The pupils it shows."""
        return [one.case.pupil.key for one in self.lines] + [one.pupil.key for one in self.proposed]

    @property
    def lede(self) -> str:
        kinds = [one.case.kind for one in self.lines]
        words = {Kind.CME: "missing", Kind.EHE: "of home education", Kind.LEAVING: "leaving"}
        counts = ", ".join(f"{kinds.count(kind)} {said}" for kind, said in words.items())
        new = counted(len(self.proposed), "child has", "children have")
        return (
            f"{counted(len(kinds), 'open case')}: {counts}. {new} been away for {PROPOSED_AFTER} school days or more with "
            "nothing but G, N and O, and no case."
        )


def missing_list(member: Member, today: dt.date, calendar: SchoolCalendar) -> MissingList:
    """What a reader sees of it. A fixed number of statements."""
    cases = list(seen_cases(member).exclude(state=case_states.CLOSED))
    alone = without_case(calendar, today)
    pupils = {one.key: one for one in work_policy.pupils(member).filter(key__in=alone)} if alone else {}
    keys = {one.pupil.key for one in cases}
    placed = placed_pupils(keys | set(pupils), today, today)
    marks = marked(keys, calendar, today)
    removals = {row.case_id: row for row in Removal.objects.filter(case__in=[one.pk for one in cases])}
    firsts = dict(Search.objects.filter(case__in=[one.pk for one in cases]).values_list("case", "first_day"))

    def form(key: int) -> str:
        where = placed.get(key)
        return where.form if where else ""

    def line(case: Case) -> CaseLine:
        removal = removals.get(case.pk)
        first = firsts.get(case.pk)
        return CaseLine(
            case,
            form(case.pupil.key),
            _day(marks[case.pupil.key]),
            short_date(first or case.opened_on),
            removal_tag(removal) if removal is not None else None,
            owner_words(case),
        )

    proposed = [
        Proposed(pupil, form(key), _day(alone[key]), _since(alone[key]))
        for key, pupil in sorted(pupils.items(), key=lambda row: -alone[row[0]].run.number)
    ]
    lines = sorted(map(line, cases), key=lambda one: -marks[one.case.pupil.key].run.number)
    return MissingList(lines, proposed, works=work_policy.may(member))


def _day(marks: Marked) -> Tag:
    number = marks.run.number
    if not number:
        return Tag("", "no run")
    return Tag("now" if number >= DAYS else "soon", f"day {number} of {DAYS}" if number < DAYS else f"{number} days")


def _since(marks: Marked) -> str:
    return short_date(marks.run.first.date) if marks.run.first is not None else ""
