"""Beginning a share of a social worker’s name: with which authority, by who keeps restricted flags."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, posted, question_page
from foundation.audit.actors import Actor
from schools.cases.views.acting import act_of
from schools.roll.queries.restricted import worker_of, workers_of
from schools.sharing.forms.shares import WithForm
from schools.sharing.models import Share
from schools.sharing.operations.beginning import begin
from schools.sharing.operations.sharing import About
from schools.sharing.pages.words import agree_address
from schools.sharing.queries.whom import whom_of
from schools.sharing.views.acting import list_crumb, school_of
from tenants.shares.rules.purposes import Purpose


@requires(Permission.KEEP_RESTRICTED_SHARES)
@require_http_methods(PAGE)
def worker_share_begin(request: MemberRequest, flag_id: uuid.UUID) -> HttpResponse:
    """Choose the authority that is given the name which one flag has; it is read as its officers will see it next."""
    today = clock.today()
    found = worker_of(flag_id, today)
    if found is None:
        raise Http404
    allowed = whom_of(found.pupil, school_of(request), request.place.authorities, today)
    form, made = WithForm(posted(request), allowed=allowed), list[Share]()
    about = About(purpose=Purpose.SOCIAL_WORKER, source=found.row, pupil=found.pupil)

    def act() -> str:
        authority = form.cleaned_data["authority"]
        made.append(begin(about, authority=authority, allowed=allowed, act=act_of(request)))
        return ""

    def page() -> HttpResponse:
        workers_of(found.pupil, today, by=Actor.of(request.member))
        return question_page(
            request,
            form,
            heading="Share a social worker’s name",
            button="Read what is shared",
            crumbs=[list_crumb(about.purpose, found.pupil)],
            who=str(found.pupil),
            facts=[
                ("The authority has", found.name),
                ("It does not have", "Anything else of the flag: its kind, its days or the number to ring."),
            ],
            lede="Nobody else at the school is told, and no page of theirs shows it.",
        )

    return ask(request, form, act, to=lambda: agree_address(made[0].pk), page=page)
