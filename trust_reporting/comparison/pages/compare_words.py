"""What the comparison page opens with: what sets the schools apart, or why nothing is compared and the way out."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from foundation.ui import numbers
from foundation.ui.sentences import Said
from trust_reporting.comparison.pages.left_out import these
from trust_reporting.comparison.rules.comparison import Comparison, SchoolStanding, points_between
from trust_reporting.comparison.rules.naming import join

#: So many schools are named, and of more it is said how many there are.
FEW: Final = 3
#: The ways out of a comparison that is refused.
OWN_DAYS, YEAR = "Compare each school’s own days", "Compare the year to date"


@dataclass(frozen=True, slots=True)
class NoDay:
    """Why nothing is compared, and the way out: `query` is the choice that `act` leads to."""

    lede: Said
    heading: str
    explained: str
    act: str
    query: str


def no_day(comparison: Comparison) -> NoDay | None:
    """What to say instead of figures; None when there are days to compare."""
    if not comparison.refused:
        return None
    choice = comparison.choice
    if comparison.closed:
        year = urlencode(replace(choice, span=None, match=False).query())
        because = f" No school was open on {these(choice)}, so there is nothing to compare."
        explained = f"{choice.label}, holds no school day in the calendar of any of these schools."
        said = Said(strong="No school was open.", after=because)
        return NoDay(said, "There is no school day to compare", explained, YEAR, year)
    unmatched = urlencode(replace(choice, match=False).query())
    if comparison.alone:
        only = comparison.standings[0].school.short
        because = f" Only {only} has published marks of {these(choice)}, so there is nothing to match."
    else:
        because = f" These schools were never open on the same day of {these(choice)}, so there is nothing to match."
    explained = " ".join(("Matching compares only days on which every school was open.", *gaps(comparison)))
    said = Said(strong="No day is shared.", after=because)
    return NoDay(said, "These days cannot be matched", explained, OWN_DAYS, unmatched)


def lede(comparison: Comparison) -> list[Said]:
    """Who attended how much, and what sets them apart; or that there is nothing to show."""
    if refused := no_day(comparison):
        return [refused.lede]
    ranked = comparison.ranked
    if not ranked:
        return [Said("Nothing can be shown for this choice.")]
    who = _who(comparison, ranked)
    together, apart = ("Together ", f" {_apart(comparison, ranked)}") if len(ranked) > 1 else ("", "")
    why = f"{reverse('compare_why', args=['attendance', '_all'])}?{urlencode(comparison.choice.query())}"
    rate = numbers.percent(comparison.totals.attendance, comparison.totals.possible)
    return [
        Said(together, f"{who} attended"),
        Said(strong=rate, after=f" of possible sessions.{apart}", href=why, about=f"{who} together"),
    ]


def _who(comparison: Comparison, ranked: Sequence[SchoolStanding]) -> str:
    """The schools that have a rate: a few by name, in the order of the page."""
    if len(ranked) > FEW:
        return f"the {numbers.in_words(len(ranked))} schools"
    return join([standing.school.short for standing in comparison.standings if standing in ranked])


def _apart(comparison: Comparison, ranked: Sequence[SchoolStanding]) -> str:
    """By how much the first stands above the last, and over which days."""
    high, low = ranked[0], ranked[-1]
    gap = numbers.points(points_between(high.totals, low.totals)).removeprefix("+")
    over = "over each school’s own days"
    if comparison.choice.match:
        days = comparison.shared.days
        who_met = "both were open" if len(comparison.standings) == 2 else "all were open"
        over = f"on the {f'{days} days' if days > 1 else 'one day'} {who_met}"
    if gap == "0.0 points":
        return f"{high.school.short} and {low.school.short} are level {over}."
    return f"{high.school.short} is {gap} above {low.school.short} {over}."


def gaps(comparison: Comparison) -> list[str]:
    """Days that some schools held and one that is listed did not, in sentences."""
    names: dict[uuid.UUID, str] = {standing.school.id: standing.school.short for standing in comparison.listed}
    return [
        f"{names[gap.school]}: {gap.when} ({numbers.counted(gap.days, 'day')}), {gap.why}."
        for gap in comparison.shared.not_shared
        if gap.school in names
    ]
