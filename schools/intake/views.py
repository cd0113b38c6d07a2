"""Sending files in, seeing what they would change, and letting it happen or not."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.intake import operations
from schools.intake.forms import UploadForm
from schools.intake.models import ImportRun
from schools.intake.pages.imports import RunPage, origin
from schools.staff.queries import post_of

SHOWN = 20


@requires(Permission.IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: MemberRequest) -> HttpResponse:
    """The imports so far, and a form to send files in."""
    today = clock.today()
    if request.method != "POST":
        return _imports_page(request, UploadForm(today=today))
    form = UploadForm(request.POST, request.FILES, today=today)
    if not form.is_valid():
        return _imports_page(request, form, status=422)
    uploads = {kind: (str(file.name), file) for kind in ("roll", "marks") if (file := form.cleaned_data[kind])}
    try:
        run = operations.receive(
            uploads, source=form.source_key, as_at=form.cleaned_data["as_at"], by=Actor.of(request.member)
        )
    except Refused as refused:
        form.add_error(None, refused.first.said)
        return _imports_page(request, form, status=422)
    operations.ask_for_check(run)
    return HttpResponseRedirect(reverse("import", args=[run.pk]))


def _imports_page(request: MemberRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    runs = policy_for(Permission.IMPORT_FILES).visible(request.member)[:SHOWN]
    return render(request, "intake/imports.html", {"form": form, "runs": runs, "origin": origin()}, status=status)


@requires(Permission.IMPORT_FILES)
@require_safe
def import_run(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """One import: what was found, what it would change, and what to do next."""
    return render(request, "intake/import.html", {"page": RunPage(_run(request, run_id))})


@requires(Permission.IMPORT_FILES)
@require_POST
def import_apply(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """Have a checked import applied."""
    run = _run(request, run_id)
    post = post_of(request.member.person_id, clock.today())
    position = post.position if post else min(role.label for role in request.member.roles)
    try:
        if not RunPage(run).wanted:
            operations.ask_for_apply(run, by=Actor.of(request.member), position=position)
    except Refused as refused:
        messages.warning(request, refused.words)
    return HttpResponseRedirect(reverse("import", args=[run.pk]))


@requires(Permission.IMPORT_FILES)
@require_POST
def import_discard(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """Give an import up."""
    run = _run(request, run_id)
    try:
        operations.discard(run, by=Actor.of(request.member))
        messages.success(request, "Discarded. Nothing of it was used, and its files are deleted.")
    except Refused as refused:
        messages.warning(request, refused.words)
    return HttpResponseRedirect(reverse("imports"))


def _run(request: MemberRequest, run_id: uuid.UUID) -> ImportRun:
    run: ImportRun = get_object_or_404(policy_for(Permission.IMPORT_FILES).visible(request.member), pk=run_id)
    return run
