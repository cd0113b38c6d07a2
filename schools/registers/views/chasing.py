"""Asking for the registers that are missing, and when the attendance lead is told."""

import datetime as dt
import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from schools.registers.forms.chasing import ChasingForm
from schools.registers.operations.chasing import chase_missing, set_lead_after
from schools.registers.pages.chasing import chased_words
from schools.registers.queries.chasing import lead_after


@requires(Permission.CHASE_REGISTERS)
@require_POST
def registers_chase(request: MemberRequest) -> HttpResponse:
    """Tell the tutors of every missing register, each once, with a link to it."""

    def address_of(group: uuid.UUID, on: dt.date, session: int) -> str:
        return reverse("register", args=[group, on, session])

    def act() -> str:
        return chased_words(chase_missing(by=Actor.of(request.member), now=clock.now(), address_of=address_of))

    return press(request, act, to=reverse("today"))


@requires(Permission.CHASE_REGISTERS)
@require_http_methods(PAGE)
def registers_chasing(request: MemberRequest) -> HttpResponse:
    """Set after how many minutes the attendance lead is told of a register that stays missing."""
    form = ChasingForm(posted(request), initial={"minutes": lead_after()})

    def act() -> str:
        minutes = form.cleaned_data["minutes"]
        set_lead_after(minutes, by=Actor.of(request.member))
        return "Nobody is told." if minutes is None else f"The attendance lead is told after {minutes} minutes."

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="When the attendance lead is told",
            button="Save the minutes",
            crumbs=[Crumb("Today", reverse("today"))],
            lede="A register missing so long after its tutors were asked is put to whoever has the duty of attendance lead.",
        )

    return ask(request, form, act, to=reverse("today"), page=page)
