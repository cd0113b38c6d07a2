"""Opening a file, sending one again that did not arrive, and removing one."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.statuses import CONFLICT
from schools.documents import operations
from schools.documents.forms import OneFileForm, RemoveForm
from schools.documents.models import Document
from schools.documents.pages import line_of
from schools.documents.queries.owners import owner_of
from schools.journal.models import Shown
from schools.journal.operations import seen


@requires(Permission.OPEN_DOCUMENTS)
@require_safe
def document(request: MemberRequest, document_id: uuid.UUID) -> HttpResponse:
    """Download a file: the store is asked for it by whoever follows within a minute. What cannot be opened says why."""
    row = _document(request, document_id, Permission.OPEN_DOCUMENTS)
    owner = owner_of(row.about_kind)
    try:
        address = operations.open_address(row)
    except Refused as refused:
        _seen(request, row)
        line = line_of(row, may_send=owner.may(request.member, row.about_id, to_send=True))
        context = {"lines": [line], "line": line, "refused": refused.first, "back": owner.address(row.about_id)}
        return render(request, "documents/not_open.html", context, status=CONFLICT)
    pupils = owner.shown_pupils(row.about_id)
    seen(Shown.What.DOCUMENT, about=("document", row.pk), pupils=pupils, by=Actor.of(request.member))
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@requires(Permission.SEND_DOCUMENTS)
@require_http_methods(PAGE)
def document_again(request: MemberRequest, document_id: uuid.UUID) -> HttpResponse:
    """Send a file again that did not arrive."""
    row = _document(request, document_id, Permission.SEND_DOCUMENTS)
    form = OneFileForm(posted(request), request.FILES or None)
    back = owner_of(row.about_kind).address(row.about_id)

    def act() -> str:
        sent, by = form.cleaned_data["file"], Actor.of(request.member)
        operations.send_again(row, sent, by=by, now=clock.now())
        return "Taken in. How far it has come stands beside it."

    def page() -> HttpResponse:
        _seen(request, row)
        return form_page(request, "documents/again.html", form, {"row": row, "back": back})

    return ask(request, form, act, to=back, page=page)


@requires(Permission.SEND_DOCUMENTS)
@require_http_methods(PAGE)
def document_remove(request: MemberRequest, document_id: uuid.UUID) -> HttpResponse:
    """Remove a file for good."""
    row = _document(request, document_id, Permission.SEND_DOCUMENTS)
    back = owner_of(row.about_kind).address(row.about_id)
    form = RemoveForm(posted(request))

    def act() -> str:
        operations.remove(row, by=Actor.of(request.member), now=clock.now())
        return "Removed. Its contents are being deleted."

    def page() -> HttpResponse:
        _seen(request, row)
        return question_page(
            request,
            form,
            heading="Remove this file?",
            button="Remove",
            crumbs=[Crumb("Back", back)],
            lede="Its contents are deleted for good, every copy of them. That there was such a file stays on record.",
            facts=[("File", row.name), ("Sent", line_of(row).sent_words)],
            leave=back,
        )

    return ask(request, form, act, to=back, page=page)


def _seen(request: MemberRequest, row: Document) -> None:
    """Keep who was shown that there is such a file: where the page leads back to says of whom it is."""
    pupils = owner_of(row.about_kind).shown_pupils(row.about_id)
    if pupils:
        seen(Shown.What.PUPIL, about=("document", row.pk), pupils=pupils, by=Actor.of(request.member))


def _document(request: MemberRequest, key: uuid.UUID, permission: Permission) -> Document:
    row: Document = get_object_or_404(policy_for(permission).visible(request.member), pk=key)
    return row
