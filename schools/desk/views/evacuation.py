"""The evacuation list and its drills: seen, begun, ticked, ended and told of.

The list is whole for whoever has it: nobody is left in a building because a member of staff is related to them.
"""

import secrets
import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.database.hiding import whole_lists
from schools.desk.forms.evacuation import PointsForm
from schools.desk.models import Evacuation
from schools.desk.operations.assembling import keep_points
from schools.desk.operations.evacuating import Begun, Tick, begin, end, merge
from schools.desk.pages.evacuation import NO_STAFF, evacuation_page, report_of
from schools.desk.pages.evacuation_rows import evacuation_rows
from schools.desk.queries.evacuations import evacuations, sightings
from schools.desk.queries.on_site import on_site
from schools.desk.queries.points import forms_and_years, points_held
from schools.journal.models import Shown
from schools.journal.operations import seen


@requires(Permission.EVACUATE)
@require_safe
@whole_lists()
def evacuation(request: MemberRequest) -> HttpResponse:
    """Who is on site now, by assembly point; with ticks while an evacuation is under way."""
    page = evacuation_page(clock.today(), clock.now())
    seen(Shown.What.LIST, about=("list", "show=evacuation"), pupils=page.pupils, by=Actor.of(request.member))
    ticked = page.evacuation is not None
    points = [
        (point, [(part, evacuation_rows(part.lines, ticked=ticked)) for part in point.parts]) for point in page.points
    ]
    context = {
        "page": page,
        "points": points,
        "no_staff": NO_STAFF,
        "person": request.member.person_id,
        "ended": evacuations()[:5],
        "may_keep_points": may(request.member, Permission.KEEP_ASSEMBLY_POINTS),
    }
    return render(request, "desk/evacuation.html", context)


@requires(Permission.EVACUATE)
@require_POST
def evacuation_begin(request: MemberRequest) -> HttpResponse:
    """Begin an evacuation, or a drill when the button says so."""

    def act() -> str:
        drill = request.POST.get("kind") != "evacuation"
        begin(drill=drill, day=clock.today(), now=clock.now(), by=Actor.of(request.member))
        return "The drill has begun." if drill else "The evacuation has begun."

    return press(request, act, to=reverse("evacuation"))


@requires(Permission.EVACUATE)
@require_POST
@whole_lists()
def evacuation_tick(request: MemberRequest, evacuation_id: uuid.UUID) -> HttpResponse:
    """Tick one line or take it back, for a browser without our script."""
    row = get_object_or_404(Evacuation, pk=evacuation_id)
    line, back, now = request.POST.get("tick", ""), request.POST.get("take_back", ""), clock.now()
    standing = [tick.client_key for tick in sightings(row).get(back, []) if tick.taken_back_at is None]
    ticks = [Tick(secrets.token_hex(16), line, now)] if line else []

    def act() -> str:
        begun = Begun(row.pk, row.began_at, row.drill)
        merge(begun, ticks, standing, day=row.day, now=now, by=Actor.of(request.member))
        return ""

    return press(request, act, to=reverse("evacuation"))


@requires(Permission.EVACUATE)
@require_POST
@whole_lists()
def evacuation_end(request: MemberRequest, evacuation_id: uuid.UUID) -> HttpResponse:
    """End it, and lead to how it went."""
    row = get_object_or_404(Evacuation, pk=evacuation_id)

    def act() -> str:
        end(row, on_site(row.day), now=clock.now(), by=Actor.of(request.member))
        return "Ended. This is how it went."

    return press(request, act, to=reverse("evacuation_report", args=[row.pk]))


@requires(Permission.EVACUATE)
@require_safe
@whole_lists()
def evacuation_report(request: MemberRequest, evacuation_id: uuid.UUID) -> HttpResponse:
    """How an ended one went; one under way has its list."""
    row = get_object_or_404(Evacuation, pk=evacuation_id)
    if row.ended_at is None:
        return HttpResponseRedirect(reverse("evacuation"))
    report = report_of(row)
    seen(
        Shown.What.LIST,
        about=("list", "show=evacuation"),
        pupils=report.pupils,
        by=Actor.of(request.member),
        day=row.day,
    )
    return render(request, "desk/evacuation_report.html", {"report": report, "no_staff": NO_STAFF})


@requires(Permission.KEEP_ASSEMBLY_POINTS)
@require_http_methods(PAGE)
def points(request: MemberRequest) -> HttpResponse:
    """Where forms, years and visitors assemble."""
    held = points_held()
    years, groups = forms_and_years(clock.today())
    form = PointsForm(posted(request), years=years, groups=groups, held=held)

    def act() -> str:
        changed = keep_points(form.points, by=Actor.of(request.member))
        return "The assembly points are changed." if changed else "Nothing was different, so nothing is changed."

    def page() -> HttpResponse:
        return form_page(request, "desk/points.html", form, {"known": sorted(set(held.values()))})

    return ask(request, form, act, to=reverse("evacuation"), page=page)
