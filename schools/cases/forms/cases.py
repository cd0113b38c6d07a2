"""Opening, holding over, closing and giving a case."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, PostField, WordsField
from schools.cases.rules.opening import Kind, Outcome
from schools.cases.rules.stages import Stage
from schools.staff.models import StaffMember


class OpenForm(forms.Form):
    """A case from a first worry."""

    kind = ChoiceOf(label="About", choices=[(one.value, one.words) for one in Kind], coerce=Kind)
    because = WordsField(
        label="Why",
        needed="Write why the case is opened.",
        help_text="What was seen, when, and by whom. Whoever sees the case reads it.",
    )
    owner = PostField(label="Who has it", required=False)

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].give(posts, nobody="Nobody yet")  # type: ignore[attr-defined]


class WaitForm(forms.Form):
    """Until when a case waits, and for what."""

    until = DayField(label="Until", error_messages={"required": "Give the day."})
    waits_for = WordsField(label="What it waits for", needed="Write what is waited for.")


class CloseForm(forms.Form):
    """How a case ended."""

    outcome = ChoiceOf(label="How it ended", choices=[(one.value, one.words) for one in Outcome], coerce=Outcome)
    words = WordsField(label="In words", needed="Write how it ended.")


class BecauseForm(forms.Form):
    """Why."""

    because = WordsField(label="Why", needed="Write why the case is reopened.")


class StageForm(forms.Form):
    """A stage set by hand."""

    stage = ChoiceOf(label="Stage")
    because = WordsField(label="Why", needed="Write why the stage is changed.")

    def __init__(self, *args: object, stages: Sequence[Stage], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["stage"].choices = [(one.key, f"{one.place} {one.name}") for one in stages]  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    """Who has the case from now on."""

    post = PostField(label="Give to", help_text="It lets them see no more of it than their role does.")

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["post"].give(posts)  # type: ignore[attr-defined]


class DelegateForm(GiveForm):
    """Who stands in, from when until when."""

    starts_on = DayField(label="First day", error_messages={"required": "Give the first day."})
    ends_on = DayField(label="Last day", error_messages={"required": "Give the last day."})

    def __init__(self, *args: object, posts: Iterable[StaffMember], today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, posts=posts, **kwargs)
        self.fields["post"].label = "Stands in"
        self.fields["starts_on"].initial = today


class ListForm(forms.Form):
    """What the list of cases is narrowed by; an address edited by hand gets the whole list."""

    show = forms.ChoiceField(required=False, choices=[(word, word) for word in ("waiting", "mine", "overdue")])
    year = forms.CharField(required=False, max_length=2)
    stage = forms.SlugField(required=False, max_length=40)
    owner = forms.CharField(required=False, max_length=36)

    def kept(self) -> dict[str, str]:
        """What was chosen, without what is none of those offered."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
