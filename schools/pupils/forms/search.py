"""What the search asks for."""

from django import forms


class SearchForm(forms.Form):
    """Part of a pupil's name or number, or a form."""

    q = forms.CharField(
        label="Pupil or form",
        max_length=100,
        help_text="Names in any order, former and preferred ones too; a UPN; or a form such as 9B.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
