"""Drafting a letter of a case's stage, and the translations of the policy's letters."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.cases.pages.files import case_address
from schools.cases.queries.stages import policy_on
from schools.cases.views.acting import act_of, crumbs_of, note_seen, opened
from schools.correspondence.forms import DraftForm, TranslationForm
from schools.correspondence.operations.drafting import chosen, draft_stage_letters
from schools.correspondence.operations.translating import translate
from schools.correspondence.pages.drafting import drafting_page
from schools.correspondence.pages.texts import one_text, texts_page
from schools.correspondence.queries.translations import english_of
from schools.journal.models import Shown
from tenants.policies.rules.document import Letter


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_letter(request: MemberRequest, case_id: uuid.UUID, key: str) -> HttpResponse:
    """Draft a letter of the policy, one to each parent it is to: what the record knows is filled in, the rest is written."""
    row, act, letter = opened(request, case_id), act_of(request), _letter(key)
    against = _refusal(lambda: chosen(row, key, act))
    shown = drafting_page(row, letter, act.today)
    form = DraftForm(posted(request), fields=shown.fields, parents=shown.parents, initial=shown.initial)

    def do() -> str:
        made = draft_stage_letters(row, key, contacts=form.chosen, values=form.values, act=act)
        return f"Drafted: {counted(len(made), 'letter')}. {shown.approver} approves, then it waits {shown.waits}."

    def page() -> HttpResponse:
        note_seen(request, row, Shown.What.CONTACTS)
        context = {
            "case": row,
            "crumbs": crumbs_of(row),
            "page": shown,
            "against": against,
            "school": request.place.name,
        }
        return form_page(request, "correspondence/draft.html", form, context)

    return ask(request, form, do, to=f"{case_address(row.pk)}#letters", page=page)


def _refusal(judge: Callable[[], object]) -> str:
    """What stands against it, in words; empty where nothing does."""
    try:
        judge()
    except Refused as refused:
        return refused.words
    return ""


def _letter(key: str) -> Letter:
    """The letter of that key of the policy in force, or a 404."""
    policy = policy_on(clock.today())
    try:
        if policy is not None:
            return policy.document.letter(key)
    except KeyError:
        pass
    raise Http404


@requires(Permission.KEEP_LETTER_TEXTS)
@require_safe
def stage_letters(request: MemberRequest) -> HttpResponse:
    """The policy's letters: the reading age of each, and into which languages it has been translated."""
    policy = policy_on(clock.today())
    return render(request, "correspondence/texts.html", {"page": texts_page(policy)})


@requires(Permission.KEEP_LETTER_TEXTS)
@require_http_methods(PAGE)
def stage_letter(request: MemberRequest, key: str) -> HttpResponse:
    """One of the policy's letters: its English, its translations, and another to be entered."""
    letter = _letter(key)
    page = one_text(letter)
    form = TranslationForm(posted(request), initial=page.shown(request.GET.get("language", "")))

    def act() -> str:
        row = translate(letter, **form.cleaned_data, by=Actor.of(request.member), now=clock.now())
        return f"Saved. Families who speak {row.language} get this letter in it, with the English below."

    def show() -> HttpResponse:
        context = {"page": page, "english": english_of(letter)}
        return form_page(request, "correspondence/text.html", form, context)

    return ask(request, form, act, to=reverse("stage_letter", args=[key]), page=show)
