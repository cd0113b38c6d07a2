"""What stands against a letter going to somebody, asked anew each time it is about to go.

Which restrictions bar is the messages' rule (`schools.absence.rules.messages`): a bar or an order for good, `ask_first`
until the safeguarding lead has said so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.refusals import Fault
from schools.absence.rules.messages import ASK_FIRST, NEVER


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter's addressee as they stand now: where they are reached, and what stands against it.

    `linked` while they are a contact of the pupil; of somebody who is none (an authority, the board), always. `kinds` are
    the restrictions between the two; `looked_for_first` where such a sign about the pupil makes a letter of its kind wait.
    `by_lead` when the safeguarding lead has let this letter go.
    """

    name: str
    lines: Sequence[str] = ()
    email: str = ""
    linked: bool = True
    kinds: frozenset[str] = frozenset()
    by_lead: bool = False
    looked_for_first: bool = False

    @property
    def barred(self) -> Fault | None:
        """Why nothing may go to them at all."""
        if self.kinds & NEVER:
            return Fault(
                "They must not be contacted about this pupil.", "barred", "contact", remedy="Nothing was sent."
            )
        if not self.linked:
            remedy = "Write to somebody who is one, or add them."
            return Fault("They are no contact of the pupil any more.", "not_linked", "contact", remedy=remedy)
        return None

    @property
    def lead_first(self) -> bool:
        """Whether the safeguarding lead is to be asked before they hear of the pupil."""
        return (self.looked_for_first or ASK_FIRST in self.kinds) and not self.by_lead

    @property
    def against_reaching(self) -> Fault | None:
        """Why it cannot reach them now by any way, so that nobody is given a page that could."""
        return self.barred or (LEAD_FIRST if self.lead_first else None)

    def against_printing(self, *, by_hand: bool) -> Fault | None:
        """Why it cannot be printed now; `by_hand` when nobody posts it."""
        return self.against_reaching or (None if self.lines or by_hand else NO_ADDRESS)

    @property
    def against_sending(self) -> Fault | None:
        """Why it cannot be sent by email. That the lead is to be asked is no reason: then it is held."""
        return self.barred or (None if self.email else NO_EMAIL)


LEAD_FIRST = Fault("It waits for the safeguarding lead’s word.", "lead_first", "contact", remedy="Ask the lead first.")
NO_ADDRESS = Fault(
    "No postal address of theirs is kept.",
    "no_address",
    "contact",
    remedy="Add it to the contact, or print it to be handed over.",
)
NO_EMAIL = Fault(
    "No email address of theirs is kept.", "no_email", "contact", remedy="Add it to the contact, or print it."
)
