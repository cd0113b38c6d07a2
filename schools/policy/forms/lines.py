"""What is typed about the school's own lines."""

from typing import Any

from django import forms
from pydantic import ValidationError

from foundation.ui.forms import DayField
from tenants.policies.forms import FileForm
from tenants.policies.rules.overriding import Line, Settable


class EditsForm(forms.Form):
    """About the draft that was shown: `edits` is its count of changes then, 0 where there was none."""

    edits = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class LineForm(EditsForm):
    """One line of the school's own, and why."""

    value = forms.CharField(label="At this school", max_length=20_000)
    reason = forms.CharField(
        label="Why", max_length=1_000, help_text="Stays with the line.", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, settable: Settable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settable = settable
        if settable.path.endswith(".body"):
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 12})
        elif not isinstance(settable.value, str):
            self.fields["value"].widget.attrs |= {"class": "short", "autocomplete": "off"}
            self.fields["value"].help_text = settable.may

    def clean(self) -> None:
        """The line, read as strictly as one in a file."""
        super().clean()
        if self.errors:
            return
        try:
            self.line = Line.model_validate(
                {"path": self.settable.path, "value": self._typed(), "reason": self.cleaned_data["reason"].strip()}
            )
        except ValidationError:
            self.add_error("value", "Write a whole number such as 5, a fraction such as 1/10, or two such as 4 to 8.")

    def _typed(self) -> object:
        text = self.cleaned_data["value"].strip()
        if isinstance(self.settable.value, str):
            return text
        parts = [part.strip() for part in text.split("to")]
        numbers = [int(part) if part.isdecimal() and len(part) < 9 else part for part in parts]
        if not all(isinstance(one, int) or "/" in one for one in numbers):
            return None
        return numbers[0] if len(numbers) == 1 else numbers


class LinesFileForm(FileForm):
    """All of the school's own lines, as a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = "Its lines take the place of all lines of the draft; nothing else is read from it."


class ApproveForm(EditsForm):
    """From when the school's own lines hold."""

    from_day = DayField(label="From", help_text="The first day on which they decide: today or later.")
