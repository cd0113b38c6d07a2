"""What is typed to have a draft tried."""

from django import forms

from foundation.ui.forms import DayField


class TryForm(forms.Form):
    """On which days."""

    first = DayField(label="From", help_text="Such as 1 September 2025.")
    last = DayField(label="To", help_text="A day that is over; at most a year after the first.")
