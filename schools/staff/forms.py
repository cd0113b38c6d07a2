"""What is asked about somebody on the staff."""

import datetime as dt

from django import forms

from foundation.ui.forms import DayField
from schools.staff.models import NAMED_BY_HEAD, StaffDuty


class DetailsForm(forms.Form):
    """The work email and mobile of a post. That they can be written to and dialled is for the operation to judge."""

    email = forms.CharField(
        label="Work email",
        max_length=254,
        required=False,
        help_text="Notices go there, without a pupil’s name.",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
    mobile = forms.CharField(
        label="Work mobile",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel", "autocomplete": "off"}),
    )


class DutyForm(forms.Form):
    """Which duty, from when until when."""

    duty = forms.TypedChoiceField(
        label="Duty", choices=StaffDuty.Duty.choices, coerce=StaffDuty.Duty, widget=forms.RadioSelect
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty while it is not known.")

    def __init__(self, *args: object, today: dt.date, names_deputies: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["starts_on"].initial = today
        if not names_deputies:
            field = self.fields["duty"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(duty.value, duty.label) for duty in StaffDuty.Duty if duty not in NAMED_BY_HEAD]
            field.help_text = "Deputies, the clerk, and who decides on leave are named by the headteacher."


class LastDayForm(forms.Form):
    """The last day on which somebody holds a duty."""

    ends_on = DayField(label="Last day")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["ends_on"].initial = today
