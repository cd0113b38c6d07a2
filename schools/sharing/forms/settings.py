"""What every share says: whom to ring, and the legal basis by purpose."""

from collections.abc import Mapping
from typing import Any

from django import forms

from schools.cases.forms.fields import WordsField
from schools.sharing.models import SharingSettings
from tenants.shares.rules.purposes import Purpose


class SettingsForm(forms.Form):
    """Whom the authority may ring, and one line for each purpose."""

    ring = WordsField(label="Whom to ring", rows=1, help_text="A name and a number, as the officer reads them.")

    def __init__(self, data: Any = None, *, settings: SharingSettings) -> None:
        initial = {"ring": settings.ring} | {one.value: settings.basis.get(one.value, "") for one in Purpose}
        super().__init__(data, initial=initial)
        for one in Purpose:
            words = f"Empty: {one.listed.source}"
            self.fields[one.value] = WordsField(label=f"{one.words}: legal basis", rows=1, help_text=words)

    @property
    def basis(self) -> Mapping[Purpose, str]:
        """What was typed, by purpose."""
        return {one: self.cleaned_data[one.value] for one in Purpose}
