"""Files of exams, and a study leave."""

from typing import Any

from django import forms

from foundation.refusals import Malformed
from foundation.ui.spreadsheets import decoded
from schools.leave.forms.requests import StretchForm
from schools.leave.rules.exams import LARGEST
from schools.roll.rules.year_group import YEAR_GROUPS, year_group_label

PAPERS, ENTRIES = "papers", "entries"


class ExamFileForm(forms.Form):
    """One file, of papers or of entries."""

    what = forms.ChoiceField(
        label="What the file holds",
        choices=[
            (
                PAPERS,
                "Papers: Code, Title, Date, Start, Minutes; Kind (Public exam, Test, Mock) if not public; Moved from",
            ),
            (ENTRIES, "Entries: UPN, Code, and Date or Candidate number"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the file holds."},
    )
    file = forms.FileField(
        label="CSV file",
        help_text=f"With the columns’ names in the first row; {LARGEST // 1000:,} kB at most."
        " Moved from is the day a paper was on before.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Export it again."},
    )

    def clean_file(self) -> Any:
        try:
            return decoded(self.cleaned_data["file"].read(), largest=LARGEST)
        except Malformed as fault:
            raise forms.ValidationError(fault.first.said, code="unreadable") from None


class StudyForm(StretchForm):
    """A time agreed for study."""

    name = forms.CharField(label="What it is called", max_length=100, help_text="Year 11 study leave 2027.")
    year_group = forms.ChoiceField(
        label="Year group",
        required=False,
        choices=[("", "Whoever is entered"), *((year, year_group_label(year)) for year in YEAR_GROUPS)],
        widget=forms.Select(attrs={"class": "short"}),
    )
    field_order = ("name", "year_group", "starts_on", "starts_session", "ends_on", "ends_session")
