"""What is asked of whoever changes many marks at once: whom, when, which code and why."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from foundation import clock
from foundation.ui.forms import DayField
from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.forms.closures import KeyedForm
from schools.registers.rules.bulk_edits import BulkAsk
from schools.registers.rules.entering import LONGEST_REASON, codes_on
from schools.registers.rules.spoken import words_of
from schools.roll.models import Pupil
from schools.roll.queries.finding import keys_by_upn
from schools.roll.queries.on_roll import OnRoll, on_roll
from schools.roll.rules.finding import begins_each
from schools.roll.rules.finding import words_of as name_words
from schools.roll.rules.year_group import year_group_label

_SESSIONS: Final = [("both", "Morning and afternoon"), ("1", "Mornings"), ("2", "Afternoons")]
#: Days from the first to the last; the count of marks binds long before.
_LONGEST: Final = dt.timedelta(days=400)
_MOST_LINES: Final = 400
_SHORTEST_UPN: Final = 13


class BulkForm(KeyedForm):
    """One code for some pupils in some sessions. `shown` comes back with a preview: what it showed."""

    who = forms.CharField(
        label="Pupils and groups",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        help_text="One a line: a registration group (9B), a year (Year 9), a name, or a UPN. Paste from a spreadsheet.",
    )
    first = DayField(label="First day")
    last = DayField(label="Last day", required=False, help_text="The same day when empty.")
    half = forms.ChoiceField(label="Sessions", choices=_SESSIONS, initial="both", widget=forms.RadioSelect)
    code = forms.ChoiceField(label="Code")
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Kept with each mark that is amended; needed where a register that has closed holds a mark.",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["code"]
        today = clock.today()
        field.choices = [("", "Choose a code")] + [
            (row.code, f"{row.code}, {words_of(row.code, today)}") for row in codes_on(today)
        ]

    def clean(self) -> dict[str, Any]:
        """The days in order, and every line read."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        first = clean.get("first")
        last = clean["last"] = clean.get("last") or first
        if first and last and not dt.timedelta() <= last - first <= _LONGEST:
            words = (
                "The last day is before the first." if last < first else "That is more than a year: choose fewer days."
            )
            self.add_error("last", words)
        if first and "who" in clean:
            clean["keys"] = self._read(clean["who"].splitlines(), on_roll(first))
        return clean

    def _read(self, lines: Sequence[str], pupils: Sequence[OnRoll]) -> tuple[int, ...]:
        """The compact keys of everybody named, each once; every line that names nobody, or several, is said."""
        if len(lines) > _MOST_LINES:
            self.add_error("who", f"That is {len(lines)} lines: at most {_MOST_LINES} are read. Name groups or years.")
            return ()
        found: dict[int, None] = {}
        for number, line in enumerate(lines, start=1):
            typed = " ".join(line.replace("\t", " ").split())
            if not typed:
                continue
            keys = _keys(typed, pupils)
            found.update(dict.fromkeys(keys))
            if not keys:
                self.add_error("who", f"Line {number}, “{typed[:40]}”: no group, year or pupil on roll is called so.")
            elif len(keys) > 1 and not _several(typed, pupils):
                words = f"{len(keys)} pupils are called so. Type more of the name, or the UPN."
                self.add_error("who", f"Line {number}, “{typed[:40]}”: {words}")
        return tuple(sorted(found))

    @property
    def ask(self) -> BulkAsk:
        """What was typed, in the sessions that the school holds, or was to hold, of those days."""
        clean, calendar = self.cleaned_data, school_calendar()
        halves = SESSIONS if clean["half"] == "both" else (int(clean["half"]),)
        days = (clean["last"] - clean["first"]).days + 1
        dates = [clean["first"] + dt.timedelta(days=number) for number in range(days)]
        sessions = tuple((on, session) for on in dates for session in halves if calendar.is_due(on, session))
        return BulkAsk(clean["keys"], sessions, clean["code"], clean["reason"], clean["key"])


def _several(typed: str, pupils: Sequence[OnRoll]) -> bool:
    """Whether a line names a group or a year."""
    return any(_group(typed, row) for row in pupils)


def _group(typed: str, row: OnRoll) -> bool:
    wanted = typed.casefold()
    return bool(row.group and row.group.casefold() == wanted) or year_group_label(row.year_group).casefold() == wanted


def _keys(typed: str, pupils: Sequence[OnRoll]) -> list[int]:
    """Who a line names: a group or a year, else a UPN, else a name."""
    grouped = [row.key for row in pupils if _group(typed, row)]
    if grouped:
        return grouped
    if len(typed) == _SHORTEST_UPN and (numbered := keys_by_upn(typed, Pupil.objects.all())):
        return sorted(numbered)
    words = name_words(typed)
    return [row.key for row in pupils if words and begins_each(words, name_words(f"{row.name} {row.sort_name}"))]


class BulkUndoingForm(KeyedForm):
    """Undoing a bulk edit."""

    reason = forms.CharField(label="Why it is undone", max_length=200, help_text="Kept with every mark that goes back.")
    field_order = ("reason", "key")
