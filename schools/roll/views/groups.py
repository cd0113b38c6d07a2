"""Registration groups and years: who tutors and who leads, from when until when."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.roll import queries
from schools.roll.forms.families import PostForm
from schools.roll.models import GroupTutor, RegistrationGroup, YearLead
from schools.roll.operations import placing
from schools.roll.rules.year_group import YEAR_GROUPS, year_group_label
from schools.roll.views.questions import ask_last_day


@requires(Permission.CHANGE_ROLL)
@require_safe
def groups(request: MemberRequest) -> HttpResponse:
    """Every year group with its leads, and its groups with their tutors."""
    return render(request, "roll/groups.html", {"years": queries.years_of_school(clock.today())})


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def group(request: MemberRequest, group_id: uuid.UUID) -> HttpResponse:
    """One group's tutors, now, before and to come; and a form to appoint one."""
    row, today = get_object_or_404(RegistrationGroup, pk=group_id), clock.today()
    form = PostForm(posted(request), today=today)

    def act() -> str:
        placing.appoint_tutor(row, **form.cleaned_data, by=Actor.of(request.member))
        return f"{form.cleaned_data['staff'].name} has {row}."

    def page() -> HttpResponse:
        aside = year_group_label(row.year_group) if row.year_group else "mixed ages"
        context = {
            "title": row.name,
            "aside": aside,
            "heading": "Who tutors or teaches it",
            "end": "tutor_end",
            "posts": queries.tutors_of(row),
            "today": today,
        }
        return form_page(request, "roll/posts.html", form, context)

    return ask(request, form, act, to=reverse("group", args=[row.pk]), page=page)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def tutor_end(request: MemberRequest, row_id: uuid.UUID) -> HttpResponse:
    """Say until when somebody has a group."""
    row = get_object_or_404(GroupTutor.objects.select_related("staff", "group"), pk=row_id)
    return ask_last_day(
        request,
        lambda day: placing.end_tutor(row, ends_on=day, by=Actor.of(request.member)),
        said="Recorded. The day after, the group is out of their reach.",
        to=reverse("group", args=[row.group_id]),
        heading=f"{row.staff.name}: last day with {row.group}",
        button="Save",
        back="groups",
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def year(request: MemberRequest, year_group: str) -> HttpResponse:
    """Who leads a year, now, before and to come; and a form to appoint somebody."""
    if year_group not in YEAR_GROUPS:
        raise Http404
    today = clock.today()
    form = PostForm(posted(request), today=today)
    label = year_group_label(year_group)

    def act() -> str:
        placing.appoint_lead(year_group, **form.cleaned_data, by=Actor.of(request.member))
        return f"{form.cleaned_data['staff'].name} leads {label}."

    def page() -> HttpResponse:
        context = {
            "title": label,
            "aside": "",
            "heading": "Who leads it",
            "end": "lead_end",
            "posts": queries.leads_of(year_group),
            "today": today,
        }
        return form_page(request, "roll/posts.html", form, context)

    return ask(request, form, act, to=reverse("group_year", args=[year_group]), page=page)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def lead_end(request: MemberRequest, row_id: uuid.UUID) -> HttpResponse:
    """Say until when somebody leads a year."""
    row = get_object_or_404(YearLead.objects.select_related("staff"), pk=row_id)
    return ask_last_day(
        request,
        lambda day: placing.end_lead(row, ends_on=day, by=Actor.of(request.member)),
        said="Recorded. The day after, the year is out of their reach.",
        to=reverse("group_year", args=[row.year_group]),
        heading=f"{row.staff.name}: last day leading {year_group_label(row.year_group)}",
        button="Save",
        back="groups",
    )
