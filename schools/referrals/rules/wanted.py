"""What a service may want to be sent about a child: the parts of a referral, in the order in which they are written.

Which of them a service wants is written in the directory, by what that service says; the list is ours. `health` is what a
case keeps as sensitive barriers: the safeguarding lead and the headteacher alone write and read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wanted:
    """One part: its key in rows and files, what it is called, and what the record of the case fills in, if anything."""

    key: str
    words: str
    filled_from: str = ""
    sensitive: bool = False


HEALTH: Final = "health"
#: Is a contact of the pupil, and no words: as their telephone stands when it is sent.
HOME: Final = "home"
PARTS: Final = (
    Wanted("why", "Why the school refers"),
    Wanted("child", "What the child says", "the views written down in the case"),
    Wanted("parent", "What the parent says", "the views written down in the case"),
    Wanted("attendance", "Attendance", "the marks of this school year"),
    Wanted("barriers", "What keeps the child away", "the barriers of the case that are not sensitive"),
    Wanted("tried", "What has been tried", "the offers of the case and what came of them"),
    Wanted("strengths", "What goes well"),
    Wanted(HOME, "Whom the service may ring at home"),
    Wanted("school", "Whom to ring at school", "who has the case"),
    Wanted(HEALTH, "Health, caring and other sensitive things", sensitive=True),
)
#: What stands between the names of parts in the log of shares; no name holds it.
PARTED: Final = "; "
_BY_KEY: Final = {one.key: one for one in PARTS}
#: What each referral says, whichever service it is to.
ALWAYS: Final = ("why",)


def parts_of(wants: Iterable[str]) -> list[Wanted]:
    """The parts that a referral to such a service has, in their order."""
    keys = {*wants, *ALWAYS}
    return [one for one in PARTS if one.key in keys]


def part(key: str) -> Wanted:
    """One part. KeyError for a key that is none."""
    return _BY_KEY[key]


def key_called(words: str) -> str | None:
    """The key of a part as a file names it: by its key or by what it is called."""
    said = " ".join(words.casefold().split())
    return next((one.key for one in PARTS if said in (one.key, one.words.casefold())), None)
