"""The list of referrals: what is blocked, what waits for whom, and what is over."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator

from foundation.access.member import Member
from foundation.ui.numbers import counted, short_date
from schools.referrals.models import Referral
from schools.referrals.pages.words import named, referral_address, referral_tag, reply_tag
from schools.referrals.queries.rights import see_referrals
from schools.referrals.rules import states
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils

PER_PAGE: Final = 50
#: What the list may be narrowed to, with the states of each.
SHOWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "": ("Not over", (states.BLOCKED, states.DRAFT, states.ASKED, *states.WITH_SERVICE)),
    "ours": ("Waiting for us", (states.BLOCKED, states.DRAFT, states.ASKED)),
    "theirs": ("Waiting for a service", states.WITH_SERVICE),
    "over": ("Over", (states.ACCEPTED, states.DECLINED, states.TAKEN_BACK)),
}
_ORDER: Final = {state: place for place, state in enumerate(SHOWS[""][1])}


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral of a list."""

    row: Referral
    form: str
    tag: Tag
    reply: Tag | None

    @property
    def name(self) -> str:
        return str(self.row.case.pupil)

    @property
    def address(self) -> str:
        return referral_address(self.row.pk)

    @property
    def since(self) -> str:
        """The day on which it ended, or else was begun."""
        return short_date(self.row.over_on or self.row.at)


@dataclass(frozen=True)
class Listing:
    """A page of the list as one reader sees it."""

    show: str
    counts: dict[str, int]
    late: int
    shown: "Page[Referral]"
    lines: Sequence[ReferralLine]

    @property
    def shows(self) -> list[tuple[str, str, int]]:
        """What may be shown, with how many."""
        return [(key, words, sum(self.counts.get(one, 0) for one in held)) for key, (words, held) in SHOWS.items()]

    @property
    def heading(self) -> str:
        return SHOWS[self.show][0]

    @property
    def lede(self) -> str:
        blocked, asked = self.counts.get(states.BLOCKED, 0), self.counts.get(states.ASKED, 0)
        waits = sum(self.counts.get(one, 0) for one in states.WITH_SERVICE)
        whole = sum(self.counts.get(one, 0) for one in SHOWS[""][1])
        if not whole:
            return "No referral is under way. One is begun from a case."
        late = f", {self.late} of them longer than it said" if self.late else ""
        more = f"; {counted(asked, 'service asks', 'services ask')} for more" if asked else ""
        return f"{named(whole)} under way: {blocked} blocked by what is lacking; {waits} with a service{late}{more}."


def referral_list(member: Member, today: dt.date, show: str, page: str) -> Listing:
    """The referrals that a reader sees. Four queries."""
    show = show if show in SHOWS else ""
    rows = see_referrals.visible(member).select_related("reply")
    counts = Counter(rows.order_by().values_list("state", flat=True))
    late = rows.filter(state__in=states.WITH_SERVICE, reply__state="open", reply__due_on__lt=today).count()
    found = sorted(rows.filter(state__in=SHOWS[show][1]), key=lambda row: _ORDER.get(row.state, 0))
    shown = Paginator(found, PER_PAGE).get_page(page)
    return Listing(show, dict(counts), late, shown, lines_of(list(shown), today))


def lines_of(rows: Sequence[Referral], today: dt.date) -> list[ReferralLine]:
    """Referrals as lists have them. One query."""
    placed = placed_pupils({row.case.pupil.key for row in rows}, today, today)

    def line(row: Referral) -> ReferralLine:
        where = placed.get(row.case.pupil.key)
        return ReferralLine(row, where.form if where else "", referral_tag(row), reply_tag(row, today))

    return [line(row) for row in rows]
