"""What the pupils' list may be narrowed by. An address a person edits by hand gets the whole list, not an error."""

from django import forms

from schools.registers.rules.basis import Basis


class NarrowForm(forms.Form):
    """Query of the pupils' list: never a name."""

    year = forms.CharField(required=False, max_length=2)
    form = forms.CharField(required=False, max_length=30)
    basis = forms.ChoiceField(required=False, choices=[(basis.value, basis.value) for basis in Basis])
    show = forms.ChoiceField(required=False, choices=[(word, word) for word in ("persistent", "severe", "near")])

    def chosen(self, field: str) -> str:
        """The value given, or nothing when it is not one of those offered."""
        self.is_valid()
        return str(self.cleaned_data.get(field) or "")
