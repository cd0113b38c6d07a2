"""What a pupil's history may be narrowed by."""

import uuid
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.pupils.pages.history import HistoryAsked, Kind

KINDS = [
    (Kind.EVERYTHING, "Everything"),
    (Kind.SEEN, "Seen"),
    (Kind.CONTACTS, "Contacts seen"),
    (Kind.RESTRICTED_FLAGS, "Restricted flags seen"),
    (Kind.MARKS, "Marks"),
    (Kind.RECORD, "Other changes"),
]


class HistoryForm(forms.Form):
    """Kind, person (by key: names are in no address), and a period. `people` are pairs of key and name."""

    kind = forms.ChoiceField(required=False, choices=[(kind.value, label) for kind, label in KINDS], label="What")
    person = forms.ChoiceField(required=False, label="Who")
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Everyone"), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins is said to be so, and not answered with an empty list."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is not None and until is not None and until < since:
            self.add_error("until", "This is before the first day. Choose a day on or after it.")
        return cleaned

    def asked(self) -> HistoryAsked:
        """What was asked. A field that cannot be read narrows nothing; the page says what is wrong with it."""
        self.is_valid()
        person = self.cleaned_data.get("person")
        return HistoryAsked(
            kind=Kind(self.cleaned_data.get("kind") or ""),
            person=uuid.UUID(person) if person else None,
            first=self.cleaned_data.get("since"),
            last=self.cleaned_data.get("until"),
        )
