"""What every form about a draft has in common: the draft it was shown, and faults of the document beside its fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django import forms

from foundation.refusals import Refused
from tenants.policies.rules.document import OWNERS, Policy
from tenants.policies.rules.values import KEY

SHORT = {"class": "short", "autocomplete": "off"}
WIDE = {"class": "wide", "autocomplete": "off"}


class PartForm(forms.Form):
    """One part of a draft. `edits` is the draft's count of changes when it was shown."""

    edits = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that stand one below another, and are seen."""
        return self.visible_fields()

    def field_of(self, path: str) -> str:
        """The field in which a line of the document was typed; empty when it stands elsewhere."""
        key = path.rpartition(".")[2]
        return key if key in self.fields else ""


@contextmanager
def put_beside(form: PartForm) -> Iterator[None]:
    """Faults of a document, told by the path of their line, as faults of the form's fields; others keep their path."""
    try:
        yield
    except Refused as refused:
        faults = []
        for fault in refused.faults:
            if field := form.field_of(fault.field):
                faults.append(replace(fault, field=field))
            elif fault.field:
                line = f"Line {fault.row}, " if fault.row else ""
                faults.append(replace(fault, field="", words=f"{line}{fault.field}: {fault.words}"))
            else:
                faults.append(fault)
        raise type(refused).because(*faults) from None


def key_field(label: str = "Key") -> forms.RegexField:
    """A key: what a line is known by, so that it is the same line when its words change."""
    return forms.RegexField(
        KEY,
        label=label,
        help_text="Letters, digits and _. The line is known by it in decisions and at schools, for ever.",
        widget=forms.TextInput(attrs=SHORT),
        error_messages={"invalid": "Use up to 40 letters, digits and _.", "required": "Give it a key."},
    )


def role_field(label: str, roles: Any = OWNERS) -> forms.ChoiceField:
    """Somebody of a school, by role."""
    return forms.ChoiceField(label=label, choices=[(role.value, role.label) for role in roles])


def count_field(label: str, most: int, *, least: int = 1, help_text: str = "") -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=help_text, widget=forms.NumberInput(attrs=SHORT)
    )


def letter_field(policy: Policy) -> forms.ChoiceField:
    """One of the policy's letters, or none."""
    choices = [("", "No letter"), *((letter.key, f"{letter.key}: {letter.subject}") for letter in policy.letters)]
    return forms.ChoiceField(label="Letter", choices=choices, required=False)
