"""The other parts of a draft: its limits, a stage, an action, a letter, a file; withdrawing and approving it."""

import datetime as dt
from typing import Any

from django import forms

from foundation import clock
from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT
from foundation.refusals import Malformed
from foundation.ui.dates import read_date
from foundation.ui.numbers import middle_date
from tenants.policies.forms.part import SHORT, WIDE, PartForm, count_field, key_field, letter_field, role_field
from tenants.policies.rules import aloud
from tenants.policies.rules.document import APPROVERS, Action, Letter, Policy, Stage
from tenants.policies.rules.reading_in import LARGEST


class DayField(forms.CharField):
    """A day, as people type it."""

    def clean(self, value: Any) -> Any:
        """The day that was meant."""
        typed = super().clean(value)
        try:
            return read_date(typed, today=clock.today())
        except Malformed as malformed:
            raise forms.ValidationError(malformed.words, code="day") from None


class LimitsForm(PartForm):
    """What holds for all stages."""

    title = forms.CharField(label="Title", max_length=120, widget=forms.TextInput(attrs=WIDE))
    cool_off_school_days = count_field(
        "School days after an exit, before the same stage is proposed again", 200, least=0
    )
    cap_letters_a_day = count_field("Letters a day that go out; more wait for a person", 10_000, least=0)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as a document has it."""
        return {name: self.cleaned_data[name] for name in ("title", "cool_off_school_days", "cap_letters_a_day")}


class StageForm(PartForm):
    """A stage, but for what opens it, ends it and is done at it."""

    name = forms.CharField(label="Name", max_length=60, widget=forms.TextInput(attrs=WIDE))
    owner = role_field("Owned by")
    approver = role_field("Approved by", APPROVERS)
    review_every_school_days = count_field("Looked at again every so many school days", 200)

    @staticmethod
    def shown(stage: Stage) -> dict[str, Any]:
        """What the fields hold beforehand."""
        names = ("name", "owner", "approver", "review_every_school_days")
        return {name: getattr(stage, name) for name in names}

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as a document has it."""
        names = ("name", "owner", "approver", "review_every_school_days")
        return {name: self.cleaned_data[name] for name in names}


class NewStageForm(StageForm):
    """A further stage. One count opens it at first, and a conversation is what is done: both are then changed."""

    field_order = ("place", "key", "name", "unauthorised", "owner", "approver", "review_every_school_days")
    key = key_field()
    unauthorised = count_field(
        "Opens at so many unauthorised sessions in 10 school weeks",
        1_000,
        help_text="To begin with; change it afterwards.",
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = [(stage.place, f"below {stage.name}") for stage in policy.in_order if stage.place]
        choices = [*above, (len(policy.stages), "above all others")]
        self.fields["place"] = forms.TypedChoiceField(label="Stands", choices=choices, coerce=int)
        self.order_fields(self.field_order)

    def field_of(self, path: str) -> str:
        """What opens it is one number here."""
        return "unauthorised" if ".criteria." in path else super().field_of(path)

    @property
    def stage(self) -> dict[str, Any]:
        """The stage, as a document has it."""
        clean = self.cleaned_data
        opens = {"measure": "unauthorised", "window": "weeks:10", "at_least": clean["unauthorised"]}
        talk = {"key": "talk", "kind": "conversation", "owner": clean["owner"], "within_school_days": 5, "minutes": 20}
        return {
            "key": clean["key"], "place": clean["place"], **self.values,
            "criteria": [{"key": "count", "all": [opens]}], "exits": [], "actions": [talk],
        }  # fmt: skip


class RemoveStageForm(PartForm):
    """Taking a stage out, and where those who are at it are looked for from then on."""

    def __init__(self, *args: Any, policy: Policy, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(one.key, one.name) for one in policy.in_order if one.key != stage.key]
        self.fields["by"] = forms.ChoiceField(label="Pupils who are at it are then looked for at", choices=others)


class ActionForm(PartForm):
    """Something that is done once a stage is entered."""

    key = key_field()
    kind = forms.ChoiceField(label="What is done", choices=list(aloud.KINDS.items()))
    owner = role_field("Done by")
    within_school_days = count_field("Within so many school days", 200)
    minutes = count_field("Minutes of staff time", 2_400, least=0, help_text="To work out what a change would ask.")
    required = forms.BooleanField(
        label="The next stage is not sooner than this is done, or the family has refused it", required=False
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"] = letter_field(policy)

    @staticmethod
    def shown(action: Action) -> dict[str, Any]:
        """What the fields hold beforehand."""
        return action.model_dump(mode="json", exclude_none=True)

    @property
    def item(self) -> dict[str, Any]:
        """The action, as a document has it."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        return clean if clean["letter"] else {name: value for name, value in clean.items() if name != "letter"}


class LetterForm(PartForm):
    """The English of a letter, and how it goes out."""

    key = key_field()
    subject = forms.CharField(label="Subject", max_length=LONGEST_HEADING, widget=forms.TextInput(attrs=WIDE))
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Plain text with fields, as {pupil_first_name}. No count, code, percentage or blame: a family reads it.",
    )
    to = forms.ChoiceField(label="To", choices=list(aloud.TO.items()))
    approver = role_field("Approved by", APPROVERS)
    hold_hours = count_field("Hours it waits once it is approved", 168, least=0)
    school_may = forms.BooleanField(label="A school may have its own English", required=False)

    @staticmethod
    def shown(letter: Letter) -> dict[str, Any]:
        """What the fields hold beforehand."""
        return letter.model_dump(mode="json", exclude_none=True)

    @property
    def letter(self) -> dict[str, Any]:
        """The letter, as a document has it."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        clean["body"] = clean["body"].replace("\r\n", "\n").strip("\n")
        return clean if clean["school_may"] else {name: value for name, value in clean.items() if name != "school_may"}


class FileForm(PartForm):
    """A whole policy, as a file."""

    file = forms.FileField(
        label="TOML or JSON file",
        help_text=f"{LARGEST // 1000} kB at most. It takes the place of the whole draft; its version is the draft’s.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Export the policy and change that."},
    )

    def clean_file(self) -> tuple[str, str]:
        """Its text, and what it is called."""
        file = self.cleaned_data["file"]
        if file.size > 4 * LARGEST:
            words = "The file is too large for a policy. Export one here and change that."
            raise forms.ValidationError(words, code="too_large")
        try:
            return file.read().decode("utf-8-sig"), str(file.name)
        except UnicodeDecodeError:
            words = "The file is no text in UTF-8. Save it as TOML or JSON, in UTF-8."
            raise forms.ValidationError(words, code="unreadable") from None


class WithdrawForm(PartForm):
    """Giving the draft up."""


class ApproveForm(PartForm):
    """From when the draft decides."""

    from_day = DayField(label="It decides from", max_length=40, widget=forms.TextInput(attrs=SHORT))
    past = forms.BooleanField(
        label="Days that are past are to be decided anew",
        required=False,
        help_text="Only where the day is past. What was decided keeps its version, and no letter goes out for those days.",
    )

    @staticmethod
    def typed(day: dt.date) -> str:
        """A day as it stands in the field."""
        return middle_date(day)
