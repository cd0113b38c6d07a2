"""A part-time timetable: as it is agreed, reviewed, extended and ended."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from foundation import clock
from foundation.refusals import Malformed
from foundation.ui.dates import read_date
from foundation.ui.forms import DayField
from foundation.ui.numbers import middle_date
from schools.leave.operations.part_time import Agreed, Held
from schools.roll.queries.contacts import ContactOf
from schools.roll.rules.week_slots import SLOTS, slot_label

_APART = re.compile(r"[,;\n]+")
MOST_DAYS = 30


class DaysField(forms.CharField):
    """Several dates as people type them, apart by commas or lines; cleans to a list in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=600, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}), **options)

    def clean(self, value: object) -> Any:
        typed = [part.strip() for part in _APART.split(super().clean(value) or "") if part.strip()]
        if len(typed) > MOST_DAYS:
            raise forms.ValidationError(f"At most {MOST_DAYS} days.", code="many")
        days = set()
        for part in typed:
            try:
                days.add(read_date(part, today=clock.today()))
            except Malformed as fault:
                raise forms.ValidationError(f"“{part[:40]}”: {fault.words}", code="unreadable") from None
        return sorted(days)

    def prepare_value(self, value: object) -> object:
        if isinstance(value, list):
            return ", ".join(middle_date(day) for day in value if isinstance(day, dt.date))
        return value


class AgreeForm(forms.Form):
    """What was agreed, with which parent, for how long, and when it is reviewed."""

    contact = forms.TypedChoiceField(
        label="Agreed with",
        coerce=uuid.UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the parent.", "invalid_choice": "Choose one of the list."},
    )
    agreed_on = DayField(label="Agreed on")
    purpose = forms.CharField(
        label="What it is for",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Never to manage behaviour.",
    )
    wider_plan = forms.CharField(
        label="The wider plan it is part of",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A health care plan, a return after illness, a move between schools; and where it is kept.",
    )
    slots = forms.TypedMultipleChoiceField(
        label="Sessions at which the pupil is not expected",
        choices=[(slot, slot_label(slot)) for slot in SLOTS],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are C2: authorised absence, so they lower attendance.",
        error_messages={"required": "Choose the sessions at which the pupil is not expected."},
    )
    hours = forms.DecimalField(
        label="Hours a week for which the pupil attends",
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", help_text="It ends then by itself, unless it is extended after a review.")
    reviews = DaysField(label="Reviews on", help_text="One or several days, apart by commas.")

    def __init__(self, *args: Any, parents: Sequence[ContactOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.contact), f"{one.name}, {one.relationship}") for one in parents]
        self.fields["contact"].choices = people  # type: ignore[attr-defined]

    @property
    def agreed(self) -> Agreed:
        """What was typed."""
        return Agreed(**self.cleaned_data)


class ReviewForm(forms.Form):
    """A review that was held."""

    held_on = DayField(label="Held on")
    with_parent = forms.BooleanField(label="The parent was there", required=False)
    with_pupil = forms.BooleanField(label="The pupil was there", required=False)
    note = forms.CharField(
        label="What it found",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what the review found."},
    )

    @property
    def held(self) -> Held:
        """What was typed."""
        clean = self.cleaned_data
        names = ("held_on", "with_parent", "with_pupil", "note")
        return Held(**{name: clean[name] for name in names})


class ExtendForm(ReviewForm):
    """The same, and until when it goes on."""

    ends_on = DayField(label="New last day", error_messages={"required": "Give the new last day."})
    reviews = DaysField(label="Reviews on", help_text="One or several days in that time, apart by commas.")


class EndForm(forms.Form):
    """How a timetable ended."""

    last_day = DayField(label="Last day of the part-time timetable")
    words = forms.CharField(label="How it ended", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
