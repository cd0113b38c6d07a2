"""The words of a pupil's history: "saw the register of 9B for Monday 16 November 2026"."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from foundation.ui.numbers import counted, long_date, middle_date, span
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.journal.models import Shown
from schools.registers.models import Entry
from schools.roll.rules.year_group import year_group_label

What = Shown.What

#: What the codes of a list begin with when it left as a file.
FILE = "file "
#: A mark that is not there.
MISSING = "missing"
#: Changes named one by one; of an import's hundreds, the number and the period are said.
NAMED = 6

_OF_ONE_PUPIL = {
    What.PUPIL: "saw this pupil’s page",
    What.CONTACTS: "saw the contacts",
    What.RESTRICTED_FLAGS: "saw the restricted flags (young carer, child in need, child protection)",
    What.VERSIONS: "saw the versions of a mark",
    What.HISTORY: "opened this history",
}
_SHOW = {
    "persistent": "persistently absent",
    "severe": "severely absent",
    "near": "near persistent absence",
    "recover": "who can still recover",
    "missing": "with marks missing",
}
_SOURCES = {Entry.Source.IMPORT: ", imported from a file", Entry.Source.SYSTEM: ", by a rule"}
#: Acts about a pupil, by their names in the journal. One that is not here is shown by that name.
_ACTS = {
    "history.downloaded": "downloaded this history",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one mark."""

    date: dt.date
    session: int
    old: str | None
    new: str | None
    minutes: int | None
    reason: str

    @property
    def slot(self) -> str:
        """Monday 16 November 2026, AM."""
        return f"{long_date(self.date)}, {SESSION_NAMES[self.session]}"

    @property
    def became(self) -> str:
        """The code it became, with its minutes."""
        if self.new is None:
            return MISSING
        return self.new if self.minutes is None else f"{self.new} ({counted(self.minutes, 'minute')})"

    @property
    def was(self) -> str:
        return self.old or MISSING


def read_words(shown: Shown, group: str, day: dt.date | None) -> str:
    """What somebody saw. `group` is the name today of the registration group it was about, if it was about one."""
    what = What(shown.what)
    if what in _OF_ONE_PUPIL:
        return _OF_ONE_PUPIL[what] + _on(day, " of ")
    key = shown.about_id.removeprefix(FILE)
    whose = f"of {group or _list_words(shown.about_kind, key)}"
    if what is What.REGISTER:
        return f"saw the register {whose}{_on(day, ' for ')}"
    if what is What.WEEK:
        return f"saw the week’s marks {whose}{_on(day, ' from ')}"
    if what is What.IMPORT:
        return "saw what an import changes"
    verb = "saw" if key == shown.about_id else "downloaded"
    return f"{verb} a list {whose} ({counted(len(shown.pupil_keys), 'pupil')})"


def _on(day: dt.date | None, word: str) -> str:
    return "" if day is None else f"{word}{long_date(day)}"


def _list_words(kind: str, key: str) -> str:
    """What a list was narrowed by: "Year 9, form 9B, near persistent absence"; of nothing, "the whole school"."""
    if kind == "year":
        return year_group_label(key)
    words = []
    for name, value in parse_qsl(key):
        if name == "year":
            words.append(year_group_label(value))
        elif name == "form":
            words.append(f"form {value}")
        elif name == "show":
            words.append(_SHOW.get(value, value))
        elif name == "code":
            words.append(f"marked {value}")
    return ", ".join(words) or "the whole school"


def marks_words(changes: tuple[Change, ...], source: Entry.Source) -> str:
    """What one save did to this pupil's marks; each of few is named beside it, of many the period is said here."""
    first = all(change.old is None for change in changes)
    if len(changes) == 1:
        said = "entered a mark" if first else "changed a mark"
    else:
        said = f"{'entered' if first else 'changed'} {counted(len(changes), 'mark')}"
    if len(changes) > NAMED:
        said += f", {span(changes[0].date, changes[-1].date)}"
    return said + _SOURCES.get(source, "")


def act_words(act: str, details: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What an audit line says was done, and the counts and codes it keeps; keys of other rows are left out."""
    said = _ACTS.get(act) or act.replace(".", ": ").replace("_", " ")
    return said, tuple(
        f"{name.replace('_', ' ')}: {_value(value)}"
        for name, value in details.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and not _is_key(value)
    )


def _is_key(value: str | int) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def _value(value: str | int) -> str:
    try:
        return middle_date(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
