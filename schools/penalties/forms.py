"""Deciding of a parent, what became of a notice, notices of others, and legal steps."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.documents.forms import EvidenceField
from schools.penalties.models import Penalty
from schools.penalties.operations.considering import Answered
from schools.penalties.rules.considering import HARM, QUESTIONS
from schools.penalties.rules.steps import StepKind
from schools.roll.queries.contacts import ContactOf
from tenants.policies.rules import notice_states as states
from tenants.policies.rules.notice_states import PENALTY

#: How a notice of another school or authority may stand.
ONCE_ISSUED = (
    states.ISSUED,
    states.SERVED,
    states.PAID_REDUCED,
    states.PAID_FULL,
    states.UNPAID,
    states.WITHDRAWN,
    states.PROSECUTED,
)
NOBODY = "nobody"


class ParentForm(forms.Form):
    """What is answered of one parent, and what follows from it."""

    birth = DayField(
        label="Their birth date",
        required=False,
        help_text="If you know it: the authority asks for it. It is asked for and shown nowhere else.",
    )
    outcome = ChoiceOf(
        label="What follows",
        choices=[
            ("refer", "Propose a notice to this parent"),
            ("drop", "Do not propose one"),
            ("later", "Leave it open for now"),
        ],
    )
    why = WordsField(label="Why not, if none is proposed")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        asked: dict[str, forms.Field] = {}
        for one in QUESTIONS:
            choices = [(choice.key, choice.words) for choice in one.choices]
            asked[one.key] = ChoiceOf(label=one.words, choices=choices)
            if one.asks:
                asked[f"{one.key}_words"] = WordsField(label=one.asks, needed=f"Write: {one.asks.lower()}.", rows=2)
        self.fields = asked | self.fields

    @property
    def said(self) -> Answered:
        """What was typed."""
        clean = self.cleaned_data
        return Answered(
            {one.key: clean[one.key] for one in QUESTIONS},
            {one.key: clean[f"{one.key}_words"] for one in QUESTIONS if one.asks},
            "" if clean["outcome"] == "later" else clean["outcome"],
            clean["why"],
            clean["birth"],
        )

    @staticmethod
    def shown(row: Penalty | None, birth: object) -> dict[str, Any]:
        """What was answered before, for the form to begin with."""
        if row is None:
            return {"birth": birth}
        words = {f"{key}_words": said for key, said in row.words.items()}
        return {**row.answers, **words, HARM: row.harm, "birth": birth, "outcome": "later"}


class TurnForm(forms.Form):
    """When a notice moved, and what was said of it."""

    on = DayField(label="On", error_messages={"required": "Give the day."})
    deemed = forms.BooleanField(
        label="Nobody knows the day: take the one that the authority’s rule gives from the day of issue", required=False
    )
    words = WordsField(label="What the authority said")

    def __init__(self, *args: object, move: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if move != "serve":
            del self.fields["deemed"]
        if move in ("refuse", "withdraw"):
            self.fields["words"] = WordsField(label="Why", needed="Write why.")
        elif move != "issue":
            self.fields["words"].label = "Anything to note"


class NoticeForm(forms.Form):
    """A notice of another school or authority."""

    contact = ChoiceOf(label="To")
    issued_on = DayField(label="First issued on", error_messages={"required": "Give the day of first issue."})
    state = ChoiceOf(
        label="How it stands", many=True, choices=[(one, PENALTY.words(one).capitalize()) for one in ONCE_ISSUED]
    )
    issuer = WordsField(label="Issued by", needed="Write which authority or school had it issued.", rows=1)
    source = WordsField(label="From where you know of it", needed="Write from where you know of it.", rows=2)

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["contact"]
        field.choices = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        field.coerce = uuid.UUID


class RestateForm(forms.Form):
    """How such a notice stands now."""

    state = ChoiceOf(label="How it stands", choices=[(one, PENALTY.words(one).capitalize()) for one in ONCE_ISSUED])
    source = WordsField(label="From where you know of it", needed="Write from where you know of it.", rows=2)


class PutForm(forms.Form):
    """To whom a notice of an earlier school went."""

    contact = ChoiceOf(label="It went to")
    whose = WordsField(label="To whom, if it was somebody else", rows=1)

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["contact"]
        named = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        field.choices = [*named, (NOBODY, "Somebody who is no contact here")]

    @property
    def chosen(self) -> uuid.UUID | None:
        """The contact; None for somebody else."""
        chosen = self.cleaned_data["contact"]
        return None if chosen == NOBODY else uuid.UUID(chosen)


class StepForm(forms.Form):
    """A legal step."""

    kind = ChoiceOf(label="What it is", choices=[(one.value, one.words) for one in StepKind], coerce=StepKind)
    contact = ChoiceOf(label="About", many=True, required=False)
    made_on = DayField(label="Made on", error_messages={"required": "Give the day."})
    ends_on = DayField(label="Ends on", required=False, help_text="If an end was set.")
    words = WordsField(label="What was ordered or decided", needed="Write what was ordered or decided.")

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["contact"]
        field.choices = [("", "The child alone"), *((str(one.contact), one.name) for one in contacts)]
        field.coerce = uuid.UUID
        field.empty_value = None


class PapersForm(forms.Form):
    """Papers of a legal step."""

    evidence = EvidenceField(required=True)
