"""The visitors' book."""

import secrets
import uuid

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from schools.desk.forms.desk import VisitorForm
from schools.desk.models import Visit
from schools.desk.operations.visitors import Visitor, sign_in, sign_out
from schools.desk.queries.day import visits_of


@requires(Permission.WORK_DESK)
@require_http_methods(PAGE)
def visitors(request: MemberRequest) -> HttpResponse:
    """Today's book, and a line to write in it."""
    form = VisitorForm(posted(request), initial={"key": secrets.token_hex(16)})

    def act() -> str:
        typed = {name: words.strip() for name, words in form.cleaned_data.items()}
        key = typed.pop("key")
        sign_in(Visitor(**typed), key=key, day=clock.today(), now=clock.now(), by=Actor.of(request.member))
        return "Written into the visitors’ book."

    def page() -> HttpResponse:
        return form_page(request, "desk/visitors.html", form, {"visits": visits_of(clock.today())})

    return ask(request, form, act, to=reverse("visitors"), page=page)


@requires(Permission.WORK_DESK)
@require_POST
def visitor_out(request: MemberRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Write down that a visitor has left."""

    def act() -> str:
        try:
            sign_out(visit_id, now=clock.now(), by=Actor.of(request.member))
        except Visit.DoesNotExist:
            raise Http404 from None
        return "Written down: the visitor has left."

    return press(request, act, to=reverse("desk"))
