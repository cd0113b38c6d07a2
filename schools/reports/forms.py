"""What is asked of whoever ticks a sweep off."""

from django import forms

from schools.registers.rules.sweeps import LONGEST_NOTE


class TickForm(forms.Form):
    """A note. What the person was shown comes beside it, by its digest."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="What was done, and what still waits for whom. Name no pupil.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"A note has at most {LONGEST_NOTE} characters; shorten it."},
    )
