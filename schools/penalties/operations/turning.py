"""What becomes of a notice once it is asked for: what the authority did, and what was paid. All by the table of states."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.cases.operations.acting import Act, held, refuse
from schools.cases.rules.wording import words_fault
from schools.penalties.models import Penalty, Turn
from schools.penalties.operations.noting import note, tell
from schools.penalties.queries.ledgers import notices_of
from schools.penalties.queries.paying import days_to_pay
from schools.penalties.queries.thresholds import ground_on
from schools.penalties.rules.asks import Asks
from schools.penalties.rules.clocks import add_working_days, bank_holidays
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.notice_states import PENALTY


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened and when. `deemed`: of a notice received, that nobody knows the day.

    `order` and `rate`: of one that an authority in Rollcall issued, which it is by its own ledger.
    """

    on: dt.date
    words: str = ""
    deemed: bool = False
    order: int | None = None
    rate: str = ""


@transaction.atomic(using=ALIAS)
def turn(penalty: Penalty, move: str, what: Happened, *, asks: Asks, act: Act) -> Penalty:
    """Write down that a notice moved. Refused when it is no move from here, or the day or the law stands against it."""
    case = held(penalty.consideration.case)
    rows = Penalty.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("consideration", "contact", "pupil").get(pk=penalty.pk)
    after = PENALTY.after(row.state, move)
    refuse(*_day_faults(row, what.on, act.today), _words_fault(move, what.words))
    if move == "issue":
        _issue(row, what)
    elif move == "serve":
        _serve(row, what, asks, act)
    elif move in ("pay_reduced", "pay_full"):
        _pay(row, move, what.on)
    elif move == "lapse":
        _lapse(row, act.today)
    row.state = after
    if move in ("refuse", "withdraw"):
        row.why = what.words.strip()
    row.over_on = what.on if _is_over(after) else None
    row.save()
    on = row.received_on if move == "serve" and row.received_on else what.on
    Turn.objects.create(penalty=row, move=move, on=on, words=what.words.strip(), at=act.now, by_name=act.name)
    said = f"Penalty notice to {row.contact.name}: {PENALTY.words(after)}"
    tell(case, f"penalty_{move}", said, key=row.pk, act=act, on=min(on, act.today), more=what.words.strip())
    note("turned", case, act, penalty=str(row.pk), state=after)
    return row


def _is_over(state: str) -> bool:
    return next(one.over for one in PENALTY.states if one.key == state)


def _words_fault(move: str, words: str) -> Fault | None:
    needed = {"refuse": "Write why the authority refused.", "withdraw": "Write why it is withdrawn."}
    return words_fault(words, "words", needed=needed.get(move, ""))


def _day_faults(row: Penalty, on: dt.date, today: dt.date) -> list[Fault]:
    found = []
    if on > today:
        found.append(Fault("That day is to come.", "to_come", "on", remedy="Write it down once it has happened."))
    begun = row.issued_on or row.referred_on
    if begun is not None and on < begun:
        said = "issued" if row.issued_on else "asked for"
        found.append(Fault(f"The notice was {said} on {middle_date(begun)}, after that day.", "too_early", "on"))
    return found


def _issue(row: Penalty, what: Happened) -> None:
    """The order is what its authority says; else of the day of proposing, by all that is known of it here by now."""
    referred_on = row.referred_on or what.on
    ledger = notices_of(row.pupil).ledger(row.contact_id, referred_on, without=row.pk)
    refuse(ledger.fault)
    row.issued_on = what.on
    row.order, row.rate = what.order or ledger.order, what.rate or (ledger.rate or Rate.FLAT).value


def _serve(row: Penalty, what: Happened, asks: Asks, act: Act) -> None:
    if not what.deemed:
        row.received_on, row.deemed = what.on, False
        return
    issued_on = row.issued_on or what.on
    if asks.deemed_working_days is None:
        words = f"The trust keeps no rule of {asks.authority} for when a notice counts as received."
        refuse(Fault(words, "no_rule", "deemed", remedy="Ask the authority for the day, and write it down."))
    holidays = bank_holidays(ground_on(act.today).calendar)
    row.received_on, row.deemed = add_working_days(issued_on, asks.deemed_working_days or 0, holidays), True


def _pay(row: Penalty, move: str, on: dt.date) -> None:
    pay = days_to_pay(row)
    if move == "pay_reduced" and (pay.reduced_by is None or on > pay.reduced_by):
        words = (
            "This notice has no reduced rate."
            if pay.reduced_by is None
            else (f"The reduced rate was to be paid by {middle_date(pay.reduced_by)}.")
        )
        refuse(Fault(words, "too_late", "on", remedy="There is no part payment: it is paid in full, or unpaid."))
    if on > pay.full_by:
        words = f"It was to be paid by {middle_date(pay.full_by)}."
        refuse(Fault(words, "too_late", "on", remedy="The authority prosecutes the offence or withdraws the notice."))
    row.paid_on = on


def _lapse(row: Penalty, today: dt.date) -> None:
    pay = days_to_pay(row)
    if today <= pay.full_by:
        words = f"It can be paid until {middle_date(pay.full_by)}."
        refuse(Fault(words, "days_run", remedy="Write it down as unpaid once the days to pay are over."))
