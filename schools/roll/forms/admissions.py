"""Joining, leaving, coming back, moving group, and the pupil's number."""

import datetime as dt

from django import forms

from foundation.ui.forms import DayField
from schools.roll.forms.choices import GroupField, SchoolOfTrustField, YearGroupField, offer_schools, refuse_both
from schools.roll.models import Pupil
from schools.roll.operations.admissions import Joiner, Start
from schools.roll.operations.leavers import Leaving
from schools.roll.rules.leaving import GROUNDS, NO_GROUND


class StartForm(forms.Form):
    """From which day a pupil is on the roll, and where they are placed."""

    starts_on = DayField(
        label="Starting day", help_text="The day agreed with the parent, or on which the pupil first attends."
    )
    group = GroupField(label="Group")
    year_group = YearGroupField()
    last_school_id = SchoolOfTrustField(label="Last school attended")
    last_school = forms.CharField(label="Another school", max_length=200, required=False)
    boarder = forms.BooleanField(label="The pupil boards", required=False)

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        group = self.fields["group"]
        assert isinstance(group, GroupField)
        group.offer(today)
        offer_schools(self, "last_school_id", "last_school")

    def clean(self) -> None:
        """A school of the trust, or another."""
        super().clean()
        refuse_both(self, "last_school_id", "last_school")

    @property
    def start(self) -> Start:
        """What was typed."""
        clean = self.cleaned_data
        return Start(
            starts_on=clean["starts_on"],
            group=clean["group"],
            year_group=clean["year_group"],
            last_school=clean["last_school"],
            last_school_id=clean.get("last_school_id"),
            boarder=clean["boarder"],
        )


class JoinerForm(StartForm):
    """A new pupil, as the admission register has them."""

    surname = forms.CharField(label="Surname", max_length=100, help_text="The legal surname.")
    forename = forms.CharField(label="Forenames", max_length=100, help_text="All legal forenames.")
    preferred = forms.CharField(
        label="Known as", max_length=100, required=False, help_text="The forename used, if another."
    )
    birth = DayField(label="Date of birth")
    sex = forms.ChoiceField(label="Sex", choices=Pupil.Sex.choices, widget=forms.RadioSelect)
    upn = forms.CharField(
        label="Unique pupil number",
        required=False,
        max_length=40,
        help_text="From the last school’s record. Leave empty until it is known.",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}),
    )
    twin = forms.BooleanField(label="This is another child of the same name and date of birth", required=False)
    field_order = ("surname", "forename", "preferred", "birth", "sex", "upn", "starts_on", "group", "year_group")

    def without_twin(self) -> None:
        """Do not ask about a child of the same name before there is one."""
        if "twin" not in self.errors and "twin" not in self.data:
            del self.fields["twin"]

    @property
    def joiner(self) -> Joiner:
        """What was typed."""
        clean = self.cleaned_data
        return Joiner(
            surname=clean["surname"],
            forename=clean["forename"],
            preferred=clean["preferred"],
            birth=clean["birth"],
            sex=clean["sex"],
            upn=clean["upn"],
            twin=clean["twin"],
        )


class LeaverForm(forms.Form):
    """How a pupil leaves the roll. The ground is checked by the operation, whose words say what the regulation wants."""

    last_day = DayField(label="Last day on roll", help_text="Today or later: a removal is never backdated.")
    ground = forms.ChoiceField(
        label="Ground",
        error_messages={"required": NO_GROUND},
        choices=[
            ("", "Choose the ground in regulation 9"),
            *((row.ref, f"{row.regulation}: {row.words}") for row in GROUNDS),
        ],
        help_text="Taking a name off without a ground is off-rolling and is refused.",
    )
    note = forms.CharField(
        label="Note",
        max_length=500,
        required=False,
        help_text="The evidence held; for regulation 9(3), the reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    destination_school = SchoolOfTrustField(label="Where the pupil goes")
    destination = forms.CharField(
        label="Another school or place", max_length=200, required=False, help_text="The next school and its first day."
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offer_schools(self, "destination_school", "destination")

    def clean(self) -> None:
        """A school of the trust, or another."""
        super().clean()
        refuse_both(self, "destination_school", "destination")

    @property
    def leaving(self) -> Leaving:
        """What was typed."""
        clean = self.cleaned_data
        return Leaving(
            last_day=clean["last_day"],
            ground=clean["ground"],
            note=clean["note"],
            destination=clean["destination"],
            destination_school=clean.get("destination_school"),
        )


class ReasonForm(forms.Form):
    """Why something recorded is changed or taken back."""

    reason = forms.CharField(
        label="Why", max_length=500, help_text="Stays with the change.", widget=forms.Textarea(attrs={"rows": 2})
    )


class CorrectLeaverForm(LeaverForm, ReasonForm):
    """How the record of a leaving should read, and why."""

    field_order = ("last_day", "ground", "note", "destination_school", "destination", "reason")


class MoveForm(forms.Form):
    """Another group, from a day on."""

    group = GroupField(label="New group")
    year_group = YearGroupField()
    from_day = DayField(label="From", help_text="The first day in the new group: today or later.")

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        group = self.fields["group"]
        assert isinstance(group, GroupField)
        group.offer(today)


class UpnForm(forms.Form):
    """Another unique pupil number."""

    upn = forms.CharField(
        label="New unique pupil number",
        max_length=40,
        help_text="A letter and 12 digits; a temporary one ends in a letter.",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}),
    )
