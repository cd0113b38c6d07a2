"""Raising a sickness return by hand: what a family or a doctor has said counts, before any session is missed."""

import datetime as dt

from foundation.refusals import Fault, Refused
from schools.returns.models import Return
from schools.returns.operations.finding import Found, raise_return
from schools.returns.rules.kinds import OPEN, Kind, State
from schools.returns.rules.sickness import Why
from schools.roll.models import Pupil
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age


def raise_sickness(
    pupil: Pupil, *, began: dt.date, until: dt.date, signed: Signature, now: dt.datetime, today: dt.date
) -> Return:
    """Raise a return because somebody has said that a pupil will miss fifteen school days by one health need.

    It is due today: the law asks for it when it is foreseeable [GRID]. Refused while one is open, or once one was made for
    that period.
    """
    faults = []
    if until < began:
        faults.append(Fault("This is before the illness began. Check both days.", "order", "until"))
    if began > today + dt.timedelta(days=183) or began < today - dt.timedelta(days=366):
        faults.append(Fault("Give a day of this school year or of the next months.", "began", "began"))
    if not pupil.admissions.filter(holds_on(today)).exists():
        faults.append(Fault("This pupil is not on the roll today.", "roll"))
    elif not of_compulsory_school_age(pupil.birth, today):
        faults.append(Fault("Only pupils of compulsory school age are returned.", "age"))
    if faults:
        raise Refused.because(*faults)
    mine = Return.objects.select_for_update(no_key=True).filter(pupil=pupil, kind=Kind.SICKNESS)
    if any(row.state in OPEN for row in mine):
        raise Refused("A sickness return of this pupil is open already. Open it from the page of returns.", code="open")
    facts = {"why": Why.SAID.value, "fields": {"began": began.isoformat(), "days": "0"}}
    found = Found(Kind.SICKNESS, pupil.pk, f"{pupil.pk}:{began}", began, today, facts)
    row = raise_return(found, now=now, by=signed.by)
    if row is None:
        raise Refused("A return was made for this period already. Give the day the new one began.", field="began")
    row.typed = {"until": until.isoformat()}
    row.state, row.drafted_at, row.drafted_by = State.DRAFTED, now, signed.by.name
    row.save(update_fields=["typed", "state", "drafted_at", "drafted_by"])
    return row
