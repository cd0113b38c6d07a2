"""What the page of one figure says of how it came about, in words."""

from dataclasses import dataclass

from foundation.london import LONDON
from foundation.ui.numbers import clock, counted, middle_date, span, thousands
from schools.registers.rules.code_table import MarkClass
from trust_reporting.comparison.pages.left_out import RATES_ONLY
from trust_reporting.comparison.queries.explaining import Explanation
from trust_reporting.comparison.rules.comparison import SchoolStanding

#: On which side of a rate a code stands; a code of any other class is on neither.
_COUNTS_AS = {
    MarkClass.PRESENT.value: "attended",
    MarkClass.APPROVED.value: "attended, approved activity",
    MarkClass.AUTHORISED.value: "authorised absence",
    MarkClass.UNAUTHORISED.value: "unauthorised absence",
    "": "missing: on neither side",
}


@dataclass(frozen=True, slots=True)
class CodeWords:
    """Sessions of one code, with what they count as in words."""

    code: str
    description: str
    counts_as: str
    sessions: int


def code_words(why: Explanation) -> tuple[CodeWords, ...]:
    """The sessions of each code, those that count first."""
    return tuple(
        CodeWords(
            line.code or "none",
            line.description,
            _COUNTS_AS.get(line.counts_as, "not possible: on neither side"),
            line.sessions,
        )
        for line in why.codes
    )


def added(why: Explanation) -> str:
    """What each school adds to the pooled rate: "Alder Academy 79,079 of 85,392; Cedar Academy 56,672 of 60,587"."""
    return "; ".join(
        f"{one.school.name} {thousands(one.totals.attendance)} of {thousands(one.totals.possible)}"
        for one in why.standings
    )


def facts(why: Explanation) -> list[tuple[str, str]]:
    """Who and what is counted, when, and as at when: pairs of a term and words."""
    choice = why.comparison.choice
    whole_periods = (
        f"{RATES_ONLY} Year groups and groups open over whole periods too, where their numbers are known and small ones "
        "can be hidden."
    )
    return [
        ("Schools", ", ".join(standing.school.name for standing in why.standings)),
        ("Period", _period(why)),
        ("Basis", _basis(why)),
        ("Group", choice.cohort.label),
        *([("Left out", whole_periods)] if choice.span else []),
        ("As at", "; ".join(_as_at(standing) for standing in why.standings)),
        (
            "Pupils behind it",
            "Schools publish counts to the trust, not pupils: those who may see them open the same figure at the school.",
        ),
    ]


def _period(why: Explanation) -> str:
    choice = why.comparison.choice
    days = "" if choice.span else f", {span(why.first, why.last)}"
    shared = counted(why.comparison.shared.days, "day")
    matched = f"; only the {shared} on which every compared school was open" if choice.match else ""
    return f"{choice.label}{days}{matched}"


def _basis(why: Explanation) -> str:
    if not why.published_basis:
        return "the whole roll: every pupil of every age, all year"
    return (
        f"published: enrolments aged 5 to 15 on 31 August {why.comparison.choice.period.academic_year}, without "
        "15-year-olds’ second half of summer. Reception and sixth form are out"
    )


def _as_at(standing: SchoolStanding) -> str:
    published = standing.published_at
    on = middle_date(published.astimezone(LONDON).date())
    return f"{standing.school.name}: marks to {middle_date(standing.last)}, published {on} {clock(published)}"
