"""One return: its fields as they would go out, what is missing, and what became of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.refusals import Fault
from foundation.ui.numbers import to_the_second
from schools.returns.models import Return, ReturnFile
from schools.returns.pages.carriers import Way, way_again
from schools.returns.pages.words import due_tag, field_words, kind_words, why_words
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.fields import FIELDS, check, field_of
from schools.returns.rules.kinds import STATE_WORDS, UNAPPROVED, WORDS, Kind, State
from schools.roll.pages.today_lists import Tag
from tenants.trusts.places import Place


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as it would go out. `fault` is what is wrong; `mend` where it is put right, if not on this page."""

    key: str
    label: str
    text: str
    typed: bool
    fault: str = ""
    mend: str = ""


@dataclass(frozen=True)
class OnePage:
    """A return on a day; `restricted` says that whoever looks may see what only the lead and the headteacher do.

    `again` is how its authority is told by itself that what was sent holds no more.
    """

    row: Return
    today: dt.date
    values: Mapping[str, str]
    faults: Sequence[Fault]
    files: Sequence[ReturnFile]
    restricted: bool
    again: Way | None = None

    @property
    def name(self) -> str:
        return str(self.row.pupil)

    @property
    def kind(self) -> str:
        return kind_words(self.row)

    @property
    def source(self) -> str:
        return WORDS[Kind(self.row.kind)].source

    @property
    def why(self) -> str:
        return why_words(self.row)

    @property
    def due(self) -> Tag:
        return due_tag(self.row, self.today)

    @property
    def state(self) -> str:
        return STATE_WORDS[State(self.row.state)]

    @property
    def is_open(self) -> bool:
        """Whether it may still be drafted, approved, or set aside."""
        return self.row.state in UNAPPROVED

    @property
    def asks_one_need(self) -> bool:
        """Whether somebody has to say first that it is one health need."""
        return self.row.kind == Kind.SICKNESS and self.row.state == State.DETECTED

    @property
    def lines(self) -> list[FieldLine]:
        """Every field that has a value, or that must have one; those a person writes are in the form."""
        said = {fault.field: fault.said for fault in self.faults}
        lines = []
        for one in FIELDS[Kind(self.row.kind)]:
            if one.restricted and not self.restricted:
                continue
            text = self.values.get(one.key, "")
            if text or one.key in said or one.required:
                mend = "" if one.typed or one.key not in said else self._mend(one.key)
                shown = field_words(text, is_date=one.is_date)
                lines.append(FieldLine(one.key, one.label, shown, one.typed, said.get(one.key, ""), mend))
        return lines

    def _mend(self, key: str) -> str:
        """Where what the roll lacks is put right."""
        pupil = [self.row.pupil_id]
        if key.startswith("parent_"):
            return reverse("pupil_contacts", args=pupil)
        return reverse("pupil_home", args=pupil) if key == "address" else reverse("pupil_roll", args=pupil)

    @property
    def history(self) -> list[tuple[str, str]]:
        """What became of it, oldest first: when, and what by whom."""
        row = self.row
        found = [(row.found_at, f"Found by {row.found_by}")]
        if row.drafted_at:
            found.append((row.drafted_at, f"Drafted by {row.drafted_by}"))
        if row.approved_at:
            found.append((row.approved_at, f"Checked and approved by {row.approved_by}, {row.approved_position}"))
        for file in self.files:
            if file.recorded_at:
                found.append((file.recorded_at, f"Recorded as sent to {file.authority} by {file.recorded_by}"))
            if file.withdrawn_at:
                words = f"File withdrawn by {file.withdrawn_by}: {file.withdrawn_because}"
                found.append((file.withdrawn_at, words))
        if row.ended_at:
            found.append((row.ended_at, f"{self.state.capitalize()} ({row.ended_by}): {row.ended_because}"))
        if row.corrected_at:
            found.append((row.corrected_at, f"Put right with the authority by {row.corrected_by}: {row.corrected_how}"))
        return [(to_the_second(at), words) for at, words in sorted(found)]

    def beside(self, key: str) -> str:
        """The field of the form that a fault is said beside, if it has it."""
        one = field_of(Kind(self.row.kind), key)
        return key if one is not None and one.typed else ""


def one_page(row: Return, today: dt.date, school: SchoolFacts, place: Place, *, restricted: bool) -> OnePage:
    """The page of a return, with its pupil."""
    values = values_of([row], today, school)[row.pk]
    faults = check(Kind(row.kind), values) if row.state in UNAPPROVED else []
    files = list(ReturnFile.objects.filter(lines__row=row).order_by("made_at"))
    return OnePage(row, today, values, faults, files, restricted, way_again(row, place))
