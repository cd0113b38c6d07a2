"""Sweeps of the registers: the latest of each kind, one with all it finds, and ticking it off."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.refusals import Malformed
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.operations.sweeps import tick_off
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.addresses import read_day
from schools.registers.rules.sweeps import SweepKind, is_over, stretch_of
from schools.reports.forms import TickForm
from schools.reports.pages.finding_rows import finding_rows
from schools.reports.pages.sweeps import Sweep, gone_through, periods, tick_lines
from schools.reports.pages.sweeps import sweeps as sweeps_of
from schools.roll.queries.signing import signature_of


@requires(Permission.SEE_SWEEPS)
@require_safe
def sweeps(request: MemberRequest) -> HttpResponse:
    """The latest days, weeks and months that are over: what each holds, and whether it is ticked off."""
    today = clock.today()
    found = periods(Timetable.now(), clock.now())
    context = {
        "periods": [(one, [(sweep, sweep.state(today)) for sweep in one.sweeps]) for one in found],
        "open": sum(one.open for one in found),
    }
    return render(request, "reports/sweeps.html", context)


@requires(Permission.SEE_SWEEPS)
@require_safe
def sweep(request: MemberRequest, kind: str, date: str) -> HttpResponse:
    """One sweep with everything it finds, each leading to where it is mended."""
    found = _sweep(kind, date)
    return _page(request, found, TickForm())


@requires(Permission.TICK_SWEEPS)
@require_POST
def sweep_tick(request: MemberRequest, kind: str, date: str) -> HttpResponse:
    """Tick a sweep off, with what it finds now; refused when that is not what was shown."""
    found = _sweep(kind, date)
    form = TickForm(posted(request))

    def act() -> str:
        saw, signed = request.POST.get("saw", ""), signature_of(request.member, clock.today())
        note = form.cleaned_data["note"]
        tick_off(found.stretch, found.outcome, saw=saw, note=note, signed=signed, now=clock.now())
        return f"The {found.kind.lower()} sweep is ticked off: {found.name}."

    return ask(request, form, act, to=reverse("sweeps"), page=lambda: _page(request, found, form))


def _sweep(kind: str, date: str) -> Sweep:
    """The sweep of an address. There is none of a stretch that is not over, or in which the school did not meet."""
    try:
        on = read_day(date)
        stretch = stretch_of(SweepKind(kind), on)
    except (Malformed, ValueError):
        raise Http404 from None
    timetable, now = Timetable.now(), clock.now()
    if stretch.first != on or not is_over(timetable.calendar, stretch, gone_through(timetable, now)):
        raise Http404
    return sweeps_of([stretch], timetable, now)[0]


def _page(request: MemberRequest, found: Sweep, form: Form) -> HttpResponse:
    today = clock.today()
    seen(Shown.What.LIST, about=("list", "show=sweep"), pupils=found.pupils, by=Actor.of(request.member))
    context = {
        "sweep": found,
        "state": found.state(today),
        "sections": [(one, finding_rows(one.drawn)) for one in found.hold],
        "ticks": tick_lines(found.ticks, today),
        "may_tick": found.open and may(request.member, Permission.TICK_SWEEPS),
    }
    return form_page(request, "reports/sweep.html", form, context)
