"""What is said of notices: states as tags, rates, days, and where each is."""

import datetime as dt
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted, middle_date, short_date
from schools.cases.pages.words import due_tag
from schools.penalties.models import Penalty
from schools.penalties.queries.paying import days_to_pay
from schools.penalties.rules.threshold import ELSEWHERE
from schools.registers.rules.windows import SlotMark
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules import notice_states as states
from tenants.policies.rules.framework import framework_on
from tenants.policies.rules.notice_ledger import Issued, Ledger, Rate, lapses_on
from tenants.policies.rules.notice_states import PENALTY

_TAGS: Final = {
    states.CONSIDERED: "requested",
    states.NOT_PROPOSED: "off",
    states.REFERRED: "sent",
    states.REFUSED: "off",
    states.ISSUED: "soon",
    states.SERVED: "soon",
    states.PAID_REDUCED: "sent",
    states.PAID_FULL: "sent",
    states.UNPAID: "now",
    states.WITHDRAWN: "off",
    states.PROSECUTED: "missing",
}
_KNOWN: Final = {one.key for one in PENALTY.states}


def penalty_address(key: object) -> str:
    """Where a notice is."""
    return reverse("penalty", args=[key])


def consideration_address(key: object) -> str:
    """Where a consideration is."""
    return reverse("consideration", args=[key])


def state_tag(state: str) -> Tag:
    """A state as it is drawn; what another school says in its own words is said as it says it."""
    return Tag(_TAGS[state], PENALTY.words(state)) if state in _KNOWN else Tag("requested", state)


def rate_words(rate: str, on: dt.date) -> str:
    """ "£80 in 21 days, £160 in 28", with the amounts of a day."""
    held = framework_on(on)
    if rate == Rate.FLAT:
        return f"£{held.full} in {held.full_days} days, and no reduction"
    return f"£{held.reduced} in {held.reduced_days} days, £{held.full} in {held.full_days}"


def pay_tag(row: Penalty, today: dt.date) -> Tag | None:
    """By when to pay what; None where no days run."""
    if row.state != states.SERVED or row.received_on is None:
        return None
    pay = days_to_pay(row)
    if pay.reduced_by is not None and today <= pay.reduced_by:
        return Tag(
            "soon", f"£{pay.reduced} by {short_date(pay.reduced_by)}", f"then £{pay.full} by {short_date(pay.full_by)}"
        )
    if today <= pay.full_by:
        return Tag("soon", f"£{pay.full} by {short_date(pay.full_by)}")
    return Tag("now", "days to pay are over", f"since {short_date(pay.full_by)}")


def request_tag(request_by: dt.date | None, today: dt.date) -> Tag:
    """By when the authority wants a request."""
    return due_tag(request_by, today) if request_by is not None else Tag("", "no day known")


def ledger_words(ledger: Ledger) -> str:
    """Which notice the next would be, and at which rate."""
    if ledger.rate is None:
        return ledger.fault.said if ledger.fault is not None else ""
    count = len(ledger.counting)
    count_words = counted(count, "notice counts", "notices count")
    before = f"{count_words} of the three years to this day" if count else "None counts"
    return f"{before}. A notice now would be the {ledger.rate.words}: {rate_words(ledger.rate, ledger.on)}."


def counting_words(one: Issued, on: dt.date) -> str:
    """Whether a notice counts on a day, and until when."""
    held = framework_on(on)
    if one.state == states.WITHDRAWN:
        return "does not count: withdrawn"
    if one.issued_on < held.from_:
        return f"does not count: before {middle_date(held.from_)}"
    until = lapses_on(one.issued_on, held.years)
    return f"counts until {middle_date(until - dt.timedelta(days=1))}" if on < until else "counts no more"


def marks_words(marks: list[SlotMark]) -> list[tuple[str, str]]:
    """Sessions by day: "Mon 7 Sep" and "AM O, PM O"; of a week at another school, its Monday and the codes."""
    found: dict[tuple[dt.date, bool], list[str]] = {}
    for mark in sorted(marks):
        away = mark.session == ELSEWHERE
        words = mark.code if away else f"{'AM' if mark.session == 1 else 'PM'} {mark.code}"
        found.setdefault((mark.date, away), []).append(words)
    return [
        (f"week of {short_date(on)}, at another school" if away else short_date(on), ", ".join(words))
        for (on, away), words in found.items()
    ]
