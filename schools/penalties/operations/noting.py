"""What every act here leaves behind: a line in the case, and an audit line of keys and codes."""

import datetime as dt
from typing import Final

from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, note_event
from schools.cases.rules.opening import Kind

#: The room, as it writes into timelines.
ROOM: Final = "penalties"


def tell(
    case: Case, kind: str, words: str, *, key: object, act: Act, on: dt.date | None = None, more: str = ""
) -> None:
    """Write into the timeline of the case, once under this key of ours."""
    of = Kind(case.kind)
    note_event(
        case.pupil,
        kind=kind,
        on=on or act.today,
        words=words,
        room=ROOM,
        key=f"{key} {kind}",
        act=act,
        of=of,
        more=more,
    )


def note(what: str, case: Case, act: Act, **details: object) -> None:
    """The audit line of an act: keys, states and counts, and no words."""
    audit(f"penalty.{what}", case, act, **details)
