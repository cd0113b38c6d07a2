"""Beginning a letter, writing in it, and the school's own texts."""

from collections.abc import Sequence

from django import forms

from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT
from schools.letters.queries.templates import Head
from schools.letters.rules.kinds import LetterKind
from schools.roll.queries.contacts import ContactOf

_WIDE = {"class": "wide", "autocomplete": "off"}


class NewForm(forms.Form):
    """To whom, and which kind of letter."""

    contact = forms.ChoiceField(
        label="To", widget=forms.RadioSelect, error_messages={"required": "Choose whom the letter is to."}
    )
    kind = forms.ChoiceField(
        label="Kind of letter", widget=forms.RadioSelect, error_messages={"required": "Choose a kind of letter."}
    )

    def __init__(
        self, *args: object, contacts: Sequence[ContactOf], kinds: Sequence[LetterKind], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (str(one.contact), f"{one.name}, {one.relationship}") for one in contacts
        ]
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].name


class WordsForm(forms.Form):
    """The words of a draft."""

    heading = forms.CharField(label="Heading", max_length=LONGEST_HEADING, widget=forms.TextInput(attrs=_WIDE))
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Plain text. An empty line begins a new paragraph. The closing and who signs are added.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class TextForm(forms.Form):
    """The school's own text for a kind of letter."""

    heading = forms.CharField(label="Heading", max_length=LONGEST_HEADING, widget=forms.TextInput(attrs=_WIDE))
    text = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Plain text with fields, as {pupil_first_name}. An empty line begins a new paragraph.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class HeadForm(forms.Form):
    """The letterhead."""

    address = forms.CharField(
        label="Address",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Line by line, below the school’s name.",
    )
    telephone = forms.CharField(label="Telephone", max_length=60, required=False)
    email = forms.EmailField(label="Email", max_length=254, required=False)
    ring = forms.CharField(
        label="Whom to ring",
        max_length=100,
        required=False,
        help_text="As a sentence ends: “please ring the office on 01632 960118”. Empty, it is as the messages say it.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def head(self) -> Head:
        """What was typed."""
        clean = self.cleaned_data
        return Head(clean["address"], clean["telephone"], clean["email"], clean["ring"])
