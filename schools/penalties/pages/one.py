"""One notice: how it stands, by when to pay, what was answered, and each of its moves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.member import Member
from foundation.ui.numbers import middle_date
from schools.cases.pages.files import case_address
from schools.penalties.models import Penalty, Turn
from schools.penalties.pages.considering import answer_lines
from schools.penalties.pages.words import consideration_address, pay_tag, rate_words, state_tag
from schools.penalties.queries.paying import days_to_pay
from schools.penalties.queries.rights import work_penalties
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules import notice_states as states
from tenants.policies.rules.notice_states import PENALTY

#: What is done next as a rule; the other moves are offered beside it.
_NEXT = {states.REFERRED: "issue", states.ISSUED: "serve", states.SERVED: "pay_full", states.UNPAID: "prosecute"}
#: As a button says it.
ACTS = {
    "refuse": "The authority refused",
    "issue": "It was issued",
    "serve": "It was received",
    "pay_reduced": "Paid at the reduced rate",
    "pay_full": "Paid in full",
    "lapse": "It is unpaid",
    "withdraw": "It was withdrawn",
    "prosecute": "The authority prosecutes",
}


@dataclass(frozen=True, slots=True)
class ActLine:
    """A move that may be written down now."""

    words: str
    address: str
    first: bool


@dataclass(frozen=True)
class NoticePage:
    """A notice as one reader sees it."""

    row: Penalty
    member: Member
    today: dt.date
    works: bool

    @property
    def tag(self) -> Tag:
        return state_tag(self.row.state)

    @property
    def pay(self) -> Tag | None:
        return pay_tag(self.row, self.today)

    @property
    def case_address(self) -> str:
        return case_address(self.row.consideration.case_id)

    @property
    def consideration(self) -> str:
        return consideration_address(self.row.consideration_id)

    @property
    def acts(self) -> list[ActLine]:
        """The moves from here, the likely one first."""
        if not self.works or self.row.state == states.CONSIDERED:
            return []
        moves = [move.key for move in PENALTY.moves_from(self.row.state) if self._open_to(move.key)]
        first = self._next(moves)
        ordered = sorted(moves, key=lambda key: key != first)
        return [ActLine(ACTS[key], reverse("penalty_turn", args=[self.row.pk, key]), key == first) for key in ordered]

    def _open_to(self, move: str) -> bool:
        if self.row.received_on is None or move not in ("pay_reduced", "lapse"):
            return True
        pay = days_to_pay(self.row)
        return pay.reduced_by is not None if move == "pay_reduced" else self.today > pay.full_by

    def _next(self, moves: Sequence[str]) -> str:
        return "lapse" if "lapse" in moves else _NEXT.get(self.row.state, "")

    @property
    def lede(self) -> str:
        row = self.row
        if row.order is None:
            return f"{row.relationship}. {row.why}" if row.why else f"{row.relationship}. Nothing is decided yet."
        on = row.issued_on or row.referred_on or self.today
        order = {1: "first", 2: "second"}.get(row.order, f"{row.order}th")
        return f"{row.relationship}. The {order} notice in three years: {rate_words(row.rate, on)}, from the day of receipt."

    @property
    def facts(self) -> list[tuple[str, str]]:
        row = self.row
        found = [("To", f"{row.contact.name}, {row.relationship.lower()}"), ("Authority", row.consideration.authority)]
        days = [("Asked for", row.referred_on), ("First issued", row.issued_on), ("Paid", row.paid_on)]
        found += [(term, middle_date(day)) for term, day in days if day is not None]
        if row.received_on is not None:
            deemed = ", as the authority’s rule deems it" if row.deemed else ""
            found.append(("Received", f"{middle_date(row.received_on)}{deemed}: day 1 of the days to pay"))
            pay = days_to_pay(row)
            if pay.reduced_by is not None:
                found.append((f"£{pay.reduced} by", middle_date(pay.reduced_by)))
            found.append((f"£{pay.full} by", middle_date(pay.full_by)))
        return [*found, ("Why", row.why)] if row.why else found

    @property
    def answers(self) -> Sequence[tuple[str, str, str]]:
        return answer_lines(self.row, self.member)

    @property
    def turns(self) -> list[tuple[Turn, str]]:
        return [(one, PENALTY.move(one.move).words) for one in self.row.turns.all()]

    @property
    def frees(self) -> bool:
        """Whether its sessions are free again unless another parent's notice stands on them."""
        return self.row.state in (states.REFUSED, states.WITHDRAWN, states.NOT_PROPOSED)


def notice_page(row: Penalty, member: Member, today: dt.date) -> NoticePage:
    """One notice as a reader sees it."""
    return NoticePage(row, member, today, work_penalties.may(member, row))
