"""What a person answers to a proposal."""

from collections.abc import Iterable

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import PostField, WordsField
from schools.staff.models import StaffMember


class AgreeForm(forms.Form):
    """Who has the cases that are opened by it."""

    owner = PostField(
        label="Who has the case",
        required=False,
        help_text="Of a case that is opened by this; it lets them see no more.",
    )

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].give(posts, nobody="Nobody yet")  # type: ignore[attr-defined]


class HandOnForm(forms.Form):
    """A word to whom it is put before."""

    words = WordsField(label="A word to them, if there is one", help_text="Whoever sees the case reads it.")


class DifferForm(forms.Form):
    """Why not."""

    because = WordsField(
        label="Why", needed="Write why you decide differently.", help_text="Whoever sees the case reads it."
    )


class PutOffForm(forms.Form):
    """Until when."""

    until = DayField(label="Until", error_messages={"required": "Give the day."})
    because = WordsField(label="Why, if there is something to say")


class ListForm(forms.Form):
    """What the list is narrowed by; an address edited by hand gets the whole list."""

    stage = forms.SlugField(required=False, max_length=40)

    def kept(self) -> str:
        """The stage, or nothing."""
        self.is_valid()
        return str(self.cleaned_data.get("stage", ""))
