"""An authority's profile as it is typed: every line on one page, each read as strictly as a file."""

from collections.abc import Iterable
from typing import Any

from django import forms

from tenants.policies.forms.part import WIDE, PartForm, count_field
from tenants.policies.forms.parts import ApproveForm, FileForm
from tenants.policies.rules.profile import CODES, LONGEST_WEEKS, SHORTEST_WEEKS, Profile
from tenants.policies.rules.profile_aloud import CODE_NAMES, ISSUERS, LIVING_OUTSIDE, PAPERS

_CODES = [(code, f"{code}: {CODE_NAMES[code]}") for code in CODES]
#: The lines of a profile that stand in its table [notice_to_improve].
_OF_NOTICES = ("issued_by", "weeks", "not_used_for")


def _several(label: str, choices: Iterable[tuple[str, str]], *, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
        error_messages={"invalid_choice": "Choose from the list."},
    )


class ProfileForm(PartForm):
    """All lines of a profile but from when it holds, which is said when it is approved."""

    source = forms.CharField(
        label="Where this was read",
        max_length=300,
        help_text="The authority’s code of conduct, with its date and pages. Everything below says so.",
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": "Say where it was read."},
    )
    codes = _several("Codes that count to the ten sessions", _CODES)
    issued_by = forms.ChoiceField(label="Notice to improve", choices=list(ISSUERS.items()))
    weeks = count_field(
        f"Improvement period in school weeks, {SHORTEST_WEEKS} to {LONGEST_WEEKS}", LONGEST_WEEKS, least=SHORTEST_WEEKS
    )
    not_used_for = _several(
        "No notice to improve is used where every session is one of", _CODES, help_text="Often G, an unagreed holiday."
    )
    documents = _several("What a pack holds", [(key, words) for key, words in PAPERS.items()])
    request_within_school_days = count_field("School days from the tenth session within which a request is sent", 400)
    oldest_session_days = count_field("Days after which the oldest session warns", 400)
    pupil_living_outside = forms.ChoiceField(
        label="For a pupil who lives in another authority, the request goes to",
        choices=list(LIVING_OUTSIDE.items()),
    )
    answer_within_working_days = count_field("Working days within which the authority answers", 400)
    deemed_served_working_days = count_field("Working days after posting when a notice counts as received", 60, least=0)

    @staticmethod
    def shown(profile: Profile) -> dict[str, Any]:
        """What the fields hold beforehand."""
        plain = profile.model_dump(mode="json", by_alias=True)
        held: dict[str, Any] = plain.pop("notice_to_improve")
        return held | {key: value for key, value in plain.items() if key in ProfileForm.base_fields}

    def values(self, *, authority: str, from_day: str) -> dict[str, Any]:
        """What was typed, as a file has it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        notice = {name: typed.pop(name) for name in _OF_NOTICES}
        return {"authority": authority, "from": from_day, **typed, "notice_to_improve": notice}

    def field_of(self, path: str) -> str:
        """The field in which a line was typed."""
        return next((step for step in reversed(path.split(".")) if step in self.fields), "")


class ProfileFileForm(FileForm):
    """A whole profile, as a file."""


class ApproveProfileForm(ApproveForm):
    """From when the profile holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_day"].label = "It holds from"
        self.fields["past"].label = "It is to hold for days that are past"
        self.fields["past"].help_text = "Only where the day is past. What was sent by then stays as it was sent."
