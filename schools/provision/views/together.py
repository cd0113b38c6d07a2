"""Many pupils at one place: placed in one act, and confirmed by one answer of their leader for each session."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted, middle_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.provision.forms.together import CameForm, TogetherForm
from schools.provision.models import Provider
from schools.provision.operations.placing import place_together
from schools.provision.operations.together import note_counted
from schools.provision.queries.expected import waiting_at
from schools.provision.views.off_site import session_day
from schools.roll.models import Pupil
from schools.roll.queries.signing import signature_of


def _crumbs() -> list[Crumb]:
    return [Crumb("Off-site", reverse("off_site"))]


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def add(request: MemberRequest) -> HttpResponse:
    """Record that a class, a year or a list of pupils is educated elsewhere: a trip, sport, work experience."""
    today = clock.today()
    form = TogetherForm(posted(request), today=today, initial={"starts_on": today, "ends_on": today})

    def act() -> str:
        made = place_together(
            list(Pupil.objects.filter(key__in=form.keys)),
            form.agreed,
            may_amend=may(request.member, Permission.AMEND_MARKS),
            signed=signature_of(request.member, today),
            now=clock.now(),
        )
        left = sum(one.not_standing for one in made)
        clashes = f" In {counted(left, 'session')} something else stands: look at the clashes." if left else ""
        return f"{counted(len(made), 'pupil')} placed: the registers have it planned.{clashes}"

    def page() -> HttpResponse:
        if form.is_bound and form.keys:
            seen(Shown.What.LIST, about=("list", "show=place"), pupils=form.keys, by=Actor.of(request.member))
        return question_page(
            request,
            form,
            heading="Place a group",
            button="Place them all",
            crumbs=_crumbs(),
            lede="All are placed or, where something stands against one, none. A trip needs a provider: add it first.",
        )

    return ask(request, form, act, to=reverse("off_site"), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def came(request: MemberRequest, provider_id: uuid.UUID, date: str, session: int) -> HttpResponse:
    """Take down what the leader says of everybody who waits to be confirmed there in a session."""
    row, on = get_object_or_404(Provider, pk=provider_id), session_day(date, session)
    waiting = waiting_at(row.pk, on, session, clock.now())
    form = CameForm(posted(request), waiting=waiting)

    def act() -> str:
        signed = signature_of(request.member, clock.today())
        present = note_counted(row, on, session, form.counted, signed=signed, now=clock.now())
        missing = len(form.counted.missing)
        left = f" {counted(missing, 'pupil')} did not come: say what is entered for each." if missing else ""
        return f"Confirmed: {present} in the register.{left}"

    def page() -> HttpResponse:
        keys = {one.place.pupil.key for one in waiting}
        seen(Shown.What.LIST, about=("list", "show=off-site"), pupils=keys, by=Actor.of(request.member))
        return question_page(
            request,
            form,
            heading=f"Who came: {SESSION_NAMES[session]}, {middle_date(on)}",
            button="Write it down",
            crumbs=_crumbs(),
            lede=f"{row.name}: {counted(len(waiting), 'pupil')} not confirmed. Write down what the leader says.",
        )

    return ask(request, form, act, to=f"{reverse('off_site')}#lines", page=page)
