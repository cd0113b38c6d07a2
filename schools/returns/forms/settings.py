"""The school's measure, what it has agreed with its authority, and the columns of files."""

from collections.abc import Mapping
from typing import Any

from django import forms

from foundation.ui.forms import DayField
from schools.returns.queries.settings import Settings
from schools.returns.rules.clocks import Interval
from schools.returns.rules.columns import Dates, Layout, columns_text, default_layout, read_columns
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import Counted, Measure
from schools.returns.rules.recipients import Copies
from schools.roll.rules.year_group import YEAR_GROUPS, year_group_label

_CLASSES = [(year, year_group_label(year)) for year in YEAR_GROUPS if year != "X"]
_SHORT = forms.NumberInput(attrs={"class": "short"})


class SettingsForm(forms.Form):
    """What holds for the school's returns. None of it is in the law; the page says what is."""

    percent = forms.IntegerField(
        label="Fails to attend regularly: misses at least, in per cent",
        required=False,
        widget=_SHORT,
        help_text="The school’s own stated measure: no law gives a number. Empty: nobody is returned for it.",
    )
    counted = forms.ChoiceField(
        label="Which absence counts",
        choices=[(Counted.ALL.value, "All absence"), (Counted.UNAUTHORISED.value, "Unauthorised absence alone")],
    )
    weeks = forms.IntegerField(
        label="Over how many of the newest school weeks", widget=_SHORT, help_text="0 for the school year so far."
    )
    least = forms.IntegerField(
        label="Once so many sessions were possible", widget=_SHORT, help_text="So that one day decides nothing."
    )
    interval = forms.ChoiceField(
        label="Attendance returns are agreed for each",
        choices=[
            (Interval.MONTH.value, "Calendar month"),
            (Interval.FORTNIGHT.value, "Fortnight"),
            (Interval.WEEK.value, "Week"),
        ],
        help_text="With the authority; at least once in each calendar month. Due on its last day.",
    )
    ten_days_at_once = forms.BooleanField(
        label="Ten continuous days are told on the tenth day",
        required=False,
        help_text="Otherwise with the return of the period.",
    )
    junior = forms.ChoiceField(
        label="Most junior class",
        choices=[("", "The youngest there is"), *_CLASSES],
        required=False,
        widget=forms.Select(attrs={"class": "short"}),
        help_text="Who joins it on the first day of the school year has no return.",
    )
    junior_asked = forms.BooleanField(label="The authority has asked to be told of them too", required=False)
    senior = forms.ChoiceField(
        label="Most senior class",
        choices=[("", "The oldest there is"), *_CLASSES],
        required=False,
        widget=forms.Select(attrs={"class": "short"}),
        help_text="Who leaves it at or after the end of its last term has no return.",
    )
    senior_asked = forms.BooleanField(label="The authority has asked to be told of these too", required=False)
    copies = forms.ChoiceField(
        label="Of a pupil whose home is another authority’s, who is told",
        choices=[
            (Copies.SCHOOLS.value, "The school’s authority"),
            (Copies.HOME.value, "The home authority"),
            (Copies.BOTH.value, "Both"),
        ],
    )
    leaders_approve = forms.BooleanField(
        label="Only the headteacher or the safeguarding lead approves",
        required=False,
        help_text="Otherwise whoever makes returns approves them too.",
    )
    since = DayField(
        label="Returns are made here since",
        required=False,
        help_text="Joiners, leavers and absence of earlier days were told of by another system. Empty: of the last month.",
    )

    def __init__(self, data: object = None, *, settings: Settings) -> None:
        measure = settings.measure or Measure(0)
        initial: dict[str, Any] = {
            "percent": measure.percent or None,
            "counted": measure.counted.value,
            "weeks": measure.weeks,
            "least": measure.least,
            **{name: getattr(settings, name) for name in _SAME},
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]

    @property
    def settings(self) -> Settings:
        """What was typed."""
        clean: Mapping[str, Any] = self.cleaned_data
        measure = None
        if clean["percent"] is not None:
            measure = Measure(clean["percent"], Counted(clean["counted"]), clean["weeks"], clean["least"])
        same = {name: clean[name] for name in _SAME}
        return Settings(
            **same | {"interval": Interval(clean["interval"]), "copies": Copies(clean["copies"])}, measure=measure
        )


#: What the form and the settings call alike.
_SAME = (
    "since",
    "interval",
    "ten_days_at_once",
    "junior",
    "junior_asked",
    "senior",
    "senior_asked",
    "copies",
    "leaders_approve",
)


class LayoutForm(forms.Form):
    """How files of a kind are laid out for an authority."""

    authority = forms.CharField(label="For", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    dates = forms.ChoiceField(
        label="Dates", choices=[(Dates.ISO.value, "2026-11-19"), (Dates.DAY_FIRST.value, "19/11/2026")]
    )
    columns = forms.CharField(
        label="Columns",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="One a line: the heading, an equals sign, and the field. A heading alone is a column left empty."
        " Leave the box empty for all our fields.",
    )

    def __init__(self, data: object = None, *, kind: Kind, authority: str, layout: Layout) -> None:
        self._kind = kind
        initial = {"authority": authority, "dates": layout.dates.value, "columns": columns_text(layout.columns)}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]

    @property
    def layout(self) -> Layout:
        """What was typed. Malformed names each line that cannot be read."""
        text = self.cleaned_data["columns"]
        columns = read_columns(self._kind, text) if text.strip() else default_layout(self._kind).columns
        return Layout(columns, Dates(self.cleaned_data["dates"]))
