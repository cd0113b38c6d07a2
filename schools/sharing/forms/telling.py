"""Telling an authority: what is new, where it has an earlier version; and on which day there is a meeting."""

from django import forms

from foundation.ui.forms import DayField
from schools.sharing.rules.states import LONGEST_REASON


class WhyForm(forms.Form):
    """What is new; asked for where there is an earlier version alone."""

    def __init__(self, data: object = None, *, again: bool, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        if again:
            self.fields["why"] = forms.CharField(
                label="What is new in it",
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Write what is new in it."},
                help_text="The authority reads this beside the new version.",
            )

    @property
    def why(self) -> str:
        """What was typed; nothing where it was not asked."""
        return str(self.cleaned_data.get("why", ""))


class MeetingForm(forms.Form):
    """The day on which school and authority meet."""

    meets_on = DayField(label="The meeting is on", error_messages={"required": "Give the day of the meeting."})
