"""Letters of the demo's cases: drafted when their stage was agreed, approved by whom the policy names, and left a day later.

Most were printed. Of those that go by email one each has every other state that a letter may be in for longer than a moment:
delivered, not delivered, of which nobody knows, about to be sent, and held for the safeguarding lead.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from django.db.models import Sum

from foundation import messaging
from foundation.documents.merging import Field
from foundation.refusals import Refused
from foundation.ui.numbers import middle_date
from rollcall.demo.trust.case_steps import Part, finish
from schools.absence.queries.gateways import carrier_of
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.correspondence.operations.drafting import CASE, chosen
from schools.correspondence.rules.filling import asked_fields, days, gap_of
from schools.letters.models import Letter
from schools.letters.operations import approve, print_letters
from schools.letters.operations.drafting import edit
from schools.letters.operations.outcomes import settle
from schools.letters.operations.sending import claim, give, send
from schools.letters.operations.withdrawing import withdraw
from schools.letters.rules.states import State
from schools.registers.models import PupilWeek
from schools.roll.models import ContactFirst, Placement
from schools.roll.queries import holds_on
from schools.staff.models import StaffMember

#: What is written where the record of a case knows nothing yet.
OTHERWISE: Final = {
    "support_given": "we have talked on the phone",
    "support_offered": "a talk with the form tutor, at any time that suits you",
    "meeting": "at a time that suits you; please ring us",
    "enough": "at school on every day on which there is no illness",
    "period": "the three school weeks after this letter",
    "review_on": "the first day after those three weeks",
    "missed": "some days",
    "key_person": "the attendance office",
}
#: What became of letters that were sent, by the part's place in the play; all others are printed.
FATES: Final = {0: "delivered", 8: "failed", 16: "in_doubt", 24: "delivered", 40: "withdrawn"}
THE_YEAR_HEADS: Final = "9"
FIRST: Final = "we_noticed"


def write(key: str) -> Callable[[Part, Case, int], None]:
    """The step that sees to a letter of the policy: what it leaves open is written, it is approved, and leaves next day."""

    def written(part: Part, case: Case, day: int) -> None:
        approved = []
        for letter in _drafted(part, case, key, day):
            approver = _approver(letter, part, day)
            if approver is None:
                continue
            act = part.act(day, approver)
            approved.append(approve(letter, signed=act.signed, now=act.now))
        if approved and day < part.days.now:
            _leave(approved, part, day + 1)
            if key == "notice":
                finish(part, case, day, "improve.notice", "Approved by the head, and left the day after.")

    return written


def _drafted(part: Part, case: Case, key: str, day: int) -> list[Letter]:
    """Its drafts to each parent, with what the record did not know written in; none where it is none of the case's now."""
    act = part.act(day)
    try:
        asked = asked_fields(chosen(case, key, act).one.letter)
    except Refused:
        return []
    rows = Letter.objects.filter(about_kind=CASE, about_id=case.pk, state=State.DRAFT, rests_on__letter=key)
    return [_filled(row, asked, part, act) for row in rows.order_by("to_name")]


def _filled(row: Letter, asked: list[Field], part: Part, act: Act) -> Letter:
    body = row.body
    for field in asked:
        words = _missed(part, act.today) if field.name == "missed" else ""
        body = body.replace(gap_of(field), words or OTHERWISE[field.name])
    if body != row.body:
        edit(row, heading=row.heading, body=body, version=row.version, by=act.signed.by, now=act.now)
    return Letter.objects.get(pk=row.pk)


def _missed(part: Part, today: dt.date) -> str:
    """What had been missed by then, as a letter of that day would have said it."""
    calendar = school_calendar()
    first, _ = calendar.year_span(calendar.year_of(today))
    weeks = PupilWeek.objects.filter(pupil_key=part.pupil.key, week__gte=first - dt.timedelta(days=6), week__lt=today)
    counted = weeks.aggregate(with_leave=Sum("authorised"), without=Sum("unauthorised"))
    sessions = (counted["with_leave"] or 0) + (counted["without"] or 0)
    return f"{days(sessions)} since {middle_date(first)}" if sessions else ""


def _approver(letter: Letter, part: Part, day: int) -> StaffMember | None:
    """Who approves it, by the policy; None where nobody who signs in may: it stays a draft."""
    if part.place % 9 == 5 and part.days.now - day < 12:
        return None  # drafted lately, and nobody has come to it yet
    if letter.approver == "head_of_year":
        years = Placement.objects.filter(holds_on(part.on(day)), pupil=part.pupil)
        return part.days.year_head if years.filter(year_group=THE_YEAR_HEADS).exists() else None
    return part.days.head if letter.approver == "headteacher" else part.owner


def _leave(letters: list[Letter], part: Part, day: int) -> None:
    """Have them leave on a school day: by email where somebody carries that and they are to go so, else on paper."""
    if day > part.days.now:
        return
    act = part.act(day)
    if ContactFirst.objects.filter(pupil=part.pupil).exists():
        for letter in filter(_carried, letters):
            send(letter, by=act.signed.by, now=act.now)  # held for the safeguarding lead's word
        return
    on_paper = []
    for letter in letters:
        fate = FATES.get(part.place, "printed") if letter.rests_on["letter"] == FIRST else "printed"
        if fate == "withdrawn":
            withdraw(letter, why="They rang before it went, and came in.", by=act.signed.by, now=act.now)
        elif fate != "printed" and _carried(letter):
            _send(letter, State(fate), part, day)
        else:
            on_paper.append(letter)
    _print(on_paper, part, day)


def _print(letters: list[Letter], part: Part, day: int) -> None:
    """Print them together, each on the first day from this one on which it is held no more."""
    act = part.act(day)
    held = [one for one in letters if one.leaves_from is not None and one.leaves_from > act.now]
    free = [one for one in letters if one not in held]
    if free:
        with contextlib.suppress(Refused):  # no address to print on any: they wait, and the list of letters says so
            print_letters(free, by=act.signed.by, now=act.now)
    if held and day < part.days.now:
        _print(held, part, day + 1)


def _carried(letter: Letter) -> bool:
    """Whether it can go by email."""
    try:
        carrier_of(messaging.Channel.EMAIL.value)
    except Refused:
        return False
    return letter.contact is not None and bool(letter.contact.email)


def _send(letter: Letter, fate: State, part: Part, day: int) -> None:
    """Have it go by email as the worker would have had it go that day, but for the carrier, who is asked nothing."""
    act = part.act(day)
    send(letter, by=act.signed.by, now=act.now)
    going = Letter.objects.get(pk=letter.pk)
    if going.send_at is None:
        return
    at = max(going.send_at, act.now)
    given = claim(str(letter.pk), school="", now=at)
    if given is None:
        return
    give(given, at=at)
    for moment, outcome in enumerate(_told(fate), 1):
        settle(letter.pk, outcome, now=at + dt.timedelta(seconds=4 * moment))


def _told(fate: State) -> Iterator[messaging.Outcome]:
    """What its carrier told of it, in order."""
    if fate is State.FAILED:
        yield messaging.Outcome(messaging.State.FAILED, "No such address", "no_such_address")
    elif fate is State.IN_DOUBT:
        yield messaging.Outcome(messaging.State.IN_DOUBT, "Rollcall was interrupted while it was being sent", "lost")
    else:
        yield messaging.Outcome(messaging.State.HANDED_OVER)
        yield messaging.Outcome(messaging.State.DELIVERED)


def about_to_be_sent(part: Part, case: Case, day: int) -> None:
    """One that is approved and asked to be sent, and goes when the hours are over for which it is held."""
    for letter in Letter.objects.filter(about_kind=CASE, about_id=case.pk, state=State.APPROVED):
        if _carried(letter):
            act = part.act(day)
            send(letter, by=act.signed.by, now=act.now)
