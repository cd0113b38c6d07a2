"""Beginning, writing, sending and ending a referral; consent; the local form."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.referrals.models import Service
from schools.referrals.pages.words import for_whom, waiting_words
from schools.referrals.rules.attend import AttendForm
from schools.referrals.rules.consent import How, Whose
from schools.referrals.rules.services import Way
from schools.referrals.rules.wanted import HOME, Wanted
from schools.roll.queries.contacts import ContactOf

NOBODY = "nobody"


class BeginForm(forms.Form):
    """To which service."""

    service = ChoiceOf(label="Service")

    def __init__(self, *args: object, services: Iterable[Service], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = {str(one.pk): one for one in services}
        field: Any = self.fields["service"]
        field.choices = [
            (key, f"{one.name}: {one.purpose} For {for_whom(one)}; waiting time {waiting_words(one)}.")
            for key, one in known.items()
        ]
        field.coerce = known.__getitem__


class WriteForm(forms.Form):
    """The parts that the service wants, but the sensitive one."""

    def __init__(self, *args: object, parts: Sequence[Wanted], contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._parts = [one for one in parts if not one.sensitive]
        for one in self._parts:
            if one.key == HOME:
                self.fields[HOME] = _whom(one.words, contacts)
                continue
            filled = f"Filled in once from {one.filled_from}; it is yours to change." if one.filled_from else ""
            self.fields[one.key] = WordsField(label=one.words, rows=4, help_text=filled)

    @property
    def words(self) -> dict[str, str]:
        """The words by their keys."""
        return {one.key: self.cleaned_data[one.key] for one in self._parts if one.key != HOME}

    @property
    def rings(self) -> uuid.UUID | None:
        """Whom the service may ring at home."""
        chosen = self.cleaned_data.get(HOME, NOBODY)
        return None if chosen in ("", NOBODY) else uuid.UUID(chosen)


def _whom(label: str, contacts: Sequence[ContactOf]) -> ChoiceOf:
    """Contacts of the pupil whom somebody may ring, and nobody yet."""
    free = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts if not one.restrictions]
    return ChoiceOf(
        label=label,
        many=True,
        required=False,
        choices=[(NOBODY, "Nobody yet"), *free],
        help_text="Their telephone number goes with it as the record has it on the day it is sent.",
    )


class HealthForm(forms.Form):
    """The sensitive part."""

    words = WordsField(
        label="Health, caring and other sensitive things", needed="Write what the service has to know.", rows=6
    )


class ReasonForm(forms.Form):
    """Why it is sent without consent."""

    because = WordsField(label="Why it is to be sent without consent", needed="Write why.", rows=4)


class ConsentForm(forms.Form):
    """A consent."""

    whose = ChoiceOf(label="Whose", choices=[(one.value, one.words.capitalize()) for one in Whose], coerce=Whose)
    name = WordsField(label="Name", needed="Write who gave it.", rows=1)
    what = WordsField(
        label="What may be shared, and for what", needed="Write what may be shared, and for what.", rows=2
    )
    how = ChoiceOf(label="How it was given", choices=[(one.value, one.words.capitalize()) for one in How], coerce=How)
    given_on = DayField(label="On", error_messages={"required": "Give the day."})
    until = DayField(label="Until", required=False, help_text="The last day; empty where no end was said.")


class WithdrawForm(forms.Form):
    """A withdrawal of consent."""

    on = DayField(label="On", error_messages={"required": "Give the day."})
    words = WordsField(label="What they said", needed="Write what they said.")


class SendForm(forms.Form):
    """By which of the service's ways."""

    way = ChoiceOf(label="It goes by")

    def __init__(self, *args: object, ways: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["way"]
        field.choices = [(way.value, way.words.capitalize()) for way in Way if way.value in ways]
        field.coerce = Way


class AskedForm(forms.Form):
    """What the service asks for."""

    asked = WordsField(label="What the service asks for", needed="Write what the service asks for.", rows=4)


class AnswerForm(forms.Form):
    """What the service said."""

    accepted = ChoiceOf(label="The service", choices=[("accept", "accepted"), ("decline", "declined")])
    words = WordsField(label="What it said, and what happens next", needed="Write what it said.", rows=4)


class BackForm(forms.Form):
    """Why it is taken back."""

    because = WordsField(label="Why", needed="Write why it is taken back.")


class AttendCopyForm(forms.Form):
    """The local form: each question answered, or left out. `seen` is the version it was filled in from."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, asks: AttendForm, answers: Mapping[str, str], seen: int, **kwargs: object
    ) -> None:
        super().__init__(*args, **{"initial": {**answers, "seen": seen}, **kwargs})  # type: ignore[arg-type]
        self._asks = asks
        for part in asks.parts:
            for key, words in part.questions:
                self.fields[key] = WordsField(label=f"{part.name}: {words}", rows=2)

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by the keys of the questions."""
        return {key: self.cleaned_data[key] for key in self._asks.keys}
