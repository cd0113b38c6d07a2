"""Closing the registers of a year that has ended, and opening one again."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import ask, form_page, posted, press
from foundation.audit.actors import Actor
from schools.registers.operations.closing import close_year, open_year
from schools.registers.pages.years import year_lines
from schools.registers.queries.years import YearOfRegisters, years_of_registers


class ReasonForm(forms.Form):
    """Why a closed year is opened again."""

    reason = forms.CharField(max_length=500, strip=True)


@requires(Permission.CLOSE_YEARS)
@require_safe
def years(request: MemberRequest) -> HttpResponse:
    """The years the school holds registers of, and which are closed."""
    return render(request, "registers/years.html", {"years": year_lines(years_of_registers(clock.today()))})


def _year(academic_year: int) -> YearOfRegisters:
    for one in years_of_registers(clock.today()):
        if one.academic_year == academic_year:
            return one
    raise Http404


@requires(Permission.CLOSE_YEARS)
@require_POST
def year_close(request: MemberRequest, academic_year: int) -> HttpResponse:
    """Close one."""
    year = _year(academic_year)

    def act() -> str:
        close_year(year.academic_year, by=Actor.of(request.member), now=clock.now(), today=clock.today())
        return f"{year.label} is closed. Its registers can be read, and no mark in them changed."

    return press(request, act, to=reverse("years"))


@requires(Permission.CLOSE_YEARS)
@require_POST
def year_open(request: MemberRequest, academic_year: int) -> HttpResponse:
    """Open one again, with a reason."""
    year = _year(academic_year)
    form = ReasonForm(posted(request))

    def act() -> str:
        reason, by = form.cleaned_data["reason"], Actor.of(request.member)
        open_year(year.academic_year, reason=reason, by=by, now=clock.now())
        return f"{year.label} is open again. What is amended in it keeps its first entry beside the new one."

    def page() -> HttpResponse:
        context = {"years": year_lines(years_of_registers(clock.today()), refused=year.academic_year)}
        return form_page(request, "registers/years.html", form, context)

    return ask(request, form, act, to=reverse("years"), page=page)
