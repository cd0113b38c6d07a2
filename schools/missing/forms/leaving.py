"""Removals, home education, and coming back."""

from typing import Any

from django import forms

from foundation import clock
from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.cases.rules.opening import Kind
from schools.missing.rules.coming_back import Stage, read_stages
from schools.missing.rules.grounds import grounds_in
from schools.missing.rules.home_education import Bar, Speaker, Talk

_NO_DAY = {"required": "Give the day."}


class GroundForm(forms.Form):
    """On which ground the case may come to a removal."""

    ground = ChoiceOf(label="Ground", many=True)

    def __init__(self, *args: object, kind: Kind, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        ground: Any = self.fields["ground"]
        named = [(one.ref, f"{one.regulation}: {one.words}") for one in grounds_in(kind)]
        ground.choices = [("", "Choose the ground in regulation 9"), *named]


class EvidenceForm(forms.Form):
    """Something that shows the ground."""

    words = WordsField(
        label="What it is, from whom, and where it is kept",
        needed="Write what it is, from whom, and where it is kept.",
        help_text="The document itself is a file of the case.",
    )
    dated = DayField(label="Of what day", error_messages=_NO_DAY)


class DecideForm(forms.Form):
    """The headteacher's word."""

    decision = ChoiceOf(label="Decision", choices=[("approve", "Approve"), ("decline", "Send it back")])
    words = WordsField(label="Why, or what is still to be done", help_text="Needed where it is sent back.")


class WhyForm(forms.Form):
    """Why a removal is taken back."""

    words = WordsField(label="Why", needed="Write why it is taken back.")


class SpokeForm(forms.Form):
    """Who first spoke of home education."""

    who = ChoiceOf(
        label="Who first spoke of it", choices=[(one.value, one.words.capitalize()) for one in Speaker], coerce=Speaker
    )
    name = WordsField(label="Their name", needed="Write their name.", rows=1)
    on = DayField(label="On", error_messages=_NO_DAY)
    words = WordsField(label="What was said, and why", needed="Write what was said, and why.")


class WritingForm(forms.Form):
    """The parent's writing."""

    by = WordsField(label="Which parent wrote", needed="Write which parent wrote.", rows=1)
    on = DayField(label="Dated", error_messages=_NO_DAY)
    received_on = DayField(label="Received on", error_messages=_NO_DAY)
    starts_on = DayField(label="Educated otherwise from, as written", required=False)
    words = WordsField(
        label="What it says, and where it is kept",
        needed="Write what it says, and where it is kept.",
        help_text="The letter or email itself is a file of the case.",
    )


class TalkForm(forms.Form):
    """A talk about the reasons."""

    offered_on = DayField(label="Offered on", error_messages=_NO_DAY)
    answer = ChoiceOf(label="Their answer", choices=[(one.value, one.words.capitalize()) for one in Talk], coerce=Talk)
    talked_on = DayField(label="Talked on", required=False)
    words = WordsField(label="What was said", help_text="Empty while there is no answer.")


class BarsForm(forms.Form):
    """What stops it without consent. Nothing ticked is an answer too."""

    bars = forms.MultipleChoiceField(
        label="What holds for this child",
        choices=[(one.value, one.words) for one in Bar],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose of the list."},
        help_text="Tick nothing where neither holds: that is an answer, and it is kept.",
    )

    @property
    def chosen(self) -> list[Bar]:
        return [Bar(one) for one in self.cleaned_data["bars"]]


class ConsentForm(forms.Form):
    """The consent of an authority."""

    bar = ChoiceOf(label="To what", choices=[(one.value, one.words) for one in Bar], coerce=Bar)
    whose = WordsField(
        label="Which authority, and who gave it", needed="Write which authority, and who gave it.", rows=1
    )
    on = DayField(label="Given on", error_messages=_NO_DAY)
    words = WordsField(
        label="How it was given, and where it is kept", needed="Write how it was given, and where it is kept."
    )


class ComingBackForm(forms.Form):
    """How a child comes back."""

    back_on = DayField(label="First day back", error_messages=_NO_DAY)
    agreed_with = WordsField(label="Agreed with", needed="Write with whom it was agreed.", rows=1)
    words = WordsField(
        label="What the child needs, and who looks out for them",
        needed="Write what the child needs, and who looks out for them.",
    )
    stages = WordsField(
        label="Stages",
        needed="Write at least one stage.",
        rows=5,
        help_text="A line each: the day, a colon, and what happens. 24 November: mornings, met at the gate by Ms Shah",
    )
    review_on = DayField(label="Reviewed on", error_messages=_NO_DAY)

    def clean_stages(self) -> list[Stage]:
        """The stages as they are read."""
        try:
            return read_stages(self.cleaned_data["stages"], today=clock.today())
        except Malformed as fault:
            raise forms.ValidationError([one.words for one in fault.faults]) from None


class StepForm(forms.Form):
    """What became of a stage."""

    on = DayField(label="On", error_messages=_NO_DAY)
    came = WordsField(label="What became of it", needed="Write what became of it.")
