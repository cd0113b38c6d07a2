"""The school's own lines as a file: taken in the place of the draft's, and given out to be changed elsewhere."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.policy import queries
from schools.policy.forms import LinesFileForm
from schools.policy.operations.overriding import take_file
from tenants.policies.forms import put_beside
from tenants.policies.rules.document import Policy
from tenants.policies.rules.writing import lines_as_toml


@requires(Permission.DRAFT_OVERRIDE)
@require_http_methods(PAGE)
def lines_import(request: MemberRequest) -> HttpResponse:
    """Take a file in the place of all lines of the draft, which it begins where there is none."""
    trusts, row = _trusts(), queries.draft()
    form = LinesFileForm(posted(request), request.FILES or None, initial={"edits": row.edits if row else 0})

    def act() -> str:
        text, name = form.cleaned_data["file"]
        edits, by = form.cleaned_data["edits"], Actor.of(request.member)
        with put_beside(form):
            take_file(text, name=name, edits=edits, by=by, now=clock.now(), today=clock.today())
        return "Taken into the draft. Nothing changes until the headteacher approves it."

    return ask(
        request,
        form,
        act,
        to=reverse("override_draft"),
        page=lambda: form_page(request, "policy/import.html", form, {"row": row, "trusts": trusts}),
    )


@requires(Permission.DRAFT_OVERRIDE)
@require_safe
def lines_file(_request: MemberRequest) -> HttpResponse:
    """The draft's lines as a file; where there is no draft, those approved last."""
    trusts, row, approved = _trusts(), queries.draft(), queries.newest_override()
    lines = queries.as_lines(row.lines if row else approved.lines if approved else [])
    response = HttpResponse(lines_as_toml(lines, trusts), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lines-{trusts.key}-{trusts.version}.toml"'
    return response


def _trusts() -> Policy:
    """The trust's policy of today. A 404 while there is none."""
    trusts = queries.trusts_on(clock.today())
    if trusts is None:
        raise Http404
    return trusts
