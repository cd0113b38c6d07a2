"""Barriers, views, offers and plans."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.cases.models import BarrierKind, View
from schools.cases.rules.plans import Found, PlanKind
from schools.roll.queries.contacts import ContactOf

CHILD = "child"


class BarrierForm(forms.Form):
    """What keeps the child away: of the school's list, the part of it that the writer may write."""

    kind = ChoiceOf(label="Barrier")
    words = WordsField(label="More about it")

    def __init__(self, *args: object, kinds: Iterable[BarrierKind], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = {str(kind.pk): kind for kind in kinds}
        field: Any = self.fields["kind"]
        field.choices = [(key, f"{kind}{' (sensitive)' if kind.sensitive else ''}") for key, kind in known.items()]
        field.coerce = known.__getitem__


class BarrierKindForm(forms.Form):
    """A line of the school's own list."""

    name = WordsField(label="Barrier", needed="Write what the barrier is called.", rows=1)
    sensitive = forms.BooleanField(
        label="Sensitive: the safeguarding lead and the headteacher alone see and write it", required=False
    )


class ViewForm(forms.Form):
    """What the child or a parent says."""

    whose = ChoiceOf(label="Who says it")
    on = DayField(label="On", error_messages={"required": "Give the day."})
    words = WordsField(label="In their words", needed="Write what they said, in their words.", rows=5)

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._contacts = {str(one.contact): one for one in contacts}
        said = [(str(one.contact), f"{one.name}, {one.relationship}") for one in contacts]
        other = (View.Whose.PARENT.value, "Another parent or carer")
        self.fields["whose"].choices = [(CHILD, View.Whose.CHILD.label), *said, other]  # type: ignore[attr-defined]

    @property
    def who(self) -> tuple[View.Whose, ContactOf | None]:
        """Whose view it is."""
        chosen = self.cleaned_data["whose"]
        return (View.Whose.CHILD if chosen == CHILD else View.Whose.PARENT), self._contacts.get(chosen)


class OfferForm(forms.Form):
    """Help that was offered."""

    what = WordsField(label="What was offered", needed="Write what was offered.")
    made_on = DayField(label="On", error_messages={"required": "Give the day."})


class AnswerForm(forms.Form):
    """What the family answered to an offer."""

    move = ChoiceOf(label="The family", choices=[("take", "took it up"), ("refuse", "refused it")])
    on = DayField(label="On", error_messages={"required": "Give the day."})
    answer = WordsField(label="What they said", help_text="Needed where they refused it.")


class PlanForm(forms.Form):
    """A plan agreed with the family."""

    kind = ChoiceOf(label="Kind", choices=[(one.value, one.words) for one in PlanKind], coerce=PlanKind)
    agreed_on = DayField(label="Agreed on", error_messages={"required": "Give the day."})
    agreed_with = WordsField(label="Agreed with", needed="Write whom it was agreed with.", rows=1)
    words = WordsField(label="What was agreed", needed="Write what was agreed.", rows=5)
    helps = WordsField(
        label="What helps in class",
        help_text="Whoever teaches the child reads this, and nothing else of the case. No health, no family.",
    )
    review_on = DayField(label="First review", error_messages={"required": "Give the day of the first review."})


class ReviewForm(forms.Form):
    """A review that was held."""

    held_on = DayField(label="Held on", error_messages={"required": "Give the day."})
    found = ChoiceOf(label="It is", choices=[(one.value, one.words) for one in Found], coerce=Found)
    words = WordsField(label="What it found", needed="Write what the review found.")
    next_on = DayField(label="Next review", required=False, help_text="Leave empty if there is to be none.")


class EndPlanForm(forms.Form):
    """How a plan ended."""

    words = WordsField(label="How it ended", needed="Write how it ended.")
