"""A register as a plain form: a code and minutes for each pupil, for a browser without our script."""

import secrets
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.forms import Form

from foundation.refusals import Fault
from foundation.ui.forms import DayField
from foundation.ui.numbers import as_at
from schools.registers.operations.saving import Ask, AskedChange, Conflict
from schools.registers.pages.group_week import GroupWeek
from schools.registers.rules.asks import is_key
from schools.registers.rules.codes import normalise
from schools.registers.rules.entering import CellMark, awaits_taking
from schools.registers.rules.spoken import said_mark
from schools.roll.rules.names import spoken_name

_LONGEST_TYPED: Final = 10
_HIGHEST: Final = 32_767


class DayForm(Form):
    """Which day's registers are shown."""

    on = DayField(required=False, label="Day")


@dataclass(frozen=True, slots=True)
class PlainRow:
    """One pupil's line: what the page was drawn with (`was`), what is in the boxes, and what is wrong with it.

    `planned` is what awaits the taking of the register: sending the form confirms it, or puts another mark there; what the
    row `expects` is another place's to confirm, and an empty box leaves it so.
    """

    number: int
    id: uuid.UUID
    name: str
    was: str
    code: str
    minutes: str
    planned: bool = False
    expects: str = ""
    error: str = ""
    error_field: str = "code"

    @property
    def spoken(self) -> str:
        return spoken_name(self.name)


@dataclass(frozen=True)
class PlainRegister:
    """The form of one register. `faults` are those of the form as a whole.

    `strays` are pupils and codes that were sent though this register has no such line: they are refused, not passed over.
    """

    rows: tuple[PlainRow, ...]
    version: int
    key: str
    reason: str = ""
    strays: tuple[tuple[uuid.UUID, str], ...] = ()
    reason_error: str = ""
    faults: tuple[str, ...] = ()

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, as (id to go to, words)."""
        found = [("", words) for words in self.faults]
        if self.reason_error:
            found.append(("reason", self.reason_error))
        found += [(f"{row.error_field}-{row.id}", f"{row.spoken}: {row.error}") for row in self.rows if row.error]
        return found


def _text(standing: CellMark) -> str:
    if standing.code is None:
        return ""
    return standing.code if standing.minutes is None else f"{standing.code} {standing.minutes}"


def _standing(text: str) -> CellMark:
    """A mark as a hidden field holds it: "", "/", "L 12"."""
    code, _, minutes = text.partition(" ")
    return CellMark(code or None, int(minutes) if minutes.isascii() and minutes.isdigit() else None)


def new_key() -> str:
    """A key that makes a form sent twice one save."""
    return secrets.token_hex(16)


def drawn(week: GroupWeek) -> PlainRegister:
    """The form as the register stands."""
    rows = []
    for number, row in enumerate(week.sheet.rows, start=1):
        cell = row.cells[week.place]
        if cell is not None:
            minutes = "" if cell.minutes is None else str(cell.minutes)
            waits = awaits_taking(week.chosen, cell)
            code, named = cell.code or "", (number, row.pupil.id, row.pupil.name)
            rows.append(PlainRow(*named, _text(cell), code, minutes, planned=waits, expects=cell.expects))
    return PlainRegister(tuple(rows), week.sheet.versions[week.place], new_key())


def typed(week: GroupWeek, data: Mapping[str, str]) -> PlainRegister:
    """The form as it was sent."""
    fresh = drawn(week)
    rows = tuple(
        replace(
            row,
            # Somebody who did not say what they saw saw nothing there: what stands is then a conflict.
            was=data.get(f"was-{row.id}", "")[:_LONGEST_TYPED],
            code=data.get(f"code-{row.id}", row.code)[:_LONGEST_TYPED],
            minutes=data.get(f"minutes-{row.id}", row.minutes)[:_LONGEST_TYPED],
        )
        for row in fresh.rows
    )
    version, key = data.get("version", ""), data.get("key", "")
    return PlainRegister(
        rows,
        int(version) if version.isascii() and version.isdigit() and len(version) < _LONGEST_TYPED else fresh.version,
        key if is_key(key) else fresh.key,
        data.get("reason", ""),
        tuple(_strays(data, {str(row.id) for row in rows})),
    )


def _strays(data: Mapping[str, str], known: Collection[str]) -> Iterator[tuple[uuid.UUID, str]]:
    for name, code in data.items():
        text = name.removeprefix("code-")
        if text == name or text in known:
            continue
        try:
            yield uuid.UUID(text), code[:_LONGEST_TYPED]
        except ValueError:
            continue


def read(form: PlainRegister) -> tuple[Ask | None, PlainRegister]:
    """What is to be saved, and the form with what cannot be read said beside its field; no ask when anything cannot.

    A save of no change has an ask without changes.
    """
    changes: list[AskedChange] = []
    rows: list[PlainRow] = []
    for row in form.rows:
        minutes = row.minutes.strip()
        if minutes and not (minutes.isascii() and minutes.isdigit() and int(minutes) <= _HIGHEST):
            rows.append(replace(row, error="Minutes late are a whole number.", error_field="minutes"))
            continue
        asked = CellMark(normalise(row.code) or None, int(minutes) if minutes else None)
        rows.append(row)
        if asked != (was := _standing(row.was)) or row.planned:
            changes.append(AskedChange(len(changes) + 1, row.id, was, asked))
    for pupil, code in form.strays:
        changes.append(AskedChange(len(changes) + 1, pupil, CellMark(), CellMark(normalise(code) or None)))
    marked = replace(form, rows=tuple(rows))
    if any(row.error for row in rows):
        return None, marked
    return Ask(form.version, tuple(changes), form.key, form.reason), marked


def with_faults(form: PlainRegister, faults: Sequence[Fault], ask: Ask) -> PlainRegister:
    """The form with each fault of what was asked beside its field."""
    pupils = {change.row: change.pupil for change in ask.changes}
    at = {pupils[one.row]: one for one in faults if one.row and one.field != "reason"}
    reasons = [one.words for one in faults if one.field == "reason"]
    rows = tuple(
        replace(row, error=one.words, error_field="minutes" if one.field == "minutes" else "code")
        if (one := at.get(row.id))
        else row
        for row in form.rows
    )
    lines = {row.id for row in form.rows}
    whole = tuple(one.words for one in faults if pupils.get(one.row or 0) not in lines and one.field != "reason")
    return replace(form, rows=rows, key=new_key(), reason_error=reasons[0] if reasons else "", faults=whole)


def with_conflicts(form: PlainRegister, version: int, conflicts: Sequence[Conflict], week: GroupWeek) -> PlainRegister:
    """The form with what others have put beside what was typed; sent again as it is, it keeps what was typed."""
    at = {one.pupil: one for one in conflicts}

    def said(row: PlainRow, one: Conflict) -> PlainRow:
        on, today = week.chosen.date, week.chosen.today
        theirs = said_mark(one.theirs.code, one.theirs.minutes, on)
        when = f" at {as_at(one.at, today)}" if one.at else ""
        who = f"{one.by or 'Somebody'} ({one.position})" if one.position else one.by or "Somebody"
        words = f"{who} changed this{when} to {theirs}. Save again to keep yours, or type theirs."
        return replace(row, was=_text(one.theirs), error=words)

    rows = tuple(said(row, one) if (one := at.get(row.id)) else row for row in form.rows)
    faults = () if conflicts else ("Somebody saved the same marks at the same moment. Save again.",)
    return replace(form, rows=rows, version=version, key=new_key(), faults=faults)
