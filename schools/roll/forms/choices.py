"""Fields that several of the roll's forms have."""

import datetime as dt
import uuid

from django import forms
from django.forms import ModelChoiceField

from schools.calendar.queries import year_of
from schools.calendar.rules.academic_year import academic_year_label
from schools.roll.models import RegistrationGroup
from schools.roll.queries import not_over
from schools.roll.queries.schools import sisters_offered
from schools.roll.rules.form_order import form_place
from schools.roll.rules.year_group import YEAR_GROUPS, year_group_label
from schools.staff.models import StaffMember


class GroupField(ModelChoiceField):  # type: ignore[type-arg]
    """A registration group, of this school year or the next."""

    def __init__(self, **options: object) -> None:
        super().__init__(RegistrationGroup.objects.none(), empty_label="Choose a group", **options)  # type: ignore[arg-type]

    def offer(self, today: dt.date) -> None:
        """Offer the groups of the school year that holds `today` and of the next, youngest first."""
        self.this_year = year_of(today)
        rows = RegistrationGroup.objects.filter(academic_year__in=(self.this_year, self.this_year + 1))
        self.queryset = rows
        ordered = sorted(rows, key=lambda row: (row.academic_year, form_place(row.year_group, row.name)))
        self.choices = [("", "Choose a group"), *((str(row.pk), self.label_from_instance(row)) for row in ordered)]

    def label_from_instance(self, obj: RegistrationGroup) -> str:
        year = year_group_label(obj.year_group) if obj.year_group else "mixed ages"
        later = f", {academic_year_label(obj.academic_year)}" if obj.academic_year != self.this_year else ""
        return f"{obj.name} ({year}{later})"


class YearGroupField(forms.ChoiceField):
    """A pupil's own year group, for groups of mixed ages."""

    def __init__(self) -> None:
        super().__init__(
            label="Year group",
            required=False,
            choices=[("", "The group’s"), *((year, year_group_label(year)) for year in YEAR_GROUPS)],
            help_text="Only for a group of mixed ages.",
            widget=forms.Select(attrs={"class": "short"}),
        )


class StaffField(ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works at the school on or after a day."""

    def __init__(self, **options: object) -> None:
        super().__init__(StaffMember.objects.none(), empty_label="Choose somebody", **options)  # type: ignore[arg-type]

    def offer(self, today: dt.date) -> None:
        """Offer those whose post has not ended by `today`, by name."""
        self.queryset = StaffMember.objects.filter(not_over(today)).order_by("name")


class SchoolOfTrustField(forms.TypedChoiceField):
    """Another school of the trust. What is none of them is written in the field that comes after."""

    def __init__(self, **options: object) -> None:
        super().__init__(coerce=uuid.UUID, empty_value=None, required=False, **options)  # type: ignore[arg-type]


def offer_schools(form: forms.Form, chosen: str, written: str) -> None:
    """Offer the schools of the trust in `chosen`, with the one recorded already; where there is none, `written` alone."""
    schools = sisters_offered(form.get_initial_for_field(form.fields[chosen], chosen))
    choices = [(str(school.pk), str(school)) for school in schools]
    if not choices:
        form.fields[written].label = form.fields.pop(chosen).label
        return
    field = form.fields[chosen]
    assert isinstance(field, SchoolOfTrustField)
    field.choices = [("", "None of the trust’s schools"), *choices]


def refuse_both(form: forms.Form, chosen: str, written: str) -> None:
    """In a form's `clean`: a school of the trust is chosen, or another is written."""
    if form.cleaned_data.get(chosen) and form.cleaned_data.get(written):
        form.add_error(written, "A school of the trust is chosen above: empty this box, or choose none above.")


def lines(text: str) -> str:
    """An address as typed in several lines, kept as one with commas."""
    return ", ".join(part for line in text.splitlines() if (part := line.strip().rstrip(",").strip()))
