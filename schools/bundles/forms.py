"""What is typed about bundles: for which parent and what, which days, what goes with it, how it went and what came back."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.bundles.rules.kinds import BUNDLE, BundleKind, How
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.papers.forms import SeveralOf
from schools.roll.queries.contacts import ContactOf


class PrepareForm(forms.Form):
    """A new bundle."""

    kind = ChoiceOf(label="What it is for", choices=[(one.value, one.words) for one in BundleKind], coerce=BundleKind)
    whom = ChoiceOf(
        label="About which parent",
        help_text="One bundle is about one parent. Whom something stands against is not listed.",
    )
    authority = ChoiceOf(label="Which authority")
    first = DayField(label="Register from", error_messages={"required": "Give the first day."})
    last = DayField(label="Until", error_messages={"required": "Give the last day."})

    def __init__(
        self,
        *args: object,
        contacts: Sequence[ContactOf],
        authorities: Iterable[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._contacts = {str(one.contact): one for one in contacts if not one.restrictions}
        fields: Any = self.fields
        fields["whom"].choices = [(key, f"{one.name}, {one.relationship}") for key, one in self._contacts.items()]
        fields["authority"].choices = list(authorities)

    @property
    def contact(self) -> ContactOf:
        """The parent it is about."""
        return self._contacts[self.cleaned_data["whom"]]


class ChangeForm(forms.Form):
    """What is chosen for a bundle that is being prepared."""

    first = DayField(label="Register from", error_messages={"required": "Give the first day."})
    last = DayField(label="Until", error_messages={"required": "Give the last day."})
    statement = WordsField(
        label="Statement",
        rows=10,
        help_text="The headteacher’s own, in the form that the authority’s lawyers give. Freezing it signs it.",
    )
    attached = SeveralOf(
        label="Goes with it", help_text="As it was uploaded or left. None goes that is not ticked here."
    )

    def __init__(self, *args: object, files: Iterable[tuple[uuid.UUID, str]], signed: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        held = [(str(key), words, key) for key, words in files]
        field: Any = self.fields["attached"]
        field.give(held)
        if not held:
            del self.fields["attached"]
        if not signed:
            del self.fields["statement"]


class SendForm(forms.Form):
    """When and how it went."""

    on = DayField(label="Sent on", error_messages={"required": "Give the day."})
    how = ChoiceOf(label="How", choices=[(one.value, one.words) for one in How if one is not How.ROLLCALL], coerce=How)


class AnswerForm(forms.Form):
    """What the authority said, or that it is taken back."""

    move = ChoiceOf(label="What became of it")
    on = DayField(label="On", error_messages={"required": "Give the day."})
    words = WordsField(label="What it said, or why", rows=3)

    def __init__(self, *args: object, state: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["move"]
        asked = ("ask", "accept", "decline", "take_back")
        field.choices = [(one.key, one.words.capitalize()) for one in BUNDLE.moves_from(state) if one.key in asked]
