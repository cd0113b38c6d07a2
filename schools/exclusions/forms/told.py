"""What is asked of a notice, of the board's receipt, meeting and decision, and of representations."""

import datetime as dt

from django import forms

from foundation.london import LONDON
from foundation.ui.forms import DayField
from schools.exclusions.operations.notices import Given
from schools.exclusions.rules.drafts import TO_CONFIRM
from schools.exclusions.rules.notices import About, How, To
from schools.exclusions.rules.reviews import SIZES, Decision, Outcome


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"invalid": "Write the time as 14:05."},
    )


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=LONDON)


class NoticeForm(forms.Form):
    """A notice as it was given; of what the safeguarding lead told, when and how alone."""

    how = forms.TypedChoiceField(
        label="How", choices=[(one.value, one.words.capitalize()) for one in How], coerce=How, widget=forms.RadioSelect
    )
    day = DayField(label="Day")
    time = _time("Time")
    whom = forms.CharField(label="Who was told", max_length=200, required=False, help_text="Or where it was sent.")
    proof = forms.CharField(
        label="What shows it", max_length=500, required=False, help_text="A receipt, a reference, who was there."
    )
    words = forms.CharField(
        label="The words",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=TO_CONFIRM,
    )

    def __init__(self, *args: object, to: To, about: About, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._to, self._about = to, about
        if to is To.LEAD:
            for name in ("whom", "proof", "words"):
                del self.fields[name]

    @property
    def given(self) -> Given:
        """What was typed."""
        clean = self.cleaned_data
        return Given(
            to=self._to,
            about=self._about,
            how=clean["how"],
            given_at=_at(clean["day"], clean["time"]),
            whom=clean.get("whom", ""),
            proof=clean.get("proof", ""),
            words=clean.get("words", ""),
        )


class ReceivedForm(forms.Form):
    """When the board received the head's notice."""

    received_on = DayField(label="The board received it on", help_text="Its school days run from the day after.")


class RepresentationForm(forms.Form):
    """What parents, or a pupil of 18, put to the board."""

    received_on = DayField(label="Received on")
    from_whom = forms.CharField(label="From", max_length=200)
    words = forms.CharField(
        label="What they say", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    remote = forms.BooleanField(label="They ask for a meeting held remotely", required=False)


class MeetingForm(forms.Form):
    """When and where the board meets."""

    day = DayField(label="Day")
    time = _time("Time")
    place = forms.CharField(label="Place", max_length=200, required=False)

    @property
    def meets_at(self) -> dt.datetime:
        """The moment."""
        return _at(self.cleaned_data["day"], self.cleaned_data["time"])


class DecisionForm(forms.Form):
    """What the board decided."""

    decision = forms.TypedChoiceField(
        label="The board",
        choices=[(one.value, one.words.capitalize()) for one in Decision],
        coerce=Decision,
        widget=forms.RadioSelect,
    )
    decided_on = DayField(label="On")
    back_on = DayField(label="Of a reinstatement: back from", required=False)
    because = forms.CharField(
        label="Its reasons",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="As those concerned are told.",
        error_messages={"required": "Write the board’s reasons: everybody concerned is told them."},
    )


class ReportForm(forms.Form):
    """When the board was given the term's exclusions."""

    given_on = DayField(label="Given to the board on")


class AuthorityForm(forms.Form):
    """The home's local authority."""

    authority = forms.CharField(
        label="Local authority of the home",
        max_length=100,
        required=False,
        help_text="Where it is not the school’s. Leave empty where it is.",
    )


class ReviewForm(forms.Form):
    """One step of the independent review."""

    step = forms.ChoiceField(
        label="What happened",
        choices=[
            ("waived", "The parents have written that they will not apply"),
            ("unwaived", "They have taken that back, or it was recorded in error"),
            ("claim", "A claim of discrimination was made"),
            ("claim_ended", "The claim of discrimination was finally determined"),
            ("unclaimed", "The claim was recorded in error"),
            ("applied", "The parents have applied"),
            ("withdrawn", "They have taken the application back"),
            ("begins", "The review begins"),
            *((one.value, f"The panel {one.words}") for one in Outcome),
            (f"again_{Decision.DECLINED.value}", "The board reconsidered and declined"),
            (f"again_{Decision.REINSTATED.value}", "The board reconsidered and reinstated"),
        ],
        widget=forms.RadioSelect,
    )
    on = DayField(label="On")
    members = forms.TypedChoiceField(
        label="Members of the panel",
        choices=[(str(size), str(size)) for size in SIZES],
        coerce=int,
        required=False,
        empty_value=SIZES[0],  # type: ignore[arg-type]
        help_text="Of an application. Three; that five may sit is not verified.",
    )
    sen_expert = forms.BooleanField(label="The parents ask for a SEN expert", required=False)
    because = forms.CharField(
        label="Its reasons, where the board reconsidered",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="As those concerned are told.",
    )
    back_on = DayField(label="Of a reinstatement: back from", required=False)
