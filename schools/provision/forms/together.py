"""Many pupils at one place: placed in one act, and confirmed in one for each session."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from foundation.messaging.replies import plain
from foundation.ui.numbers import counted
from schools.provision.forms.placements import AgreedForm
from schools.provision.operations.together import Counted
from schools.provision.queries.expected import Expected
from schools.provision.rules.elsewhere import CONFIRMED_ELSEWHERE, WORDS, sessions_between
from schools.roll.forms.pupils import PupilsField, named_in
from schools.roll.queries.on_roll import on_roll
from schools.roll.rules.week_slots import SLOTS, slot_of

_SHORT: Final = {"class": "short"}


class TogetherForm(AgreedForm):
    """A trip or another activity of many pupils. D is left out: it follows each pupil's own registration elsewhere."""

    who = PupilsField()

    field_order = ("who", "provider", "code", "starts_on", "ends_on", "slots", "purpose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, f"{code}: {WORDS[code]}") for code in CONFIRMED_ELSEWHERE]  # type: ignore[attr-defined]
        self.fields["slots"].initial = list(SLOTS)
        self.fields["slots"].help_text = "Only those that fall on the days above."

    def clean(self) -> dict[str, Any]:
        """Every line read, as the roll is on the first day; and the sessions that there are on these days."""
        clean = super().clean() or self.cleaned_data
        if {"who", "starts_on"} <= clean.keys():
            try:
                clean["keys"] = named_in(clean["who"], on_roll(clean["starts_on"]))
            except forms.ValidationError as wrong:
                self.add_error("who", wrong)
        if {"slots", "starts_on", "ends_on"} <= clean.keys() and clean["starts_on"] <= clean["ends_on"]:
            held = {slot_of(*one) for one in sessions_between(clean["slots"], clean["starts_on"], clean["ends_on"])}
            if not held:
                self.add_error("slots", "None of these falls on the days given.")
            clean["slots"] = sorted(slot for slot in held if slot is not None)
        return clean

    @property
    def keys(self) -> tuple[int, ...]:
        """The compact keys of those who are named; none while a line cannot be read."""
        found: tuple[int, ...] = self.cleaned_data.get("keys", ())
        return found


class CameForm(forms.Form):
    """What a leader says of everybody who is expected in a session: how many came, and who did not.

    The number is asked beside the names, so that nobody is entered as present because a box was passed over.
    """

    missing = forms.MultipleChoiceField(
        label="Who did not come",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "The list has changed since you opened the page. Look at it again."},
    )
    came = forms.IntegerField(
        label="How many came, as they counted",
        min_value=0,
        widget=forms.NumberInput(attrs=_SHORT),
        error_messages={"required": "Write how many they counted."},
    )
    said_by = forms.CharField(
        label="Who says so",
        max_length=100,
        help_text="The trip leader, coach or employer who was with them.",
        error_messages={"required": "Write who was with them and says so."},
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, waiting: Sequence[Expected], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.place.pk), str(one.place.pupil)) for one in waiting]
        self.fields["missing"].choices = names  # type: ignore[attr-defined]
        self.initial["shown"] = " ".join(key for key, _ in names)

    def clean_shown(self) -> frozenset[uuid.UUID]:
        """The placements that the page asked about."""
        try:
            return frozenset(uuid.UUID(key) for key in self.cleaned_data["shown"].split())
        except ValueError:
            raise forms.ValidationError("Open the page again.") from None

    def clean(self) -> dict[str, Any]:
        """The number and the names agree."""
        clean = super().clean() or self.cleaned_data
        if {"shown", "missing", "came"} <= clean.keys():
            asked, missing = len(clean["shown"]), len(clean["missing"])
            if clean["came"] != asked - missing:
                words = (
                    f"{counted(asked, 'pupil')} less {missing} who did not come is {asked - missing}. Ask them again."
                )
                self.add_error("came", words)
        return clean

    @property
    def counted(self) -> Counted:
        """What was typed."""
        clean = self.cleaned_data
        missing = frozenset(uuid.UUID(key) for key in clean["missing"])
        return Counted(clean["shown"], missing, f"Counted by {plain(clean['said_by'])}")
