"""What is asked of whoever enters a day on which the school does not meet, or takes one back."""

import datetime as dt

from django import forms

from foundation.ui.forms import DayField
from schools.calendar.rules.school_calendar import DayOff
from schools.registers.forms.register import new_key
from schools.registers.operations.closures import Closing
from schools.registers.operations.days_off import DayOffAsk
from schools.registers.rules.asks import is_key
from schools.registers.rules.closures import KIND_WORDS, LONGEST_NOTE, PLANNED

_DAY = "day"
_SESSIONS = [(_DAY, "The whole day"), ("1", "The morning"), ("2", "The afternoon")]
_TOLD = "The trust reads it beside its figures: name nobody."


class KeyedForm(forms.Form):
    """A form that is one act however often it is sent."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.initial.setdefault("key", new_key())

    def clean_key(self) -> str:
        """The key as it was drawn; one that was not drawn here makes nothing the same act."""
        typed: str = self.cleaned_data["key"]
        return typed if is_key(typed) else new_key()


class _DayForm(KeyedForm):
    on = DayField(label="Day")
    session = forms.TypedChoiceField(
        label="How long",
        choices=_SESSIONS,
        initial=_DAY,
        coerce=lambda typed: None if typed == _DAY else int(typed),
        widget=forms.RadioSelect,
    )

    @property
    def day(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        return day


class DayOffForm(_DayForm):
    """An INSET day or a planned closure."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, KIND_WORDS[kind][0].upper() + KIND_WORDS[kind][1:]) for kind in PLANNED],
        widget=forms.RadioSelect,
        help_text="A planned closure is any other day known beforehand: a polling station, say.",
    )
    note = forms.CharField(label="What for", max_length=LONGEST_NOTE, required=False, help_text=_TOLD)
    field_order = ("on", "session", "kind", "note", "key")

    @property
    def ask(self) -> DayOffAsk:
        """What was typed."""
        clean = self.cleaned_data
        return DayOffAsk(self.day, clean["session"], DayOff(clean["kind"]), clean["note"], clean["key"])


class ClosingForm(_DayForm):
    """An unplanned closure."""

    reason = forms.CharField(label="Why the school closes", max_length=LONGEST_NOTE, help_text=_TOLD)
    field_order = ("on", "session", "reason", "key")

    @property
    def closing(self) -> Closing:
        """What was typed."""
        clean = self.cleaned_data
        return Closing(self.day, clean["session"], clean["reason"], clean["key"])


class UndoingForm(KeyedForm):
    """Undoing an unplanned closure."""

    reason = forms.CharField(
        label="Why it is undone", max_length=LONGEST_NOTE, help_text="Kept with every mark that goes back."
    )
    field_order = ("reason", "key")
