"""Homes, the other school, restricted flags, and who has a group or leads a year."""

import datetime as dt

from django import forms

from foundation.phones import parse_phone
from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from schools.roll.forms.choices import StaffField, lines
from schools.roll.forms.naming import named
from schools.roll.models import DualRegistration, Pupil, RestrictedFlag
from schools.roll.rules.week_slots import SLOTS, slot_label


class HouseholdForm(forms.Form):
    """Where a pupil lives from a day on: at an address, or with a pupil whose home is known."""

    from_day = DayField(label="From")
    sibling = forms.CharField(
        label="Lives with another pupil",
        max_length=200,
        required=False,
        help_text="That pupil’s surname, then forename. Siblings share a home this way.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label="Or the address of a new home", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    also = forms.BooleanField(label="The pupil goes on living in the home recorded until now as well", required=False)

    def __init__(self, *args: object, pupil: Pupil, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.pupil = pupil
        self.today = today
        self.fields["from_day"].initial = today
        #: The pupil named, once the form is clean.
        self.other: Pupil | None = None

    def clean_address(self) -> str:
        return lines(self.cleaned_data["address"])

    def clean_sibling(self) -> str:
        typed: str = self.cleaned_data["sibling"]
        if not typed:
            return typed
        found = named(typed, self.today, but=self.pupil)
        if not found:
            raise forms.ValidationError(
                "No other pupil on the roll has this name. Write the surname, then the forename."
            )
        if len(found) > 1:
            raise forms.ValidationError("Several pupils have this name. Give the address on the page of the right one.")
        self.other = found[0]
        return typed

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        if bool(self.cleaned_data["sibling"]) == bool(self.cleaned_data["address"]):
            self.add_error("address", "Give the address, or the pupil who lives there: one of the two.")


class AddressForm(forms.Form):
    """How the address of a home should read."""

    address = forms.CharField(label="Address", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_address(self) -> str:
        return lines(self.cleaned_data["address"])


class DualForm(forms.Form):
    """Another school at which the pupil is registered, and the sessions due there."""

    other_school = forms.CharField(label="The other school", max_length=200)
    other_urn = forms.CharField(
        label="Its URN", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    status = forms.ChoiceField(
        label="This school is", choices=DualRegistration.Status.choices, widget=forms.RadioSelect
    )
    slots = forms.TypedMultipleChoiceField(
        label="Sessions due at the other school",
        choices=[(slot, slot_label(slot)) for slot in SLOTS],
        coerce=int,
        required=False,
        help_text="They are entered as D here, and are neither attended nor missed.",
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False)


class RestrictedFlagForm(forms.Form):
    """A restricted flag, with the social worker for a child in need or on a plan."""

    kind = forms.ChoiceField(label="What", choices=RestrictedFlag.Kind.choices, widget=forms.RadioSelect)
    starts_on = DayField(label="From")
    worker_name = forms.CharField(label="Social worker", max_length=200, required=False)
    worker_phone = forms.CharField(
        label="Their number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel"}),
    )

    def clean_worker_phone(self) -> str:
        typed: str = self.cleaned_data["worker_phone"]
        if not typed:
            return ""
        try:
            return parse_phone(typed).typed
        except Malformed as fault:
            raise forms.ValidationError(fault.words) from None


class PostForm(forms.Form):
    """Who has a group or leads a year, from when."""

    staff = StaffField(label="Who")
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty while it is not known.")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["starts_on"].initial = today
        field = self.fields["staff"]
        assert isinstance(field, StaffField)
        field.offer(today)
