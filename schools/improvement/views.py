"""Notices to improve: the list, how they move, one of them, begun from a case, written, approved, reviewed and ended."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.cases.models import Case
from schools.cases.views.acting import act_of, crumbs_of, note_seen
from schools.improvement.forms import EditsForm, ReasonForm, ReviewForm, WriteForm
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.notices import (
    approve_notice,
    begin_notice,
    end_notice_early,
    reopen_notice,
    review_notice,
    withdraw_notice,
    write_notice,
)
from schools.improvement.pages.listing import notice_list
from schools.improvement.pages.one import notice_page
from schools.improvement.pages.words import notice_address
from schools.improvement.queries.rights import work_notices
from schools.improvement.queries.standing import Authority, authority_on
from schools.improvement.rules.states import NOTICE
from schools.journal.models import Shown
from schools.journal.operations import seen


def _authority(request: MemberRequest) -> Authority:
    """The authority of the school, with what it asks today."""
    school = request.place.school
    if school is None:
        raise Http404
    return authority_on(str(school.authority.slug), school.authority.name, clock.today())


def _opened(request: MemberRequest, notice_id: uuid.UUID, permission: Permission) -> ImprovementNotice:
    """A notice that this person may do that to, or a 404."""
    row: ImprovementNotice = get_object_or_404(policy_for(permission).visible(request.member), pk=notice_id)
    return row


def _crumbs(row: ImprovementNotice) -> list[Crumb]:
    return [*crumbs_of(row.case), Crumb("Notice to improve", notice_address(row.pk))]


def _ask(
    request: MemberRequest,
    row: ImprovementNotice,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    button: str,
    lede: str,
) -> HttpResponse:
    """Ask for something of a notice, do it, and lead back to its page."""

    def page() -> HttpResponse:
        note_seen(request, row.case)
        return question_page(
            request, form, heading=heading, button=button, crumbs=_crumbs(row), who=str(row.case.pupil), lede=lede,
            leave=notice_address(row.pk),
        )  # fmt: skip

    return ask(request, form, act, to=notice_address(row.pk), page=page)


@requires(Permission.SEE_IMPROVEMENT)
@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    """Every notice to improve that the reader sees."""
    page = notice_list(request.member, clock.today(), request.GET.get("show", ""), request.GET.get("page", ""))
    keys = [line.row.case.pupil.key for line in page.lines]
    seen(Shown.What.LIST, about=("list", "show=improvement"), pupils=keys, by=Actor.of(request.member))
    return render(request, "improvement/notices.html", {"page": page})


@requires(Permission.SEE_IMPROVEMENT)
@require_safe
def moves(request: MemberRequest) -> HttpResponse:
    """How a notice to improve moves: the table that the product itself asks."""
    return render(request, "improvement/moves.html", {"thing": NOTICE})


@requires(Permission.SEE_IMPROVEMENT)
@require_safe
def notice(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """One notice."""
    row = _opened(request, notice_id, Permission.SEE_IMPROVEMENT)
    page = notice_page(row, request.member, _authority(request), clock.now())
    note_seen(request, row.case, Shown.What.CONTACTS)
    return render(request, "improvement/notice.html", {"page": page, "crumbs": _crumbs(row)[:-1]})


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def case_improve(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin a notice from a case."""
    row: Case = get_object_or_404(work_notices.cases.visible(request.member), pk=case_id)
    form, authority = forms.Form(posted(request)), _authority(request)
    made: list[ImprovementNotice] = []

    def act() -> str:
        made.append(begin_notice(row, authority=authority, act=act_of(request)))
        return "Begun, with what the case knows. The headteacher approves it once nothing is lacking."

    def page() -> HttpResponse:
        note_seen(request, row)
        lede = (
            f"A last offer of support before a penalty notice is considered, as {authority.name} asks. It holds the "
            "attendance record, what was done, what is on offer, and what would be enough; each parent gets one."
        )
        return question_page(
            request, form, heading="Begin a notice to improve", button="Begin it", crumbs=crumbs_of(row),
            who=str(row.pupil), lede=lede,
        )  # fmt: skip

    return ask(request, form, act, to=lambda: notice_address(made[0].pk), page=page)


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_write(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Write its contents."""
    row = _opened(request, notice_id, Permission.WORK_IMPROVEMENT)
    form = WriteForm(posted(request), initial=row.written | {"edits": row.edits})

    def act() -> str:
        write_notice(row, form.written, edits=form.cleaned_data["edits"], act=act_of(request))
        return "Saved."

    lede = (
        "Parents read it: no code, percentage or blame. Each part may be left for later; all are there before approval."
    )
    return _ask(request, row, form, act, heading="Write the notice", button="Save", lede=lede)


@requires(Permission.APPROVE_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_approve(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Read it as it is, and approve a letter of it to each parent."""
    row = _opened(request, notice_id, Permission.APPROVE_IMPROVEMENT)
    authority = _authority(request)
    form = EditsForm(posted(request), initial={"edits": row.edits})

    def act() -> str:
        letters = approve_notice(row, authority=authority, edits=form.cleaned_data["edits"], act=act_of(request))
        return f"Approved: {counted(len(letters), 'letter')}, to be printed or sent before its weeks begin."

    def page() -> HttpResponse:
        note_seen(request, row.case, Shown.What.CONTACTS)
        shown = notice_page(row, request.member, authority, clock.now())
        return form_page(request, "improvement/approve.html", form, {"page": shown, "crumbs": _crumbs(row)})

    return ask(request, form, act, to=notice_address(row.pk), page=page)


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_reopen(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Make it a draft again."""
    row = _opened(request, notice_id, Permission.WORK_IMPROVEMENT)
    form = ReasonForm(posted(request))

    def act() -> str:
        reopen_notice(row, why=form.cleaned_data["words"], act=act_of(request))
        return "It is a draft again. Its letters are withdrawn."

    lede = "Its letters are withdrawn, and the headteacher approves it anew."
    return _ask(request, row, form, act, heading="Make it a draft again", button="Make it a draft", lede=lede)


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_withdraw(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Withdraw it."""
    row = _opened(request, notice_id, Permission.WORK_IMPROVEMENT)
    form = ReasonForm(posted(request))

    def act() -> str:
        left = withdraw_notice(row, why=form.cleaned_data["words"], act=act_of(request))
        tell = f" Tell whoever has it: {counted(len(left), 'letter')} had left." if left else ""
        return f"Withdrawn.{tell}"

    lede = "Letters that have not left are withdrawn with it. Who has one already is told by you."
    return _ask(request, row, form, act, heading="Withdraw the notice", button="Withdraw it", lede=lede)


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_end(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """End it early."""
    row = _opened(request, notice_id, Permission.WORK_IMPROVEMENT)
    form = ReasonForm(posted(request))

    def act() -> str:
        end_notice_early(row, words=form.cleaned_data["words"], act=act_of(request))
        return "Ended early."

    sooner = row.written.get("sooner", "")
    lede = f"The notice says what may end it before its weeks are over: “{sooner}”. Nothing follows by itself."
    return _ask(request, row, form, act, heading="End it early", button="End it", lede=lede)


@requires(Permission.WORK_IMPROVEMENT)
@require_http_methods(PAGE)
def notice_review(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Say what came of its weeks, beside the sessions since."""
    row = _opened(request, notice_id, Permission.WORK_IMPROVEMENT)
    form = ReviewForm(posted(request))

    def act() -> str:
        clean = form.cleaned_data
        review_notice(row, improved=clean["improved"], words=clean["words"], act=act_of(request))
        return "Reviewed. It stands in the case."

    page = notice_page(row, request.member, _authority(request), clock.now())
    enough = row.written.get("enough", "")
    lede = f"{page.so_far.capitalize()}. What would be enough, as the notice says: “{enough}”."
    return _ask(request, row, form, act, heading="Review the notice", button="Keep the review", lede=lede)
