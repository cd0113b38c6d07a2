"""A child as an officer types them, to ask another authority: turned into digests at once, and kept nowhere."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.refusals import Fault
from foundation.ui.forms import DayField
from foundation.upns import parse_upn
from tenants.shares.rules.asking import birth_fault, upn_fault
from tenants.shares.rules.ledger import Child, Known
from tenants.trusts.models import LocalAuthority

_SHORT = {"class": "short", "autocomplete": "off", "spellcheck": "false"}


class QuestionForm(forms.Form):
    """Whom is asked, and of which child."""

    authority = forms.ChoiceField(label="Authority")
    upn = forms.CharField(label="UPN", widget=forms.TextInput(attrs=_SHORT), max_length=60)
    surname = forms.CharField(
        label="Legal surname",
        widget=forms.TextInput(attrs={"class": "wide", "autocomplete": "off"}),
        max_length=200,
        help_text="As the school has it. Capitals, accents, spaces and hyphens make no difference.",
    )
    birth = DayField(label="Birth date", help_text="Day, month and year.")

    def __init__(self, *args: object, authorities: Sequence[LocalAuthority], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.others = {str(one.pk): one for one in authorities}
        choices = [("", "Choose one"), *((key, one.name) for key, one in self.others.items())]
        self.fields["authority"].choices = choices  # type: ignore[attr-defined]

    def clean_upn(self) -> str:
        """The thirteen characters."""
        typed: str = self.cleaned_data["upn"]
        _refuse(upn_fault(typed))
        return parse_upn(typed).value

    def clean_surname(self) -> str:
        """A name with a letter in it: one of signs alone would be nobody's."""
        typed: str = self.cleaned_data["surname"]
        nothing = Fault("Write the legal surname.", "nothing")
        _refuse(None if any(letter.isalpha() for letter in typed) else nothing)
        return typed

    def clean_birth(self) -> dt.date:
        """A day on which a child was born who may have a notice."""
        born: dt.date = self.cleaned_data["birth"]
        _refuse(birth_fault(born, clock.today()))
        return born

    @property
    def other(self) -> LocalAuthority:
        """Who is asked."""
        return self.others[self.cleaned_data["authority"]]

    @property
    def of_whom(self) -> tuple[Known, ...]:
        """The child as ledgers know them, under each key."""
        clean = self.cleaned_data
        return Child(clean["upn"], clean["surname"], clean["birth"]).known(settings.MOVER_KEYS)


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise ValidationError(fault.said, code=fault.code)
