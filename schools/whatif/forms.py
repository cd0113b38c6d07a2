"""What is typed to have a policy tried."""

from collections.abc import Iterable
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.whatif.queries.trials import Candidate


class TryForm(forms.Form):
    """Which document is tried, and on which days."""

    what = forms.ChoiceField(label="Try")
    first = DayField(label="From", help_text="Such as 1 September 2025.")
    last = DayField(label="To", help_text="A day that is over; at most a year after the first.")

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {one.key: one for one in candidates}
        field = self.fields["what"]
        field.choices = [(one.key, one.name) for one in self.candidates.values()]  # type: ignore[attr-defined]
