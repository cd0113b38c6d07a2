"""Joiners and leavers: the list, and a pupil's joining, leaving, coming back, moving and number."""

import uuid

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import acting, clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll import queries
from schools.roll.forms.admissions import (
    CorrectLeaverForm,
    JoinerForm,
    LeaverForm,
    MoveForm,
    ReasonForm,
    StartForm,
    UpnForm,
)
from schools.roll.models import Pupil
from schools.roll.operations import admissions, leavers
from schools.roll.operations.placing import move_group
from schools.roll.operations.withdrawing import withdraw_joiner
from schools.roll.pages.record import RecordPage, leaving_preview, period, withdrawal_facts
from schools.roll.views.questions import ask, pupil_of, question_page, record_of, show


@requires(Permission.CHANGE_ROLL)
@require_safe
def roll(request: MemberRequest) -> HttpResponse:
    """Who joined and who left, this half-term or this school year."""
    span = period(request.GET.get("period", ""), clock.today())
    joined, left = queries.joiners(span.first, span.last), queries.leavers(span.first, span.last)
    never = queries.never_on_roll()
    narrowed = "period=year" if request.GET.get("period") == "year" else ""
    keys = [move.key for move in (*joined, *left)] + [one.key for one in never]
    seen(Shown.What.LIST, about=("list", narrowed), pupils=keys, by=Actor.of(request.member))
    context = {"span": span, "joined": joined, "left": left, "never": never, "year": narrowed != ""}
    return render(request, "roll/roll.html", context)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def join(request: MemberRequest) -> HttpResponse:
    """Put a new pupil on the roll."""
    today = clock.today()
    form = JoinerForm(posted(request), today=today)
    made: list[Pupil] = []

    def act() -> str:
        made.append(admissions.admit_pupil(form.joiner, form.start, today=today, by=Actor.of(request.member)))
        return f"On the roll from {middle_date(form.start.starts_on)}. Add the contacts next."

    def page() -> HttpResponse:
        form.without_twin()
        return question_page(
            request,
            form,
            heading="New pupil",
            button="Put on the roll",
            back="roll",
            lede="A name goes on the roll once a starting day is agreed, or on the day the pupil first attends.",
        )

    return acting.ask(request, form, act, to=lambda: record_of(made[0]), page=page)


@requires(Permission.CHANGE_ROLL)
@require_safe
def record(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Everything the roll holds of a pupil, and its history."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    show(request, pupil, Shown.What.PUPIL, Shown.What.CONTACTS)
    return render(request, "roll/record.html", {"page": RecordPage(pupil, clock.today(), request.member)})


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def leave(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Take a pupil off the roll: asked, shown with everything it changes, and then done."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    today, by = clock.today(), Actor.of(request.member)
    form = LeaverForm(posted(request))

    def act() -> str:
        leavers.remove_from_roll(pupil, form.leaving, today=today, by=by)
        return f"Off the roll: the last day is {middle_date(form.leaving.last_day)}."

    def preview() -> HttpResponse:
        leavers.check_removal(pupil, form.leaving, today=today)
        show(request, pupil, Shown.What.PUPIL)
        context = {"form": form, "pupil": pupil, "preview": leaving_preview(pupil, form.leaving)}
        return render(request, "roll/leave_preview.html", context)

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Leaver",
            button="See what changes",
            pupil=pupil,
            lede="Nothing changes yet: the next page shows everything that would.",
        )

    return acting.ask(request, form, act, to=record_of(pupil), page=page, preview=preview)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def withdraw(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Take a name off again that has not begun: shown with what it changes, and then done."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    spell = pupil.admissions.filter(starts_on__gt=today).order_by("starts_on").last()
    if spell is None and request.method != "POST":
        raise Http404

    def act() -> str:
        withdraw_joiner(pupil, today=today, by=Actor.of(request.member))
        return "Not down to join any more."

    return ask(
        request,
        forms.Form(posted(request)),
        act,
        to=record_of(pupil),
        heading="Take this name off before it starts?",
        button="Take off",
        pupil=pupil,
        lede="Nothing has changed yet. No ground is needed, because nobody is registered before the starting day.",
        facts=withdrawal_facts(spell) if spell is not None else (),
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def leaving(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Correct how the newest leaving is recorded."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    spell = get_object_or_404(pupil.admissions.filter(ends_on__isnull=False).order_by("-starts_on")[:1])
    held = {
        "last_day": spell.ends_on,
        "ground": spell.leaving_ground,
        "note": spell.leaving_note,
        "destination": "" if spell.destination_school else spell.destination,
        "destination_school": spell.destination_school,
    }
    form = CorrectLeaverForm(posted(request), initial=held)

    def act() -> str:
        reason, by = form.cleaned_data["reason"], Actor.of(request.member)
        leavers.correct_leaver(spell, form.leaving, reason=reason, today=today, by=by)
        return "The leaving is corrected."

    words = "Correct the leaving"
    return ask(request, form, act, to=record_of(pupil), heading=words, button=words, pupil=pupil)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def undo_leaving(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Take a leaving back that was recorded by mistake."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    spell = get_object_or_404(pupil.admissions.filter(ends_on__isnull=False).order_by("-starts_on")[:1])
    form = ReasonForm(posted(request))

    def act() -> str:
        leavers.undo_leaving(spell, reason=form.cleaned_data["reason"], by=Actor.of(request.member))
        return "On the roll as before."

    return ask(
        request,
        form,
        act,
        to=record_of(pupil),
        heading="Take the leaving back",
        button="Take the leaving back",
        pupil=pupil,
        lede="For a leaving recorded by mistake. A pupil who really left and came back is readmitted.",
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def readmit(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Put a pupil who left back on the roll."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    form = StartForm(posted(request), today=today)

    def act() -> str:
        admissions.readmit_pupil(pupil, form.start, today=today, by=Actor.of(request.member))
        return f"On the roll{again} from {middle_date(form.start.starts_on)}."

    again = " again" if pupil.admissions.exists() else ""
    heading = "Readmit" if again else "Put on the roll"
    button = "Put back on the roll" if again else "Put on the roll"
    return ask(request, form, act, to=record_of(pupil), heading=heading, button=button, pupil=pupil)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def move(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Place a pupil in another group."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    form = MoveForm(posted(request), today=today)

    def act() -> str:
        clean, by = form.cleaned_data, Actor.of(request.member)
        move_group(
            pupil, clean["group"], from_day=clean["from_day"], year_group=clean["year_group"], today=today, by=by
        )
        return f"In {clean['group']} from {middle_date(clean['from_day'])}."

    return ask(request, form, act, to=record_of(pupil), heading="Move to another group", button="Move", pupil=pupil)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def upn(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Give a pupil another unique pupil number."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    form = UpnForm(posted(request))

    def act() -> str:
        admissions.change_upn(pupil, form.cleaned_data["upn"], today=clock.today(), by=Actor.of(request.member))
        return "The number is changed; the old one stays on record." if pupil.upn else "The number is entered."

    return ask(
        request,
        form,
        act,
        to=record_of(pupil),
        heading="Change the unique pupil number",
        button="Change the number",
        pupil=pupil,
    )
