"""Who has the demo's cases, as its attendance manager has shared them out, and who stands in for whom."""

from typing import Final

from rollcall.demo.trust.at_work import Days
from schools.cases.models import Case
from schools.cases.operations.giving import delegate, give
from schools.cases.rules import states

#: School days ago on which the manager last shared out, and how many she gave on.
SHARED: Final = 6
GIVEN: Final = 3
STANDS_IN_FOR: Final = 4


def share_out(days: Days) -> None:
    """The manager takes what is with the authority, and gives some on; one officer stands in for another for a week."""
    given_out = Case.objects.exclude(state=states.CLOSED).order_by("opened_at", "pk")
    furthest = list(given_out.filter(stage="authority"))
    if days.manager not in days.officers and furthest:
        give(furthest, to=days.manager, act=days.act(SHARED, by=days.manager))
    if len(days.officers) > 1:
        first, second = days.officers[:2]
        of_first = list(given_out.filter(owner=first, stage="listen"))
        if of_first[:GIVEN]:
            give(of_first[:GIVEN], to=second, act=days.act(SHARED, by=days.manager))
        stood_in = list(given_out.filter(owner=second, stage="support")[:STANDS_IN_FOR])
        if stood_in:
            dates = {"starts_on": days.ago(0), "ends_on": days.to_come(4)}
            delegate(stood_in, to=first, act=days.act(0, by=days.manager), **dates)
