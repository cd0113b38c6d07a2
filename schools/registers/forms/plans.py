"""From which day on plans are shown."""

from django import forms

from foundation.ui.forms import DayField


class SinceForm(forms.Form):
    """A day; today when none is typed."""

    since = DayField(required=False, label="From")
