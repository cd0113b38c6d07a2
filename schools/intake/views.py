"""Sending files in, seeing what they would change, and letting it happen or not."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import ask, form_page, posted, press
from foundation.audit.actors import Actor
from schools.intake import operations
from schools.intake.forms import UploadForm
from schools.intake.models import ImportRun
from schools.intake.pages.changes import ChangesPage, changes_csv
from schools.intake.pages.import_words import agree_words, apply_words, file_lines, gave_up, run_said
from schools.intake.pages.imports import RunPage, origin, with_states
from schools.intake.pages.problem_file import problems_csv
from schools.intake.rules.changes import Kind
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.queries.signing import signature_of

SHOWN = 20


@requires(Permission.IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: MemberRequest) -> HttpResponse:
    """The imports so far, and a form to send files in."""
    form = UploadForm(posted(request), request.FILES or None, today=clock.today())
    received: list[ImportRun] = []

    def act() -> str:
        uploads = {kind: (str(file.name), file) for kind in ("roll", "marks") if (file := form.cleaned_data[kind])}
        as_at, by = form.cleaned_data["as_at"], Actor.of(request.member)
        run = operations.receive(uploads, peer=form.source_key, as_at=as_at, by=by, now=clock.now())
        operations.ask_for_check(run)
        received.append(run)
        return ""  # the import's own page says how far it has come

    def page() -> HttpResponse:
        runs = policy_for(Permission.IMPORT_FILES).visible(request.member)[:SHOWN]
        return form_page(request, "intake/imports.html", form, {"runs": with_states(runs), "origin": origin()})

    return ask(request, form, act, to=lambda: reverse("import", args=[received[0].pk]), page=page)


@requires(Permission.IMPORT_FILES)
@require_safe
def import_run(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """One import: what was found, what it would change, and what to do next."""
    page = RunPage(_run(request, run_id))
    context = {
        "page": page,
        "run_said": run_said(page),
        "apply": apply_words(page),
        "agree": agree_words(page) if page.may_apply else "",
        "gave_up": gave_up(page),
        "changes": page.lists_changes,
        "files": file_lines(page),
    }
    return render(request, "intake/import.html", context)


@requires(Permission.IMPORT_FILES)
@require_safe
def import_problems(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """What was found wrong in an import, all of it, as a file."""
    response = HttpResponse(problems_csv(_run(request, run_id)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import-problems.csv"'
    return response


@requires(Permission.IMPORT_FILES)
@require_safe
def import_changes(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """Every change of one import, before and after, by kind."""
    run = _run(request, run_id)
    page = ChangesPage(run, _kind(request), request.GET.get("page"))
    seen(Shown.What.LIST, about=("list", "show=import"), pupils=page.keys, by=Actor.of(request.member))
    return render(request, "intake/changes.html", {"page": page, "run": run})


@requires(Permission.IMPORT_FILES)
@require_safe
def import_changes_file(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """The changes of a kind, or all of them, as a file."""
    run, kind = _run(request, run_id), _kind(request)
    body, keys = changes_csv(run, kind)
    seen(Shown.What.LIST, about=("list", "file show=import"), pupils=keys, by=Actor.of(request.member))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import-changes.csv"'
    return response


def _kind(request: MemberRequest) -> str:
    """The kind asked for, empty for none that there is."""
    asked = request.GET.get("kind", "")
    return asked if asked in set(Kind) else ""


@requires(Permission.IMPORT_FILES)
@require_POST
def import_apply(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """Have a checked import applied, as it was shown."""
    run = _run(request, run_id)

    def act() -> str:
        if not RunPage(run).wanted:
            shown, agreed = request.POST.get("shown", ""), "agreed" in request.POST
            signed = signature_of(request.member, clock.today())
            operations.ask_for_apply(run, shown=shown, agreed=agreed, signed=signed)
        return ""  # the import's own page says how far it has come

    return press(request, act, to=reverse("import", args=[run.pk]))


@requires(Permission.IMPORT_FILES)
@require_POST
def import_discard(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    """Give an import up."""
    run = _run(request, run_id)

    def act() -> str:
        operations.discard(run, by=Actor.of(request.member))
        return "Discarded. Nothing of it was used, and its files are deleted."

    return press(request, act, to=reverse("imports"))


def _run(request: MemberRequest, run_id: uuid.UUID) -> ImportRun:
    run: ImportRun = get_object_or_404(policy_for(Permission.IMPORT_FILES).visible(request.member), pk=run_id)
    return run
