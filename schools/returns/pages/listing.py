"""The page of all returns: what is due first, what goes out, and what is done."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from foundation.refusals import Fault
from schools.returns.models import Return, ReturnFile
from schools.returns.pages.coming import Coming, coming
from schools.returns.pages.words import due_tag, kind_words, why_words
from schools.returns.queries.rows import files_to_send, finished, to_correct, to_make
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.clocks import Clock, clock_of
from schools.returns.rules.fields import check, summary
from schools.returns.rules.kinds import STATE_WORDS, WORDS, Kind, State
from schools.roll.pages.today_lists import Tag

#: How long what is done stays on the page.
LATELY = dt.timedelta(days=21)


@dataclass(frozen=True)
class DueLine:
    """A return that waits. `faults` are what it lacks; one with none may be ticked and approved."""

    row: Return
    today: dt.date
    faults: Sequence[Fault]

    @property
    def name(self) -> str:
        return str(self.row.pupil)

    @property
    def kind(self) -> str:
        return kind_words(self.row)

    @property
    def why(self) -> str:
        return why_words(self.row)

    @property
    def due(self) -> Tag:
        return due_tag(self.row, self.today)

    @property
    def checked(self) -> str:
        return summary(self.faults)

    @property
    def state(self) -> str:
        return STATE_WORDS[State(self.row.state)]

    @property
    def late(self) -> bool:
        return clock_of(self.row.due_on, self.today) in (Clock.OVERDUE, Clock.TODAY)


@dataclass(frozen=True)
class Listing:
    """The page as it stands on a day, of one kind or of all."""

    today: dt.date
    chosen: str
    lines: Sequence[DueLine]
    correct: Sequence[Return]
    files: Sequence[ReturnFile]
    done: Sequence[Return]
    coming: Sequence[Coming]

    @property
    def late(self) -> int:
        """How many are due today or overdue."""
        return sum(1 for line in self.lines if line.late)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The choices of the filter."""
        return [(kind.value, WORDS[kind].many) for kind in Kind]

    @property
    def pupils(self) -> set[int]:
        """The compact keys of everybody shown."""
        rows = [*(line.row for line in self.lines), *self.correct, *self.done]
        return {row.pupil.key for row in rows} | {one.key for one in self.coming}

    @property
    def to_correct(self) -> list[tuple[Return, str]]:
        """What was sent and holds no longer, with its kind."""
        return [(row, kind_words(row)) for row in self.correct]

    @property
    def to_send(self) -> list[tuple[ReturnFile, str]]:
        """The files that wait to be sent, with their kind."""
        return [(file, WORDS[Kind(file.kind)].one) for file in self.files]

    @property
    def finished(self) -> list[tuple[Return, str, str]]:
        """What is done: the return, its kind, and how it ended."""
        return [(row, kind_words(row), _ended(row)) for row in self.done]


def listing(now: dt.datetime, today: dt.date, school: SchoolFacts, *, kind: str = "") -> Listing:
    """What the page shows. A fixed number of statements, however many returns there are."""
    only = {"kind": kind} if kind in {one.value for one in Kind} else {}
    rows = list(to_make().filter(**only).exclude(state=State.APPROVED))
    faults = faults_of(rows, today, school)
    return Listing(
        today=today,
        chosen=kind if only else "",
        lines=[DueLine(row, today, faults[row.pk]) for row in rows],
        correct=list(to_correct().filter(**only)),
        files=list(files_to_send().filter(**only).prefetch_related("lines")),
        done=list(finished(now - LATELY).filter(**only)),
        coming=coming(today) if kind in ("", Kind.ATTENDANCE, Kind.SICKNESS) else (),
    )


def faults_of(rows: Collection[Return], today: dt.date, school: SchoolFacts) -> Mapping[uuid.UUID, list[Fault]]:
    """What each lacks, by its key."""
    values = values_of(list(rows), today, school)
    return {row.pk: check(Kind(row.kind), values[row.pk]) for row in rows}


def _ended(row: Return) -> str:
    if row.state == State.SENT:
        return "sent"
    return f"{STATE_WORDS[State(row.state)]}: {row.ended_because}"
