"""How every form is drawn (FORM_RENDERER), and a date field that takes what people type.

`{{ form }}` gives the summary of what is wrong, with links, and then each field: label above, help under it, the error
beside the field, the field. `{{ form.field.as_field_group }}` gives one field. Write `<form novalidate>` (the `c-form`
component does), or the browser's own bubbles come before our words.
"""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates

from foundation import clock
from foundation.refusals import Malformed
from foundation.ui import numbers
from foundation.ui.dates import read_date


class Renderer(DjangoTemplates):
    """Draws forms and fields with our templates, widgets with Django's."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class DayInput(forms.TextInput):
    """A box for a date: text, because a date picker cannot be typed into as people write."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", "autocomplete": "off", "inputmode": "text"} | (attrs or {}))

    def format_value(self, value: object) -> str | None:
        """Show a date in full; give back what was typed as it was typed."""
        if value is None or value == "":
            return None
        return numbers.middle_date(value) if isinstance(value, date) else str(value)


class DayField(forms.Field):
    """A date as people type it ("22/10", "22 oct", "next Thursday"); cleans to a `date`.

    The day is read against today in London. Errors are the words of `foundation.ui.dates`.
    """

    widget = DayInput

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_date(str(value), today=clock.today())
        except Malformed as fault:
            raise forms.ValidationError(fault.words, code="unreadable") from None
