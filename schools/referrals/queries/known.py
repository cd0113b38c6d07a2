"""What the record of a case fills in of a referral. Nothing restricted or sensitive is among it."""

import datetime as dt

from foundation.ui.numbers import counted, middle_date, percent
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_of
from schools.cases.models import Barrier, Case, Offer, View
from schools.cases.rules import states
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals


def known_parts(case: Case, today: dt.date) -> dict[str, str]:
    """Words for the parts that the record fills in, by key; what it does not know is left out."""
    found = {
        "child": _views(case, View.Whose.CHILD),
        "parent": _views(case, View.Whose.PARENT),
        "attendance": _attendance(case, today),
        "barriers": _barriers(case),
        "tried": _tried(case),
        "school": f"{case.owner.name}, {case.owner.position}" if case.owner is not None else "",
    }
    return {key: words for key, words in found.items() if words}


def _views(case: Case, whose: View.Whose) -> str:
    rows = View.objects.filter(case=case, whose=whose).select_related("contact").order_by("on", "at")
    return "\n".join(f"{middle_date(one.on)}{_by(one)}: {one.words}" for one in rows)


def _by(view: View) -> str:
    return f", {view.contact.name}" if view.contact is not None else ""


def _attendance(case: Case, today: dt.date) -> str:
    """Sessions of the school year, as everywhere else in the product."""
    year = academic_year_of(today)
    totals = sum(totals_by_half_term(year, [case.pupil.key]).get(case.pupil.key, {}).values(), Totals())
    if not totals.possible:
        return ""
    since = middle_date(school_calendar().year_span(year)[0])
    share = percent(totals.possible - totals.absence, totals.possible)
    sessions = counted(totals.possible, "session")
    parts = f"{totals.absence - totals.unauthorised} absent with leave or reason, {totals.unauthorised} without"
    return f"{share} of {sessions} since {since}: {parts}. A session is half a school day."


def _barriers(case: Case) -> str:
    rows = Barrier.objects.filter(case=case, sensitive=False, ended_on__isnull=True).select_related("kind")
    return "\n".join(f"{one.kind}: {one.words}" if one.words else str(one.kind) for one in rows)


def _tried(case: Case) -> str:
    rows = Offer.objects.filter(case=case).order_by("made_on", "at")
    return "\n".join(f"{middle_date(one.made_on)}: {one.what} ({states.OFFER.words(one.state)})" for one in rows)
