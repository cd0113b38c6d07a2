"""What an officer gives with an answer, and to whom a share is handed on."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django import forms

from foundation.ui.forms import DayField
from tenants.shares.operations.answering import DATED

_WORDS: Final = {
    "ask": "What you ask for",
    "decline": "Why it is declined",
    "refuse": "Why the notice is refused",
    "withdraw": "Why it is withdrawn",
}
_DAYS: Final = {
    "issue": "First issued on",
    "serve": "Received on",
    "pay_reduced": "Paid on",
    "pay_full": "Paid on",
    "withdraw": "Withdrawn on",
    "prosecute": "Laid before the court on",
}
#: Of a file kept with a family's record, and so of every word sent.
READ_BY_FAMILY: Final = "Kept with the case at the school. The family may ask to read it."


class WordsField(forms.CharField):
    """What an officer writes to the school. Whether it may be left out, and how long it may be, the operation judges."""

    def __init__(self, label: str, *, rows: int = 3) -> None:
        super().__init__(
            label=label, required=False, help_text=READ_BY_FAMILY, widget=forms.Textarea(attrs={"rows": rows})
        )


class AnswerForm(forms.Form):
    """One move of a share: the version that was read, the day where it has one, and words."""

    number = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=32_767,
        error_messages={
            "required": "Open the case again: this page does not say which version you read.",
            "invalid": "Open the case again: this page does not say which version you read.",
        },
    )

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move in DATED:
            self.fields["on"] = DayField(label=_DAYS[move], error_messages={"required": "Give the day."})
        self.fields["words"] = WordsField(_WORDS.get(move, "Message to the school, if any"))


class MessageForm(forms.Form):
    """A message to the school, which moves nothing."""

    words = WordsField("Message")


class ActionForm(forms.Form):
    """What a meeting decided."""

    what = forms.CharField(
        label="What is to be done",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what is to be done."},
    )
    who = forms.CharField(label="Who does it", max_length=200, error_messages={"required": "Say who does it."})
    by_day = DayField(label="By", required=False)


class HandOnForm(forms.Form):
    """Which colleague has it from now on."""

    to = forms.ChoiceField(
        label="To",
        error_messages={"required": "Choose a colleague.", "invalid_choice": "Choose a colleague of the list."},
    )

    def __init__(self, *args: Any, colleagues: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {str(key): name for key, name in colleagues}
        self.fields["to"].choices = [("", "Choose"), *self.named.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[uuid.UUID, str]:
        """Who was chosen, by key and name."""
        key = self.cleaned_data["to"]
        return uuid.UUID(key), self.named[key]
