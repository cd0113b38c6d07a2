"""What is typed about papers: who asks, for whom and what for, what goes in, and who got it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from foundation.ui.numbers import middle_date
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.cases.models import Note
from schools.papers.rules.kinds import Chosen, How, PaperKind
from schools.roll.queries.contacts import ContactOf

CHILD = "child"


class SeveralOf(forms.MultipleChoiceField):
    """Some of a list, as boxes to tick; `give` puts them in by key, and it cleans to them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, label: str, needed: str = "", help_text: str = "") -> None:
        wrong = {"invalid_choice": "Choose from the list.", "required": needed}
        super().__init__(label=label, required=bool(needed), help_text=help_text, error_messages=wrong)
        self._known: dict[str, Any] = {}

    def give(self, known: Iterable[tuple[str, str, Any]]) -> None:
        """Offer these: a key, what it is called, and what it cleans to."""
        held = list(known)
        self._known = {key: value for key, _, value in held}
        self.choices = [(key, words) for key, words, _ in held]

    def clean(self, value: Any) -> list[Any]:
        return [self._known[key] for key in super().clean(value)]


class RecordForm(forms.Form):
    """Who of the family asks for its record."""

    whom = ChoiceOf(label="Who asks for it", help_text="Whom something stands against is not on the list.")
    asked_on = DayField(label="Asked on", error_messages={"required": "Give the day."})

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._contacts = {str(one.contact): one for one in contacts if not one.restrictions}
        said = [(key, f"{one.name}, {one.relationship}") for key, one in self._contacts.items()]
        field: Any = self.fields["whom"]
        field.choices = [*said, (CHILD, "The child")]

    @property
    def contact(self) -> ContactOf | None:
        """Who asks; None for the child."""
        return self._contacts.get(self.cleaned_data["whom"])


class AgencyForm(forms.Form):
    """A chronology and summary for another agency's meeting."""

    kind = ChoiceOf(label="Which meeting", coerce=PaperKind)
    asked_on = DayField(label="When it is", error_messages={"required": "Give the day."})
    recipient = WordsField(label="Who gets it", needed="Write who gets it.", rows=1)
    organisation = WordsField(label="Whom they work for", needed="Write whom they work for.", rows=1)
    purpose = WordsField(label="What it is for", needed="Write what it is for.", rows=2)
    summary = WordsField(
        label="Summary",
        needed="Write a short summary.",
        rows=6,
        help_text="What somebody who reads nothing else must know.",
    )
    chosen = SeveralOf(label="What goes in", needed="Choose what goes into it.")
    notes = SeveralOf(
        label="Restricted notes",
        help_text="None goes in that is not ticked here, and only to child protection meetings.",
    )

    def __init__(
        self, *args: object, restricted: bool, sensitive: bool, notes: Iterable[Note], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        fields: Any = self.fields
        kinds = [one for one in PaperKind if one.is_for_agencies and (restricted or not one.is_restricted)]
        fields["kind"].choices = [(one.value, one.words) for one in kinds]
        parts = [one for one in Chosen if sensitive or one is not Chosen.SENSITIVE]
        fields["chosen"].give((one.value, one.words, one) for one in parts)
        said = [(str(one.pk), f"{middle_date(one.at)}, {one.by_name}: {one.words[:80]}", one) for one in notes]
        if said:
            fields["notes"].give(said)
        else:
            del self.fields["notes"]


class PutBackForm(forms.Form):
    """What of that which is left out belongs in the paper after all."""

    keys = SeveralOf(label="Put back")

    def __init__(self, *args: object, offered: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["keys"]
        field.give((key, key, key) for key in offered)


class HandForm(forms.Form):
    """Who got it, when and how."""

    on = DayField(label="Handed over on", error_messages={"required": "Give the day."})
    how = ChoiceOf(label="How", choices=[(one.value, one.words) for one in How], coerce=How)
