"""What every act of this room begins with and leaves behind: the case held, a line of its timeline, an audit line; and the
notice that tells the authority, kept as what is held now."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import short_date
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import CalendarTooShortError, SchoolCalendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, held_open, note_event
from schools.cases.rules.opening import Kind
from schools.missing.models import Enquiry, HomeEducation, Search
from schools.missing.queries.marking import marked_of
from schools.missing.queries.standing import about, from_log, made_of
from schools.missing.rules.checklist import NOTICE, steps
from schools.missing.rules.enquiries import Made, kinds
from schools.returns.operations.notices import queue_notice
from schools.returns.rules.kinds import Kind as ReturnKind

ROOM: Final = "missing"


def held_case(case: Case, *kinds_of_case: Kind) -> Case:
    """The case as it stands now, held until the transaction ends. Refused where it is of another kind, or closed."""
    row = held_open(case)
    if row.kind not in kinds_of_case:
        about_kinds = " or ".join(f"“{one.words}”" for one in kinds_of_case)
        raise Refused(f"That belongs in a case of the kind {about_kinds}.", code="other_kind", remedy="Open one.")
    return row


def future_fault(on: dt.date | None, field: str, act: Act, words: str) -> Fault | None:
    """What is wrong with a day on which something is said to have happened."""
    if on is not None and on > act.today:
        return Fault(words, "ahead", field, remedy="Give today or an earlier day.")
    return None


def tell(case: Case, kind: str, words: str, *, key: object, act: Act, more: str = "") -> None:
    """Write into the timeline of the case, once under this key."""
    note_event(
        case.pupil,
        kind=kind,
        on=act.today,
        words=words,
        room=ROOM,
        key=f"{kind} {key}",
        act=act,
        of=Kind(case.kind),
        more=more,
    )


def note(what: str, case: Case, act: Act, **details: object) -> None:
    """The audit line of an act of this room: keys and codes, and no words."""
    audit(f"missing.{what}", case, act, **details)


@transaction.atomic(using=ALIAS)
def tell_authority(case: Case, *, act: Act) -> None:
    """Queue the case's notice to the authority, or have one that is not sent yet hold what is held now.

    Of enquiries it has day, kind and what came of them, and none of the words.
    """
    if case.kind == Kind.CME:
        search = Search.objects.get(case=case)
        _tell_of_search(case, search, act)
    elif case.kind == Kind.EHE:
        _tell_of_home_education(case, HomeEducation.objects.get(case=case), act)


def _tell_of_search(case: Case, search: Search, act: Act) -> None:
    calendar = school_calendar()
    found = marked_of(case.pupil, calendar, act.today)
    made = made_of(list(Enquiry.objects.filter(case=case))) + from_log(case.pupil, search.first_day)
    last = found.last_attended
    values = {
        "first_day": search.first_day.isoformat(),
        "last_seen": search.seen_on.isoformat() if search.seen_on else "",
        "last_session": str(last) if last else "",
        "days": str(found.run.number),
        "enquiries": enquiries_words(made),
    }
    due = _notice_due(search.first_day, calendar, act.today)
    queue_notice(
        ReturnKind.CME, pupil=case.pupil, about=about(case), values=values, by=act.signed.by, due_on=due, now=act.now
    )


def _notice_due(first_day: dt.date, calendar: SchoolCalendar, today: dt.date) -> dt.date:
    """By when the authority is to be told: by the checklist's day, counted from the first day missing; today where that has
    passed, or the calendar ends before. The product's own choice."""
    by_day = next(day for key, _, day in steps() if key == NOTICE)
    try:
        return max(calendar.add_school_days(first_day, by_day - 1), today)
    except CalendarTooShortError:
        return today


def enquiries_words(made: Sequence[Made]) -> str:
    """ "3 Nov: went to the home, the school (nothing found)"; a line each."""
    known = kinds()
    rows = sorted(made, key=lambda one: one.on)
    return "\n".join(
        f"{short_date(one.on)}: {known[one.kind].words.lower()}, {one.side.words} ({one.result.words})" for one in rows
    )


def _tell_of_home_education(case: Case, row: HomeEducation, act: Act) -> None:
    values = {
        "written_on": row.written_on.isoformat() if row.written_on else "",
        "written_by": row.written_by,
        "starts_on": row.starts_on.isoformat() if row.starts_on else "",
    }
    queue_notice(ReturnKind.EHE, pupil=case.pupil, about=about(case), values=values, by=act.signed.by, now=act.now)
