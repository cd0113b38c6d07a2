"""What is typed about one share: what is new in a version, a message, why it is taken back."""

from collections.abc import Iterable

from django import forms

from schools.cases.forms.fields import WordsField
from schools.sharing.rules.whom import Whom
from tenants.shares.rules.purposes import Purpose


class AgreeForm(forms.Form):
    """Agreeing to a version. What is new is asked of any but the first; of what is restricted, each time why."""

    why = WordsField(
        label="What is new in it",
        needed="Write what is new in it.",
        help_text="The officer reads this beside the new version.",
    )

    def __init__(self, *args: object, first: bool, purpose: Purpose, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if purpose.restricted:
            self.fields["why"] = WordsField(
                label="Why it is shared",
                needed="Write why it is shared.",
                help_text="Kept at the school for whoever answers for it. The authority is not given it.",
            )
        elif first:
            del self.fields["why"]


class WithForm(forms.Form):
    """With which authority something is shared, of those that it may be shared with."""

    authority = forms.ChoiceField(
        label="Which authority",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the authority.",
            "invalid_choice": "That is neither this school’s authority nor that of the pupil’s home. Choose one of these.",
        },
    )

    def __init__(self, data: object = None, *, allowed: Iterable[Whom]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["authority"].choices = [(one.slug, one.name) for one in allowed]  # type: ignore[attr-defined]


class SayForm(forms.Form):
    """A message to the authority."""

    words = WordsField(
        label="Message",
        needed="Write your message.",
        rows=4,
        help_text="Kept at both ends. The family may ask to read it.",
    )


class RevokeForm(forms.Form):
    """Why a share is taken back; of what was given, that it is about the wrong child."""

    why = WordsField(label="Why", needed="Write why it is taken back.")
    wrong_child = forms.BooleanField(
        label="It is about the wrong child",
        required=False,
        help_text="A return that was acknowledged was given, not lent: it is taken back for this alone.",
    )

    def __init__(self, *args: object, given: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not given:
            del self.fields["wrong_child"]
