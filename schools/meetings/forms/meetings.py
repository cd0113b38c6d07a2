"""Planning a meeting, its agenda by hand, decisions, and writing it up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, ClockField, PostField, WordsField
from schools.cases.rules.tasks import TaskKind
from schools.meetings.rules.meetings import MeetingKind
from schools.roll.rules.year_group import year_group_label
from schools.staff.models import StaffMember


class PostsField(forms.MultipleChoiceField):
    """Several who hold a post today, as boxes to tick; cleans to the posts."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, label: str, required: bool = False, help_text: str = "") -> None:
        wrong = {"required": "Tick at least one.", "invalid_choice": "Choose from the list."}
        super().__init__(label=label, required=required, help_text=help_text, error_messages=wrong)
        self._posts: dict[str, StaffMember] = {}

    def give(self, posts: Iterable[StaffMember]) -> None:
        """Offer these posts."""
        self._posts = {str(post.pk): post for post in posts}
        self.choices = [(key, f"{one.name}, {one.position}") for key, one in self._posts.items()]

    def clean(self, value: Any) -> list[StaffMember]:
        return [self._posts[key] for key in super().clean(value)]


class WhenForm(forms.Form):
    """When and where a meeting is, and who comes."""

    on = DayField(label="Day", error_messages={"required": "Give the day."})
    starts_at = ClockField(label="From")
    ends_at = ClockField(label="To")
    where = WordsField(label="Where", rows=1)
    chair = PostField(label="Chair")
    comers = PostsField(label="Who comes", help_text="Each sees of it what their role lets them see, and no more.")
    others = WordsField(
        label="Who else comes", rows=1, help_text="Who is no member of staff: an education welfare officer."
    )

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        posts = list(posts)
        self.fields["chair"].give(posts)  # type: ignore[attr-defined]
        self.fields["comers"].give(posts)  # type: ignore[attr-defined]
        for name, words in (("starts_at", "Give the beginning."), ("ends_at", "Give the end.")):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words


class PlanForm(WhenForm):
    """A meeting of a year group, or a panel."""

    kind = ChoiceOf(
        label="What",
        choices=[(one.value, one.words) for one in (MeetingKind.YEAR, MeetingKind.PANEL)],
        coerce=MeetingKind,
    )
    year_group = forms.ChoiceField(label="Year group", required=False, help_text="Of a year meeting.")
    name = WordsField(label="What the panel is called", rows=1, help_text="Attendance panel. It names no pupil.")
    field_order = ("kind", "year_group", "name")

    def __init__(self, *args: object, years: Sequence[str], panels: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year_group"].choices = [("", "None"), *((year, year_group_label(year)) for year in years)]
        if not panels:
            fields["kind"].choices = [(MeetingKind.YEAR.value, MeetingKind.YEAR.words)]
            del self.fields["name"]


class DecideForm(forms.Form):
    """What was decided, who does it, and by when."""

    kind = ChoiceOf(
        label="What kind",
        many=True,
        choices=[(one.value, one.words) for one in TaskKind if one is not TaskKind.QUESTION],
        coerce=TaskKind,
        initial=TaskKind.TASK.value,
    )
    what = WordsField(label="What is to be done", needed="Write what is to be done.", rows=2)
    owner = PostField(label="Who does it")
    due_on = DayField(label="By", error_messages={"required": "Give the day."})

    def __init__(self, *args: object, posts: Iterable[StaffMember], about_pupil: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].give(posts)  # type: ignore[attr-defined]
        if not about_pupil:
            del self.fields["kind"]


class WriteUpForm(forms.Form):
    """Who was there, and the minutes."""

    came = PostsField(label="Who was there", required=True)
    minutes = WordsField(
        label="Minutes", rows=8, help_text="What was said beside the decisions. At most 10,000 characters."
    )

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["came"].give(posts)  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Why the ticked pupils are to be talked about; without any, what is."""

    words = WordsField(label="What is to be talked about", rows=2)


class GroupForm(forms.Form):
    """A group that is helped."""

    name = WordsField(
        label="Name", needed="Give the group a name.", rows=1, help_text="Mentoring, autumn. It names no pupil."
    )
    what = WordsField(label="What is done with them", rows=2)
    starts_on = DayField(label="From", error_messages={"required": "Give the first day."})
    ends_on = DayField(label="To", required=False, help_text="Empty while it goes on.")

    def __init__(self, *args: object, named: bool = True, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["starts_on"].initial = self.initial.get("starts_on", today)
        if not named:
            del self.fields["name"]


class PickForm(forms.Form):
    """Pupils to tick, and nothing to type."""
