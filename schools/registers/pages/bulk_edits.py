"""What a bulk edit would do, pupil by pupil, and what came of one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import as_at, counted, thousands
from schools.registers.models import BulkEdit
from schools.registers.pages.clashes import when_words
from schools.registers.queries.bulk_edits import EditedCell, EditedPupil
from schools.registers.rules.bulk_edits import BulkAsk
from schools.registers.rules.plan_sources import label_of
from schools.registers.rules.plans import PlanOutcome, SessionOutcome, Standing
from schools.registers.rules.spoken import words_of

#: Cells that were changed since are drawn up to so many; the rest are counted.
MOST_LISTED: Final = 200
_MISSING: Final = "no mark"


@dataclass(frozen=True, slots=True)
class EditRow:
    """A pupil of a preview: what changes, and what does not and why, each in words."""

    pupil: EditedPupil
    changes: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True)
class EditPreview:
    """Everything that an edit would do. `marks` change; `stays` counts the sessions in which nothing does."""

    facts: tuple[tuple[str, str], ...]
    rows: tuple[EditRow, ...]
    marks: int
    stays: int


def edit_preview(ask: BulkAsk, outcomes: Mapping[int, PlanOutcome], pupils: Sequence[EditedPupil]) -> EditPreview:
    """The preview of an edit, by name."""
    rows = tuple(_row(one, outcomes[one.key]) for one in pupils)
    sessions = [one for outcome in outcomes.values() for one in outcome.sessions]
    marks = sum(one.changes for one in sessions)
    amended = sum(1 for one in sessions if one.changes and one.verdict.enters and one.held is not None)
    return EditPreview(
        (
            ("Pupils", thousands(len(ask.pupils))),
            ("Sessions", f"{len(ask.sessions)}: {when_words(ask.sessions)}"),
            ("Code", _code(ask.code, ask.sessions[0][0])),
            ("Reason", ask.reason.strip() or "none: no mark that counts can be amended without one"),
            ("Changes", counted(marks, "mark") + (f", of which {thousands(amended)} amended" if amended else "")),
            ("Stays as it is", counted(len(sessions) - marks, "session")),
            ("Undone", "as one act on the day it is done, or before the last of its days is over"),
        ),
        rows,
        marks,
        len(sessions) - marks,
    )


def _row(pupil: EditedPupil, outcome: PlanOutcome) -> EditRow:
    together: dict[tuple[bool, str], list[tuple[dt.date, int]]] = {}
    for one in outcome.sessions:
        said = (one.changes, _changed(one) if one.changes else _stayed(one))
        together.setdefault(said, []).append((one.asked.date, one.asked.session))
    lines = [(changes, f"{when_words(sessions)}: {words}") for (changes, words), sessions in together.items()]
    return EditRow(
        pupil,
        tuple(words for changes, words in lines if changes),
        tuple(words for changes, words in lines if not changes),
    )


def _changed(one: SessionOutcome) -> str:
    how = " amended" if one.verdict.enters and one.held else "" if one.verdict.enters else " planned"
    return f"{one.held or _MISSING} → {one.stands or _MISSING}{how}"


def _stayed(one: SessionOutcome) -> str:
    held = f"{one.held or _MISSING} stays"
    if one.verdict.standing is Standing.BEHIND:
        return f"{held}; {label_of(one.verdict.behind)} comes first"
    if one.verdict.fault is not None:
        return f"{held}. {one.verdict.fault.said}"
    return f"{one.stands or _MISSING} already"


def _code(code: str, on: dt.date) -> str:
    return f"{code}, {words_of(code, on)}"


# One that was asked for


@dataclass(frozen=True, slots=True)
class LeftCell:
    """A cell that somebody changed since, or whose register was taken."""

    name: str
    address: str
    when: str
    wrote: str
    stands: str
    by: str


@dataclass(frozen=True)
class EditPage:
    """An edit as its page shows it. `refused` says why it cannot be undone; `left` is what undoing leaves, or left."""

    edit: BulkEdit
    said: str
    facts: tuple[tuple[str, str], ...]
    left: tuple[LeftCell, ...]
    more: int
    refused: str

    @property
    def working(self) -> bool:
        return self.edit.status == BulkEdit.Status.WANTED

    @property
    def done(self) -> bool:
        return self.edit.status == BulkEdit.Status.DONE


_SAID: Final = {
    BulkEdit.Status.WANTED: "It waits for the worker. Nothing has changed yet.",
    BulkEdit.Status.OVERTAKEN: "Marks had changed since this was shown, so nothing was done. Ask for it again.",
    BulkEdit.Status.UNDONE: "It was done, and has been undone.",
}
_COUNTED: Final = {
    Standing.STANDS: "stand",
    Standing.BEHIND: "kept behind another plan",
    Standing.BY_HAND: "left to a mark by hand",
    Standing.NO_REGISTER: "without a register",
    Standing.REFUSED: "refused",
}


def edit_page(edit: BulkEdit, left: Sequence[EditedCell], *, today: dt.date, refused: str) -> EditPage:
    """The page of one edit."""
    status = BulkEdit.Status(edit.status)
    marks = int(edit.counts.get("marks", 0))
    sessions = list(zip(edit.dates, edit.sessions, strict=True))
    facts = [
        ("Pupils", thousands(len(edit.pupils))),
        ("Sessions", f"{len(sessions)}: {when_words(sessions)}"),
        ("Code", _code(edit.code, edit.dates[0])),
        ("Reason", edit.reason or "none"),
        ("Asked for", f"{as_at(edit.wanted_at, today)} by {edit.by_name} ({edit.by_position})"),
    ]
    if edit.done_at is not None:
        became = [f"{thousands(edit.counts[one])} {words}" for one, words in _COUNTED.items() if edit.counts.get(one)]
        facts += [
            ("Done", f"{as_at(edit.done_at, today)}: {counted(marks, 'mark')} changed"),
            ("Of the sessions", "; ".join(became)),
        ]
    if edit.undone_at is not None:
        facts.append(("Undone", f"{as_at(edit.undone_at, today)} by {edit.undone_by}"))
    return EditPage(
        edit,
        _SAID.get(status, f"{counted(marks, 'mark')} {'was' if marks == 1 else 'were'} changed."),
        tuple(facts),
        tuple(_left(one) for one in left[:MOST_LISTED]),
        max(0, len(left) - MOST_LISTED),
        refused,
    )


def _left(one: EditedCell) -> LeftCell:
    address = reverse("pupil", args=[one.pupil])
    if one.group is not None:
        address = f"{reverse('register', args=[one.group, one.date, one.session])}?pupil={one.pupil}"
    return LeftCell(
        one.name,
        address,
        when_words([(one.date, one.session)]),
        one.wrote or _MISSING,
        _code(one.mark.code, one.date) if one.mark.code else _MISSING,
        one.by,
    )


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit in the list of all."""

    id: uuid.UUID
    when: str
    what: str
    pupils: int
    by: str
    state: str


def edit_lines(edits: Sequence[BulkEdit], today: dt.date) -> list[EditLine]:
    """The newest edits as a list."""
    return [
        EditLine(
            one.pk,
            as_at(one.wanted_at, today),
            f"{_code(one.code, one.dates[0])}: {when_words(list(zip(one.dates, one.sessions, strict=True)))}",
            len(one.pupils),
            one.by_name,
            BulkEdit.Status(one.status).label,
        )
        for one in edits
    ]
