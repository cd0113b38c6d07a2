"""A search: begun with the first day missing, when the child was last seen, enquiries of school and authority, sickness."""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, refuse
from schools.cases.operations.cases import open_case
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.missing.models import Enquiry, Search
from schools.missing.operations.holding import future_fault, held_case, note, tell, tell_authority
from schools.missing.rules.enquiries import Result, Side, kind_faults, kinds
from schools.roll.models import Admission, Pupil
from schools.staff.models import StaffMember

#: A first day missing lies no further back.
EARLIEST = dt.timedelta(days=366)
LONGEST_NAME = 200


@transaction.atomic(using=ALIAS)
def begin(pupil: Pupil, *, first_day: dt.date, because: str, act: Act, owner: StaffMember | None = None) -> Case:
    """Open the case of a child who is missing, with its search, and queue the notice to the authority."""
    refuse(*first_day_faults(pupil, first_day, act))
    case = open_case(pupil, kind=Kind.CME, because=because, act=act, owner=owner)
    _begin(case, first_day, act)
    return case


@transaction.atomic(using=ALIAS)
def set_first_day(case: Case, *, first_day: dt.date, act: Act) -> Search:
    """Say, or correct, on which day the child was first missing."""
    row = held_case(case, Kind.CME, Kind.LEAVING)
    refuse(*first_day_faults(row.pupil, first_day, act))
    return _begin(row, first_day, act)


def _begin(case: Case, first_day: dt.date, act: Act) -> Search:
    given = {"first_day": first_day, "at": act.now, "by_name": act.name}
    search, _ = Search.objects.update_or_create(case=case, defaults=given)
    tell(case, "first_day", f"First day missing: {middle_date(first_day)}", key=first_day, act=act)
    note("first_day", case, act, on=first_day.isoformat())
    tell_authority(case, act=act)
    return search


def first_day_faults(pupil: Pupil, first_day: dt.date, act: Act) -> list[Fault | None]:
    """What is wrong with a first day missing."""
    if first_day < act.today - EARLIEST:
        return [Fault("This is more than a year ago. Check the year.", "year", "first_day")]
    here = Admission.objects.filter(pupil=pupil, starts_on__lte=first_day).exists()
    early = None if here else Fault("The pupil was not on the roll by then.", "before", "first_day")
    return [future_fault(first_day, "first_day", act, "The first day missing has been."), early]


@transaction.atomic(using=ALIAS)
def set_last_seen(case: Case, *, on: dt.date, words: str, act: Act) -> Search:
    """Write down when the child was last seen, where, and by whom."""
    row = held_case(case, Kind.CME, Kind.LEAVING)
    refuse(
        future_fault(on, "on", act, "The child was seen today or before."),
        words_fault(words, "words", needed="Write where the child was seen, and by whom."),
    )
    search = _search(row)
    search.seen_on, search.seen_as = on, words.strip()
    search.save(update_fields=["seen_on", "seen_as"])
    tell(row, "last_seen", f"Last seen {middle_date(on)}", key=act.now.isoformat(), act=act, more=search.seen_as)
    note("last_seen", row, act)
    tell_authority(row, act=act)
    return search


@transaction.atomic(using=ALIAS)
def say_cause(case: Case, *, known: bool, words: str, act: Act) -> Search:
    """Answer today whether sickness or another unavoidable cause is known, and how one knows."""
    row = held_case(case, Kind.CME, Kind.LEAVING)
    needed = "Write what is known." if known else "Write who was asked, so that it can be said that none is known."
    refuse(words_fault(words, "words", needed=needed))
    search = _search(row)
    search.cause_known, search.cause_as = known, words.strip()
    search.cause_on, search.cause_by = act.today, act.name
    search.save(update_fields=["cause_known", "cause_as", "cause_on", "cause_by"])
    said = "Sickness or another unavoidable cause is known" if known else "No sickness or unavoidable cause is known"
    tell(row, "cause", said, key=act.now.isoformat(), act=act, more=search.cause_as)
    note("cause", row, act, known=known)
    return search


@transaction.atomic(using=ALIAS)
def enquire(
    case: Case,
    *,
    kind: str,
    side: Side,
    on: dt.date,
    who: str,
    words: str,
    result: Result,
    came: str,
    act: Act,
) -> Enquiry:
    """Write down an enquiry that school or authority made, with what came of it if that is known."""
    row = held_case(case, Kind.CME, Kind.LEAVING)
    search = _search(row)
    refuse(
        *kind_faults(kind, side, on, today=act.today, since=search.first_day),
        words_fault(who, "who", most=LONGEST_NAME, needed="Write who made it."),
        words_fault(words, "words", needed="Write whom or what was asked, and how."),
        _came_fault(result, came),
    )
    waits = result is Result.WAITING
    made = Enquiry.objects.create(
        case=row,
        kind=kind,
        side=side,
        on=on,
        who=who.strip(),
        words=words.strip(),
        result=result,
        came="" if waits else came.strip(),
        answered_on=None if waits else act.today,
        at=act.now,
        by_name=act.name,
    )
    _told(made, act)
    return made


@transaction.atomic(using=ALIAS)
def answer(enquiry: Enquiry, *, result: Result, came: str, act: Act) -> Enquiry:
    """Write down what came of an enquiry that waited."""
    case = held_case(enquiry.case, Kind.CME, Kind.LEAVING)
    row = Enquiry.objects.select_for_update(no_key=True).get(pk=enquiry.pk)
    answered = "This enquiry has its answer; write down another." if row.result != Result.WAITING else ""
    waits = "Choose what came of it." if result is Result.WAITING else ""
    refuse(
        Fault(answered, "answered", "result") if answered else None,
        Fault(waits, "waiting", "result") if waits else None,
        _came_fault(result, came),
    )
    row.case, row.result, row.came, row.answered_on = case, result, came.strip(), act.today
    row.save(update_fields=["result", "came", "answered_on"])
    _told(row, act)
    return row


def _told(row: Enquiry, act: Act) -> None:
    result, side = Result(row.result), Side(row.side)
    words = f"{kinds()[row.kind].words}, {side.words}: {result.words}"
    tell(row.case, "enquiry", words, key=f"{row.pk} {result}", act=act, more=row.came or row.words)
    note("enquiry", row.case, act, enquiry=str(row.pk), kind=row.kind, side=row.side, result=row.result)
    tell_authority(row.case, act=act)


def _came_fault(result: Result, came: str) -> Fault | None:
    if result is Result.WAITING:
        return None
    return words_fault(came, "came", needed="Write what came of it.")


def _search(case: Case) -> Search:
    """The case's search, held. Refused until the first day missing is said."""
    search = Search.objects.select_for_update(no_key=True).filter(case=case).first()
    if search is None:
        words = "The first day missing is not written down."
        refuse(Fault(words, "no_first_day", remedy="Write that down first; enquiries are counted from it."))
    assert search is not None
    return search
