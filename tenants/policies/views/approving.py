"""Approving the draft, with all that it changes in sight."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from tenants.policies.forms import ApproveForm, put_beside
from tenants.policies.operations.approving import approve_draft
from tenants.policies.queries import document_of, draft_of, newest
from tenants.policies.rules.difference import differences
from tenants.policies.rules.judging import judged


@requires(Permission.APPROVE_TRUST_POLICY)
@require_http_methods(PAGE)
def draft_approve(request: MemberRequest) -> HttpResponse:
    """Read what differs and whose outcome changes, say from when it decides, approve."""
    row = draft_of(request.place.key)
    if row is None:
        raise Http404
    document, before = document_of(row), newest(request.place.key)
    today = clock.today()
    shown = max(document.from_day, today + dt.timedelta(days=1))
    form = ApproveForm(posted(request), initial={"edits": row.edits, "from_day": ApproveForm.typed(shown)})

    def act() -> str:
        clean = form.cleaned_data
        with put_beside(form):
            version = approve_draft(
                request.place.key,
                edits=clean["edits"],
                from_day=clean["from_day"],
                past_is_meant=clean["past"],
                by=Actor.of(request.member),
                now=clock.now(),
                today=today,
            )
        return f"Version {version.version} is approved. It decides from {middle_date(version.from_day)}."

    def page() -> HttpResponse:
        live = document_of(before) if before else None
        context = {
            "row": row,
            "number": document.version,
            "before": before,
            "changes": differences(live, document) if live else [],
            "verdicts": judged(live, document) if live else [],
            "was": f"Under version {before.version}" if before else "",
            "now": f"Under version {document.version}",
            "own": row.changed_by_id == request.member.person_id,
        }
        return form_page(request, "policies/approve.html", form, context)

    return ask(request, form, act, to=reverse("policy"), page=page)
