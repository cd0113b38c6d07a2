"""Consent to a referral: written down, and withdrawn."""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from schools.cases.operations.acting import Act, refuse
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.cases.rules.wording import words_fault
from schools.referrals.models import Consent, Referral
from schools.referrals.operations.holding import check_unsent, held_referral, judge, note, tell
from schools.referrals.operations.sending import hands_of
from schools.referrals.queries.standing import given
from schools.referrals.rules import states
from schools.referrals.rules.consent import How, Whose, consent_faults


@transaction.atomic(using=ALIAS)
def note_consent(
    referral: Referral,
    *,
    whose: Whose,
    name: str,
    how: How,
    what: str,
    given_on: dt.date,
    until: dt.date | None,
    act: Act,
) -> Consent:
    """Write down a consent, on which the referral may then be sent."""
    row = held_referral(referral)
    check_unsent(row)
    refuse(*consent_faults(name=name, what=what, given_on=given_on, until=until, today=act.today))
    made = Consent.objects.create(
        referral=row,
        whose=whose,
        name=" ".join(name.split()),
        how=how,
        what=what.strip(),
        given_on=given_on,
        until=until,
        at=act.now,
        by_name=act.name,
    )
    judge(row, act)
    note("consent", row, act, consent=str(made.pk))
    return made


@transaction.atomic(using=ALIAS)
def withdraw_consent(consent: Consent, *, on: dt.date, words: str, act: Act) -> Consent:
    """Write down that consent was withdrawn. What has not left does not leave on it; where the service has it already, a
    task of the case says to tell them."""
    row = held_referral(consent.referral, open_case=False)
    mine = Consent.objects.select_for_update(no_key=True).get(pk=consent.pk)
    if mine.withdrawn_on is not None:
        raise Overtaken("It was withdrawn already.", code="withdrawn", remedy="Look at the referral again.")
    early = Fault("It would be withdrawn before it was given.", "early", "on", remedy="Give a later day.")
    ahead = Fault("That day is to come.", "ahead", "on", remedy="Give today or an earlier day.")
    refuse(
        early if on < mine.given_on else ahead if on > act.today else None,
        words_fault(words, "words", needed="Write what they said."),
    )
    mine.withdrawn_on, mine.withdrawn_as = on, words.strip()
    mine.save(update_fields=["withdrawn_on", "withdrawn_as"])
    if row.over_on is None and row.state in (*states.UNSENT, states.ASKED):
        judge(row, act)
    elif not any(given(one).holds(act.today) for one in row.consents.all()):
        _tell_service(row, mine, act)
    note("consent_withdrawn", row, act, consent=str(mine.pk))
    return mine


def _tell_service(row: Referral, consent: Consent, act: Act) -> None:
    words = f"Consent to the referral to {row.service.name} was withdrawn"
    tell(row, "consent_gone", words, key=consent.pk, act=act)
    if row.case.closed_on is None and row.state in (*states.WITH_SERVICE, states.ACCEPTED):
        what = f"Tell {row.service.name} that consent was withdrawn, and take the referral back."
        add_task(row.case, kind=TaskKind.TASK, what=what, due_on=act.today, act=act, **hands_of(row, act))
