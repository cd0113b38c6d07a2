"""What lists of pupils may be narrowed by, and which year of a pupil is shown.

An address a person edits by hand gets the whole list, not an error.
"""

from django import forms

from schools.registers.rules.basis import Basis


class NarrowForm(forms.Form):
    """Query of a list of pupils: never a name."""

    year = forms.CharField(required=False, max_length=2)
    form = forms.CharField(required=False, max_length=30)
    basis = forms.ChoiceField(required=False, choices=[(basis.value, basis.value) for basis in Basis])
    show = forms.ChoiceField(
        required=False, choices=[(word, word) for word in ("persistent", "severe", "near", "first")]
    )

    def chosen(self, field: str) -> str:
        """The value given, or nothing when it is not one of those offered."""
        self.is_valid()
        return str(self.cleaned_data.get(field) or "")

    def kept(self) -> dict[str, str]:
        """What was chosen, for the addresses of the same list's other pages and orders."""
        return {name: value for name in ("year", "form", "basis", "show") if (value := self.chosen(name))}

    def codes(self, *more: str) -> str:
        """What the list was narrowed by, for the journal: codes, never a name of anybody."""
        return "&".join([*(f"{name}={value}" for name, value in self.kept().items()), *more])

    @property
    def basis_chosen(self) -> Basis:
        """The basis given, or the published one."""
        return Basis(self.chosen("basis") or Basis.PUBLISHED)


class YearForm(forms.Form):
    """Which academic year of a pupil is shown: 2025 for 2025/26."""

    year = forms.IntegerField(required=False, min_value=1990, max_value=2200)

    def chosen(self) -> int | None:
        """The year given; None for this one."""
        return self.cleaned_data["year"] if self.is_valid() else None
