"""To whom a letter of the policy goes, of one child's contacts."""

import datetime as dt

from schools.absence.rules.messages import ASK_FIRST
from schools.cases.models import Case
from schools.correspondence.rules.whom import addressees
from schools.roll.queries.contacts import ContactOf, contacts_of
from tenants.policies.rules.document import Letter


def named_for(case: Case, letter: Letter, today: dt.date) -> list[ContactOf]:
    """Everybody that the policy has it go to, whether they may be written to or not."""
    return addressees(contacts_of(case.pupil, today), letter.to)


def parents_for(case: Case, letter: Letter, today: dt.date) -> list[ContactOf]:
    """Those of them who may be written to, perhaps once the safeguarding lead has been asked."""
    return [one for one in named_for(case, letter, today) if one.kinds <= {ASK_FIRST}]
