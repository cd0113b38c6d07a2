"""What is typed about one share: what is new in a version, a message, why it is taken back."""

from django import forms

from schools.cases.forms.fields import WordsField


class AgreeForm(forms.Form):
    """Agreeing to a version. What is new is asked of any but the first."""

    why = WordsField(label="What is new in it", rows=3, help_text="The officer reads this beside the new version.")

    def __init__(self, *args: object, first: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if first:
            del self.fields["why"]


class SayForm(forms.Form):
    """A message to the authority."""

    words = WordsField(label="Message", rows=4, help_text="Kept at both ends. The family may ask to read it.")


class RevokeForm(forms.Form):
    """Why a share is taken back; of what was given, that it is about the wrong child."""

    why = WordsField(label="Why", rows=3)
    wrong_child = forms.BooleanField(
        label="It is about the wrong child",
        required=False,
        help_text="A return that was acknowledged was given, not lent: it is taken back for this alone.",
    )

    def __init__(self, *args: object, given: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not given:
            del self.fields["wrong_child"]
