"""The moment a register or a pupil's year is asked about. One that cannot be read gets words."""

import datetime as dt

from django import forms

from foundation import clock
from foundation.refusals import Malformed
from schools.pupils.rules.moments import read_moment


class MomentField(forms.Field):
    """A date and time as people type them; cleans to a moment in London. Never later than now."""

    def to_python(self, value: object) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        try:
            return min(read_moment(str(value), today=clock.today()), clock.now())
        except Malformed as fault:
            raise forms.ValidationError(fault.words, code="unreadable") from None


class MomentForm(forms.Form):
    """The moment a register or a pupil's year is asked about."""

    at = MomentField(
        label="As it stood at",
        help_text="A date and time, like 19/11/2026 09:30. A date alone means the end of that day.",
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 40}),
    )
