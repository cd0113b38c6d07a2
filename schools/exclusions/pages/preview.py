"""What an exclusion would come to, while it is being typed: days, totals, the board, the other school, day six."""

import datetime as dt
from dataclasses import dataclass

from foundation.refusals import Fault
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.operations.ledger import Asked
from schools.exclusions.pages.words import elsewhere_words, run_words
from schools.exclusions.queries.exams import papers_words
from schools.exclusions.queries.ledger import Ledger
from schools.exclusions.rules.periods import days_words, due_elsewhere, spanned_by
from schools.exclusions.rules.sixth_day import run_of
from schools.exclusions.rules.stops import MOST_DAYS_A_YEAR, Proposal, faults_of, year_totals
from schools.exclusions.rules.triggers import board_duty
from schools.roll.models import Pupil
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

_FAR = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands against it, or else facts in pairs."""

    faults: tuple[Fault, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def preview_of(pupil: Pupil, asked: Asked, ledger: Ledger) -> Preview:
    """What an exclusion would come to, as things stand."""
    spells = tuple(pupil.admissions.values_list("starts_on", "ends_on"))
    one = asked.as_rule()
    proposal = Proposal(one, asked.reasons or ("",), spells, asked.half_days)
    faults = faults_of(proposal, ledger.lines, ledger.calendar, ledger.elsewhere, outside=ledger.outside)
    against = tuple(fault for fault in faults if fault.field != "reasons" or asked.reasons)
    return Preview(against) if against else Preview(facts=tuple(_facts(pupil, asked, ledger)))


def _facts(pupil: Pupil, asked: Asked, ledger: Ledger) -> list[tuple[str, str]]:
    one = asked.as_rule()
    there = spanned_by(one, ledger.calendar, until=one.starts.date + _FAR)
    clash = [each for each in there.sessions if due_elsewhere(each, ledger.elsewhere, begun_by=one.starts.date)]
    lines = ledger.with_proposed(one)
    if not one.counts:
        own = spanned_by(one, ledger.calendar, ledger.elsewhere)
        facts = [("Half-days", f"{own.half_days} in the room; none counts as an exclusion, and marks stay present")]
        return [*facts, *_clash(clash)]
    weighed = next(each for each in ledger.weigh(lines) if each.excluded.key == one.key)
    facts = [("It takes", days_words(weighed.taken.half_days) if one.ends else "every session from then on")]
    facts += _clash(clash)
    exam = asked.exam or papers_words(ledger.missed(one))
    if exam:
        facts.append(("Exam or test missed", exam))
    facts.append(("In the term, with it", weighed.words))
    year = ledger.calendar.year_of(one.starts.date)
    taken = [each.taken for each in ledger.weigh(lines)]
    (total,) = year_totals(taken, ledger.calendar, ledger.outside, years=[year])
    others = f", {days_words(total.outside)} of them at other schools" if total.outside else ""
    of = f"{days_words(total.half_days)} of {MOST_DAYS_A_YEAR}{others}"
    facts.append((f"In {academic_year_label(year)}, with it", of))
    duty = board_duty(weighed.trigger, received_on=None, represented=False, calendar=ledger.calendar)
    facts.append((weighed.trigger.words, duty.words))
    run = run_of(one.key, ledger.runs_with(lines))
    on = run.sixth if run is not None and run.sixth is not None else one.starts.date
    facts.append(("Day six", run_words(run, compulsory=of_compulsory_school_age(pupil.birth, on))))
    return facts


def _clash(clash: list[SchoolSession]) -> list[tuple[str, str]]:
    if not clash:
        return []
    return [("Due at the other school", f"{elsewhere_words(clash)}: stays D, and is not counted")]
