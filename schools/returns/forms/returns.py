"""Drafting a return, setting one aside, and recording how a file went and what came back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms

from foundation.ui.forms import DayField
from schools.returns.models import ReturnFile
from schools.returns.operations.drafting import LONGEST
from schools.returns.operations.sending import Sent
from schools.returns.rules.fields import Field, typed_fields
from schools.returns.rules.kinds import Kind

_YES_OR_NO: Final = [("", "Choose"), ("yes", "Yes"), ("no", "No")]


class DraftForm(forms.Form):
    """What a person writes beside what the roll has. Every box may be left empty: what is missing is said, not refused.

    With `asks_one_need` it asks first whether an illness is one health need: many small ills need no return [GRID].
    """

    def __init__(
        self,
        data: object = None,
        *,
        kind: Kind,
        typed: Mapping[str, str],
        restricted: bool,
        asks_one_need: bool = False,
    ) -> None:
        self._fields = [one for one in typed_fields(kind) if restricted or not one.restricted]
        initial = {one.key: _shown(one, typed.get(one.key, "")) for one in self._fields}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        if asks_one_need:
            self.fields["one_need"] = forms.ChoiceField(
                label="Is it one health need?",
                choices=[("yes", "Yes, one health need"), ("no", "No, several different ills")],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether it is one health need."},
                help_text="Several different ills need no return. Ask the family, or the school nurse, if you do not know.",
            )
        for one in self._fields:
            self.fields[one.key] = _box(one)

    @property
    def one_need(self) -> bool:
        """False where somebody said that it is several different ills."""
        return bool(self.cleaned_data.get("one_need") != "no")

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, dates in ISO."""
        return {one.key: _kept(self.cleaned_data.get(one.key)) for one in self._fields}


def _box(one: Field) -> forms.Field:
    plain: dict[str, Any] = {"label": one.label, "help_text": one.help, "required": False}
    if one.is_date:
        return DayField(**plain)
    if one.key == "evidence":
        return forms.ChoiceField(choices=_YES_OR_NO, widget=forms.Select(attrs={"class": "short"}), **plain)
    widget = forms.Textarea(attrs={"rows": 2}) if one.long else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=LONGEST, widget=widget, **plain)


def _shown(one: Field, text: str) -> object:
    if one.is_date and text:
        return dt.date.fromisoformat(text)
    return text


def _kept(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


class BecauseForm(forms.Form):
    """Why something is set aside or taken back."""

    because = forms.CharField(
        label="Why",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason stays with it."},
    )


class CorrectedForm(forms.Form):
    """How the authority was told that something no longer holds."""

    how = forms.CharField(
        label="How the authority was told",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whom you told, when, and what they said.",
        error_messages={"required": "Say how the authority was told."},
    )


class SentForm(forms.Form):
    """How a file went."""

    sent_on = DayField(label="Sent on", error_messages={"required": "Give the day it was sent."})
    sent_way = forms.ChoiceField(
        label="How",
        choices=[("", "Choose"), *ReturnFile.Way.typed()],
        widget=forms.Select(attrs={"class": "short"}),
        error_messages={"required": "Say how it was sent."},
    )
    sent_note = forms.CharField(
        label="To whom, and the reference",
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def sent(self) -> Sent:
        """What was typed."""
        clean = self.cleaned_data
        return Sent(on=clean["sent_on"], way=clean["sent_way"], note=clean["sent_note"])


class AnswerForm(forms.Form):
    """What the authority answered."""

    answered_on = DayField(label="Answered on", error_messages={"required": "Give the day of the answer."})
    answer = forms.CharField(
        label="What they answered",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what the authority answered."},
    )


class SicknessForm(forms.Form):
    """An illness that somebody has told the school of, before it comes to fifteen days."""

    began = DayField(label="It began, or will begin, on", error_messages={"required": "Give the day it began."})
    until = DayField(
        label="Expected to be away until",
        error_messages={"required": "Give the day until which they are expected to be away."},
        help_text="Only for one health need that is expected to take 15 school days or more of this school year.",
    )
