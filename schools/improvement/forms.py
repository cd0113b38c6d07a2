"""Writing, approving, reviewing and ending a notice to improve."""

from typing import Any

from django import forms

from schools.cases.forms.fields import ChoiceOf, WordsField
from schools.improvement.rules.contents import Content

_HELP = {
    Content.DUTY: "Section 7 is law; the other words are yours.",
    Content.GIVEN: "Filled in once from the case: conversations, meetings, visits, plans, and offers answered.",
    Content.OFFERED: "Filled in once from the case: what stands on offer.",
    Content.ENOUGH: "So that the family can tell by themselves: “No half day missed without our agreement”.",
    Content.WARNING: "Plain, and without blame.",
    Content.SOONER: "What would end the weeks early: “A holiday that we have not agreed”.",
}


class EditsForm(forms.Form):
    """What every form about a draft has: the count of its changes when it was shown."""

    edits = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WriteForm(EditsForm):
    """The contents that people write; each may be left for later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Content:
            self.fields[one.value] = WordsField(label=one.words, rows=4, help_text=_HELP[one])

    @property
    def written(self) -> dict[str, str]:
        """The words by their keys."""
        return {one.value: self.cleaned_data[one.value].replace("\r\n", "\n") for one in Content}


class ReasonForm(forms.Form):
    """Why."""

    words = WordsField(label="Why", needed="Say why.")


class ReviewForm(forms.Form):
    """What came of its weeks."""

    improved = ChoiceOf(
        label="Attendance has",
        choices=[("yes", "improved enough, as the notice says"), ("no", "not improved enough")],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    words = WordsField(label="How you came to that", needed="Say how you came to that.")
