"""Figures, dates and form controls for templates; each says in a template what `foundation.ui.numbers` says in Python.

{% percent attended possible %}   93.0%, or n/a
{{ pupils|thousands }}            1,186
{{ absent|sessions }}             10 sessions (5 days)
{% counted count "pupil" %}       1 pupil, 3 pupils
{{ day|long_date }}               Thursday 19 November 2026
{% lasting first last %}          2 September to 23 October 2026, or from 2 September 2026 while there is no last
"""

from datetime import date, datetime

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, ChoiceField, Field
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, ClearableFileInput, FileInput, RadioSelect
from django.utils.safestring import SafeString

from foundation.ui import numbers

register = template.Library()

register.simple_tag(numbers.percent, name="percent")
register.simple_tag(numbers.counted, name="counted")
register.simple_tag(numbers.span, name="span")
register.simple_tag(numbers.lasting, name="lasting")
register.simple_tag(numbers.as_at, name="as_at")

#: Controls that draw themselves; every other one is a box.
_NOT_A_BOX = (CheckboxInput, RadioSelect, CheckboxSelectMultiple, FileInput, ClearableFileInput)


@register.filter
def thousands(count: int) -> str:
    return numbers.thousands(count)


@register.filter
def sessions(count: int) -> str:
    return numbers.sessions_and_days(count)


@register.filter
def days(count: int) -> str:
    """School days from sessions: "4½"."""
    return numbers.days(count)


@register.filter
def in_words(count: int) -> str:
    return numbers.in_words(count)


@register.filter
def long_date(day: date) -> str:
    return numbers.long_date(day)


@register.filter
def middle_date(day: date) -> str:
    return numbers.middle_date(day)


@register.filter
def short_date(day: date) -> str:
    return numbers.short_date(day)


@register.filter
def clock(moment: datetime) -> str:
    return numbers.clock(moment)


@register.filter
def to_the_second(moment: datetime) -> str:
    return numbers.to_the_second(moment)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the field's widget, dressed as a box unless it draws itself; a class of its own is kept."""
    widget = field.field.widget
    if isinstance(widget, _NOT_A_BOX):
        return field.as_widget()
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"input {own}".strip()})


@register.simple_tag
def error_links(form: object) -> list[tuple[str, str]]:
    """Return what is wrong with a form as (id to go to, words): its own faults first, then field by field."""
    links = [("", str(error)) for error in form.non_field_errors()]  # type: ignore[attr-defined]
    for field in form:  # type: ignore[attr-defined]
        links += [
            (field.id_for_label or _first_option(field), _with_label(field, words)) for words in error_words(field)
        ]
    return links


def _with_label(field: BoundField, words: str) -> str:
    """Say in the summary, away from the field, which one it is."""
    return words if str(field.label).lower() in words.lower() else f"{field.label}: {words}"


@register.filter
def error_words(field: BoundField) -> list[str]:
    """Return a field's errors in words that name the field where Django's own ("This field is required.") do not."""
    return [_name_the_field(field, error) for error in field.errors.as_data()]


def _name_the_field(field: BoundField, error: ValidationError) -> str:
    words = " ".join(error.messages)
    if error.code != "required" or words != Field.default_error_messages["required"]:
        return words
    if isinstance(field.field.widget, FileInput):
        return f"Choose a file for “{field.label}”."
    if isinstance(field.field.widget, CheckboxInput):
        return f"Tick “{field.label}”."
    return f"Choose one for “{field.label}”." if isinstance(field.field, ChoiceField) else f"Fill in “{field.label}”."


def _first_option(field: BoundField) -> str:
    """Return the id of the first of several options, which is what a link to a group should focus."""
    return f"{field.auto_id}_0" if field.auto_id else ""
