"""What is asked of who confirms what came of a pupil."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django import forms

from foundation.ui.numbers import middle_date
from schools.moved.pages.panel import notice_words
from schools.moved.queries.carried import Carried
from schools.roll.queries.contacts import ContactOf

_NOBODY = ("", "Nobody: it is not taken over")


class ConfirmForm(forms.Form):
    """The stage, if there is one, and to which contact each notice is put. Nothing is chosen beforehand."""

    came = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: object = None, *, carried: Carried, contacts: Sequence[ContactOf]) -> None:
        super().__init__(data, initial={"came": carried.row.came_at.isoformat()})  # type: ignore[arg-type]
        stage = carried.facts.stage
        if stage is not None:
            self.fields["stage"] = forms.BooleanField(
                label=f"Take over the stage there: {stage.name}, since {middle_date(stage.since)}", required=False
            )
        self.places = range(len(carried.facts.notices))
        choices = [_NOBODY, *((str(one.contact), f"{one.name}, {one.relationship}") for one in contacts)]
        for place in self.places:
            words = notice_words(carried.facts.notices[place])
            self.fields[f"notice_{place}"] = forms.ChoiceField(
                label=f"Notice to whom: {words}", choices=choices, required=False
            )

    def clean_came(self) -> dt.datetime | None:
        """When the facts came that the page showed; None for what no page of ours sends."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["came"])
        except ValueError:
            return None

    @property
    def with_stage(self) -> bool:
        """Whether the stage is taken over."""
        return bool(self.cleaned_data.get("stage"))

    @property
    def notices(self) -> dict[int, uuid.UUID]:
        """Whom each notice that is taken over is put to."""
        chosen = {place: self.cleaned_data[f"notice_{place}"] for place in self.places}
        return {place: uuid.UUID(contact) for place, contact in chosen.items() if contact}
