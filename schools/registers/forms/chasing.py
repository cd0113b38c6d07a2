"""When the attendance lead is told of a register that stays missing."""

from django import forms

MOST_MINUTES = 240


class ChasingForm(forms.Form):
    """The minutes of the school's own rule; empty for never."""

    minutes = forms.IntegerField(
        label="Minutes after the tutors were asked",
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text="Leave empty if nobody is to be told.",
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Write the minutes as a whole number, such as 15.",
            "min_value": "Write at least 1 minute, or leave it empty if nobody is to be told.",
            "max_value": f"Write {MOST_MINUTES} minutes at most.",
        },
    )
