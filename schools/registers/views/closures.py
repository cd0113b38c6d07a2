"""Days on which the school does not meet: entered and taken back, each shown with what it changes before it is done."""

import datetime as dt
import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.calendar.models import NonSchoolDay
from schools.calendar.queries import closed_years, school_calendar
from schools.calendar.rules.academic_year import week_start
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.forms.closures import ClosingForm, DayOffForm, UndoingForm
from schools.registers.models import Closure
from schools.registers.operations.closures import check_undoing, close_school, plan_closure, undo_closure
from schools.registers.operations.days_off import add_day_off, check_day_off, take_back
from schools.registers.pages.closures import (
    MOST_LISTED,
    closure_lines,
    closure_page,
    closure_preview,
    day_off_facts,
    undone_lines,
    when_words,
)
from schools.registers.queries.closures import cells_of, days_off, standing_closures, undone_closures, weeks_counted
from schools.registers.queries.sheets import groups_with_pupils
from schools.registers.rules.closures import PLANNED, sessions_of
from schools.roll.queries.signing import Signature, signature_of


def _crumbs() -> list[Crumb]:
    return [Crumb("Registers", reverse("registers")), Crumb("Closures", reverse("closures"))]


def _signed(request: MemberRequest) -> Signature:
    return signature_of(request.member, clock.today())


@requires(Permission.CHANGE_CLOSURES)
@require_safe
def closures(request: MemberRequest) -> HttpResponse:
    """The days of this school year and the next on which the school does not meet."""
    calendar, today = school_calendar(), clock.today()
    year = calendar.year_of(today)
    first, _ = calendar.year_span(year)
    lines = closure_lines(
        days_off(calendar, year), standing_closures(first), calendar, closed_years=closed_years(), today=today
    )
    return render(request, "registers/closures.html", {"lines": lines, "undone": undone_lines(undone_closures(first))})


@requires(Permission.CHANGE_CLOSURES)
@require_http_methods(PAGE)
def closure_add(request: MemberRequest) -> HttpResponse:
    """Enter an INSET day or a planned closure: asked, shown with what it changes, and then done."""
    form = DayOffForm(posted(request))

    def act() -> str:
        add_day_off(form.ask, signed=_signed(request), now=clock.now())
        return f"The school does not meet on {when_words(form.ask.on, form.ask.session)}."

    def preview() -> HttpResponse:
        wanted = form.ask
        check_day_off(wanted)
        when = when_words(wanted.on, wanted.session)
        context = {"form": form, "heading": f"Close the school on {when}?", "facts": _facts(wanted.on, wanted.session)}
        return render(request, "registers/closure_preview.html", context | {"button": "Enter the closure"})

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="INSET day or planned closure",
            button="See what changes",
            crumbs=_crumbs(),
            lede="Nothing changes yet: the next page shows everything that would.",
        )

    return ask(request, form, act, to=reverse("closures"), page=page, preview=preview)


def _facts(on: dt.date, session: int | None, *, meets: bool = False) -> list[tuple[str, str]]:
    return day_off_facts(
        school_calendar(),
        on,
        session,
        registers=len(groups_with_pupils(on)) * len(sessions_of(session)),
        weeks=weeks_counted(week_start(on)),
        meets=meets,
    )


@requires(Permission.CHANGE_CLOSURES)
@require_http_methods(PAGE)
def closure_remove(request: MemberRequest, day_id: uuid.UUID) -> HttpResponse:
    """Take an INSET day or a planned closure back: shown with what it changes, and then done."""
    visible = policy_for(Permission.CHANGE_CLOSURES).visible(request.member)
    day: NonSchoolDay = get_object_or_404(visible.filter(kind__in=PLANNED), pk=day_id)
    form = forms.Form(posted(request))

    def act() -> str:
        take_back(day, signed=_signed(request), now=clock.now())
        return f"The school meets on {when_words(day.date, day.session)}."

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Let the school meet after all?",
            button="Take the closure back",
            crumbs=_crumbs(),
            lede=f"{day.get_kind_display()} on {when_words(day.date, day.session)}. Nothing has changed yet.",
            facts=_facts(day.date, day.session, meets=True),
            leave=reverse("closures"),
        )

    return ask(request, form, act, to=reverse("closures"), page=page)


@requires(Permission.CHANGE_CLOSURES)
@require_http_methods(PAGE)
def closure_unplanned(request: MemberRequest) -> HttpResponse:
    """Close the school unexpectedly: asked, shown with everything it changes, and then done."""
    form = ClosingForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        closing = form.closing
        done = close_school(closing, signed=_signed(request), now=clock.now())
        left = (
            f" {counted(done.left, 'mark')} already there {'stays' if done.left == 1 else 'stay'}." if done.left else ""
        )
        written = f"{counted(done.marks, 'mark')} {'is' if done.marks == 1 else 'are'} entered"
        return f"The school is closed on {when_words(closing.on, closing.session)}: {written}.{left}"

    def preview() -> HttpResponse:
        closing = form.closing
        shown = closure_preview(plan_closure(closing.on, closing.session, today=clock.today()), closing.session)
        heading = f"Close the school on {shown.when}?"
        context = {"form": form, "heading": heading, "facts": shown.facts, "preview": shown, "reason": closing.reason}
        return render(request, "registers/closure_preview.html", context | {"button": "Close the school"})

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Unplanned closure",
            button="See what changes",
            crumbs=_crumbs(),
            lede="The school was to meet and cannot: snow, a boiler. Nothing changes yet: the next page shows everything.",
        )

    return ask(request, form, act, to=reverse("closures"), page=page, preview=preview)


@requires(Permission.CHANGE_CLOSURES)
@require_http_methods(PAGE)
def closure_undo(request: MemberRequest, closure_id: uuid.UUID) -> HttpResponse:
    """An unplanned closure, what undoing it changes, and the cells that are then, or were, left to a person."""
    closure = get_object_or_404(Closure.objects.select_related("entry", "undone"), pk=closure_id)
    form = UndoingForm(posted(request))

    def act() -> str:
        reason, key = form.cleaned_data["reason"], form.cleaned_data["key"]
        done = undo_closure(closure, reason=reason, key=key, signed=_signed(request), now=clock.now())
        left = f" {counted(done.left, 'cell')} changed meanwhile: look at each." if done.left else ""
        return f"The closure is undone: {counted(done.marks, 'mark')} went back.{left}"

    def page() -> HttpResponse:
        cells = cells_of(closure)
        shown = closure_page(closure, cells, today=clock.today(), refused=_why_not(closure))
        keys = (cell.key for cell in [one for one in cells if not one.kept and not one.undone][:MOST_LISTED])
        seen(
            Shown.What.REGISTER,
            about=("closure", closure.pk),
            pupils=keys,
            by=Actor.of(request.member),
            day=closure.date,
        )
        return form_page(request, "registers/closure.html", form, {"page": shown})

    return ask(request, form, act, to=reverse("closure_undo", args=[closure.pk]), page=page)


def _why_not(closure: Closure) -> str:
    """Why it may not be undone, in words; empty when it may."""
    try:
        check_undoing(closure, today=clock.today())
    except Refused as refused:
        return refused.first.said
    return ""
