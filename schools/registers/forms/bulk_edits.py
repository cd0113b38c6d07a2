"""What is asked of whoever changes many marks at once: whom, when, which code and why."""

import datetime as dt
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
from schools.roll.forms.pupils import PupilsField, named_in
from schools.roll.queries.on_roll import on_roll

_SESSIONS: Final = [("both", "Morning and afternoon"), ("1", "Mornings"), ("2", "Afternoons")]
#: Days from the first to the last; the count of marks binds long before.
_LONGEST: Final = dt.timedelta(days=400)


class BulkForm(KeyedForm):
    """One code for some pupils in some sessions. `shown` comes back with a preview: what it showed."""

    who = PupilsField()
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
            try:
                clean["keys"] = named_in(clean["who"], on_roll(first))
            except forms.ValidationError as wrong:
                self.add_error("who", wrong)
        return clean

    @property
    def ask(self) -> BulkAsk:
        """What was typed, in the sessions that the school holds, or was to hold, of those days."""
        clean, calendar = self.cleaned_data, school_calendar()
        halves = SESSIONS if clean["half"] == "both" else (int(clean["half"]),)
        days = (clean["last"] - clean["first"]).days + 1
        dates = [clean["first"] + dt.timedelta(days=number) for number in range(days)]
        sessions = tuple((on, session) for on in dates for session in halves if calendar.is_due(on, session))
        return BulkAsk(clean["keys"], sessions, clean["code"], clean["reason"], clean["key"])


class BulkUndoingForm(KeyedForm):
    """Undoing a bulk edit."""

    reason = forms.CharField(label="Why it is undone", max_length=200, help_text="Kept with every mark that goes back.")
    field_order = ("reason", "key")
