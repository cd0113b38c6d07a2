"""What lists may be narrowed by, and the moment a register is asked about.

An address a person edits by hand gets the whole list, not an error; a moment that cannot be read gets words.
"""

import datetime as dt

from django import forms

from foundation import clock
from foundation.ui.dates import UnreadableDateError
from schools.registers.rules.basis import Basis
from schools.reports.moments import UnreadableMomentError, read_moment


class NarrowForm(forms.Form):
    """Query of a list of pupils: never a name."""

    year = forms.CharField(required=False, max_length=2)
    form = forms.CharField(required=False, max_length=30)
    basis = forms.ChoiceField(required=False, choices=[(basis.value, basis.value) for basis in Basis])
    show = forms.ChoiceField(required=False, choices=[(word, word) for word in ("persistent", "severe", "near")])

    def chosen(self, field: str) -> str:
        """The value given, or nothing when it is not one of those offered."""
        self.is_valid()
        return str(self.cleaned_data.get(field) or "")

    @property
    def basis_chosen(self) -> Basis:
        """The basis given, or the published one."""
        return Basis(self.chosen("basis") or Basis.PUBLISHED)


class YearForm(forms.Form):
    """Which academic year of a pupil is shown: 2025 for 2025/26."""

    year = forms.IntegerField(required=False, min_value=1990, max_value=2200)

    def chosen(self) -> int | None:
        """The year given; None for this one."""
        return self.cleaned_data["year"] if self.is_valid() else None


class MomentField(forms.Field):
    """A date and time as people type them; cleans to a moment in London. Never later than now."""

    def to_python(self, value: object) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        try:
            return min(read_moment(str(value), today=clock.today()), clock.now())
        except (UnreadableDateError, UnreadableMomentError) as fault:
            raise forms.ValidationError(str(fault), code="unreadable") from None


class MomentForm(forms.Form):
    """The moment a register or a pupil's year is asked about."""

    at = MomentField(
        label="As it stood at",
        help_text="A date and time, like 19/11/2026 09:30. A date alone means the end of that day.",
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 40}),
    )
