"""What the school's week may be asked for in its address: never a name of anybody."""

from django import forms

from foundation.ui.forms import DayField
from schools.registers.pages.week import MIXED, Narrow
from schools.roll.rules.year_group import YEAR_GROUPS


class WeekForm(forms.Form):
    """The week, by any date in it, and what is shown of it. An address edited by hand gets the whole week, not an error."""

    week = DayField(required=False, label="Week of")
    year = forms.ChoiceField(required=False, choices=[(one, one) for one in (*YEAR_GROUPS, MIXED)])
    form = forms.CharField(required=False, max_length=30)
    show = forms.CharField(required=False, max_length=12)
    at = forms.RegexField(r"^20\d\d-\d\d-\d\d-(am|pm)$", required=False)

    def narrow(self) -> Narrow:
        """What can be read of what was asked."""
        self.is_valid()
        return Narrow(**{name: str(self.cleaned_data.get(name) or "") for name in ("year", "form", "show", "at")})
