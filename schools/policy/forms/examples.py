"""What is typed about an example of one’s own: a child, the day, what was agreed, the marks, and what is to come of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from django import forms

from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_marks import cells_of
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.examples import calendars, times_of
from schools.policy.rules.own_examples import LARGEST, LONGEST_MARKS, clauses, read_one, shaped
from tenants.policies.rules.document import CLOSE

MOVES: Final = {"up": "Up to a stage", "stay": "Stays", "exit": "Out of a stage", "retreat": "Taken back by itself"}
#: The fields of the form by the path of an example's line.
_FIELDS: Final = {
    "standing.stage": "agreed",
    "standing.since": "since",
    "standing.criterion": "criterion",
    "expect.stage": "stage",
    "expect.move": "move",
    "expect.says": "says",
}
_WIDE: Final = {"class": "wide", "autocomplete": "off"}


class ExampleForm(forms.Form):
    """An example; `policy` is what it is asked of."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        widget=forms.TextInput(attrs=_WIDE),
        help_text="By which a deputy head knows the child.",
    )
    clause = forms.ChoiceField(label="Of which line of the policy")
    today = DayField(label="The day it is decided", error_messages={"required": "Give the day."})
    calendar = forms.ChoiceField(label="School year", help_text="Of an invented school: its half-terms and days off.")
    agreed = forms.ChoiceField(label="Stage agreed before", required=False)
    since = DayField(label="Since", required=False)
    criterion = forms.CharField(
        label="By which criterion", max_length=40, required=False, help_text="Its key, such as five; empty for by hand."
    )
    marks = forms.CharField(
        label="Marks",
        required=False,
        max_length=LONGEST_MARKS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A day and its two sessions, one a line or with ; between: 23 Sep OO. A stretch: 5 Oct to 9 Oct II."
        " L12 is late by 12 minutes, - is no mark. Every other session is present.",
    )
    move = forms.ChoiceField(label="Expected", choices=list(MOVES.items()))
    stage = forms.ChoiceField(label="Stage expected")
    says = forms.CharField(
        label="Sentence expected",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs=_WIDE),
        help_text="Only where the very words matter.",
    )

    def __init__(self, *args: Any, policy: CitedPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(one.key, one.name) for one in policy.stages]
        for name, choices in (
            ("clause", clauses(policy)),
            ("calendar", [(key, key.capitalize()) for key in calendars()]),
            ("agreed", [("", "None"), *stages]),
            ("stage", [*stages, (CLOSE, "The case is closed")]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        """The example, with every mark that cannot be read by its line."""
        super().clean()
        if self.errors:
            return
        clean = self.cleaned_data
        if clean["agreed"] and clean["since"] is None:
            self.add_error("since", "Say since when.")
            return
        try:
            with named(self):
                self.example: Example = shaped(self._plain())
        except Malformed as malformed:
            for fault in malformed.faults:
                self.add_error(fault.field or None, fault.said)
            return
        times = times_of(self.example)
        for number, line in enumerate(clean["marks"].splitlines(), 1):
            try:
                cells_of(line, times, self.example.today)
            except Malformed as malformed:
                self.add_error("marks", f"Line {number}: {malformed.first.said}")

    def _plain(self) -> dict[str, Any]:
        clean = self.cleaned_data
        held = {name: clean[name] for name in ("name", "clause", "today", "calendar")}
        held["marks"] = "; ".join(line.strip() for line in clean["marks"].splitlines() if line.strip())
        if clean["agreed"]:
            held["standing"] = {"stage": clean["agreed"], "since": clean["since"], "criterion": clean["criterion"]}
        held["expect"] = {"stage": clean["stage"], "move": clean["move"]}
        if clean["says"]:
            held["expect"]["says"] = clean["says"]
        return held

    def field_of(self, path: str) -> str:
        """The field in which a line of the example was typed; empty where it has none."""
        name = _FIELDS.get(path, path)
        return name if name in self.fields else ""


@contextmanager
def named(form: "ExampleForm | ExampleFileForm") -> Iterator[None]:
    """Faults of an example, told by the path of their line, as faults of the form’s fields."""
    try:
        yield
    except Malformed as malformed:
        faults = []
        for fault in malformed.faults:
            field = form.field_of(fault.field)
            line = f"Line {fault.row}, " if fault.row else ""
            words = fault.words if field or not fault.field else f"{line}{fault.field}: {fault.words}"
            faults.append(replace(fault, field=field, words=words))
        raise type(malformed).because(*faults) from None


class ExampleFileForm(forms.Form):
    """One example as a file."""

    file = forms.FileField(
        label="TOML file",
        help_text="One example, as Export gives it.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Export an example and change that."},
    )

    def clean_file(self) -> Example:
        """The example, with what is wrong by its line."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is too large for one example.", code="too_large")
        try:
            with named(self):
                return read_one(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text in UTF-8. Save it so.", code="unreadable") from None
        except Malformed as malformed:
            raise forms.ValidationError([fault.said for fault in malformed.faults]) from None

    def field_of(self, _path: str) -> str:
        """A file has no fields but itself."""
        return ""
