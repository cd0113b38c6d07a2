"""What a person makes of a reply, and a call that somebody takes down."""

import uuid
from collections.abc import Sequence
from typing import Final

from django import forms

from schools.absence.forms.calls import NOBODY, SAID
from schools.absence.models import Reply
from schools.absence.operations.attempts import LONGEST_NOTE, Told
from schools.absence.operations.replying import Ruling
from schools.absence.rules.ladder import Channel
from schools.absence.rules.replies import LATE, OTHER_WAY
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.rules.asks import LONGEST_KEY
from schools.roll.queries.contacts import ContactOf

#: The buttons of a reply.
SUGGESTED: Final = "suggested"
OTHERWISE: Final = "otherwise"
CHOSEN: Final = "chosen"
REACHED: Final = "reached"
ASIDE: Final = "aside"
_BUTTONS: Final = (SUGGESTED, OTHERWISE, CHOSEN, REACHED, ASIDE)
_NONE_CHOSEN: Final = "Choose what to make of the reply."


class RulingForm(forms.Form):
    """One reply: accepted as suggested, the other way, as another reason; reached without one; or set aside."""

    contact = forms.ChoiceField(label="Who wrote it", widget=forms.RadioSelect, required=False)
    code = forms.ChoiceField(label="Another reason", required=False)
    ruling = forms.ChoiceField(
        choices=[(one, one) for one in _BUTTONS],
        error_messages={"required": _NONE_CHOSEN, "invalid_choice": _NONE_CHOSEN},
    )

    def __init__(
        self,
        data: object = None,
        *,
        suggested: str,
        contacts: Sequence[ContactOf],
        reasons: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial={"contact": NOBODY})  # type: ignore[arg-type]
        self.suggested = suggested
        who = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        self.fields["contact"].choices = [*who, (NOBODY, "Not known")]  # type: ignore[attr-defined]
        self.fields["code"].choices = [("", "No other reason"), *reasons]  # type: ignore[attr-defined]
        if not contacts:
            del self.fields["contact"]
        if not reasons:
            del self.fields["code"]

    def clean(self) -> dict[str, object]:
        """A code where the button wants one, from somebody who may enter it."""
        clean = super().clean() or {}
        button = clean.get("ruling")
        if button in (SUGGESTED, OTHERWISE) and not self._code(button):
            self.add_error("ruling", "The words suggest no reason. Choose one yourself.")
        if button == CHOSEN and not clean.get("code"):
            self.add_error("code" if "code" in self.fields else None, "Choose the reason.")
        return clean

    @property
    def ruling_made(self) -> Ruling:
        """What was decided."""
        clean = self.cleaned_data
        button, who = clean["ruling"], clean.get("contact") or NOBODY
        contact = None if who == NOBODY else uuid.UUID(who)
        if button == ASIDE:
            return Ruling(Reply.Settled.ASIDE)
        code = clean["code"] if button == CHOSEN else self._code(button)
        return Ruling(Reply.Settled.REASON if code else Reply.Settled.REACHED, code, contact)

    def _code(self, button: str) -> str:
        if self.suggested == LATE or "code" not in self.fields:
            return ""
        return {SUGGESTED: self.suggested, OTHERWISE: OTHER_WAY.get(self.suggested, "")}.get(button, "")


class WhomForm(forms.Form):
    """Which child a reply is about that answers no message of ours."""

    pupil = forms.ChoiceField(
        label="About whom", error_messages={"required": "Choose the child.", "invalid_choice": "Choose the child."}
    )

    def __init__(
        self, data: object = None, *, own: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, initial={"pupil": own[0][0] if len(own) == 1 else ""})  # type: ignore[arg-type]
        self.fields["pupil"].choices = [("", "Choose a child"), *own, *others]  # type: ignore[attr-defined]


_RANG: Final = [
    ("illness", "Ill"),
    ("medical", "Medical or dental"),
    ("on_the_way", "On the way"),
    ("spoke", "Something else"),
]
_WHEN: Final = {"am": (1,), "pm": (2,), "day": SESSIONS}


class TakeDownForm(forms.Form):
    """A parent rings: who, what they said, and for which part of today."""

    contact = forms.ChoiceField(
        label="Who rang", widget=forms.RadioSelect, error_messages={"required": "Choose who rang."}
    )
    said = forms.ChoiceField(
        label="They said",
        choices=_RANG,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
    when = forms.ChoiceField(
        label="For",
        choices=[("am", "This morning"), ("pm", "This afternoon"), ("day", "All of today")],
        widget=forms.RadioSelect,
        initial="day",
    )
    note = forms.CharField(
        label="In their own words",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.CharField(max_length=LONGEST_KEY - 2, widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, contacts: Sequence[ContactOf], key: str) -> None:
        first = str(contacts[0].contact) if contacts else NOBODY
        super().__init__(data, initial={"contact": first, "key": key, "when": "day"})  # type: ignore[arg-type]
        who = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        self.fields["contact"].choices = [*who, (NOBODY, "Somebody else")]  # type: ignore[attr-defined]

    @property
    def told(self) -> Told:
        """What was typed."""
        clean = self.cleaned_data
        outcome, code = SAID[clean["said"]]
        contact = None if clean["contact"] == NOBODY else uuid.UUID(clean["contact"])
        return Told(
            channel=Channel.CALL, outcome=outcome, key=clean["key"], contact=contact, note=clean["note"], code=code
        )

    @property
    def sessions(self) -> tuple[int, ...]:
        """The sessions it is about."""
        return tuple(_WHEN[self.cleaned_data["when"]])
