"""A search: begun, when the child was last seen, sickness, enquiries and their answers."""

from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, PostField, WordsField
from schools.missing.rules.enquiries import Result, Side, kinds

_NO_DAY = {"required": "Give the day."}
_RESULTS = [(one.value, one.words.capitalize()) for one in Result]


class FirstDayForm(forms.Form):
    """The first day missing."""

    first_day = DayField(
        label="First day missing",
        help_text="The first school day on which the child should have been here and nobody knew why not.",
        error_messages=_NO_DAY,
    )


class BeginForm(FirstDayForm):
    """A new case of a missing child."""

    because = WordsField(label="What is known so far", needed="Write what is known so far.")
    owner = PostField(label="Whose case it is", required=False)

    def __init__(self, *args: object, posts: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        owner: Any = self.fields["owner"]
        owner.give(posts, nobody="Nobody yet")


class SeenForm(forms.Form):
    """When the child was last seen."""

    on = DayField(label="Last seen on", error_messages=_NO_DAY)
    words = WordsField(label="Where, and by whom", needed="Write where the child was seen, and by whom.")


class CauseForm(forms.Form):
    """Whether sickness or another unavoidable cause is known."""

    known = ChoiceOf(
        label="Sickness or another unavoidable cause",
        choices=[("no", "None is known"), ("yes", "One is known")],
        coerce=lambda value: value == "yes",
    )
    words = WordsField(label="Who was asked, or what is known", needed="Write who was asked, or what is known.")


class EnquiryForm(forms.Form):
    """An enquiry of the school or of the authority."""

    kind = ChoiceOf(label="What was done", many=True)
    side = ChoiceOf(label="Whose enquiry", choices=[(one.value, one.words.capitalize()) for one in Side], coerce=Side)
    on = DayField(label="On", error_messages=_NO_DAY)
    who = WordsField(label="Who made it", needed="Write who made it.", rows=1)
    words = WordsField(label="Whom or what was asked, and how", needed="Write whom or what was asked, and how.")
    result = ChoiceOf(label="What came of it", choices=_RESULTS, coerce=Result)
    came = WordsField(label="What came of it, in words", help_text="Empty while there is no answer.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Choose"), *((one.key, one.words) for one in kinds().values())]


class AnswerForm(forms.Form):
    """What came of an enquiry that waited."""

    result = ChoiceOf(
        label="What came of it", choices=[row for row in _RESULTS if row[0] != Result.WAITING], coerce=Result
    )
    came = WordsField(label="What came of it, in words", needed="Write what came of it.")
