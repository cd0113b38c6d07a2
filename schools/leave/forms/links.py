"""What a parent types on the page of a link, and to which parent one is given."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings

from foundation import clock
from foundation.messaging.replies import plain
from foundation.refusals import Fault
from schools.absence.rules.ladder import Channel
from schools.documents.forms import EvidenceField
from schools.leave.forms.requests import StretchForm
from schools.leave.rules.grounds import BY_LINK, Ground
from schools.leave.rules.requests import LONGEST
from schools.roll.queries.contacts import ContactOf

#: The longest a parent writes, in characters.
LONGEST_SAID: Final = 1000
#: Of a link: it is shown, and whoever opened it hands it on.
COPIED: Final = "copied"
#: As a parent would say it.
_SAID: Final = {
    Ground.EXCEPTIONAL: "Something exceptional",
    Ground.MEDICAL: "A medical or dental appointment",
    Ground.INTERVIEW: "An interview, at another school or college or for work",
    Ground.PERFORMANCE: "A licensed performance, or work abroad",
    Ground.RELIGIOUS: "A day of our religion",
}


class ParentForm(StretchForm):
    """Leave, as a parent asks for it."""

    children = forms.MultipleChoiceField(
        label="For whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose for whom.", "invalid_choice": "Choose from the list."},
    )
    ground = forms.TypedChoiceField(
        label="What for",
        choices=[(one.value, _SAID[one]) for one in BY_LINK],
        coerce=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for."},
    )
    reason = forms.CharField(
        label="Tell us about it",
        max_length=LONGEST_SAID,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": "Tell us in a few words what it is."},
    )
    evidence = forms.CharField(
        label="What you can show us",
        max_length=300,
        required=False,
        help_text="A letter, a card, an invitation. Say what it is; add it below, or bring it to the school.",
    )
    evidence_files = EvidenceField(label="Photos or files of it", most=settings.MOST_FILES_BY_LINK)
    proof = forms.CharField(widget=forms.HiddenInput)

    field_order = (
        *("children", "ground", "starts_on", "starts_session", "ends_on", "ends_session"),
        *("reason", "evidence", "evidence_files", "proof"),
    )

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].choices = [(str(number), name) for number, name in enumerate(names)]  # type: ignore[attr-defined]
        if len(names) == 1:
            self.fields["children"].initial = ["0"]

    def clean(self) -> dict[str, Any]:
        """What the page can know: the order of the days, and that it is asked for in advance."""
        clean = super().clean() or {}
        if not self.errors:
            for fault in self._faults():
                self.add_error(fault.field, fault.said)
        return clean

    def _faults(self) -> list[Fault]:
        stretch = self.stretch
        if stretch.last < stretch.first:
            return [Fault("It ends before it begins. Check both days.", field="ends_on")]
        if stretch.ends_on - stretch.starts_on > LONGEST:
            return [Fault("That is more than half a year. Check the year.", field="ends_on")]
        if stretch.starts_on < clock.today():
            words = "That day is over. Leave is asked for in advance: ring the school about an absence."
            return [Fault(words, field="starts_on")]
        return []

    @property
    def said(self) -> dict[str, Any]:
        """What is left for the school, but for the files."""
        clean, stretch = self.cleaned_data, self.stretch
        return {
            # Each once, however often it was sent: each has copies of the files.
            "children": [int(number) for number in dict.fromkeys(clean["children"])],
            "ground": clean["ground"].value,
            "starts_on": stretch.starts_on.isoformat(),
            "starts_session": stretch.starts_session,
            "ends_on": stretch.ends_on.isoformat(),
            "ends_session": stretch.ends_session,
            "reason": plain(clean["reason"]),
            "evidence": plain(clean["evidence"]),
        }


class LinkForm(forms.Form):
    """Which parent is given a link."""

    contact = forms.TypedChoiceField(
        label="Which parent",
        coerce=uuid.UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the parent.", "invalid_choice": "Choose one of the list."},
    )

    way = forms.ChoiceField(
        label="How",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Nobody carries that for the school. Choose one of the list."},
    )

    def __init__(self, *args: Any, parents: Sequence[ContactOf], channels: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [
            (one.value, f"Send it by {one.value}") for one in (Channel.TEXT, Channel.EMAIL) if one.value in channels
        ]
        self.fields["way"].choices = [(COPIED, "Show it here, to be copied"), *ways]  # type: ignore[attr-defined]
        self.fields["way"].initial = COPIED
        people = [(str(one.contact), f"{one.name}, {one.relationship}") for one in parents]
        self.fields["contact"].choices = people  # type: ignore[attr-defined]

    @property
    def channel(self) -> Channel | None:
        """By what it is sent; None where it is only shown."""
        way = self.cleaned_data["way"]
        return None if way in ("", COPIED) else Channel(way)
