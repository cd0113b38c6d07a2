"""A service of the directory, and a file of them."""

from typing import Any, Final

from django import forms

from foundation.refusals import Malformed
from foundation.ui.forms import DayField
from foundation.ui.spreadsheets import decoded
from schools.cases.forms.fields import WordsField
from schools.referrals.rules.directory import LARGEST
from schools.referrals.rules.services import AGES, MOST_REPLY_DAYS, REPLY_DAYS, About, Way
from schools.referrals.rules.wanted import ALWAYS, PARTS

_NUMBER: Final = {"invalid": "Write a whole number."}
_CHOOSE: Final = "Choose a file."


def _number(label: str, *, required: bool = False, help_text: str = "") -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"})
    wrong = _NUMBER | {"required": "Write a number."}
    return forms.IntegerField(label=label, required=required, widget=widget, help_text=help_text, error_messages=wrong)


class ServiceForm(forms.Form):
    """What is written down of a service. What stands against it is the operation's to judge."""

    name = WordsField(label="Service", needed="Write what the service is called.", rows=1)
    purpose = WordsField(label="What it is for", needed="Write what it is for.", rows=2)
    from_age = _number("From age", help_text=f"In whole years, {AGES[0]} to {AGES[-1]}; empty where it says none.")
    to_age = _number("To age")
    reached = WordsField(label="How it is reached", needed="Write how it is reached.", rows=2)
    email = forms.EmailField(
        label="Email",
        required=False,
        error_messages={"invalid": "That is no email address. Write it as office@example.org."},
        help_text="Email from here is ordinary email: name it only where your data protection officer has agreed.",
    )
    ways = forms.MultipleChoiceField(
        label="A referral goes by",
        choices=[(way.value, way.words) for way in Way],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one way at least.", "invalid_choice": "Choose from the list."},
    )
    wants = forms.MultipleChoiceField(
        label="What it wants to be sent",
        choices=[(one.key, one.words) for one in PARTS if one.key not in ALWAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list."},
        help_text="Why the school refers is in every referral. What is wanted and not written keeps one from being sent.",
    )
    waiting = WordsField(label="Waiting time, as last heard", rows=1)
    heard_on = DayField(label="Heard on", required=False)
    reply_days = _number(
        "Answers within", required=True, help_text=f"School days, 1 to {MOST_REPLY_DAYS}; then a person asks."
    )

    def __init__(self, *args: object, about: About | None = None, **kwargs: object) -> None:
        shown: dict[str, Any] = {"reply_days": REPLY_DAYS}
        if about is not None:
            shown = {name: getattr(about, name) for name in About.__dataclass_fields__}
        super().__init__(*args, **{"initial": shown, **kwargs})  # type: ignore[arg-type]

    @property
    def about(self) -> About:
        """What was typed."""
        clean = self.cleaned_data
        wanted = [one.key for one in PARTS if one.key in {*clean["wants"], *ALWAYS}]
        given = {"name": " ".join(clean["name"].split()), "ways": tuple(clean["ways"]), "wants": tuple(wanted)}
        return About(**clean | given)


class DirectoryForm(forms.Form):
    """A file of services. The preview sends its text again, to be checked anew when it is kept."""

    file = forms.FileField(label="CSV file", required=False, help_text="As our own file of the directory has it.")
    text = forms.CharField(required=False, max_length=LARGEST, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        clean = super().clean() or {}
        if clean.get("file") is not None:
            try:
                clean["text"] = decoded(clean["file"].read(), largest=LARGEST)
            except Malformed as fault:
                self.add_error("file", fault.first.said)
        elif not clean.get("text") and "file" not in self.errors:
            self.add_error("file", _CHOOSE)
        return clean
