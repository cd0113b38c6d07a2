"""What is asked of an exclusion, of its end, and of the days beside it."""

import datetime as dt
from typing import Final

from django import forms

from foundation.ui.forms import DayField
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.exclusions.operations.ledger import Asked
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.reasons import TO_CONFIRM, Reason

HALVES: Final = [(str(AM), "Morning"), (str(PM), "Afternoon")]


def _half(label: str, initial: int) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=HALVES, coerce=int, initial=str(initial), widget=forms.Select)


class ExclusionForm(forms.Form):
    """An exclusion as it is proposed. What stands against it is for the operation to say, beside the field it names."""

    kind = forms.TypedChoiceField(
        label="What it is",
        choices=[(one.value, one.words) for one in Kind],
        coerce=Kind,
        initial=Kind.SUSPENSION,
        widget=forms.RadioSelect,
        help_text="A lunchtime suspension makes no mark. An internal placement is no exclusion: the pupil stays present.",
    )
    starts_on = DayField(label="First day")
    start_session = _half("From", AM)
    ends_on = DayField(label="Last day", required=False, help_text="None for a permanent exclusion.")
    end_session = _half("To the end of", PM)
    half_days = forms.IntegerField(
        label="Half-days, as the letter says",
        required=False,
        min_value=1,
        max_value=400,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="May stay empty. If you write it, it must agree with the sessions the pupil is due here.",
    )
    reasons = forms.MultipleChoiceField(
        label="Reasons",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"One to three, those that weighed most. {TO_CONFIRM}",
    )
    circumstances = forms.CharField(
        label="What happened",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As parents and the board are told. Other children are not named.",
    )
    misses_exam = forms.BooleanField(
        label="The pupil would miss a public exam or a national curriculum test", required=False
    )
    exam = forms.CharField(label="Which, and when", max_length=200, required=False)
    room = forms.CharField(label="Room, for an internal placement", max_length=100, required=False)
    times = forms.CharField(label="Times there", max_length=100, required=False)
    support = forms.CharField(
        label="Support there", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, reasons: tuple[Reason, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reasons"].choices = [(one.code, f"{one.code} {one.words}") for one in reasons]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was typed."""
        clean = self.cleaned_data
        ends_on = clean["ends_on"]
        return Asked(
            kind=clean["kind"],
            starts=SchoolSession(clean["starts_on"], clean["start_session"]),
            ends=SchoolSession(ends_on, clean["end_session"]) if ends_on else None,
            reasons=tuple(clean["reasons"]),
            circumstances=clean["circumstances"],
            misses_exam=clean["misses_exam"],
            exam=clean["exam"],
            room=clean["room"],
            times=clean["times"],
            support=clean["support"],
            half_days=clean["half_days"],
        )


class CancelForm(forms.Form):
    """From which session the pupil may be back, and why."""

    back_on = DayField(label="The pupil may be back from")
    back_session = _half("Half", AM)
    reason = forms.CharField(
        label="Why it is cancelled",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Parents, authority, board and those whom the safeguarding lead tells are told this.",
        error_messages={"required": "Say why: everybody is told the reason."},
    )

    @property
    def first_back(self) -> SchoolSession:
        """The session."""
        return SchoolSession(self.cleaned_data["back_on"], self.cleaned_data["back_session"])


class ElsewhereForm(forms.Form):
    """Half-days of exclusion at another school."""

    academic_year = forms.TypedChoiceField(label="School year", coerce=int)
    school = forms.CharField(label="School", max_length=200)
    half_days = forms.IntegerField(
        label="Half-days", min_value=1, max_value=380, widget=forms.NumberInput(attrs={"class": "short"})
    )
    source = forms.CharField(
        label="Where you have it from",
        max_length=300,
        help_text="Who told you and when, or which file.",
        error_messages={"required": "Say who told you and when, or which file it is from."},
    )

    def __init__(self, *args: object, year: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        years = [(str(one), academic_year_label(one)) for one in (year, year - 1)]
        self.fields["academic_year"].choices = years  # type: ignore[attr-defined]


class SixthDayForm(forms.Form):
    """With whom the pupil is educated from the sixth day."""

    provider = forms.CharField(label="With whom", max_length=200)
    starts_on = DayField(label="From")
    note = forms.CharField(label="Note", max_length=500, required=False)


class ReintegrationForm(forms.Form):
    """A reintegration meeting."""

    on = DayField(label="Day")
    held = forms.TypedChoiceField(
        label="Did it take place?",
        choices=[("yes", "Yes"), ("no", "No, nobody came")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        help_text="The pupil comes back all the same: return is never conditional on it.",
    )
    present = forms.CharField(label="Who was there", max_length=300, required=False)
    agreed = forms.CharField(
        label="What was agreed", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SettingsForm(forms.Form):
    """What the law leaves to the school and its trust."""

    terms_by_dates = forms.BooleanField(
        label="Count terms by the dates of the census",
        required=False,
        help_text="1 August to 31 December, to Easter Sunday, to 31 July. Only for a school whose year has more than three"
        " terms; our reading.",
    )
    who_sits = forms.CharField(
        label="Who decides on a panel",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As your trust’s articles say. At an academy the chair alone may not decide.",
    )
    advice = forms.CharField(
        label="Sources of advice that parents are told of",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def initial_of_cancelling(back: SchoolSession | None, today: dt.date) -> dict[str, object]:
    """The next session, which is what a cancellation most often means."""
    return {
        "back_on": back.date if back else today,
        "back_session": str(back.session) if back else str(AM),
    }
