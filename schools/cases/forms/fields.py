"""Fields of every form of a case: what people write, and whom they choose."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from schools.staff.models import StaffDuty, StaffMember


class WordsField(forms.CharField):
    """What people write, on so many lines. How long it may be and what it may hold is the operation's to judge.

    `needed` says what to write, where it may not be left out.
    """

    def __init__(self, *, label: str, needed: str = "", rows: int = 3, help_text: str = "") -> None:
        widget: forms.Widget = forms.Textarea(attrs={"rows": rows})
        if rows == 1:
            widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(label=label, required=bool(needed), widget=widget, help_text=help_text)
        # Django's own refusal of NUL says neither where it comes from nor what to do.
        self.validators = []
        self.error_messages["required"] = needed


class ChoiceOf(forms.TypedChoiceField):
    """One of a few, as radio buttons; `many` as a list to open."""

    def __init__(self, *, label: str, many: bool = False, help_text: str = "", **options: Any) -> None:
        widget = forms.Select if many else forms.RadioSelect
        wrong = {"required": "Choose one.", "invalid_choice": "Choose one of the list."}
        super().__init__(label=label, widget=widget, help_text=help_text, error_messages=wrong, **options)


class PostField(forms.ChoiceField):
    """Somebody who holds a post today; `give` puts the posts in, and it cleans to one."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        wrong = {"required": "Choose somebody.", "invalid_choice": "Choose somebody of the list."}
        super().__init__(label=label, required=required, help_text=help_text, error_messages=wrong)
        self._posts: dict[str, StaffMember] = {}

    def give(self, posts: Iterable[StaffMember], *, nobody: str = "Choose somebody") -> None:
        """Offer these posts."""
        self._posts = {str(post.pk): post for post in posts}
        self.choices = [("", nobody), *((key, f"{one.name}, {one.position}") for key, one in self._posts.items())]

    def clean(self, value: Any) -> Any:
        return self._posts.get(super().clean(value))


class WhoseField(forms.ChoiceField):
    """A post or a duty; cleans to `(post, None)` or `(None, duty)`."""

    def __init__(self, *, label: str) -> None:
        wrong = {"required": "Choose a person or a duty.", "invalid_choice": "Choose one of the list."}
        super().__init__(label=label, error_messages=wrong)
        self._posts: dict[str, StaffMember] = {}

    def give(self, posts: Iterable[StaffMember]) -> None:
        """Offer these posts, and every duty."""
        self._posts = {str(post.pk): post for post in posts}
        people = [(key, f"{one.name}, {one.position}") for key, one in self._posts.items()]
        duties = [(duty.value, duty.label) for duty in StaffDuty.Duty]
        self.choices = [("", "Choose"), ("Somebody", people), ("Whoever holds a duty", duties)]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        post = self._posts.get(chosen)
        return (post, None) if post is not None else (None, StaffDuty.Duty(chosen))


class ClockField(forms.TimeField):
    """A time of day as people type it: 14:30, 14.30, 9."""

    def __init__(self, *, label: str) -> None:
        wrong = {"invalid": "That is not a time we can read. Type it like 14:30."}
        widget = forms.TimeInput(format="%H:%M", attrs={"class": "short", "autocomplete": "off"})
        formats = ["%H:%M", "%H.%M", "%H"]
        super().__init__(label=label, required=False, widget=widget, input_formats=formats, error_messages=wrong)

    def clean(self, value: Any) -> dt.time | None:
        time: dt.time | None = super().clean(value)
        return time
