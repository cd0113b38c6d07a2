"""What a parent types on the page of a message's link: what to say of each child."""

from collections.abc import Sequence
from typing import Final

from django import forms

from foundation.messaging.replies import plain
from schools.absence.rules.replies import Chosen

#: The longest a parent writes of one child, in characters: enough for a few sentences, on a phone.
LONGEST_SAID: Final = 500
_NOTHING_CHOSEN: Final = "Choose what we should know."


class AnswersForm(forms.Form):
    """Each child that the link names, answered apart; whoever is left open is asked about again."""

    proof = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, names: Sequence[str], **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        self.count = len(names)
        for number, name in enumerate(names):
            self.fields[f"what_{number}"] = forms.ChoiceField(
                label=f"{name} is",
                choices=[(one.value, one.label) for one in Chosen],
                widget=forms.RadioSelect,
                required=self.count == 1,
                error_messages={"required": _NOTHING_CHOSEN},
            )
            self.fields[f"words_{number}"] = forms.CharField(
                label=f"In your own words, about {name}",
                max_length=LONGEST_SAID,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            )

    @property
    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each child."""
        return [(self[f"what_{number}"], self[f"words_{number}"]) for number in range(self.count)]

    @property
    def said(self) -> list[tuple[int, Chosen, str]]:
        """What was answered: the child's number, what was chosen, and the words."""
        clean = self.cleaned_data
        return [
            (number, Chosen(clean[f"what_{number}"]), plain(clean[f"words_{number}"]))
            for number in range(self.count)
            if clean[f"what_{number}"]
        ]

    def clean(self) -> dict[str, object]:
        """Something of somebody, and words where what was chosen says nothing."""
        clean = super().clean() or {}
        for number in range(self.count):
            what, words = clean.get(f"what_{number}"), clean.get(f"words_{number}")
            if words and not what and self.count > 1 and f"what_{number}" not in self.errors:
                self.add_error(f"what_{number}", "Choose what it is; “Something else” if it is none of the others.")
            if what == Chosen.ELSE and not words and f"words_{number}" not in self.errors:
                self.add_error(f"words_{number}", "Write in a few words what it is.")
        if not self.errors and not any(clean.get(f"what_{number}") for number in range(self.count)):
            self.add_error("what_0", _NOTHING_CHOSEN)
        return clean
