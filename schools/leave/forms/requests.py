"""Asking for leave by the school's form, deciding it, and what follows when it is over."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from foundation.ui.forms import DayField
from schools.calendar.rules.sessions import AM, PM
from schools.leave.models import Enquiry, LeaveRequest
from schools.leave.operations.asking import Wish
from schools.leave.rules.grounds import MEANINGS, Ground
from schools.leave.rules.requests import LONGEST_REASON, Stretch
from schools.roll.models import Pupil
from schools.roll.queries.contacts import ContactOf
from schools.roll.queries.families import Sibling

BY_NAME: Final = "by_name"
GRANT, REFUSE = "grant", "refuse"
_SHORT: Final = {"class": "short"}


def _session(label: str, whole: int) -> forms.TypedChoiceField:
    words = {
        AM: [(AM, "from the morning"), (PM, "from midday")],
        PM: [(AM, "until midday"), (PM, "to the end")],
    }[whole]
    return forms.TypedChoiceField(label=label, choices=words, coerce=int, initial=whole, widget=forms.Select(_SHORT))


class StretchForm(forms.Form):
    """From a session of a day to a session of a day; one day when no last day is given."""

    starts_on = DayField(label="First day", error_messages={"required": "Give the first day."})
    starts_session = _session("On the first day", AM)
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty for one day.")
    ends_session = _session("On the last day", PM)

    @property
    def stretch(self) -> Stretch:
        """What was typed."""
        clean = self.cleaned_data
        last = clean["ends_on"] or clean["starts_on"]
        return Stretch(clean["starts_on"], last, clean["starts_session"], clean["ends_session"])


class AskForm(StretchForm):
    """A request for leave, or an absence that needs none."""

    ground = forms.TypedChoiceField(
        label="What for",
        choices=[(one.value, f"{MEANINGS[one].label} ({MEANINGS[one].code})") for one in Ground],
        coerce=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for."},
    )
    applicant = forms.ChoiceField(
        label="Who asks",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who asks.", "invalid_choice": "Choose one of the list."},
    )
    applicant_name = forms.CharField(label="Their name, if somebody else", max_length=200, required=False)
    asked_on = DayField(label="Asked on")
    reason = forms.CharField(
        label="The reason, as it was given",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason that was given."},
    )
    evidence = forms.CharField(
        label="What was shown",
        max_length=500,
        required=False,
        help_text="An appointment card, a licence, an invitation. Say what it was and when you saw it.",
    )
    also = forms.MultipleChoiceField(
        label="The same for", required=False, widget=forms.CheckboxSelectMultiple, help_text="Each is decided apart."
    )

    field_order = (
        *("ground", "starts_on", "starts_session", "ends_on", "ends_session"),
        *("applicant", "applicant_name", "asked_on", "reason", "evidence", "also"),
    )

    def __init__(self, *args: Any, contacts: Sequence[ContactOf], siblings: Sequence[Sibling], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.contact), _who(one)) for one in contacts]
        self.fields["applicant"].choices = [*people, (BY_NAME, "Somebody else, by name")]  # type: ignore[attr-defined]
        here = [one for one in siblings if one.on_roll]
        self._siblings = {str(one.id): one for one in here}
        self.fields["also"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.name}, {one.group or 'no form'}") for one in here
        ]
        if not here:
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("applicant") == BY_NAME and not clean.get("applicant_name", "").strip():
            self.add_error("applicant_name", "Write their name.")
        return clean

    @property
    def wish(self) -> Wish:
        """What was typed."""
        clean = self.cleaned_data
        by_name = clean["applicant"] == BY_NAME
        return Wish(
            ground=clean["ground"],
            stretch=self.stretch,
            reason=clean["reason"],
            asked_on=clean["asked_on"],
            evidence=clean["evidence"],
            contact=None if by_name else uuid.UUID(clean["applicant"]),
            applicant=clean["applicant_name"] if by_name else "",
        )

    @property
    def siblings(self) -> list[Pupil]:
        """For whom too."""
        return [Pupil(pk=self._siblings[key].id) for key in self.cleaned_data.get("also", [])]


def _who(one: ContactOf) -> str:
    lives = ", the pupil lives with them" if one.lives_with else ""
    return f"{one.name}, {one.relationship}{lives}"


class DecideForm(StretchForm):
    """What is decided: granted for a time, which may be a part of what was asked, or refused; and why."""

    why = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes into the letter. Decide on the facts of this request.",
    )
    ruling = forms.ChoiceField(
        choices=[(GRANT, "Grant"), (REFUSE, "Refuse")],
        error_messages={"required": "Choose to grant or to refuse it.", "invalid_choice": "Grant it or refuse it."},
    )

    def __init__(self, *args: Any, request: LeaveRequest, **kwargs: Any) -> None:
        initial = {
            "starts_on": request.starts_on,
            "starts_session": request.starts_session,
            "ends_on": request.ends_on,
            "ends_session": request.ends_session,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    @property
    def grants(self) -> bool:
        """Whether it is granted."""
        return bool(self.cleaned_data["ruling"] == GRANT)


class WordsForm(forms.Form):
    """A few words on why something is done."""

    why = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class EnquiryForm(forms.Form):
    """An enquiry after a pupil who has not come back."""

    made = forms.TypedChoiceField(
        label="Whose enquiry", choices=Enquiry.With.choices, coerce=Enquiry.With, widget=forms.RadioSelect
    )
    on = DayField(label="Made on")
    words = forms.CharField(
        label="Whom was asked, how, and what came of it",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PolicyForm(forms.Form):
    """What the school has set."""

    never_after = forms.BooleanField(
        label="Leave is never granted after it has begun",
        required=False,
        help_text="Regulation 11 binds maintained schools; at an academy this is the school’s own policy.",
    )
    review_weeks = forms.IntegerField(
        label="A part-time timetable is reviewed at least every so many weeks",
        widget=forms.NumberInput(attrs=_SHORT),
        help_text="Local: six to eight are usual. Ask your authority what it expects.",
    )


class WhomForm(forms.Form):
    """For whom: a name, or a part of it."""

    who = forms.CharField(
        label="Pupil",
        max_length=200,
        help_text="A part of the name, or a form.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": "Type a part of the pupil’s name."},
    )
