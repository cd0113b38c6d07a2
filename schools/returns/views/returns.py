"""All returns, and one of them: looked at, drafted, checked, approved, set aside."""

import datetime as dt
import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Fault, Refused
from foundation.statuses import UNPROCESSABLE
from foundation.ui.numbers import counted
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.returns.forms.returns import BecauseForm, CorrectedForm, DraftForm, SicknessForm
from schools.returns.models import Return, ReturnFile
from schools.returns.operations.approving import Incomplete, approve_returns
from schools.returns.operations.drafting import draft_return, note_corrected, set_not_needed
from schools.returns.operations.raising import raise_sickness
from schools.returns.pages.carriers import more_ways
from schools.returns.pages.listing import listing
from schools.returns.pages.one import OnePage, one_page
from schools.returns.rules.kinds import Kind
from schools.returns.views.school_facts import school_facts
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature, signature_of

SMALL_ILLS = "Several different ills, and not one health need."


def _signed(request: MemberRequest) -> tuple[Signature, dt.datetime, dt.date]:
    now = clock.now()
    today = clock.local(now).date()
    return signature_of(request.member, today), now, today


def _row(request: MemberRequest, return_id: uuid.UUID) -> Return:
    rows = policy_for(Permission.MAKE_RETURNS).visible(request.member)
    row: Return = get_object_or_404(rows.select_related("pupil"), pk=return_id)
    return row


def _sees_restricted(request: MemberRequest) -> bool:
    return may(request.member, Permission.SEE_RESTRICTED_FLAGS)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def returns(request: MemberRequest) -> HttpResponse:
    """Everything that waits, the earliest due first; those ticked are approved, all or none."""
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        chosen = _chosen(request)
        try:
            return _approved(request, list(chosen))
        except Incomplete as incomplete:
            words = "Nothing was approved: what is ticked lacks fields. Each is named in its line below."
            faults = (Fault(f"{words} {counted(len(incomplete.of), 'return')}."),)
        except Refused as refused:
            faults = refused.faults
    now = clock.now()
    page = listing(now, clock.local(now).date(), school_facts(request), kind=request.GET.get("kind", ""))
    seen(
        Shown.What.LIST,
        about=("list", f"returns {page.chosen}".strip()),
        pupils=page.pupils,
        by=Actor.of(request.member),
    )
    context = {
        "page": page,
        "faults": faults,
        "may_set": may(request.member, Permission.SET_RETURNS),
        "ways": more_ways(),
    }
    return render(request, "returns/returns.html", context, status=UNPROCESSABLE if faults else 200)


def _chosen(request: MemberRequest) -> list[Return]:
    keys = []
    for text in request.POST.getlist("return"):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(policy_for(Permission.MAKE_RETURNS).visible(request.member).filter(pk__in=keys))


def _approved(request: MemberRequest, rows: list[Return]) -> HttpResponse:
    """Approve them and go to their file; to the list where there are several files."""
    signed, now, today = _signed(request)
    leads = _sees_restricted(request)
    files = approve_returns(rows, school=school_facts(request), leads=leads, signed=signed, now=now, day=today)
    return HttpResponseRedirect(_to_files(files))


def _to_files(files: list[ReturnFile]) -> str:
    if len(files) == 1:
        return reverse("return_file", args=[files[0].pk])
    return f"{reverse('returns')}#files"


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def one(request: MemberRequest, return_id: uuid.UUID) -> HttpResponse:
    """One return: its fields, what is missing, and a form for what only a person knows."""
    row = _row(request, return_id)
    page = one_page(row, clock.today(), school_facts(request), request.place, restricted=_sees_restricted(request))
    form = _draft_form(request, page)

    def act() -> str:
        signed, now, _ = _signed(request)
        if not form.one_need:
            set_not_needed(row, SMALL_ILLS, signed=signed, now=now)
            return "Set aside: several different ills need no return."
        draft_return(row, form.typed, signed=signed, now=now)
        return "Draft saved."

    return ask(request, form, act, to=_address(row), page=lambda: _show(request, page, form))


def _address(row: Return) -> str:
    return reverse("return", args=[row.pk])


def _draft_form(request: MemberRequest, page: OnePage, data: object = None) -> DraftForm:
    return DraftForm(
        posted(request) if data is None else data,
        kind=Kind(page.row.kind),
        typed=page.row.typed,
        restricted=_sees_restricted(request),
        asks_one_need=page.asks_one_need,
    )


def _show(request: MemberRequest, page: OnePage, form: DraftForm) -> HttpResponse:
    by, pupil = Actor.of(request.member), page.row.pupil
    seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=("return", page.row.pk), pupils=[pupil.key], by=by)
    return form_page(request, "returns/return.html", form, {"page": page})


@requires(Permission.MAKE_RETURNS)
@require_POST
def approve(request: MemberRequest, return_id: uuid.UUID) -> HttpResponse:
    """Check one return field by field, and approve it with what was just typed; or say what is missing, and save nothing."""
    row = _row(request, return_id)
    page = one_page(row, clock.today(), school_facts(request), request.place, restricted=_sees_restricted(request))
    form = _draft_form(request, page)
    if form.is_valid():
        try:
            return _checked_and_approved(request, row, form)
        except Refused as refused:
            for fault in refused.faults:
                field = page.beside(fault.field)
                form.add_error(field if field in form.fields else None, fault.said)
    return _show(request, page, form)


def _checked_and_approved(request: MemberRequest, row: Return, form: DraftForm) -> HttpResponse:
    signed, now, _ = _signed(request)
    if not form.one_need:
        raise Refused(
            "It is several different ills, so there is nothing to approve. Save it instead.", field="one_need"
        )
    draft_return(row, form.typed, signed=signed, now=now)
    return _approved(request, [row])


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def not_needed(request: MemberRequest, return_id: uuid.UUID) -> HttpResponse:
    """Say why nothing is told."""
    row = _row(request, return_id)
    form = BecauseForm(posted(request))

    def act() -> str:
        signed, now, _ = _signed(request)
        set_not_needed(row, form.cleaned_data["because"], signed=signed, now=now)
        return "Set aside, with your reason."

    return ask(
        request, form, act, to=_address(row), page=lambda: _question(request, row, form, "This return is not needed")
    )


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def corrected(request: MemberRequest, return_id: uuid.UUID) -> HttpResponse:
    """Say how the authority was told that what was sent holds no longer."""
    row = _row(request, return_id)
    form = CorrectedForm(posted(request))

    def act() -> str:
        signed, now, _ = _signed(request)
        note_corrected(row, form.cleaned_data["how"], signed=signed, now=now)
        return "Noted."

    heading = "The authority was told that it does not hold"
    return ask(request, form, act, to=_address(row), page=lambda: _question(request, row, form, heading))


def _question(request: MemberRequest, row: Return, form: BecauseForm | CorrectedForm, heading: str) -> HttpResponse:
    seen(Shown.What.PUPIL, about=("return", row.pk), pupils=[row.pupil.key], by=Actor.of(request.member))
    crumbs = [Crumb("Returns", reverse("returns")), Crumb(str(row.pupil), _address(row), of_person=True)]
    lede = row.overtaken_because if isinstance(form, CorrectedForm) else ""
    return question_page(request, form, heading=heading, button="Save", crumbs=crumbs, lede=lede)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def sickness(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """An illness that somebody has told the school of: its return is raised before the days are missed."""
    pupil = get_object_or_404(Pupil, pk=pupil_id)
    form = SicknessForm(posted(request))
    made: list[Return] = []

    def act() -> str:
        signed, now, today = _signed(request)
        clean = form.cleaned_data
        made.append(
            raise_sickness(pupil, began=clean["began"], until=clean["until"], signed=signed, now=now, today=today)
        )
        return "Raised. Check it, and approve it."

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
        crumbs = [Crumb("Returns", reverse("returns"))]
        heading = "An illness of 15 school days or more"
        lede = "Many small ills need no return: this is for one health need."
        return question_page(
            request, form, heading=heading, button="Raise the return", crumbs=crumbs, who=str(pupil), lede=lede
        )

    return ask(request, form, act, to=lambda: _address(made[0]), page=page)
