"""A provider's file, and then its text once it has been looked at."""

from typing import Final

from django import forms

from foundation.refusals import Malformed
from foundation.ui.spreadsheets import decoded
from schools.provision.models import Provider
from schools.provision.rules.files import LARGEST

_CHOOSE: Final = {"required": "Choose a file."}


class FileForm(forms.Form):
    """Whose file, and the file. The preview sends its text again, to be checked anew when it is kept."""

    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        label="Provider",
        empty_label="Choose a provider",
        error_messages={"required": "Choose a provider."},
    )
    file = forms.FileField(
        label="CSV file",
        required=False,
        error_messages=_CHOOSE,
        help_text="With the columns Date, Session (AM, PM or Day), UPN or Pupil, Attendance (present, absent, not known) and"
        " Reason.",
    )
    text = forms.CharField(required=False, max_length=LARGEST, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["provider"].queryset = Provider.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["provider"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        clean = super().clean() or {}
        if clean.get("file") is not None:
            try:
                clean["text"] = decoded(clean["file"].read(), largest=LARGEST)
            except Malformed as fault:
                self.add_error("file", fault.first.said)
        elif not clean.get("text") and "file" not in self.errors:
            self.add_error("file", _CHOOSE["required"])
        return clean
