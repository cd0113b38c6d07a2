"""What somebody who rings writes down."""

import uuid
from collections.abc import Sequence
from typing import Final

from django import forms

from schools.absence.operations.attempts import LONGEST_NOTE, Told
from schools.absence.queries.ladders import Settings
from schools.absence.rules.ladder import MOST_CONTACTS, MOST_STEPS, Channel, Ladder, Outcome, Step, faults_of
from schools.absence.rules.messages import LONGEST_RING
from schools.registers.rules.asks import LONGEST_KEY
from schools.roll.queries.contacts import ContactOf

#: What a button says of a call, and what it comes to: the outcome, the code it gives, whether the child is safe.
SAID: Final = {
    "no_answer": (Outcome.NO_ANSWER, ""),
    "message_left": (Outcome.MESSAGE_LEFT, ""),
    "wrong_number": (Outcome.WRONG_NUMBER, ""),
    "illness": (Outcome.SPOKE, "I"),
    "medical": (Outcome.SPOKE, "M"),
    "on_the_way": (Outcome.SPOKE, ""),
    "spoke": (Outcome.SPOKE, ""),
}
NOBODY = "nobody"


class CallForm(forms.Form):
    """One call, in or out: whom, what was said, whether the child is safe, and a note. The button pressed is `said`."""

    contact = forms.ChoiceField(label="Who", widget=forms.RadioSelect)
    said = forms.ChoiceField(
        label="What was said",
        choices=[(key, key) for key in SAID],
        error_messages={"required": "Choose what came of the call.", "invalid_choice": "Choose what came of the call."},
    )
    safe = forms.BooleanField(label="They said the child is safe and well", required=False)
    code = forms.ChoiceField(label="Another reason", required=False)
    note = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In the family’s own words. It is kept with the register.",
    )
    key = forms.CharField(max_length=LONGEST_KEY - 2, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, contacts: Sequence[ContactOf], reasons: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        who = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        self.fields["contact"].choices = [*who, (NOBODY, "Somebody else")]  # type: ignore[attr-defined]
        self.fields["code"].choices = [("", "No other reason"), *reasons]  # type: ignore[attr-defined]
        if not reasons:  # who may enter none is offered none
            del self.fields["code"]
            self.fields["said"].choices = [(key, key) for key, (_, code) in SAID.items() if not code]  # type: ignore[attr-defined]

    @property
    def told(self) -> Told:
        """What was typed."""
        clean = self.cleaned_data
        outcome, code = SAID[clean["said"]]
        contact = None if clean["contact"] == NOBODY else uuid.UUID(clean["contact"])
        return Told(
            channel=Channel.CALL,
            outcome=outcome,
            key=clean["key"],
            contact=contact,
            note=clean["note"],
            safe=clean["safe"],
            code=code or clean.get("code", ""),
        )


class HandingForm(forms.Form):
    """A few words that go with an act."""

    handing_note = forms.CharField(
        label="Note for the lead", max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OutcomeForm(forms.Form):
    """How a hand-over ended."""

    outcome = forms.CharField(
        label="What you found",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where the child is, how you know that they are safe, and whom you told.",
    )


_CHANNELS = [
    ("", "No step"),
    (Channel.TEXT.value, "Text"),
    (Channel.EMAIL.value, "Email"),
    (Channel.CALL.value, "Call"),
]
_PLACES = [(str(place), f"Contact {place}") for place in range(1, MOST_CONTACTS + 1)]


class LadderForm(forms.Form):
    """The school's ladder: its steps in order, and the minutes of all that follows."""

    lead_minutes = forms.IntegerField(
        label="The safeguarding lead takes over after", help_text="Minutes from the close of the register."
    )
    visit_minutes = forms.IntegerField(
        label="A home visit is due after", help_text="Minutes from the close of the register."
    )
    reply_minutes = forms.IntegerField(
        label="Least time to answer a message", help_text="Minutes, however late the message was sent."
    )
    hold_minutes = forms.IntegerField(
        label="A message can be taken back for", min_value=0, max_value=30, help_text="Minutes before it is sent."
    )
    most_messages = forms.IntegerField(
        label="Messages an hour without a person’s word",
        min_value=1,
        max_value=2000,
        help_text="More wait until somebody lets them go.",
    )
    ring = forms.CharField(
        label="Whom messages ask families to ring",
        max_length=LONGEST_RING,
        required=False,
        help_text="As families read it: “the office on 01632 960118”. Empty for the school’s name alone.",
    )

    def __init__(self, data: object = None, *, settings: Settings) -> None:
        steps = settings.ladder.steps
        initial: dict[str, object] = {
            "lead_minutes": settings.ladder.lead_minutes,
            "visit_minutes": settings.ladder.visit_minutes,
            "reply_minutes": settings.ladder.reply_minutes,
            "hold_minutes": settings.hold_minutes,
            "most_messages": settings.most_messages,
            "ring": settings.ring,
        }
        for number, step in enumerate(steps, start=1):
            initial |= {f"channel_{number}": step.channel.value, f"place_{number}": str(step.place)}
            initial[f"step_{number}"] = step.minutes
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        fields: dict[str, forms.Field] = {}
        for number in range(1, MOST_STEPS + 1):
            fields[f"channel_{number}"] = forms.ChoiceField(label=f"Step {number}", choices=_CHANNELS, required=False)
            fields[f"place_{number}"] = forms.ChoiceField(
                label=f"Whom step {number} asks", choices=_PLACES, required=False, initial="1"
            )
            fields[f"step_{number}"] = forms.IntegerField(label=f"Minutes of step {number}", required=False)
        self.fields = fields | self.fields

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each step."""
        numbers = range(1, MOST_STEPS + 1)
        return [(self[f"channel_{number}"], self[f"place_{number}"], self[f"step_{number}"]) for number in numbers]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields under the steps."""
        names = ("lead_minutes", "visit_minutes", "reply_minutes", "hold_minutes", "most_messages", "ring")
        return [self[name] for name in names]

    def clean(self) -> dict[str, object]:
        """Read the steps; what is wrong with the ladder as a whole is said at the step it is wrong at."""
        clean = super().clean() or {}
        numbers = [number for number in range(1, MOST_STEPS + 1) if clean.get(f"channel_{number}")]
        for number in numbers:
            if clean.get(f"step_{number}") is None and f"step_{number}" not in self.errors:
                self.add_error(f"step_{number}", "Write by how many minutes this step is due.")
        if self.errors:
            return clean
        steps = tuple(
            Step(Channel(clean[f"channel_{n}"]), int(clean[f"place_{n}"] or 1), clean[f"step_{n}"]) for n in numbers
        )
        ladder = Ladder(steps, clean["lead_minutes"], clean["visit_minutes"], clean["reply_minutes"])
        for fault in faults_of(ladder):
            _, _, place = fault.field.partition("step_")
            # The fault counts the steps that are there; the form's rows may have gaps between them.
            field = f"step_{numbers[int(place) - 1]}" if place and numbers else fault.field
            self.add_error(field, fault.said)
        clean["settings"] = Settings(ladder, clean["hold_minutes"], clean["most_messages"], clean["ring"])
        return clean
