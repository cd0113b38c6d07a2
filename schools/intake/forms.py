"""What the import page asks for."""

import datetime as dt

from django import forms

from foundation.ui.forms import DayField


class UploadForm(forms.Form):
    """A roll, marks, or both, and the day they were exported."""

    roll = forms.FileField(
        label="Roll",
        required=False,
        allow_empty_file=True,
        help_text="Pupils with their UPN, dates and groups: a SIMS report as XML or CSV.",
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )
    marks = forms.FileField(
        label="Marks",
        required=False,
        allow_empty_file=True,
        help_text="One mark to a row (XML or CSV), or one string of marks to a pupil (CSV).",
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )
    as_at = DayField(label="Exported on", help_text="The day the files speak for. Marks after it are set aside.")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        self.fields["as_at"].initial = today

    def clean_as_at(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_at"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet. Give the day the files were exported.")
        return day

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data.get("roll") and not self.cleaned_data.get("marks"):
            self.add_error("roll", "Choose a roll, a file of marks, or both.")
