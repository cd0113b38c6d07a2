"""One case of a child who cannot be found or leaves: the run day by day, what is lacking, enquiries, the removal."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import counted, middle_date, short_date
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Case
from schools.cases.pages.files import case_address
from schools.cases.pages.words import case_tag, kind_words, owner_words
from schools.cases.queries.rights import work_policy
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.missing.models import ComingBack, Enquiry, Search
from schools.missing.pages.home_education import HomePart, home_part
from schools.missing.pages.removal import RemovalPart, removal_part
from schools.missing.pages.words import checked_tag, result_tag, run_words
from schools.missing.queries.marking import Marked, marked_of
from schools.missing.queries.standing import from_log, made_of, notice_of, search_of, steps_done
from schools.missing.rules.checklist import LAST_SEEN, LEAD, NOTICE, SICKNESS, Line, State, checklist, lacking
from schools.missing.rules.enquiries import OWN_CHOICE, Made, Result, Side, kinds
from schools.missing.rules.run import SchoolDay
from schools.returns.models import Return
from schools.returns.pages.words import due_tag
from schools.returns.rules.kinds import STATE_WORDS
from schools.returns.rules.kinds import State as ReturnState
from schools.roll.pages.today_lists import Tag

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week of the run: its Monday, and its weekdays by name up to today; None where the school did not meet."""

    monday: dt.date
    days: tuple[tuple[str, SchoolDay | None], ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the checklist, with where it is done, for who may."""

    words: str
    by_day: int
    tag: Tag
    address: str


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """An enquiry: of the case, or of the first-day log, whose words stay there."""

    on: dt.date
    words: str
    side: str
    tag: Tag
    row: Enquiry | None
    answers: str


@dataclass(frozen=True)
class MissingPage:
    """A case of this room as one reader sees it."""

    case: Case
    today: dt.date
    works: bool
    marked: Marked
    search: Search | None
    home: HomePart | None
    removal: RemovalPart
    notice: Return | None
    makes_returns: bool

    @property
    def live(self) -> bool:
        """Whether the reader may add something."""
        return self.works and self.case.state != case_states.CLOSED

    @property
    def kind(self) -> str:
        return kind_words(self.case)

    @property
    def tag(self) -> Tag:
        return case_tag(self.case, self.today)

    @property
    def address(self) -> str:
        """The case itself, with tasks, notes and files."""
        return case_address(self.case.pk)

    @property
    def searches(self) -> bool:
        """Whether it is a case in which a child is looked for."""
        return self.case.kind == Kind.CME or self.search is not None

    @property
    def own_choice(self) -> str:
        return OWN_CHOICE

    @property
    def lede(self) -> str:
        head = f"{self.kind}. Open since {middle_date(self.case.opened_on)}, owner {owner_words(self.case)}."
        if self.removal.left is not None:
            return f"{head} {self.removal.left}"
        if self.case.kind == Kind.EHE:
            lacks = len(self.removal.lacking)
            return f"{head} {counted(lacks, 'thing is', 'things are')} lacking." if self.removal.row else head
        if self.search is None:
            return f"{head} The first day missing is not written down." if self.case.kind == Kind.CME else head
        late = len(lacking(self._checked))
        due = f"{counted(late, 'thing is', 'things are')} due and not there." if late else "Nothing due is lacking."
        return f"{head} {run_words(self.marked.run)} {due}"

    @property
    def run(self) -> str:
        return run_words(self.marked.run)

    @cached_property
    def weeks(self) -> list[WeekLine]:
        """The run week by week: from the first day missing, or from where it began if that is earlier."""
        if self.search is None:
            return []
        first = self.marked.run.first
        since = min(self.search.first_day, first.date) if first is not None else self.search.first_day
        days = {one.date: one for one in self.marked.days(week_start(since))}
        mondays = sorted({week_start(on) for on in days})
        return [
            WeekLine(
                monday,
                tuple((name, days.get(monday + dt.timedelta(days=after))) for after, name in enumerate(WEEKDAYS)),
            )
            for monday in mondays
        ]

    @cached_property
    def _rows(self) -> list[Enquiry]:
        return list(Enquiry.objects.filter(case=self.case))

    @cached_property
    def _logged(self) -> list[Made]:
        return from_log(self.case.pupil, self.search.first_day) if self.search is not None else []

    @cached_property
    def _checked(self) -> list[Line]:
        assert self.search is not None
        done = steps_done(self.case, self.search, self.notice)
        return checklist(self.marked.run.number, [*made_of(self._rows), *self._logged], done)

    @property
    def checks(self) -> list[CheckLine]:
        """The checklist by day."""
        return [
            CheckLine(
                one.words,
                one.by_day,
                checked_tag(one.state),
                self._gives(one.key, enquiry=one.enquiry, state=one.state),
            )
            for one in self._checked
        ]

    def _gives(self, key: str, *, enquiry: bool, state: State) -> str:
        if not self.live or state is State.DONE:
            return ""
        if enquiry:
            return reverse("missing_enquiry", args=[self.case.pk]) + f"?kind={key}"
        if key == LEAD:
            return reverse("case_task", args=[self.case.pk])
        if key == LAST_SEEN:
            return reverse("missing_seen", args=[self.case.pk])
        if key == SICKNESS:
            return reverse("missing_cause", args=[self.case.pk])
        return self.notice_address if key == NOTICE else ""

    @property
    def notice_address(self) -> str:
        """The notice to the authority, for who makes returns."""
        return reverse("return", args=[self.notice.pk]) if self.notice is not None and self.makes_returns else ""

    @property
    def enquiries(self) -> list[EnquiryLine]:
        """Every enquiry, the newest first."""
        known = kinds()
        lines = [
            EnquiryLine(
                row.on,
                known[row.kind].words,
                Side(row.side).words,
                result_tag(Result(row.result)),
                row,
                reverse("missing_answer", args=[row.pk]) if self.live and row.result == Result.WAITING else "",
            )
            for row in self._rows
        ]
        lines += [
            EnquiryLine(one.on, known[one.kind].words, one.side.words, result_tag(one.result), None, "")
            for one in self._logged
        ]
        return sorted(lines, key=lambda one: one.on, reverse=True)

    @property
    def enquiries_words(self) -> str:
        """How many each side has made."""
        lines = self.enquiries
        theirs = sum(one.side == Side.AUTHORITY.words for one in lines)
        return f"{len(lines) - theirs} by the school, {theirs} by the local authority"

    @property
    def notice_words(self) -> str:
        """How far the notice to the authority has come."""
        if self.notice is None:
            return ""
        words = STATE_WORDS[ReturnState(self.notice.state)]
        return f"{words} {short_date(self.notice.sent_on)}" if self.notice.sent_on else words

    @property
    def notice_tag(self) -> Tag | None:
        return due_tag(self.notice, self.today) if self.notice is not None and self.notice.sent_on is None else None

    @cached_property
    def plan(self) -> ComingBack | None:
        """How the child comes back, as it was agreed last."""
        return ComingBack.objects.filter(case=self.case).prefetch_related("steps").first()


def missing_page(case: Case, member: Member, today: dt.date, calendar: SchoolCalendar) -> MissingPage:
    """One case of this room as a reader sees it."""
    works, marks = work_policy.may(member, case), marked_of(case.pupil, calendar, today)
    return MissingPage(
        case=case,
        today=today,
        works=works,
        marked=marks,
        search=search_of(case),
        home=home_part(case) if case.kind == Kind.EHE else None,
        removal=removal_part(case, member, today, calendar, works=works, marks=marks),
        notice=notice_of(case),
        makes_returns=may(member, Permission.MAKE_RETURNS),
    )
