"""What stands beside an exclusion: days at other schools, the sixth day, coming back, and the school's own settings."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from schools.calendar.queries import year_of
from schools.exclusions.forms.ledger import ElsewhereForm, ReintegrationForm, SettingsForm, SixthDayForm
from schools.exclusions.models import HalfDaysElsewhere
from schools.exclusions.operations.ledger import (
    note_half_days_elsewhere,
    note_reintegration,
    note_sixth_day,
    take_back_half_days,
    take_back_sixth_day,
)
from schools.exclusions.operations.settings import set_settings
from schools.exclusions.pages.one import exclusion_page
from schools.exclusions.pages.words import address_of
from schools.exclusions.queries.settings import Settings, settings_now
from schools.exclusions.views.acting import ask_about, opened, signed


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def half_days_elsewhere(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Record half-days of exclusion at another school, with their source."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    form = ElsewhereForm(posted(request), year=year_of(clock.today()))

    def act() -> str:
        note_half_days_elsewhere(row.pupil, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded. They count towards the 45 days of the year, and not towards the term."

    return ask_about(
        request,
        row,
        form,
        act,
        heading="Days at another school",
        lede="The 45 days of a school year are counted over every school attended in it.",
    )


@requires(Permission.KEEP_EXCLUSIONS)
@require_POST
def half_days_taken_back(request: MemberRequest, exclusion_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Take back what was recorded of another school."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    line = get_object_or_404(HalfDaysElsewhere.objects.select_related("pupil"), pk=line_id, pupil=row.pupil)

    def act() -> str:
        take_back_half_days(line, signed=signed(request), now=clock.now())
        return "Taken back. It counts no more."

    return press(request, act, to=address_of(row))


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def sixth_day(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Record with whom the pupil is educated from the sixth day."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    run = exclusion_page(row, clock.today()).run
    form = SixthDayForm(posted(request), initial={"starts_on": run.sixth if run else None})

    def act() -> str:
        note_sixth_day(row, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded."

    return ask_about(
        request,
        row,
        form,
        act,
        heading="Education from the sixth day",
        lede="The school arranges it for a suspension, the home authority for a permanent exclusion.",
    )


@requires(Permission.KEEP_EXCLUSIONS)
@require_POST
def sixth_day_taken_back(request: MemberRequest, exclusion_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Take back what was recorded of the sixth day."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    line = get_object_or_404(row.sixth_days.select_related("exclusion"), pk=line_id)

    def act() -> str:
        take_back_sixth_day(line, signed=signed(request), now=clock.now())
        return "Taken back. It is arranged no more."

    return press(request, act, to=address_of(row))


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def reintegration(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Record a reintegration meeting."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    form = ReintegrationForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        note_reintegration(row, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded."

    return ask_about(
        request,
        row,
        form,
        act,
        heading="Reintegration meeting",
        lede="Parents are invited, before or on the return. The pupil comes back whether or not it takes place.",
    )


@requires(Permission.SET_EXCLUSIONS)
@require_http_methods(PAGE)
def exclusion_settings(request: MemberRequest) -> HttpResponse:
    """What the law leaves to the school and its trust."""
    held = settings_now()
    initial = {"terms_by_dates": held.terms_by_dates, "who_sits": held.who_sits, "advice": held.advice}
    form = SettingsForm(posted(request), initial=initial)

    def act() -> str:
        changed = set_settings(Settings(**form.cleaned_data), by=Actor.of(request.member))
        return "It holds from now on." if changed else "Nothing was different, so nothing is changed."

    def page() -> HttpResponse:
        crumbs = [Crumb("Exclusions", reverse("exclusions"))]
        lede = "None of this is in the law: it is your school’s and your trust’s to set."
        return question_page(request, form, heading="Exclusions: settings", button="Save", crumbs=crumbs, lede=lede)

    return ask(request, form, act, to=reverse("exclusions"), page=page)
