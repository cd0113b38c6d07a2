"""The list of cases, one case, and how a case moves; cases given and delegated, by ticking several."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.access.roles import Role
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.cases.forms.cases import DelegateForm, GiveForm, ListForm
from schools.cases.models import Case
from schools.cases.operations.giving import delegate, give
from schools.cases.pages.files import CASE
from schools.cases.pages.listing import listing
from schools.cases.pages.one import NEWEST, case_page
from schools.cases.rules.rights import table
from schools.cases.rules.states import THINGS
from schools.cases.views.acting import act_of, note_seen, opened
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.staff.queries import posts_on


@requires(Permission.SEE_CASES)
@require_safe
def cases(request: MemberRequest) -> HttpResponse:
    """Every open case the reader sees: waiting for them, theirs, overdue, by stage and year."""
    form = ListForm(request.GET)
    sort = request.GET.get("sort", "")
    page = listing(request.member, clock.today(), form.kept(), sort=sort, page=request.GET.get("page", "1"))
    seen(Shown.What.LIST, about=("list", "show=cases"), pupils=page.keys, by=Actor.of(request.member))
    return render(request, "cases/cases.html", {"page": page, "works": may(request.member, Permission.WORK_CASES)})


@requires(Permission.SEE_CASES)
@require_safe
def case(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """One case, as far as the reader may see it."""
    row = opened(request, case_id, Permission.SEE_CASES)
    page = case_page(row, request.member, clock.today())
    parts = {Shown.What.SENSITIVE: page.contents.sensitive, Shown.What.RESTRICTED: page.contents.restricted}
    note_seen(request, row, *(what for what, shown in parts.items() if shown))
    everything = "all" in request.GET
    context = {
        "page": page,
        "timeline": page.timeline if everything else page.timeline[:NEWEST],
        "earlier": 0 if everything else max(0, len(page.timeline) - NEWEST),
        "files": file_lines((CASE, row.pk), request.member),
        "sees_pupil": may(request.member, Permission.SEE_PUPILS),
    }
    return render(request, "cases/case.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def case_moves(request: MemberRequest) -> HttpResponse:
    """The table of states, and that of who sees what, as the product itself reads them."""
    labels = {role.value: role.label for role in Role}
    rights = [
        (row.words, [(labels[role], right.level.value, right.reaches) for role, right in row.rights.items()])
        for row in table().values()
    ]
    return render(request, "cases/moves.html", {"things": THINGS, "rights": rights})


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def cases_give(request: MemberRequest) -> HttpResponse:
    """Give the ticked cases to somebody."""
    form = GiveForm(_typed(request), posts=posts_on(clock.today()))

    def act() -> str:
        count = give(_ticked(request), to=form.cleaned_data["post"], act=act_of(request))
        return f"Given: {counted(count, 'case')}."

    return _several(request, form, act, heading="Give cases to somebody", button="Give them")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def cases_delegate(request: MemberRequest) -> HttpResponse:
    """Have somebody stand in for the owners of the ticked cases."""
    today = clock.today()
    form = DelegateForm(_typed(request), posts=posts_on(today), today=today)

    def act() -> str:
        clean = form.cleaned_data
        dates = {"starts_on": clean["starts_on"], "ends_on": clean["ends_on"]}
        count = delegate(_ticked(request), to=clean["post"], act=act_of(request), **dates)
        return f"Delegated: {counted(count, 'case')}."

    return _several(request, form, act, heading="Have somebody stand in", button="Delegate them")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_give(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Give one case to somebody."""
    row = opened(request, case_id)
    form = GiveForm(posted(request), posts=posts_on(clock.today()))

    def act() -> str:
        give([row], to=form.cleaned_data["post"], act=act_of(request))
        return "Given."

    return _several(request, form, act, heading="Give the case to somebody", button="Give it", rows=[row])


def _typed(request: MemberRequest) -> object:
    """What was typed. The list itself sends what is ticked, and nothing typed yet."""
    return posted(request) if "post" in request.POST else None


def _ticked(request: MemberRequest) -> list[Case]:
    """The ticked cases that this person works on; what is no key of one of them is none."""
    keys = []
    for text in (*request.POST.getlist("case"), *request.GET.getlist("case")):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(policy_for(Permission.WORK_CASES).visible(request.member).filter(pk__in=keys))


def _several(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    button: str,
    rows: list[Case] | None = None,
) -> HttpResponse:
    chosen = _ticked(request) if rows is None else rows

    def page() -> HttpResponse:
        keys = [one.pupil.key for one in chosen]
        seen(Shown.What.LIST, about=("list", "show=cases"), pupils=keys, by=Actor.of(request.member))
        return form_page(request, "cases/give.html", form, {"cases": chosen, "heading": heading, "button": button})

    if request.method == "POST" and not form.is_bound:
        return page()
    return ask(request, form, act, to=reverse("cases"), page=page)
