"""Groups that are helped: the list, one of them with what came of it, and who is in it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.ui.numbers import counted
from schools.cases.queries.rights import work_policy
from schools.meetings.forms.meetings import GroupForm, PickForm
from schools.meetings.models import HelpGroup
from schools.meetings.operations.groups import change_group, make_group, put_in, take_out
from schools.meetings.pages.groups import group_list, group_page, picking
from schools.meetings.views.acting import act_of, note_list, ticked
from schools.roll.models import Pupil


def _opened(request: MemberRequest, group_id: uuid.UUID, permission: Permission) -> HelpGroup:
    row: HelpGroup = get_object_or_404(policy_for(permission).visible(request.member), pk=group_id)
    return row


def _address(group: HelpGroup) -> str:
    return reverse("help_group", args=[group.pk])


def _crumbs(group: HelpGroup | None = None) -> list[Crumb]:
    found = [Crumb("Groups that are helped", reverse("help_groups"))]
    return found if group is None else [*found, Crumb(group.name, _address(group))]


@requires(Permission.SEE_HELP_GROUPS)
@require_safe
def help_groups(request: MemberRequest) -> HttpResponse:
    """Every group, the newest first."""
    rows = group_list(policy_for(Permission.SEE_HELP_GROUPS).visible(request.member))
    context = {"rows": rows, "keeps": may(request.member, Permission.KEEP_HELP_GROUPS)}
    return render(request, "meetings/groups.html", context)


@requires(Permission.SEE_HELP_GROUPS)
@require_safe
def help_group(request: MemberRequest, group_id: uuid.UUID) -> HttpResponse:
    """One group: who is in it, and whether they did better than pupils like them."""
    row = _opened(request, group_id, Permission.SEE_HELP_GROUPS)
    page = group_page(row, request.member, clock.today())
    note_list(request, "group", [one.pupil.key for one in page.rows])
    return render(request, "meetings/group.html", {"page": page})


@requires(Permission.KEEP_HELP_GROUPS)
@require_http_methods(PAGE)
def help_group_new(request: MemberRequest) -> HttpResponse:
    """Make a group."""
    form = GroupForm(posted(request), today=clock.today())
    made: list[HelpGroup] = []

    def act() -> str:
        made.append(make_group(**form.cleaned_data, act=act_of(request)))
        return "Made. Put pupils into it."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Make a group", button="Make it", crumbs=_crumbs())

    return ask(request, form, act, to=lambda: _address(made[0]), page=page)


@requires(Permission.KEEP_HELP_GROUPS)
@require_http_methods(PAGE)
def help_group_change(request: MemberRequest, group_id: uuid.UUID) -> HttpResponse:
    """Change its dates and what is done."""
    row = _opened(request, group_id, Permission.KEEP_HELP_GROUPS)
    first = {name: getattr(row, name) for name in ("what", "starts_on", "ends_on")}
    form = GroupForm(posted(request), today=clock.today(), named=False, initial=first)

    def act() -> str:
        change_group(row, **form.cleaned_data, act=act_of(request))
        return "Changed."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Change the group", button="Change it", crumbs=_crumbs(row))

    return ask(request, form, act, to=_address(row), page=page)


@requires(Permission.KEEP_HELP_GROUPS)
@require_http_methods(PAGE)
def help_group_add(request: MemberRequest, group_id: uuid.UUID) -> HttpResponse:
    """Put pupils of a form into it."""
    row = _opened(request, group_id, Permission.KEEP_HELP_GROUPS)
    form, visible = PickForm(posted(request)), work_policy.pupils(request.member)

    def act() -> str:
        count = put_in(row, pupils=ticked(request.POST, visible), act=act_of(request))
        return f"In the group: {counted(count, 'pupil')} more."

    def page() -> HttpResponse:
        pick = picking(clock.today(), request.GET.get("form", ""), visible=visible)
        note_list(request, "group", pick.keys)
        context = {"pick": pick, "crumbs": _crumbs(row), "heading": "Put pupils in", "button": "Put them in"}
        return form_page(request, "meetings/pick.html", form, context)

    return ask(request, form, act, to=_address(row), page=page)


@requires(Permission.KEEP_HELP_GROUPS)
@require_POST
def help_group_take_out(request: MemberRequest, group_id: uuid.UUID, pupil_id: uuid.UUID) -> HttpResponse:
    """Take a pupil out again."""
    row = _opened(request, group_id, Permission.KEEP_HELP_GROUPS)
    pupil: Pupil = get_object_or_404(work_policy.pupils(request.member), pk=pupil_id)

    def act() -> str:
        take_out(row, pupil=pupil, act=act_of(request))
        return "Taken out of the group."

    return press(request, act, to=_address(row))
