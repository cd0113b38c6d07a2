"""The birth date that a parent types first on the page of a link."""

import datetime as dt
from typing import Final

from django import forms

from foundation import clock
from foundation.ui.forms import DayField

_NO_PUPIL_BORN_SINCE: Final = dt.timedelta(days=365)


class BirthForm(forms.Form):
    """The second fact. What cannot be read, or has no year, is said so and is no try."""

    birth = DayField(
        label="Date of birth of one of your children at this school",
        help_text="Day, month and year, such as 22/10/2014. Of a child whom this link is about.",
        error_messages={"required": "Type the date of birth, such as 22/10/2014."},
    )

    def clean_birth(self) -> dt.date:
        """A day without its year is read as the nearest: no pupil was born then, so the year is missing."""
        birth: dt.date = self.cleaned_data["birth"]
        if birth > clock.today() - _NO_PUPIL_BORN_SINCE:
            raise forms.ValidationError("Type the year as well, such as 22/10/2014.", code="year_missing")
        return birth
