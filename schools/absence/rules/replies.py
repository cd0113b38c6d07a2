"""What the words of a reply suggest: never more than a suggestion, which a person accepts or not.

Words are looked for, and nothing is guessed: what speaks of two things, says "not", asks something, or means another day
suggests nothing. Better no suggestion than one that is accepted by habit.
"""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: The longest that is kept of a reply, in characters; a carrier's longest text.
LONGEST_WORDS: Final = 1600
#: How long after a message something that comes from its address is still a reply to it.
LATELY_DAYS: Final = 3
#: Wrong birth dates after which a link opens nothing.
MOST_TRIES: Final = 5
#: Coming in, and not here yet: no reason for the register, and what the desk enters when the child comes.
LATE: Final = "L"


class Chosen(StrEnum):
    """What a parent chooses on the page of a link."""

    ILL = "ill"
    MEDICAL = "medical"
    LATE = "late"
    ELSE = "else"

    @property
    def label(self) -> str:
        """As the page says it."""
        return _LABELS[self]

    @property
    def code(self) -> str:
        """The code it suggests; empty for none."""
        return _CODES[self]


_LABELS: Final = MappingProxyType(
    {
        Chosen.ILL: "Ill",
        Chosen.MEDICAL: "Medical appointment",
        Chosen.LATE: "On the way, will be late",
        Chosen.ELSE: "Something else",
    }
)
_CODES: Final = MappingProxyType({Chosen.ILL: "I", Chosen.MEDICAL: "M", Chosen.LATE: LATE, Chosen.ELSE: ""})

#: The same reason looked at the other way: from one that is authorised to one that is not, or back.
OTHER_WAY: Final = MappingProxyType({"I": "O", "M": "O", "G": "C"})

# What is said with "not" and means the child is ill or away, before any other "not" makes the words unclear.
_NOT_WELL: Final = re.compile(
    r"\bnot (?:feeling |been |very |too |so |at all )*(?:well|good|great|right|himself|herself)\b"
)
_NOT_IN: Final = re.compile(
    r"\b(?:will |can |is |are |he's |she's )?not (?:be |being |going to be )?"
    r"(?:in|coming|come|attend|attending|able to (?:come|attend)|at school|going in|make it)\b"
)
_SHORT_NOT: Final = re.compile(r"\b(wo|ca|is|are|was|were|do|does|did|has|have|could|would)n'?t\b")
_UNCLEAR: Final = re.compile(
    r"\?|\b(?:not|no|never|without|maybe|might|unless|if|better|fine|recovered|tomorrow|yesterday|next|last week"
    r"|monday|tuesday|wednesday|thursday|friday|wrong number)\b"
)
_SPEAKS_OF: Final = MappingProxyType(
    {
        "I": re.compile(
            r"\b(?:ill|illness|sick|sickness|unwell|poorly|temp|temperature|fever|feverish|vomit\w*|threw up|throwing up"
            r"|been sick|cold|cough\w*|flu|covid|headache|migraine|tummy|stomach|bug|diarrh\w+|tonsillitis|chicken ?pox"
            r"|sore throat|ear ?ache|infection|asthma)\b"
        ),
        "M": re.compile(
            r"\b(?:doctors?|doctor's|dr|gp|dentists?|dentist's|dental|orthodontist|optician\w*|hospital|clinic|appointment"
            r"|appt|surgery|check ?up|a&e|x ?ray)(?!\w)"
        ),
        "G": re.compile(r"\b(?:holidays?|vacation|abroad|airport|flights?|flying)\b"),
        LATE: re.compile(
            r"\b(?:late|later|overslept|(?:on|in) (?:the|his|her|their|our|my)? ?way|on way|nearly there|traffic"
            r"|missed (?:the|his|her|their) bus|just left|dropping|drop (?:him|her|them) off)\b"
        ),
    }
)


def suggested_code(words: str, *, name: str = "", others: Collection[str] = ()) -> str:
    """The code that these words suggest for a child: I, M, G, or L for on the way; empty where they suggest none.

    `others` are the first names of those whom the same message asked about: words that name one of them and not `name`
    say nothing of this child.
    """
    text = _plain(words)
    if not _names(text, name) and any(_names(text, other) for other in others):
        return ""
    rest, unwell = _NOT_WELL.subn(" ", text)
    rest = _NOT_IN.sub(" ", rest)
    if _UNCLEAR.search(rest):
        return ""
    found = {code for code, pattern in _SPEAKS_OF.items() if pattern.search(rest)} | ({"I"} if unwell else set())
    if found == {"M", LATE}:
        return "M"  # an appointment first, and in after it
    return found.pop() if len(found) == 1 else ""


def _plain(words: str) -> str:
    text = " ".join(words.lower().replace("’", "'").split())
    text = re.sub(r"\bwon'?t\b", "will not", re.sub(r"\b(?:cannot|can'?t)\b", "can not", text))
    return _SHORT_NOT.sub(r"\1 not", text)


def _names(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def disagree(codes: Iterable[str]) -> bool:
    """Whether what was said of one child on one day, as codes (empty for what says none), says more than one thing."""
    return len({code for code in codes if code}) > 1
