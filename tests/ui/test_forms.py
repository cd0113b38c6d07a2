"""Forms as the renderer draws them."""

import re
from datetime import date

import pytest
from django import forms

from foundation.ui.forms import DayField
from tests.ui.gallery import FileForm, LeaveForm, render


@pytest.fixture(autouse=True)
def _our_renderer() -> None:
    assert forms.renderers.get_default_renderer().field_template_name == "ui/forms/field.html"


def test_a_field_has_its_label_above_help_under_and_is_a_box() -> None:
    html = str(LeaveForm()["first"].as_field_group())
    assert (
        html.index('<label for="id_first">First day away</label>')
        < html.index("For example 22/10")
        < html.index("<input")
    )
    assert 'class="input short"' in html
    assert 'aria-describedby="id_first_helptext"' in html
    assert '<p class="help" id="id_first_helptext">' in html


def test_an_error_stands_beside_its_field_and_is_tied_to_it() -> None:
    html = str(LeaveForm({"first": "31/02/2026"})["first"].as_field_group())
    assert '<div class="field bad">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_first_helptext id_first_error"' in html
    assert 'id="id_first_error"><span class="vh">Error: </span>There is no day 31 in that month.' in html
    assert 'value="31/02/2026"' in html  # what was typed is never lost


def test_the_summary_counts_and_links_to_each_fault() -> None:
    html = str(LeaveForm({"first": "22 oct 2026", "last": "soon"}))
    assert html.startswith('<div class="summary" role="alert"')
    assert "Three things to put right" in html
    assert '<a href="#id_last">Last day away: That is not a date we can read.' in html
    assert '<a href="#id_decided">Choose one for “Decided by”.</a>' in html
    assert '<a href="#id_how_0">Choose one for “How it came”.</a>' in html  # a group's link goes to its first option
    targets = re.findall(r'href="#([^"]+)"', html)
    assert all(f'id="{target}"' in html for target in targets)
    assert "One thing to put right" in str(FileForm({}))


def test_a_form_without_faults_has_no_summary() -> None:
    good = LeaveForm({"first": "22 oct 2026", "last": "22 oct 2026", "decided": "h", "how": "call"})
    assert "summary" not in str(good)
    assert good.cleaned_data["first"] == date(2026, 10, 22)


def test_faults_of_the_whole_form_come_first_and_need_no_link() -> None:
    class Crossed(forms.Form):
        name = forms.CharField()

        def clean(self) -> None:
            raise forms.ValidationError("The last day is before the first day.")

    html = str(Crossed({}))
    assert html.index("<li>The last day is before the first day.</li>") < html.index('<a href="#id_name">')


def test_groups_are_fieldsets_and_optional_fields_say_so() -> None:
    html = str(LeaveForm())
    assert re.search(r"<fieldset>\s*<legend>How it came</legend>", html)
    assert 'Reason given by the parent <span class="optional">(optional)</span>' in html
    assert '<span class="tick"><input type="checkbox"' in html


def test_help_and_errors_and_values_are_text_not_markup() -> None:
    class Evil(forms.Form):
        name = forms.CharField(label="<b>x</b>", help_text="<i>y</i>", validators=[])

        def clean_name(self) -> str:
            raise forms.ValidationError("<u>z</u>")

    html = str(Evil({"name": '"><script>'}))
    assert not re.search(r"<(b|i|u|script)>", html)


def test_a_day_field_shows_a_date_in_full_and_gives_back_what_was_typed() -> None:
    class Day(forms.Form):
        day = DayField()

    assert 'value="22 October 2026"' in str(Day(initial={"day": date(2026, 10, 22)})["day"])
    assert 'value="22 octt"' in str(Day({"day": "22 octt"})["day"])
    assert Day({"day": ""}).errors


def test_the_token_and_the_summary_of_a_form_laid_out_by_hand() -> None:
    html = render(
        "<c-error_summary :form='form' /><c-form action='/x/'>{{ form.last.as_field_group }}</c-form>",
        {"form": LeaveForm({})},
    )
    assert html.count("things to put right") == 1
    assert "novalidate" in html
