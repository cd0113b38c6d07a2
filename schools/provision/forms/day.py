"""What a provider says of a day by its link, and what is taken down at school."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from foundation.messaging.replies import plain
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.provision.models import Word
from schools.provision.operations.saying import Told
from schools.provision.rules.elsewhere import Said

#: The longest reason, in characters.
LONGEST_SAID: Final = 500
_CHOOSE: Final = {"required": "Say whether they came; “Not known” if you cannot tell."}
_SAID: Final = [(one.value, one.words) for one in Said]


class DayForm(forms.Form):
    """Each pupil of each session that is open, answered apart. Nothing is chosen beforehand.

    A question is named by its placement and not by its place: who is asked about may change while the page is open, and an
    answer is nobody else's. Who came onto it since is asked then; what was said of somebody who has left it is not read.
    """

    def __init__(self, data: object = None, *, sessions: Sequence[Mapping[str, Any]], **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        self.sessions = sessions
        for part in sessions:
            for pupil in part["pupils"]:
                name = _name(part, pupil)
                self.fields[f"said_{name}"] = forms.ChoiceField(
                    label=pupil["name"], choices=_SAID, widget=forms.RadioSelect, error_messages=_CHOOSE
                )
                self.fields[f"words_{name}"] = forms.CharField(
                    label=f"Why, if you know, about {pupil['name']}",
                    max_length=LONGEST_SAID,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )

    @property
    def parts(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Each session by name, with the two fields of each pupil."""
        return [
            (
                SESSION_NAMES[part["session"]],
                [(self[f"said_{_name(part, pupil)}"], self[f"words_{_name(part, pupil)}"]) for pupil in part["pupils"]],
            )
            for part in self.sessions
        ]

    def said(self, session: int) -> list[dict[str, Any]]:
        """What was answered for a session."""
        clean = self.cleaned_data
        part = next(one for one in self.sessions if one["session"] == session)
        return [
            {
                "placement": pupil["placement"],
                "session": session,
                "said": clean[f"said_{_name(part, pupil)}"],
                "words": plain(clean[f"words_{_name(part, pupil)}"]),
            }
            for pupil in part["pupils"]
        ]


def _name(part: Mapping[str, Any], pupil: Mapping[str, str]) -> str:
    """What the questions about a pupil in a session are called."""
    return f"{part['session']}_{pupil['placement']}"


class WordForm(forms.Form):
    """What the trip leader, employer or provider says of one pupil in one session, taken down at school."""

    placement = forms.UUIDField(widget=forms.HiddenInput)
    date = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])
    session = forms.TypedChoiceField(choices=[(1, "AM"), (2, "PM")], coerce=int, widget=forms.HiddenInput)
    said = forms.ChoiceField(choices=_SAID, error_messages=_CHOOSE)
    words = forms.CharField(label="Reason", max_length=200, required=False)

    @property
    def told(self) -> Told:
        """What was typed. The words are also the reason where a mark is amended."""
        clean = self.cleaned_data
        words = plain(clean["words"])
        said = Said(clean["said"])
        return Told(clean["date"], clean["session"], said, words, Word.Way.OFFICER.value, reason=words)

    @property
    def key(self) -> uuid.UUID:
        found: uuid.UUID = self.cleaned_data["placement"]
        return found


class SettleForm(forms.Form):
    """What is entered for an absence that was reported."""

    code = forms.ChoiceField(label="Enter", required=False)
    reason = forms.CharField(label="Reason", max_length=200, required=False)

    def __init__(self, *args: object, codes: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].choices = [("", "Leave it"), *codes]  # type: ignore[attr-defined]
