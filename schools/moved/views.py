"""The page on which somebody looks through what came of a pupil, and confirms it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.moved.forms import ConfirmForm
from schools.moved.models import CarriedOver
from schools.moved.operations.confirming import confirm
from schools.moved.pages.panel import carried_facts, newest_rate
from schools.moved.queries.carried import carried_of
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import signature_of
from schools.staff.queries import roles_on


@requires(Permission.CONFIRM_MOVER_FACTS)
@require_http_methods(PAGE)
def carried_over(request: MemberRequest, carried_id: uuid.UUID) -> HttpResponse:
    """What one school says of a pupil: looked through, and confirmed as it stands."""
    pupils = policy_for(Permission.CONFIRM_MOVER_FACTS).visible(request.member)
    row = get_object_or_404(CarriedOver.objects.select_related("pupil").filter(pupil__in=pupils), pk=carried_id)
    (carried,) = (one for one in carried_of(row.pupil) if one.row.pk == row.pk)
    by, address = Actor.of(request.member), reverse("pupil", args=[row.pupil_id])
    form = ConfirmForm(posted(request), carried=carried, contacts=contacts_of(row.pupil, clock.today()))

    def act() -> str:
        today = clock.today()
        made = confirm(
            row,
            as_came_at=form.cleaned_data["came"],
            with_stage=form.with_stage,
            notices=form.notices,
            signed=signature_of(request.member, today),
            roles=roles_on(request.member, today),
            now=clock.now(),
            today=today,
        )
        said = f"Confirmed: what {row.from_name} counted now counts here too."
        if made.stage_why_not:
            return f"{said} The stage is not applied: {made.stage_why_not}."
        return f"{said} The stage there is the pupil’s stage here from today." if form.with_stage else said

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=by)
        crumbs = [Crumb("Pupils", reverse("pupils")), Crumb(str(row.pupil), address, of_person=True)]
        context = {
            "row": row,
            "facts": carried_facts(carried),
            "rate": newest_rate(carried),
            "crumbs": crumbs,
            "leave": address,
        }
        return form_page(request, "moved/confirm.html", form, context)

    return ask(request, form, act, to=address, page=page)
