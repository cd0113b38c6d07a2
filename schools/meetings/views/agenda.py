"""An agenda by hand, decisions, writing a meeting up, and the recap; pupils of a worklist put on the next one."""

import uuid
from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted, press, question_page
from foundation.ui.numbers import counted
from schools.cases.queries.rights import see_policy, work_policy
from schools.meetings.forms.meetings import AddForm, DecideForm, WriteUpForm
from schools.meetings.models import Decision, Meeting
from schools.meetings.operations.deciding import decide, finish_decision, send_recap, write_up
from schools.meetings.operations.meetings import add_each, add_to_agenda, take_off
from schools.meetings.pages.adding import adding_page
from schools.meetings.pages.groups import picking
from schools.meetings.pages.one import meeting_address, meeting_page
from schools.meetings.views.acting import act_of, note_list, ticked
from schools.meetings.views.meetings import crumbs_of, opened
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from schools.staff.queries import posts_on


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meeting_add(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Put pupils of a form on the agenda, or a line about nobody in particular."""
    row, form = opened(request, meeting_id), AddForm(posted(request))
    visible = see_policy.pupils(request.member)

    def act() -> str:
        pupils = ticked(request.POST, visible)
        count = add_to_agenda(row, pupils=pupils, words=form.cleaned_data["words"], act=act_of(request))
        return f"On the agenda: {counted(count, 'pupil')}." if pupils else "On the agenda."

    def page() -> HttpResponse:
        pick = picking(clock.today(), request.GET.get("form", ""), visible=visible)
        note_list(request, "meeting", pick.keys)
        context = {
            "pick": pick,
            "crumbs": crumbs_of(row),
            "heading": "Add to the agenda",
            "button": "Add to the agenda",
        }
        return form_page(request, "meetings/pick.html", form, context)

    return ask(request, form, act, to=meeting_address(row), page=page)


@requires(Permission.KEEP_MEETINGS)
@require_POST
def meeting_take_off(request: MemberRequest, meeting_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take a line off that somebody put on."""
    row = opened(request, meeting_id)

    def act() -> str:
        take_off(row, item=item_id, act=act_of(request))
        return "Taken off the agenda."

    return press(request, act, to=meeting_address(row))


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meetings_add(request: MemberRequest) -> HttpResponse:
    """Put the ticked pupils of a worklist on the agenda of the next meeting of their year, or else of the next panel."""
    pupils = ticked(request.POST, work_policy.pupils(request.member))
    page = adding_page(request.member, clock.today(), pupils)
    form = AddForm(request.POST if "words" in request.POST else None)

    def act() -> str:
        meetings: dict[Meeting, list[Pupil]] = defaultdict(list)
        for line in page.lines:
            if line.meeting is not None:
                meetings[line.meeting].append(line.pupil)
        count = add_each(meetings, words=form.cleaned_data["words"], act=act_of(request))
        there = page.added - count
        again = f" {there:,} {'was' if there == 1 else 'were'} on it already." if there else ""
        return f"On the agenda: {counted(count, 'pupil')}.{again}"

    def asked() -> HttpResponse:
        note_list(request, "meeting", [pupil.key for pupil in pupils])
        return form_page(request, "meetings/adding.html", form, {"page": page})

    if not form.is_bound or not page.added:
        return asked()
    return ask(request, form, act, to=page.to, page=asked)


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meeting_decide(request: MemberRequest, meeting_id: uuid.UUID, pupil_id: uuid.UUID | None = None) -> HttpResponse:
    """Write down what was decided, about a pupil or about nobody in particular."""
    row = opened(request, meeting_id)
    pupil: Pupil | None = None
    if pupil_id is not None:
        pupil = get_object_or_404(work_policy.pupils(request.member), pk=pupil_id)
    form = DecideForm(posted(request), posts=posts_on(clock.today()), about_pupil=pupil is not None)

    def act() -> str:
        decide(row, pupil=pupil, **form.cleaned_data, act=act_of(request))
        return "Decided." if pupil is None else "Decided: it is a task of the pupil’s case."

    def page() -> HttpResponse:
        note_list(request, "meeting", [pupil.key] if pupil is not None else [])
        lede = "It becomes a task of the pupil’s attendance case, which is opened if there is none." if pupil else ""
        return question_page(
            request,
            form,
            heading="What was decided",
            button="Write it down",
            crumbs=crumbs_of(row),
            who=str(pupil or ""),
            lede=lede,
        )

    return ask(request, form, act, to=f"{meeting_address(row)}#decided", page=page)


@requires(Permission.KEEP_MEETINGS)
@require_POST
def meeting_decision_done(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Say that what was decided about nobody in particular is done."""
    mine = policy_for(Permission.KEEP_MEETINGS).visible(request.member).order_by().values("pk")
    row: Decision = get_object_or_404(Decision.objects.filter(meeting__in=mine), pk=decision_id)

    def act() -> str:
        finish_decision(row, act=act_of(request))
        return "Done."

    return press(request, act, to=f"{reverse('meeting', args=[row.meeting_id])}#decided")


@requires(Permission.KEEP_MEETINGS)
@require_http_methods(PAGE)
def meeting_write_up(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Write a meeting up: who was there, the minutes, and the agenda kept as it is now."""
    row = opened(request, meeting_id)
    asked = StaffMember.objects.filter(pk__in=row.comers.values("post")).order_by("name")
    everybody = [str(post.pk) for post in asked]
    form = WriteUpForm(posted(request), posts=asked, initial={"came": everybody})

    def act() -> str:
        page = meeting_page(row, request.member, clock.today())
        came = [post.pk for post in form.cleaned_data["came"]]
        write_up(row, minutes=form.cleaned_data["minutes"], came=came, lines=page.lines, act=act_of(request))
        return "Written up. The agenda is kept as it was."

    def page() -> HttpResponse:
        lede = "Whatever was decided is written down already. After this the agenda follows the data no more."
        return question_page(
            request, form, heading="Write the meeting up", button="Write it up", crumbs=crumbs_of(row), lede=lede
        )

    return ask(request, form, act, to=meeting_address(row), page=page)


@requires(Permission.KEEP_MEETINGS)
@require_POST
def meeting_recap(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Tell those who were there."""
    row = opened(request, meeting_id)

    def act() -> str:
        told = send_recap(row, act=act_of(request))
        alone = (
            f" {counted(len(told.without_email), 'person has', 'people have')} no work email: it waits for them here."
        )
        return f"Recap sent to {counted(len(told.by_email), 'person', 'people')}.{alone if told.without_email else ''}"

    return press(request, act, to=meeting_address(row))
