"""What the list of cases is narrowed by, and what is searched for."""

from django import forms

from tenants.shares.pages.cases import Narrowed

#: Letters of what is searched for: no name is longer.
LONGEST_ASKED = 100


class NarrowForm(forms.Form):
    """The list's filters; an address edited by hand gets the whole list."""

    school = forms.UUIDField(required=False)
    purpose = forms.SlugField(required=False, max_length=14)
    state = forms.SlugField(required=False, max_length=12)
    mine = forms.BooleanField(required=False)

    def chosen(self) -> Narrowed:
        """What was chosen, as far as it can be read."""
        self.is_valid()
        clean = self.cleaned_data
        school = clean.get("school")
        return Narrowed(
            str(school) if school else "",
            clean.get("purpose", ""),
            clean.get("state") or Narrowed().state,
            clean.get("mine", False),
        )


class FindForm(forms.Form):
    """A name, or the reference that a school reads out."""

    q = forms.CharField(
        label="Name or reference",
        max_length=LONGEST_ASKED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Type a name, or part of one, or a reference.",
            "max_length": "No name is so long.",
        },
    )
