"""Papers for somebody outside the school: prepared, read through, approved, handed over; and the packs of meetings."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.ui.numbers import counted
from schools.cases.models import Note
from schools.cases.pages.files import case_address
from schools.cases.queries.rights import restricted_policy, sensitive_policy
from schools.cases.views.acting import act_of, crumbs_of, note_seen, opened
from schools.journal.models import Shown
from schools.meetings.models import Meeting
from schools.meetings.pages.one import meeting_address
from schools.papers.forms import AgencyForm, HandForm, PutBackForm, RecordForm
from schools.papers.models import Paper
from schools.papers.operations import papers as acts
from schools.papers.operations.packs import ask_for_pack
from schools.papers.pages.files import paper_address
from schools.papers.pages.one import PaperPage, paper_page
from schools.papers.rules.kinds import Chosen
from schools.roll.queries.contacts import contacts_of


def _opened(request: MemberRequest, paper_id: uuid.UUID, permission: Permission = Permission.PREPARE_PAPERS) -> Paper:
    """A paper that this person may do that to, or a 404."""
    row: Paper = get_object_or_404(policy_for(permission).visible(request.member), pk=paper_id)
    return row


def _page(request: MemberRequest, row: Paper) -> PaperPage:
    return paper_page(row, request.member, clock.today(), school=request.place.name)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def record_new(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin the record that a family asks for."""
    case, today = opened(request, case_id), clock.today()
    form = RecordForm(posted(request), contacts=contacts_of(case.pupil, today), initial={"asked_on": today})
    made: list[Paper] = []

    def act() -> str:
        asked_on = form.cleaned_data["asked_on"]
        made.append(acts.prepare_record(case, contact=form.contact, asked_on=asked_on, act=act_of(request)))
        return "Prepared. Read it through; the headteacher approves it."

    def page() -> HttpResponse:
        note_seen(request, case)
        lede = (
            "Everything of the case in the order of time, with its letters. Others’ names and what is restricted or "
            "sensitive are left out, and listed for the headteacher."
        )
        heading, who = "Record for the family", str(case.pupil)
        return question_page(
            request, form, heading=heading, button="Prepare it", crumbs=crumbs_of(case), who=who, lede=lede
        )

    return ask(request, form, act, to=lambda: paper_address(made[0].pk), page=page)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def agency_new(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin a chronology and summary for another agency's meeting."""
    case = opened(request, case_id)
    restricted, sensitive = (one.may(request.member, case) for one in (restricted_policy, sensitive_policy))
    notes = Note.objects.filter(case=case, restricted=True) if restricted else Note.objects.none()
    parts = [one.value for one in Chosen if one is not Chosen.SENSITIVE]
    first = {"asked_on": clock.today(), "chosen": parts}
    form = AgencyForm(posted(request), restricted=restricted, sensitive=sensitive, notes=notes, initial=first)
    made: list[Paper] = []

    def act() -> str:
        made.append(acts.prepare_for_agency(case, **form.cleaned_data, act=act_of(request)))
        return "Prepared. Read it through before it is approved."

    def page() -> HttpResponse:
        note_seen(request, case, *([Shown.What.RESTRICTED] if "notes" in form.fields else []))
        heading, who = "For another agency’s meeting", str(case.pupil)
        lede = "A summary and the parts you choose. Names of other children are left out until somebody puts them back."
        return question_page(
            request, form, heading=heading, button="Prepare it", crumbs=crumbs_of(case), who=who, lede=lede
        )

    return ask(request, form, act, to=lambda: paper_address(made[0].pk), page=page)


@requires(Permission.PREPARE_PAPERS)
@require_safe
def paper(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """One paper: what it says, and to whoever approves it, what it leaves out."""
    row = _opened(request, paper_id)
    page = _page(request, row)
    parts = {Shown.What.SENSITIVE: Chosen.SENSITIVE.value in row.chosen, Shown.What.RESTRICTED: bool(row.notes)}
    note_seen(request, row.case, *(what for what, there in parts.items() if there))
    return render(request, "papers/paper.html", {"page": page, "back": case_address(row.case_id)})


@requires(Permission.APPROVE_PAPERS)
@require_POST
def paper_put_back(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """Put the ticked names and lines back into a paper; none ticked, everything that was put back is left out again."""
    row = _opened(request, paper_id, Permission.APPROVE_PAPERS)

    def act() -> str:
        if "none" in request.POST:
            acts.leave_out_again(row, act=act_of(request))
            return "Left out again."
        offered = _page(request, row).offered
        form = PutBackForm(request.POST, offered=offered)
        keys = form.cleaned_data["keys"] if form.is_valid() else []
        acts.put_back(row, keys=keys, offered=offered, act=act_of(request))
        return f"Put back: {counted(len(keys), 'thing')}. Read it again."

    return press(request, act, to=f"{paper_address(row.pk)}#left-out")


@requires(Permission.APPROVE_PAPERS)
@require_POST
def paper_approve(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """Approve a paper as it was read."""
    row = _opened(request, paper_id, Permission.APPROVE_PAPERS)

    def act() -> str:
        now = _page(request, row).now
        said: dict[str, Any] = {"parts": now.parts, "bound": now.bound, "left_out": now.left_out, "digest": now.digest}
        acts.approve(row, **said, read=request.POST.get("read", ""), act=act_of(request))
        return "Approved. It is being made, and can be opened in a minute."

    return press(request, act, to=paper_address(row.pk))


@requires(Permission.PREPARE_PAPERS)
@require_POST
def paper_drop(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """Say that a paper is not needed."""
    row = _opened(request, paper_id)

    def act() -> str:
        acts.drop(row, act=act_of(request))
        return "Not needed. It can be handed to nobody."

    return press(request, act, to=paper_address(row.pk))


@requires(Permission.PREPARE_PAPERS)
@require_http_methods(PAGE)
def paper_hand(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """Say who got it, when and how."""
    row, form = _opened(request, paper_id), HandForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        acts.hand_over(row, on=form.cleaned_data["on"], how=form.cleaned_data["how"], act=act_of(request))
        return "Written down."

    def page() -> HttpResponse:
        note_seen(request, row.case)
        crumbs = [*crumbs_of(row.case), Crumb("Paper", paper_address(row.pk))]
        lede = f"It is for {row.recipient}."
        return question_page(
            request,
            form,
            heading="Handed over",
            button="Write it down",
            crumbs=crumbs,
            who=str(row.case.pupil),
            lede=lede,
        )

    return ask(request, form, act, to=paper_address(row.pk), page=page)


@requires(Permission.KEEP_MEETINGS)
@require_POST
def meeting_pack(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Have a meeting's pack made."""
    row: Meeting = get_object_or_404(policy_for(Permission.KEEP_MEETINGS).visible(request.member), pk=meeting_id)

    def act() -> str:
        ask_for_pack(row, act=act_of(request))
        return "The pack is being made. It follows the agenda and the cases until the meeting is held."

    return press(request, act, to=meeting_address(row))
