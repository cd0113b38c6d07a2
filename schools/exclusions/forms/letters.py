"""Whom letters about an exclusion are to."""

import uuid
from collections.abc import Sequence

from django import forms

from schools.roll.queries.contacts import ContactOf


class LettersForm(forms.Form):
    """Some of the pupil's contacts; at first those who have parental responsibility, as far as the school knows."""

    contacts = forms.TypedMultipleChoiceField(
        label="To",
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom the letters are to."},
    )

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["contacts"]
        field.choices = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]  # type: ignore[attr-defined]
        field.initial = [str(one.contact) for one in contacts if one.responsibility == "yes" and not one.restrictions]
