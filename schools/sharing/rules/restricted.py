"""What is agreed by the safeguarding lead and not by the headteacher, and what reason is given for it."""

from typing import Final

from foundation.refusals import Fault
from schools.cases.rules.wording import words_fault
from schools.sharing.rules.states import LONGEST_REASON
from tenants.shares.rules.purposes import Purpose

#: Letters of a reason: fewer say nothing that anybody could answer for. Our own choice.
SHORTEST_REASON: Final = 20


def agreed_by_whom(purpose: Purpose) -> str:
    """Who agrees to shares of a purpose."""
    return "the safeguarding lead" if purpose.restricted else "the headteacher"


def reason_fault(why: str) -> Fault | None:
    """What is wrong with why something restricted is shared: it is given for each version."""
    fault = words_fault(why, "why", most=LONGEST_REASON, needed="Write why it is shared.")
    if fault is None and len(why.strip()) < SHORTEST_REASON:
        words = f"This is {len(why.strip())} characters long, which is too short for a reason."
        return Fault(words, "too_short", "why", remedy="Write why the authority needs the name, in a sentence.")
    return fault
