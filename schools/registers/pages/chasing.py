"""What is said of chasing: whom it reached, and what was asked for before."""

from foundation.ui.numbers import clock, counted
from schools.registers.operations.chasing import Chased


def chased_words(chased: Chased) -> str:
    """Whom it reached, in counts: what is said waits in the session, where nobody of the school is named."""
    parts = []
    if chased.registers:
        people = counted(len(chased.people), "person", "people")
        parts.append(f"{people} told of {counted(chased.registers, 'missing register')}.")
    if chased.before:
        when = clock(max(chased.before))
        others = f"{counted(len(chased.before), 'other')}: already" if chased.registers else "Already"
        parts.append(f"{others} chased {when}.")
    if chased.nobody == 1:
        parts.append("1 register has no tutor to ask: open it, or give its group a tutor.")
    elif chased.nobody:
        parts.append(f"{chased.nobody} registers have no tutor to ask: open them, or give each group a tutor.")
    return " ".join(parts) or "No register that has closed is missing any more."
