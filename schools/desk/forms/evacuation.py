"""What is typed about assembly points."""

import uuid
from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from schools.desk.operations.assembling import Where

#: The field of the visitors.
VISITORS = "visitors"


class PointsForm(forms.Form):
    """Where each year and form assembles, and the visitors. A form left empty goes with its year."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        years: Mapping[str, str],
        groups: Mapping[uuid.UUID, str],
        held: Mapping[Where, str],
    ) -> None:
        super().__init__(data)
        self._where: dict[str, Where] = {}
        for year, label in years.items():
            self._add(f"year-{year}", label, year, held)
        for group, name in groups.items():
            self._add(f"form-{group}", name, group, held)
        self._add(VISITORS, "Visitors", "", held)

    def _add(self, name: str, label: str, where: Where, held: Mapping[Where, str]) -> None:
        self._where[name] = where
        self.fields[name] = forms.CharField(
            label=label,
            max_length=60,
            required=False,
            initial=held.get(where, ""),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "list": "points"}),
        )

    @property
    def points(self) -> dict[Where, str]:
        """What was typed, once it is in order."""
        return {self._where[name]: " ".join(point.split()) for name, point in self.cleaned_data.items()}

    @property
    def of_years(self) -> list[forms.BoundField]:
        """The years, and the visitors."""
        return [self[name] for name in self.fields if not name.startswith("form-")]

    @property
    def of_forms(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("form-")]
