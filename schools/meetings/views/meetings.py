"""The list of meetings; one planned, changed, called off; its page and its agenda as a PDF."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from schools.cases.queries.rights import work_policy
from schools.journal.operations import record
from schools.meetings.forms.meetings import PlanForm, WhenForm
from schools.meetings.models import Comer, Meeting
from schools.meetings.operations.meetings import call_off, change_meeting, plan_meeting
from schools.meetings.pages.boxes import boxes_of
from schools.meetings.pages.listing import meeting_list, meeting_title
from schools.meetings.pages.one import agenda_pdf, meeting_address, meeting_page
from schools.meetings.queries.rights import planned_years, reaches_everybody
from schools.meetings.rules.meetings import MeetingKind
from schools.meetings.views.acting import act_of, note_list
from schools.roll.models import Pupil
from schools.roll.queries import years_of_school
from schools.staff.queries import posts_on


def opened(request: MemberRequest, meeting_id: uuid.UUID, permission: Permission = Permission.KEEP_MEETINGS) -> Meeting:
    """A meeting that this person may do that to, or a 404."""
    row: Meeting = get_object_or_404(policy_for(permission).visible(request.member), pk=meeting_id)
    return row


def crumbs_of(meeting: Meeting) -> list[Crumb]:
    """From the list to one meeting."""
    return [Crumb("Meetings", reverse("meetings")), Crumb(meeting_title(meeting), meeting_address(meeting))]


@requires(Permission.SEE_MEETINGS)
@require_safe
def meetings(request: MemberRequest) -> HttpResponse:
    """The meetings that are to come, and those that were."""
    page = meeting_list(request.member, clock.today())
    note_list(request, "meetings", page.keys)
    keeps, groups = (may(request.member, one) for one in (Permission.KEEP_MEETINGS, Permission.SEE_HELP_GROUPS))
    return render(request, "meetings/meetings.html", {"page": page, "keeps": keeps, "sees_groups": groups})


@requires(Permission.SEE_MEETINGS)
@require_safe
def meeting(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """One meeting: agenda, decisions, minutes."""
    row = opened(request, meeting_id, Permission.SEE_MEETINGS)
    today = clock.today()
    page = meeting_page(row, request.member, today)
    note_list(request, "meeting", page.keys)
    return render(request, "meetings/meeting.html", {"page": page, "boxes": boxes_of(row, request.member, today)})


@requires(Permission.SEE_MEETINGS)
@require_safe
def meeting_file(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """The agenda as a PDF, in the order of the page."""
    row = opened(request, meeting_id, Permission.SEE_MEETINGS)
    page = meeting_page(row, request.member, clock.today())
    note_list(request, "meeting", page.keys)
    record(
        "meeting.printed", about=("meeting", row.pk), by=Actor.of(request.member), details={"pupils": len(page.keys)}
    )
    body = agenda_pdf(page, school=request.place.name, made_at=clock.now())
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agenda-{row.on.isoformat()}.pdf"'
    return response


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meeting_new(request: MemberRequest) -> HttpResponse:
    """Plan a meeting of a year group, or a panel."""
    today = clock.today()
    years = planned_years(request.member, [year.year_group for year in years_of_school(today)])
    panels = reaches_everybody(request.member)
    form = PlanForm(posted(request), posts=posts_on(today), years=years, panels=panels, initial=_first(request))
    made: list[Meeting] = []

    def act() -> str:
        made.append(plan_meeting(**form.cleaned_data, act=act_of(request)))
        return "Planned."

    def page() -> HttpResponse:
        crumbs = [Crumb("Meetings", reverse("meetings"))]
        return question_page(request, form, heading="Plan a meeting", button="Plan it", crumbs=crumbs)

    return ask(request, form, act, to=lambda: meeting_address(made[0]), page=page)


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def family_meeting_new(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Plan a meeting with one family."""
    pupil: Pupil = get_object_or_404(work_policy.pupils(request.member), pk=pupil_id)
    form = WhenForm(posted(request), posts=posts_on(clock.today()), initial=_first(request))
    made: list[Meeting] = []

    def act() -> str:
        made.append(plan_meeting(kind=MeetingKind.FAMILY, pupil=pupil, **form.cleaned_data, act=act_of(request)))
        return "Planned."

    def page() -> HttpResponse:
        note_list(request, "meeting", [pupil.key])
        crumbs = [Crumb("Meetings", reverse("meetings"))]
        return question_page(
            request, form, heading="Plan a family meeting", button="Plan it", crumbs=crumbs, who=str(pupil)
        )

    return ask(request, form, act, to=lambda: meeting_address(made[0]), page=page)


def _first(request: MemberRequest) -> dict[str, Any]:
    """Whoever plans a meeting chairs it, until somebody else is chosen."""
    return {"chair": str(act_of(request).signed.staff or "")}


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meeting_change(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Change when and where a meeting is, and who comes."""
    row = opened(request, meeting_id)
    first = {name: getattr(row, name) for name in ("on", "starts_at", "ends_at", "where", "others")}
    comers = [str(key) for key in Comer.objects.filter(meeting=row).values_list("post", flat=True)]
    first |= {"chair": str(row.chair_id), "comers": comers}
    form = WhenForm(posted(request), posts=posts_on(clock.today()), initial=first)

    def act() -> str:
        change_meeting(row, **form.cleaned_data, act=act_of(request))
        return "Changed."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Change the meeting", button="Change it", crumbs=crumbs_of(row))

    return ask(request, form, act, to=meeting_address(row), page=page)


@requires(Permission.KEEP_MEETINGS)
@require_POST
def meeting_call_off(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Call a meeting off."""
    row = opened(request, meeting_id)

    def act() -> str:
        call_off(row, act=act_of(request))
        return "Called off. Tell those who were to come: nobody has been told by this."

    return press(request, act, to=meeting_address(row))
