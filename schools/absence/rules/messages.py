"""Messages to families: what one says, whose name may stand in it, and when it waits for a person.

The law asks schools to make contact on the first day and says nothing of how [domain rules, section 5: WT26 p.20]. What a
message says, and when a machine may send it without a person's word, is ours: no reason, no surname, no blame, and nothing
to anybody about a child of whom they must not hear.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

#: Kinds of restriction on a contact (`ContactRestriction.Kind`) that bar for good, and the one that waits for the lead.
NEVER: Final = frozenset({"do_not_contact", "court_order"})
ASK_FIRST: Final = "ask_first"
LONGEST_RING: Final = 100
#: How often a message that surely did not go is given to its carrier in all.
MOST_TRIES: Final = 3

HAS_REASON: Final = "a mark came first"
NO_SESSION: Final = "the school does not meet"
NO_CONTACT: Final = "no longer a contact of the child"
BARRED: Final = "must not be contacted about the child"
STOPPED: Final = "They wrote STOP to us: no text goes there. Ring instead."
NO_ADDRESS: Final = "There is no number or address to send it to any more. Ring instead."


@dataclass(frozen=True, slots=True)
class Look:
    """One child of a message, as things stand at the moment of sending.

    `absent` without a reason; `met` when the school meets then; `linked` while the person is a contact of the child; `kinds`
    are the restrictions that stand between the two; `without` of `marked` pupils of the child's form have no reason.
    """

    first_name: str
    absent: bool = True
    met: bool = True
    linked: bool = True
    kinds: frozenset[str] = frozenset()
    without: int = 0
    marked: int = 1

    @property
    def left_out(self) -> str:
        """Why this child's name is taken out; empty when it stays."""
        if self.kinds & NEVER:
            return BARRED
        if not self.linked:
            return NO_CONTACT
        if not self.met:
            return NO_SESSION
        return "" if self.absent else HAS_REASON

    @property
    def lead_first(self) -> bool:
        """Whether the safeguarding lead is to be asked before this person hears of this child."""
        return ASK_FIRST in self.kinds

    @property
    def may_be_slip(self) -> bool:
        """Whether over a third of the form has no reason, which looks like a register that was taken wrongly."""
        return 3 * self.without > self.marked


def waits_for(named: Collection[Look], *, released: bool, by_lead: bool, over_cap: bool) -> str:
    """Whom a message about these children waits for: "lead", "form", "cap" (`Message.HeldFor`), or nobody.

    What a person has let go waits no more, but only the lead's word is enough where the lead is to be asked.
    """
    if any(one.lead_first for one in named) and not by_lead:
        return "lead"
    if released or by_lead:
        return ""
    if any(one.may_be_slip for one in named):
        return "form"
    return "cap" if over_cap else ""


def joined(names: Sequence[str]) -> str:
    """ "Kai", "Kai and Mia", "Kai, Mia and Jo"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def words_of(school: str, names: Sequence[str], *, ring: str, address: str) -> str:
    """What a message says: who is asked about by first name, where to answer, and whom to ring. No reason, no blame."""
    are = "are" if len(names) > 1 else "is"
    call = ring or "the school"
    return (
        f"{school}: {joined(names)} {are} not in school and we have not heard from you yet. "
        f"Please tell us here: {address} or ring {call}. Thank you."
    )


def subject_of(school: str) -> str:
    """An email's subject. It is read over shoulders and on locked screens, so it names nobody."""
    return f"{school} asks you to get in touch"
