"""One exclusion's page: what was decided, what it counts to, its clocks, who was told, and what follows."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from foundation.ui.numbers import as_at, middle_date
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.models import Exclusion, HalfDaysElsewhere, Reintegration, SixthDay
from schools.exclusions.pages.words import elsewhere_words, run_words, session_words, span_words, state_tag
from schools.exclusions.queries.ledger import Ledger, ledger_of
from schools.exclusions.queries.since_back import e_since_back
from schools.exclusions.queries.sixth_day import sixth_days_missing
from schools.exclusions.rules.periods import Excluded, Kind, days_words, due_elsewhere, spanned_by
from schools.exclusions.rules.reasons import reason_words
from schools.exclusions.rules.sixth_day import TO_CONFIRM, Run, run_of
from schools.exclusions.rules.stops import MOST_DAYS_A_YEAR
from schools.exclusions.rules.triggers import Weighed
from schools.registers.queries.as_at import marks_now
from schools.roll.pages.today_lists import Tag
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

#: Codes that may stand in a session of an exclusion: its own, and those of another place from the sixth day.
_AS_IT_SHOULD_BE = frozenset({"E", "D", "B", "K", "P", "V", "W"})


@dataclass(frozen=True)
class ExclusionPage:
    """One exclusion as its page shows it."""

    row: Exclusion
    ledger: Ledger
    today: dt.date

    @property
    def kind(self) -> str:
        return Kind(self.row.kind).words

    @property
    def counts(self) -> bool:
        return self.row.kind != Kind.INTERNAL

    @property
    def proposed(self) -> bool:
        return self.row.decided_at is None

    @property
    def may_be_cancelled(self) -> bool:
        return not self.proposed and self.row.cancelled_at is None

    @property
    def tag(self) -> Tag:
        return state_tag(self.row, self.today)

    @property
    def span(self) -> str:
        return span_words(self.row)

    @cached_property
    def _lines(self) -> list[Excluded]:
        return self.ledger.with_proposed(self.row.as_rule)

    @cached_property
    def weighed(self) -> Weighed | None:
        """What it takes and makes, with those before it; a proposal as if it were decided."""
        if not self.counts:
            return None
        return next(one for one in self.ledger.weigh(self._lines) if one.excluded.key == str(self.row.pk))

    @cached_property
    def run(self) -> Run | None:
        return run_of(str(self.row.pk), self.ledger.runs_with(self._lines))

    @property
    def compulsory(self) -> bool:
        """Whether the pupil is of compulsory school age when education would have to be arranged."""
        on = self.run.sixth if self.run and self.run.sixth else self.row.starts_on
        return of_compulsory_school_age(self.row.pupil.birth, on)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was decided, or is proposed."""
        row = self.row
        facts = [("When", self.span[0].upper() + self.span[1:])]
        if row.reasons:
            facts.append(("Reasons", reason_words(row.reasons)))
        if row.circumstances:
            facts.append(("What happened", row.circumstances))
        exam = self.ledger.exam_of(row)
        if exam:
            facts.append(("Exam or test missed", exam))
        facts += [(term, words) for term, words in self._room if words]
        facts.append(("Proposed", f"{as_at(row.proposed_at, self.today)}, {row.proposed_by}"))
        if row.decided_at is not None:
            facts.append(("Decided", f"{as_at(row.decided_at, self.today)}, {row.decided_by}, {row.decided_as}"))
        if row.cancelled_at is not None and row.back_from is not None:
            words = f"{as_at(row.cancelled_at, self.today)}, {row.cancelled_by}: {row.cancelled_because}"
            facts.append(("Cancelled", f"{words} Back from {session_words(row.back_from)}."))
        return facts

    @property
    def _room(self) -> list[tuple[str, str]]:
        row = self.row
        return [("Room", row.room), ("Times", row.times), ("Support", row.support)]

    @property
    def counted(self) -> list[tuple[str, str]]:
        """What it counts to: its own days, the term's, the year's, and the sixth day."""
        if self.weighed is None:
            own = spanned_by(self.row.as_rule, self.ledger.calendar, self.ledger.elsewhere)
            return [("Sessions in the room", f"{own.half_days}: marks stay present, and none counts as an exclusion")]
        year = self.ledger.calendar.year_of(self.row.starts_on)
        total = self.ledger.year_total(year)
        others = f", {days_words(total.outside)} of them at other schools" if total.outside else ""
        facts = [("It takes", f"{days_words(self.weighed.taken.half_days)}{self._so_far}")]
        if self.clash:
            facts.append(("Due at the other school", f"{elsewhere_words(self.clash)}: D stands, and is not counted"))
        return [
            *facts,
            ("In the term, with it", self.weighed.words),
            (f"In {academic_year_label(year)}", f"{days_words(total.half_days)} of {MOST_DAYS_A_YEAR}{others}"),
            ("It makes", self.weighed.trigger.words),
            ("Day six", run_words(self.run, compulsory=self.compulsory)),
        ]

    @property
    def _so_far(self) -> str:
        return "" if self.row.ends_on else f" by {middle_date(self.today)}"

    @cached_property
    def clash(self) -> list[SchoolSession]:
        """Sessions in it that are due at another school."""
        until = self.row.ends_on or self.today
        there = spanned_by(self.row.as_rule, self.ledger.calendar, until=until)
        begun_by = self.row.starts_on
        return [one for one in there.sessions if due_elsewhere(one, self.ledger.elsewhere, begun_by=begun_by)]

    @cached_property
    def marks(self) -> list[tuple[str, str]]:
        """What the registers hold in its sessions by now or ahead: by code, the sessions; E is as it should be."""
        if self.proposed or self.row.kind not in (Kind.SUSPENSION, Kind.PERMANENT):
            return []
        until = self.row.ends_on or self.today
        there = spanned_by(self.row.as_rule, self.ledger.calendar, until=until).sessions
        if not there:
            return []
        key = self.row.pupil.key
        held = marks_now([key], there[0].date, there[-1].date)
        by_code: dict[str, list[SchoolSession]] = {}
        for one in there:
            mark = held.get((key, *one))
            by_code.setdefault(mark.code if mark and mark.code else "no mark", []).append(one)
        return [(code, f"{len(found)}: {elsewhere_words(found)}") for code, found in by_code.items()]

    @property
    def since_back(self) -> str:
        """The sessions that the registers hold as E though the pupil is back; empty where there is none."""
        return elsewhere_words(
            e_since_back([self.row], {self.row.pupil_id: self.ledger}, self.today).get(self.row.pk, ())
        )

    @property
    def to_enter(self) -> bool:
        """Whether a session of it holds something that is neither E nor the code of another place."""
        return any(code not in _AS_IT_SHOULD_BE for code, _ in self.marks)

    @property
    def to_confirm(self) -> str:
        """Whose reading the sixth day is."""
        return TO_CONFIRM if self.run is not None and self.counts else ""

    @cached_property
    def sixth_days(self) -> list[SixthDay]:
        return list(self.row.sixth_days.filter(taken_back_at__isnull=True))

    @property
    def sixth_missing(self) -> bool:
        """Whether education must be arranged from the sixth day and is not."""
        return self.row.pk in sixth_days_missing([self.row], {self.row.pupil_id: self.ledger}, self.today)

    @cached_property
    def reintegrations(self) -> list[Reintegration]:
        return list(self.row.reintegrations.all())

    @property
    def others(self) -> tuple[HalfDaysElsewhere, ...]:
        """Half-days at other schools, with their source."""
        return self.ledger.others


def exclusion_page(row: Exclusion, today: dt.date) -> ExclusionPage:
    """The page of one exclusion."""
    return ExclusionPage(row, ledger_of(row.pupil, today), today)
