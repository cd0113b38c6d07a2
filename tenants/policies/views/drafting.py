"""Writing the next version: one part on a page, each read as strictly as a file."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from tenants.policies.forms import (
    FileForm,
    LimitsForm,
    NewStageForm,
    PartForm,
    RemoveStageForm,
    StageForm,
    WithdrawForm,
    put_beside,
)
from tenants.policies.models import PolicyDraft
from tenants.policies.operations.drafting import begin_draft, change_draft, withdraw_draft
from tenants.policies.pages.reading import counts, read_aloud
from tenants.policies.queries import document_of, draft_of, newest
from tenants.policies.rules import aloud, editing
from tenants.policies.rules.difference import differences
from tenants.policies.rules.document import Policy, Stage
from tenants.policies.rules.reading_in import read


def crumbs() -> list[Crumb]:
    """The pages above a part of the draft."""
    return [Crumb("Policy", reverse("policy")), Crumb("Draft", reverse("policy_draft"))]


def here(request: MemberRequest) -> tuple[PolicyDraft, Policy]:
    """The draft and its document. A 404 while there is none."""
    row = draft_of(request.place.key)
    if row is None:
        raise Http404
    return row, document_of(row)


def stage_of(policy: Policy, key: str) -> Stage:
    """The stage of that key, or a 404."""
    try:
        return policy.stage(key)
    except KeyError:
        raise Http404 from None


def keep(request: MemberRequest, form: PartForm, made: Callable[[], Policy]) -> str:
    """Put what was made in the draft's place; its faults stand beside the form's fields."""
    with put_beside(form):
        change_draft(
            request.place.key,
            made(),
            edits=form.cleaned_data["edits"],
            by=Actor.of(request.member),
            now=clock.now(),
        )
    return "Saved in the draft."


@requires(Permission.DRAFT_TRUST_POLICY)
@require_POST
def draft_begin(request: MemberRequest) -> HttpResponse:
    """Begin the next version, as a copy of the newest."""

    def act() -> str:
        begin_draft(request.place.key, by=Actor.of(request.member), now=clock.now(), today=clock.today())
        return "Begun, as a copy of the newest version. Nothing changes until it is approved."

    return press(request, act, to=reverse("policy_draft"))


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def draft(request: MemberRequest) -> HttpResponse:
    """The draft read aloud, and all that it would change."""
    row, document = here(request)
    before = newest(request.place.key)
    drafts = may(request.member, Permission.DRAFT_TRUST_POLICY)
    context = {
        "row": row,
        "read": read_aloud(document, changes=drafts),
        "counts": counts(document),
        "before": before,
        "changes": differences(document_of(before), document) if before else [],
        "drafts": drafts,
        "approves": may(request.member, Permission.APPROVE_TRUST_POLICY),
    }
    return render(request, "policies/draft.html", context)


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def draft_limits(request: MemberRequest) -> HttpResponse:
    """What holds for all stages."""
    row, document = here(request)
    shown = {name: getattr(document, name) for name in ("title", "cool_off_school_days", "cap_letters_a_day")}
    form = LimitsForm(posted(request), initial=shown | {"edits": row.edits})
    return ask(
        request,
        form,
        lambda: keep(request, form, lambda: editing.with_values(document, form.values)),
        to=reverse("policy_draft"),
        page=lambda: question_page(
            request, form, heading="For all stages", button="Save in the draft", crumbs=crumbs(),
            lede=aloud.of_limits(document),
        ),
    )  # fmt: skip


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def stage_new(request: MemberRequest) -> HttpResponse:
    """A further stage."""
    row, document = here(request)
    form = NewStageForm(posted(request), policy=document, initial={"edits": row.edits, "place": len(document.stages)})
    return ask(
        request,
        form,
        lambda: keep(request, form, lambda: editing.with_stage(document, form.stage)),
        to=reverse("policy_draft"),
        page=lambda: question_page(
            request, form, heading="Add a stage", button="Add it to the draft", crumbs=crumbs(),
            lede="What opens it, ends it and is done at it is changed afterwards. Stages above it move up by one.",
        ),
    )  # fmt: skip


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def stage(request: MemberRequest, key: str) -> HttpResponse:
    """A stage's name, who owns it and who approves."""
    row, document = here(request)
    now = stage_of(document, key)
    form = StageForm(posted(request), initial=StageForm.shown(now) | {"edits": row.edits})
    return ask(
        request,
        form,
        lambda: keep(request, form, lambda: editing.with_stage_values(document, key, form.values)),
        to=reverse("policy_draft"),
        page=lambda: question_page(
            request, form, heading=now.name, button="Save in the draft", crumbs=crumbs(), lede=aloud.of_stage(now)
        ),
    )


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def stage_remove(request: MemberRequest, key: str) -> HttpResponse:
    """Take a stage out."""
    row, document = here(request)
    now = stage_of(document, key)
    form = RemoveStageForm(posted(request), policy=document, stage=now, initial={"edits": row.edits})
    return ask(
        request,
        form,
        lambda: keep(
            request, form, lambda: editing.without_stage(document, key, by=form.cleaned_data["by"])
        ),
        to=reverse("policy_draft"),
        page=lambda: question_page(
            request, form, heading=f"Remove {now.name}", button="Remove it from the draft", crumbs=crumbs(),
            lede="Pupils may be at it. Say where they are looked for once this version decides.",
            leave=reverse("policy_draft"),
        ),
    )  # fmt: skip


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def draft_import(request: MemberRequest) -> HttpResponse:
    """Take a file in the place of the whole draft."""
    row, document = here(request)
    form = FileForm(posted(request), request.FILES or None, initial={"edits": row.edits})

    def made() -> Policy:
        text, name = form.cleaned_data["file"]
        return read(text, name=name)

    return ask(
        request,
        form,
        lambda: keep(request, form, made),
        to=reverse("policy_draft"),
        page=lambda: form_page(request, "policies/import.html", form, {"number": document.version}),
    )


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def draft_withdraw(request: MemberRequest) -> HttpResponse:
    """Give the draft up."""
    row, document = here(request)
    form = WithdrawForm(posted(request), initial={"edits": row.edits})

    def act() -> str:
        withdraw_draft(request.place.key, edits=form.cleaned_data["edits"], by=Actor.of(request.member))
        return "The draft is withdrawn. The policy stays as it is."

    return ask(
        request,
        form,
        act,
        to=reverse("policy"),
        page=lambda: question_page(
            request, form, heading=f"Withdraw the draft of version {document.version}", button="Withdraw it",
            crumbs=crumbs(), lede="What was written in it is gone.", leave=reverse("policy_draft"),
        ),
    )  # fmt: skip
