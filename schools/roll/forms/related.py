"""Who on the staff is related to which household."""

import datetime as dt

from django import forms

from schools.roll.forms.choices import StaffField
from schools.roll.forms.naming import named
from schools.roll.models import Pupil


class RelatedForm(forms.Form):
    """Somebody on the staff, and a pupil of the household."""

    staff = StaffField(label="Who on the staff")
    pupil = forms.CharField(
        label="A pupil of the household",
        max_length=200,
        help_text="Surname, then forename. Whoever lives or lived in the same home is hidden from them as well.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        field = self.fields["staff"]
        assert isinstance(field, StaffField)
        field.offer(today)

    def clean_pupil(self) -> Pupil:
        found = named(self.cleaned_data["pupil"], self.today)
        if not found:
            raise forms.ValidationError("No pupil on the roll has this name. Write the surname, then the forename.")
        if len(found) > 1:
            told = "; ".join(str(one) for one in found)
            raise forms.ValidationError(
                f"Several pupils have this name: {told}. Flag a brother or sister, or ask the officer."
            )
        return found[0]
