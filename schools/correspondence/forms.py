"""Drafting a letter of a stage, and entering a translation."""

import uuid
from collections.abc import Sequence

from django import forms

from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT, Field
from schools.correspondence.rules.languages import LONGEST_LANGUAGE
from schools.roll.queries.contacts import ContactOf

_WIDE = {"class": "wide", "autocomplete": "off"}
_LONGEST_VALUE = 2_000
_NOBODY = {
    "required": "Choose whom the letter is to.",
    "invalid_choice": "Somebody chosen is not to be written to about this pupil. Choose people of the list.",
}


class DraftForm(forms.Form):
    """To whom, and what the letter names of this family."""

    contacts = forms.MultipleChoiceField(label="To", widget=forms.CheckboxSelectMultiple, error_messages=_NOBODY)

    def __init__(self, *args: object, fields: Sequence[Field], parents: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._names = [one.name for one in fields]
        self.fields["contacts"].choices = [  # type: ignore[attr-defined]
            (str(one.contact), ", ".join(part for part in (one.name, one.relationship, one.language) if part))
            for one in parents
        ]
        for one in fields:
            self.fields[one.name] = forms.CharField(
                label=one.label,
                max_length=_LONGEST_VALUE,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=f"As “{one.sample}”.",
                error_messages={"required": f"Write it: the letter names {{{one.name}}}."},
            )
            self.fields[one.name].validators.clear()

    @property
    def chosen(self) -> list[uuid.UUID]:
        """The contacts that were ticked."""
        return [uuid.UUID(key) for key in self.cleaned_data["contacts"]]

    @property
    def values(self) -> dict[str, str]:
        """What stands for each field."""
        return {name: " ".join(self.cleaned_data[name].split()) for name in self._names}


class TranslationForm(forms.Form):
    """A letter of the policy in another language."""

    language = forms.CharField(
        label="Language",
        max_length=LONGEST_LANGUAGE,
        widget=forms.TextInput(attrs=_WIDE),
        help_text="As contacts’ records name it: Polish.",
        error_messages={"required": "Say which language it is in."},
    )
    subject = forms.CharField(label="Subject", max_length=LONGEST_HEADING, widget=forms.TextInput(attrs=_WIDE))
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Plain text with the fields of the English, as {pupil_first_name}.",
    )
    english = forms.CharField(max_length=64, widget=forms.HiddenInput)
