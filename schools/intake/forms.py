"""What the import page asks for."""

import datetime as dt

from django import forms

from foundation.ui.forms import DayField
from schools.intake.operations.peers import peers
from schools.intake.rules.problems import a_report_of


class UploadForm(forms.Form):
    """A roll, marks, or both, and the day they were exported; and from which system, where there is more than one."""

    roll = forms.FileField(
        label="Roll",
        required=False,
        allow_empty_file=True,
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
        self.peers = peers()
        report = a_report_of(self.peers[0].name) if len(self.peers) == 1 else "a report"
        self.fields["roll"].help_text = f"Pupils with their UPN, dates and groups: {report} as XML or CSV."
        if len(self.peers) > 1:
            self.fields["source"] = self._choice_of_source()

    def _choice_of_source(self) -> forms.ChoiceField:
        named = [(peer.key, peer.name) for peer in self.peers]
        missing = "Choose the system that the files come from."
        return forms.ChoiceField(
            label="From", choices=[("", "Choose a system"), *named], error_messages={"required": missing}
        )

    @property
    def source_key(self) -> str:
        """The key of the system that the files come from, once they are found in order."""
        return self.cleaned_data["source"] if "source" in self.fields else self.peers[0].key

    def clean_as_at(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_at"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet. Give the day the files were exported.")
        return day

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data.get("roll") and not self.cleaned_data.get("marks"):
            self.add_error("roll", "Choose a roll, a file of marks, or both.")
