"""A provider, and whom to speak to there."""

from django import forms

from foundation.phones import LONGEST as LONGEST_NUMBER
from foundation.phones import Phone, parse_phone
from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from schools.provision.models import Provider
from schools.provision.operations.providers import About, Person


class ProviderForm(forms.Form):
    """What is written down of a provider."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What it is", choices=Provider.Kind.choices, widget=forms.RadioSelect)
    activity = forms.CharField(
        label="Nature of the activity",
        max_length=300,
        help_text="It goes with every B and K. B is only for what is supervised in person.",
        error_messages={"required": "Write what pupils do there."},
    )
    address = forms.CharField(label="Address", max_length=500, required=False)
    urn = forms.RegexField(
        r"[0-9]{6}",
        label="URN, if it is a school",
        required=False,
        error_messages={"invalid": "A URN has six digits."},
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    @property
    def about(self) -> About:
        """What was typed."""
        clean = self.cleaned_data
        return About(clean["name"], clean["kind"], clean["activity"], clean["address"], clean["urn"])


class ChangeProviderForm(ProviderForm):
    """The same, and until when the school uses it."""

    ended_on = DayField(label="Last day it is used", required=False, help_text="Leave empty while it is in use.")


class ContactForm(forms.Form):
    """Somebody to speak to at a provider."""

    name = forms.CharField(label="Name", max_length=200)
    job = forms.CharField(label="What they do there", max_length=100, required=False)
    phone = forms.CharField(
        label="Telephone",
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label="Email", required=False)
    gets_link = forms.BooleanField(
        label="Send them the day’s link",
        required=False,
        help_text="Each morning a page for that day alone, on which they say who came. It goes to one person at a provider.",
    )

    def clean_phone(self) -> Phone | None:
        typed = self.cleaned_data["phone"]
        try:
            return parse_phone(typed) if typed else None
        except Malformed as fault:
            raise forms.ValidationError(fault.words, code="unreadable") from None

    @property
    def person(self) -> Person:
        """What was typed."""
        clean = self.cleaned_data
        return Person(clean["name"], clean["job"], clean["phone"], clean["email"], clean["gets_link"])
