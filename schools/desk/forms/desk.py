"""What is typed at the desk: who stands there, why they are late or go out, and who visits."""

from django import forms
from django.http import QueryDict

from schools.registers.rules.asks import LONGEST_KEY, is_key

_TYPED = {"autocomplete": "off", "spellcheck": "false"}
#: What the lists keep of a sentence typed at the door.
_LONGEST = 200


class FindForm(forms.Form):
    """Part of a name, a form, or what a scanner reads off a card."""

    q = forms.CharField(
        label="Pupil, form or card",
        max_length=100,
        help_text="Part of the name, a form such as 9B, or scan a card. Enter finds.",
        widget=forms.TextInput(attrs=_TYPED | {"autofocus": True}),
    )


class KeyedForm(forms.Form):
    """A form that is one act however often it is sent: it carries a key from the page it was drawn on."""

    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not is_key(key):
            message = "The page was not sent whole. Open it again."
            raise forms.ValidationError(message)
        return key


class LateForm(KeyedForm):
    """Why somebody comes late, and whether they want lunch. Neither holds anybody up at the door."""

    reason = forms.CharField(
        label="Why late",
        max_length=_LONGEST,
        required=False,
        widget=forms.TextInput(attrs=_TYPED | {"list": "late-reasons"}),
    )
    lunch = forms.NullBooleanField(
        label="School lunch",
        widget=forms.Select(choices=[("", "Not asked"), ("true", "Yes"), ("false", "No")], attrs={"class": "short"}),
    )
    #: The entry behind a mark that whoever asks was told of and wants replaced.
    over = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class OutForm(forms.Form):
    """Why somebody goes out, and with whom."""

    reason = forms.CharField(label="Why they go", max_length=_LONGEST, widget=forms.TextInput(attrs=_TYPED))
    with_whom = forms.CharField(
        label="With whom",
        max_length=_LONGEST,
        help_text="Or “alone”, where the school allows it.",
        widget=forms.TextInput(attrs=_TYPED),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="out_%s")  # beside the reason for being late


class VisitorForm(KeyedForm):
    """A line of the visitors' book."""

    name = forms.CharField(label="Name", max_length=_LONGEST, widget=forms.TextInput(attrs=_TYPED))
    organisation = forms.CharField(
        label="From", max_length=_LONGEST, required=False, widget=forms.TextInput(attrs=_TYPED)
    )
    sees = forms.CharField(label="Whom they see", max_length=_LONGEST, widget=forms.TextInput(attrs=_TYPED))
