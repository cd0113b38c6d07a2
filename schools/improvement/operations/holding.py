"""A notice held as it stands, and what every act on one leaves behind: its state, an audit line, a line of the case."""

import datetime as dt
from typing import Any, Final

from foundation.refusals import Overtaken
from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, note_event
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules.states import NOTICE

#: What its letters are about (`Letter.about_kind`), and what its lines in a case are of.
ABOUT: Final = "improvement.notice"
ROOM: Final = "improvement"


def held(notice: ImprovementNotice) -> ImprovementNotice:
    """The notice as it stands now, held until the transaction ends, with its case held before it."""
    Case.objects.select_for_update(no_key=True).get(pk=notice.case_id)
    rows = ImprovementNotice.objects.select_for_update(of=("self",), no_key=True).select_related("case__pupil")
    return rows.get(pk=notice.pk)


def as_seen(row: ImprovementNotice, edits: int) -> ImprovementNotice:
    """The same, if nobody has changed it since it was seen."""
    if row.edits != edits:
        words = "Somebody has changed this notice meanwhile."
        raise Overtaken(words, code="changed", remedy="Look at it as it stands now, and do it again.")
    return row


def move(row: ImprovementNotice, key: str) -> None:
    """Put it in the state that a move leads to. Refused when it is no move from here."""
    row.state = NOTICE.after(row.state, key)


def end(row: ImprovementNotice, key: str, words: str, *, on: dt.date, act: Act) -> None:
    """End it by a move, with why."""
    move(row, key)
    row.over_on, row.over_by, row.over_words = on, act.name, words
    row.save()
    audit(f"improvement.{row.state}", row.case, act, notice=str(row.pk))


def tell(row: ImprovementNotice, what: str, words: str, *, act: Act, on: dt.date | None = None, more: str = "") -> None:
    """Enter it in the case by its door, once for each thing that happens to a notice."""
    note_event(
        row.case.pupil,
        kind="notice",
        on=on or act.today,
        words=words,
        room=ROOM,
        key=f"{row.pk}.{what}",
        act=act,
        more=more,
    )


def note(what: str, row: ImprovementNotice, act: Act, **details: Any) -> None:
    """The audit line, with keys and counts and no words."""
    audit(f"improvement.{what}", row.case, act, notice=str(row.pk), **details)
