"""A placement as it is agreed, and its visits and reviews."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.db.models import Q

from foundation.ui.forms import DayField
from schools.documents.forms import EvidenceField
from schools.provision.models import Provider, ProvisionPlacement, Review
from schools.provision.operations.placing import Agreed, Due
from schools.provision.rules.elsewhere import CODES, WORDS
from schools.roll.rules.week_slots import SLOTS, slot_label

_SHORT: Final = {"class": "short"}


class AgreedForm(forms.Form):
    """What is agreed of every placement: where, under which code, in which sessions, and what for."""

    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        label="Provider",
        empty_label="Choose a provider",
        error_messages={"required": "Choose a provider."},
    )
    code = forms.ChoiceField(
        label="Code",
        choices=[(code, f"{code}: {WORDS[code]}") for code in CODES],
        widget=forms.RadioSelect,
        help_text="K, B, W, P and V are entered for a session once attendance there is confirmed, and not before.",
        error_messages={"required": "Choose a code."},
    )
    slots = forms.TypedMultipleChoiceField(
        label="Sessions of the week",
        choices=[(slot, slot_label(slot)) for slot in SLOTS],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one session of the week."},
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")
    purpose = forms.CharField(
        label="What it is for",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what the placement is to achieve."},
    )

    def __init__(self, *args: object, today: dt.date, own: ProvisionPlacement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        used = Q(ended_on__isnull=True) | Q(ended_on__gte=today)
        choose = self.fields["provider"]
        choose.queryset = Provider.objects.filter(used if own is None else Q(pk=own.provider_id)).order_by("name")  # type: ignore[attr-defined]
        choose.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    @property
    def agreed(self) -> Agreed:
        """What was typed."""
        clean = {name: value for name, value in self.cleaned_data.items() if name in Agreed.__slots__}
        return Agreed(**{**clean, "slots": tuple(sorted(clean["slots"]))})


class PlacementForm(AgreedForm):
    """The same of one pupil, with what was referred and what it costs."""

    referred_on = DayField(label="Referred on", required=False)
    referred_by = forms.CharField(label="Referred by", max_length=200, required=False)
    evidence = forms.CharField(
        label="Evidence sent with the referral, and where it is kept",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    portal_reference = forms.CharField(
        label="Reference in the authority’s portal", max_length=60, required=False, widget=forms.TextInput(attrs=_SHORT)
    )
    cost = forms.DecimalField(
        label="Cost, in pounds",
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={**_SHORT, "inputmode": "decimal"}),
    )
    cost_per = forms.ChoiceField(
        label="What the cost is of",
        choices=[("", "No cost is written down"), *ProvisionPlacement.CostPer.choices],
        required=False,
    )


class NewPlacementForm(PlacementForm):
    """The same, and when it is first looked at."""

    review_on = DayField(label="First review on", required=False, help_text="An overdue review is on Today each day.")

    @property
    def review(self) -> Due | None:
        on = self.cleaned_data["review_on"]
        return Due(Review.Kind.REVIEW.value, on) if on else None


class FilesForm(forms.Form):
    """Files of a placement."""

    evidence = EvidenceField(required=True)


class DueForm(forms.Form):
    """A visit or review to be held."""

    kind = forms.ChoiceField(label="What", choices=Review.Kind.choices, widget=forms.RadioSelect, initial="review")
    due_on = DayField(label="Due on")

    @property
    def due(self) -> Due:
        return Due(self.cleaned_data["kind"], self.cleaned_data["due_on"])


class ReviewForm(forms.Form):
    """What came of a visit or review."""

    done_on = DayField(label="Held on")
    note = forms.CharField(
        label="What came of it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what came of it."},
    )
    again = DayField(label="The next is due on", required=False)


def initial_of(row: ProvisionPlacement) -> dict[str, Any]:
    """What a form begins with for a placement that is changed."""
    plain = {name: getattr(row, name) for name in Agreed.__slots__ if name not in ("provider", "cost")}
    return {**plain, "provider": row.provider_id, "cost": row.cost}
