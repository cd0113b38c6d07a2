"""Contacts: who they are, how to reach them, and what bars the school from doing so."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from foundation.phones import parse_phone
from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from schools.roll.forms.choices import lines
from schools.roll.models import Contact, ContactRestriction, PupilContact
from schools.roll.operations.contacts import Bond, Details

PHONES = (1, 2, 3)
_ORDINAL = {1: "First", 2: "Second", 3: "Third"}


class BondForm(forms.Form):
    """What a contact is to this pupil."""

    relationship = forms.CharField(
        label="Who they are to the pupil", max_length=60, help_text="Mother, stepfather, foster carer, neighbour."
    )
    responsibility = forms.ChoiceField(
        label="Parental responsibility",
        choices=PupilContact.Responsibility.choices,
        initial=PupilContact.Responsibility.UNKNOWN,
        widget=forms.RadioSelect,
    )
    lives_with = forms.BooleanField(label="The pupil normally lives with them", required=False)

    @property
    def bond(self) -> Bond:
        """What was typed."""
        clean = self.cleaned_data
        return Bond(
            relationship=clean["relationship"],
            responsibility=clean["responsibility"],
            lives_with=clean["lives_with"],
        )


class ContactForm(BondForm):
    """A contact whole. `withheld` leaves the numbers and the email out: they may not be rung, so they are not shown."""

    name = forms.CharField(label="Name", max_length=200, help_text="Title, forename and surname.")
    email = forms.EmailField(label="Email", required=False)
    address = forms.CharField(
        label="Address",
        max_length=500,
        required=False,
        help_text="If it is not the pupil’s.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.CharField(
        label="Language",
        max_length=200,
        required=False,
        help_text="If not English, and whether an interpreter is needed.",
    )

    def __init__(self, *args: object, withheld: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.withheld = withheld
        if withheld:
            del self.fields["email"]
            order = ["name", "relationship", "responsibility", "lives_with", "address", "language"]
            self.order_fields(order)
            return
        for place in PHONES:
            self.fields[f"phone_{place}"] = forms.CharField(
                label=f"{_ORDINAL[place]} number",
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel", "autocomplete": "off"}),
            )
            self.fields[f"label_{place}"] = forms.CharField(
                label=f"What the {_ORDINAL[place].lower()} number is",
                max_length=40,
                required=False,
                help_text="Mobile, work, after 5 pm." if place == 1 else "",
                widget=forms.TextInput(attrs={"class": "short"}),
            )
        numbers = [f"{kind}_{place}" for place in PHONES for kind in ("phone", "label")]
        self.order_fields(["known", "name", "relationship", "responsibility", "lives_with", *numbers, "email"])

    def clean(self) -> None:
        super().clean()
        for place in PHONES if not self.withheld else ():
            typed = self.cleaned_data.get(f"phone_{place}", "")
            if not typed and self.cleaned_data.get(f"label_{place}"):
                self.add_error(f"phone_{place}", "Write the number, or empty the box beside it.")
            if typed:
                try:
                    parse_phone(typed)
                except Malformed as fault:
                    self.add_error(f"phone_{place}", fault.words)

    @property
    def details(self) -> Details:
        """What was typed."""
        clean = self.cleaned_data
        common = {"name": clean["name"], "address": lines(clean["address"]), "language": clean["language"]}
        if self.withheld:
            return Details(**common, phones=None)
        numbers = [(clean[f"phone_{place}"], clean[f"label_{place}"]) for place in PHONES if clean[f"phone_{place}"]]
        return Details(**common, phones=numbers, email=clean["email"])


class AddContactForm(ContactForm):
    """A new contact; or one whom a sibling has already, for whom nothing but the bond is asked."""

    known = forms.ModelChoiceField(
        Contact.objects.none(),
        label="Already a contact of a sibling",
        required=False,
        empty_label="No, somebody new",
        help_text="Then only what they are to this pupil is asked.",
    )

    def __init__(self, *args: object, known: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(known)
        if people:
            field = self.fields["known"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Contact.objects.filter(pk__in=[one.pk for one in people])
            self.fields["name"].required = False
        else:
            del self.fields["known"]

    def clean(self) -> None:
        super().clean()
        if not self.cleaned_data.get("known") and not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", "Write the name, or choose somebody who is a sibling’s contact.")


class EndForm(forms.Form):
    """The last day on which something holds."""

    ends_on = DayField(label="Last day")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["ends_on"].initial = today


class RestrictForm(forms.Form):
    """What bars the school from ringing a contact. The note is shown only to those who may see restricted flags."""

    kind = forms.ChoiceField(label="Restriction", choices=ContactRestriction.Kind.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Why",
        max_length=1000,
        required=False,
        help_text="Only the safeguarding lead and the headteacher can read this afterwards.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = DayField(label="From")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["starts_on"].initial = today
