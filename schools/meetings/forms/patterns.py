"""What the page of patterns is asked for; an address edited by hand gets the page as it begins, not an error."""

from django import forms

from schools.meetings.pages.patterns import Chosen
from schools.meetings.rules.bars import Least

#: From how many on a pupil may be one of a bar.
_LEAST, _MOST = 1, 20


class PatternsForm(forms.Form):
    """A period, a year group, one bar, and from how many on."""

    period = forms.SlugField(required=False, max_length=20)
    year = forms.CharField(required=False, max_length=2)
    show = forms.SlugField(required=False, max_length=20)
    edges = forms.IntegerField(required=False, min_value=_LEAST, max_value=_MOST)
    weekdays = forms.IntegerField(required=False, min_value=_LEAST, max_value=_MOST)
    spells = forms.IntegerField(required=False, min_value=_LEAST, max_value=_MOST)

    def chosen(self) -> Chosen:
        """What was asked for, without what cannot be."""
        self.is_valid()
        clean = self.cleaned_data
        given = Least()
        least = Least(
            edges=clean.get("edges") or given.edges,
            weekdays=clean.get("weekdays") or given.weekdays,
            spells=clean.get("spells") or given.spells,
        )
        words = {name: clean.get(name) or "" for name in ("period", "year", "show")}
        return Chosen(**words, least=least)
