"""What opens a stage, ends it or is done at it, and the letters: one on a page, read aloud beside."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, attempt, form_page, posted
from foundation.documents.reading_age import reading_age_words
from tenants.policies.forms import ActionForm, CriterionForm, ExitForm, LetterForm, put_beside
from tenants.policies.models import PolicyDraft
from tenants.policies.rules import aloud, editing
from tenants.policies.rules.document import Action, Criterion, Exit, Letter, Policy, Stage
from tenants.policies.rules.letter_fields import FIELDS
from tenants.policies.views.drafting import crumbs, here, keep, stage_of

_HEADINGS = {"criteria": "What opens {}", "exits": "What ends {}", "actions": "What is done at {}"}
#: The buttons beside the one that saves.
ALOUD, REMOVE = "aloud", "remove"


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def item_new(request: MemberRequest, key: str, part: str) -> HttpResponse:
    """Add something that opens a stage, ends it or is done at it."""
    return _item(request, key, part, "")


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def item(request: MemberRequest, key: str, part: str, item_key: str) -> HttpResponse:
    """Change or remove it."""
    return _item(request, key, part, item_key)


def _item(request: MemberRequest, key: str, part: str, item_key: str) -> HttpResponse:
    row, document = here(request)
    stage = stage_of(document, key)
    items: editing.Items = _part(part)
    now = _now(getattr(stage, items), item_key)
    form = _form(request, row, (document, stage), items, now)

    def changed() -> Policy:
        return editing.with_item(document, key, items, form.item, instead_of=item_key)

    def removed() -> Policy:
        return editing.without_item(document, key, items, item_key)

    def said(policy: Policy) -> str:
        made = _now(getattr(policy.stage(key), items), form.cleaned_data["key"])
        return _aloud(made, policy)

    context = {
        "heading": _HEADINGS[part].format(stage.name),
        "now": _aloud(now, document) if now else "",
        "removes": bool(item_key),
    }
    return _answer(request, form, "policies/item.html", context, changed=changed, removed=removed, said=said)


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def letter_new(request: MemberRequest) -> HttpResponse:
    """Add a letter."""
    return _letter(request, "")


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def letter(request: MemberRequest, key: str) -> HttpResponse:
    """Change a letter's English and how it goes out, or remove it."""
    return _letter(request, key)


def _letter(request: MemberRequest, key: str) -> HttpResponse:
    row, document = here(request)
    now = _now(document.letters, key)
    shown = LetterForm.shown(now) if now else {"hold_hours": 24}
    form = LetterForm(posted(request), initial=shown | {"edits": row.edits})
    context = {
        "heading": f"Letter “{key}”" if key else "Add a letter",
        "now": aloud.of_letter(now) if now else "",
        "age": reading_age_words(form["body"].value() or ""),
        "removes": bool(key),
        "fields": FIELDS,
    }
    return _answer(
        request,
        form,
        "policies/letter.html",
        context,
        changed=lambda: editing.with_letter(document, form.letter, instead_of=key),
        removed=lambda: editing.without_letter(document, key),
        said=lambda policy: aloud.of_letter(policy.letter(form.cleaned_data["key"])),
    )


def _answer(
    request: MemberRequest,
    form: Any,
    template: str,
    context: dict[str, Any],
    *,
    changed: Callable[[], Policy],
    removed: Callable[[], Policy],
    said: Callable[[Policy], str],
) -> HttpResponse:
    """Save it, remove it, or read aloud what was typed without keeping it."""

    def page() -> HttpResponse:
        return form_page(request, template, form, context | {"crumbs": crumbs()})

    def try_out() -> str:
        with put_beside(form):
            return said(changed())

    if request.method == "POST" and ALOUD in request.POST:
        context["typed"] = attempt(form, try_out)
        return page()
    made = removed if REMOVE in request.POST and context["removes"] else changed
    return ask(request, form, lambda: keep(request, form, made), to=reverse("policy_draft"), page=page)


def _part(name: str) -> editing.Items:
    if name == "criteria":
        return "criteria"
    return "exits" if name == "exits" else "actions"


def _now(items: Any, key: str) -> Any:
    """The one of that key; None while it is being added. A 404 where there is none."""
    if not key:
        return None
    found = next((one for one in items if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _form(
    request: MemberRequest, row: PolicyDraft, at: tuple[Policy, Stage], items: editing.Items, now: Any
) -> ActionForm | CriterionForm | ExitForm:
    document, stage = at
    initial = {"edits": row.edits}
    if items == "actions":
        return ActionForm(posted(request), policy=document, initial=initial | (ActionForm.shown(now) if now else {}))
    conditions = now.all if now else ()
    if items == "exits":
        shown = ExitForm.shown(now) if now else {}
        return ExitForm(posted(request), policy=document, stage=stage, conditions=conditions, initial=initial | shown)
    shown = CriterionForm.shown(now) if now else {}
    return CriterionForm(posted(request), policy=document, conditions=conditions, initial=initial | shown)


def _aloud(made: Criterion | Exit | Action | Letter, policy: Policy) -> str:
    if isinstance(made, Criterion):
        return aloud.of_criterion(made)
    if isinstance(made, Exit):
        return aloud.of_exit(made, policy)
    return aloud.of_letter(made) if isinstance(made, Letter) else aloud.of_action(made, policy)
