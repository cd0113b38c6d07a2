"""A placement's page: what was agreed, how each session stands, its visits and reviews."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted, middle_date, span
from schools.provision.models import ProvisionPlacement, Review
from schools.provision.pages.words import state_of
from schools.provision.queries.expected import Expected, expected
from schools.provision.rules.elsewhere import WORDS, Stands
from schools.roll.pages.today_lists import Tag
from schools.roll.rules.week_slots import slots_label

#: How many days of sessions the page shows, newest first.
SHOWN: Final = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """The page. `cost` only for those who keep provision."""

    row: ProvisionPlacement
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[Expected, Tag], ...]
    reviews: tuple[tuple[Review, Tag | None], ...]
    over: bool

    @property
    def counts(self) -> str:
        """What came of the sessions shown."""
        came = sum(one.mark.code == self.row.code for one, _ in self.lines)
        begun = sum(one.stands is not Stands.AHEAD for one, _ in self.lines)
        if self.row.code == "D":
            return f"{counted(begun, 'session')} due there in four weeks"
        return f"{came} of {counted(begun, 'session')} confirmed in four weeks"


def placement_page(row: ProvisionPlacement, *, keeps: bool, today: dt.date, now: dt.datetime) -> PlacementPage:
    """What one placement's page shows."""
    last = min(today, row.ends_on)
    among = ProvisionPlacement.objects.filter(pk=row.pk)
    lines = expected(max(row.starts_on, last - SHOWN), last, now, among=among) if last >= row.starts_on else []
    return PlacementPage(
        row=row,
        facts=tuple(_facts(row, keeps=keeps)),
        lines=tuple((one, state_of(one)) for one in reversed(lines)),
        reviews=tuple((one, _review_tag(one, today)) for one in row.reviews.order_by("-due_on")),
        over=row.ends_on < today,
    )


def _review_tag(one: Review, today: dt.date) -> Tag | None:
    if one.done_on is not None:
        return None
    return Tag("now", "overdue") if one.due_on < today else Tag("off", "planned")


def _facts(row: ProvisionPlacement, *, keeps: bool) -> list[tuple[str, str]]:
    provider = row.provider
    facts = [
        ("Provider", provider.name),
        ("Nature of the activity", provider.activity),
        ("Code", f"{row.code}, {WORDS[row.code].lower()}"),
        ("Sessions", slots_label(row.slots)),
        ("From, to", span(row.starts_on, row.ends_on)),
        ("What it is for", row.purpose),
    ]
    if row.referred_on or row.referred_by:
        on = middle_date(row.referred_on) if row.referred_on else ""
        facts.append(("Referred", ", ".join(part for part in (on, row.referred_by) if part)))
    for term, words in (("Evidence", row.evidence), ("Authority’s portal", row.portal_reference)):
        if words:
            facts.append((term, words))
    if keeps and row.cost is not None:
        facts.append(("Cost", f"£{row.cost:,.2f} {row.get_cost_per_display()}"))
    facts.append(("Written down", f"{row.made_by}, {middle_date(row.made_at.date())}"))
    return facts
