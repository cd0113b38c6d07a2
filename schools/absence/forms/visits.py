"""Planning a home visit, and what its visitors tell at the door."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django import forms

from foundation.phones import LONGEST as LONGEST_NUMBER
from foundation.phones import Phone, parse_phone
from foundation.refusals import Malformed
from schools.absence.operations.attempts import LONGEST_NOTE
from schools.absence.operations.visits import Plan, Report
from schools.absence.rules.visits import LONGEST, SHORTEST, USUAL_MINUTES, At, Coming, Safe, Visitor
from schools.registers.rules.asks import LONGEST_KEY
from schools.roll.queries.contacts import ContactOf
from schools.staff.models import StaffMember

ELSEWHERE: Final = "elsewhere"
BY_NAME: Final = "by_name"
_WHO: Final = {"required": "Say who goes. Nobody visits alone."}


class PlanForm(forms.Form):
    """Who goes, where, what they must know, and by when they are expected back."""

    first = forms.ChoiceField(label="Who goes", error_messages=_WHO)
    first_name = forms.CharField(label="Their name, if they are not on the staff list", max_length=200, required=False)
    second = forms.ChoiceField(label="Who goes with them", error_messages=_WHO, help_text="Nobody visits alone.")
    second_name = forms.CharField(label="Their name, if they are not on the staff list", max_length=200, required=False)
    phone = forms.CharField(
        label="Another number to ring them by",
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel", "autocomplete": "off"}),
        help_text="Work mobiles of the staff list are rung without it.",
    )
    home = forms.ChoiceField(label="Where", widget=forms.RadioSelect)
    address = forms.CharField(
        label="The other address", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    safety = forms.CharField(
        label="What the visitors must know to be safe",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dogs, stairs, who may be there. Write that nothing is known if so. Only the two of them, you, the"
        " safeguarding lead and the headteacher see it.",
        error_messages={"required": "Write what the visitors must know to be safe, or that nothing is known."},
    )
    minutes = forms.IntegerField(
        label="Expected back after, in minutes",
        initial=USUAL_MINUTES,
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="From when they go. After that they stand on top of Today until they are back.",
    )

    def __init__(self, *args: object, posts: Iterable[StaffMember], addresses: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._posts = {str(post.pk): post for post in posts}
        self._addresses = list(addresses)
        staff = [(key, f"{post.name}, {post.position}") for key, post in self._posts.items()]
        homes = [(str(number), address) for number, address in enumerate(addresses)]
        for name in ("first", "second"):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "Choose somebody"),
                *staff,
                (BY_NAME, "Somebody else, by name"),
            ]
        self.fields["home"].choices = [*homes, (ELSEWHERE, "Another address")]  # type: ignore[attr-defined]
        self.fields["home"].initial = "0" if homes else ELSEWHERE

    def clean_phone(self) -> Phone | None:
        typed = self.cleaned_data["phone"]
        try:
            return parse_phone(typed) if typed else None
        except Malformed as fault:
            raise forms.ValidationError(fault.words, code="unreadable") from None

    def _visitor(self, name: str) -> Visitor:
        post = self._posts.get(self.cleaned_data[name])
        if post is None:
            return Visitor(" ".join(self.cleaned_data[f"{name}_name"].split()))
        return Visitor(post.name, post.pk, post.person_id, post.mobile_digits)

    @property
    def plan(self) -> Plan:
        """What was typed."""
        clean = self.cleaned_data
        home = clean["home"]
        return Plan(
            first=self._visitor("first"),
            second=self._visitor("second"),
            phone=clean["phone"],
            address=clean["address"] if home == ELSEWHERE else self._addresses[int(home)],
            safety=clean["safety"],
            minutes=clean["minutes"],
        )


def _choice(label: str, choices: Sequence[tuple[str, str]], **more: object) -> forms.ChoiceField:
    missing = {"required": "Choose one."}
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages=missing,
        **more,  # type: ignore[arg-type]
    )


class FoundForm(forms.Form):
    """What was found at the door. A phone sends the same fields when it has a signal again."""

    seen = _choice("Did you see the child?", [("yes", "Yes"), ("no", "No")])
    answered = _choice("Who answered?", [])
    answered_name = forms.CharField(label="Who, if somebody else", max_length=200, required=False)
    safe = _choice(
        "Is the child safe and well?",
        [(Safe.YES.value, "Yes"), (Safe.NO.value, "No, we are worried"), (Safe.UNKNOWN.value, "Not known")],
        help_text="If you think that a child is in danger, ring 999 first.",
    )
    coming = _choice(
        "Is the child coming in?",
        [
            (Coming.WITH_US.value, "Yes, with us"),
            (Coming.LATER.value, "Yes, without us"),
            (Coming.NO.value, "No, or not known"),
        ],
    )
    note = forms.CharField(
        label="What was said, and what you saw",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)

    def __init__(self, *args: object, contacts: Sequence[ContactOf], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["answered"].choices = [  # type: ignore[attr-defined]
            (At.NOBODY.value, "Nobody"),
            *((str(one.contact), f"{one.name}, {one.relationship}") for one in contacts),
            (At.CHILD.value, "The child"),
            (At.OTHER.value, "Somebody else"),
        ]

    @property
    def report(self) -> Report:
        """What was typed."""
        clean = self.cleaned_data
        who = clean["answered"]
        known = who in set(At)
        return Report(
            seen=clean["seen"] == "yes",
            safe=Safe(clean["safe"]),
            coming=Coming(clean["coming"]),
            key=clean["key"],
            contact=None if known else uuid.UUID(who),
            answered=At(who) if known else At.NOBODY,
            answered_name=clean["answered_name"],
            note=clean["note"],
        )
