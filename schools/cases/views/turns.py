"""A case's own turns: opened, left to wait, taken up again, closed, reopened, and its stage by hand."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from schools.cases.forms.cases import BecauseForm, CloseForm, OpenForm, StageForm, WaitForm
from schools.cases.models import Case
from schools.cases.operations.cases import close, go_on, open_case, reopen, set_stage, wait
from schools.cases.pages.files import case_address
from schools.cases.queries.rights import work_policy
from schools.cases.queries.stages import stages_on
from schools.cases.views.acting import act_of, ask_about, opened
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil
from schools.staff.queries import posts_on


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_open(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Open a case from a first worry, with its reason."""
    pupil: Pupil = get_object_or_404(work_policy.pupils(request.member), pk=pupil_id)
    form = OpenForm(posted(request), posts=posts_on(clock.today()), initial={"kind": "attendance"})
    made: list[Case] = []

    def act() -> str:
        clean = form.cleaned_data
        made.append(
            open_case(pupil, kind=clean["kind"], because=clean["because"], owner=clean["owner"], act=act_of(request))
        )
        again = made[0].opened_on < clock.today()
        return "Reopened: a case of this kind was closed less than 20 school days ago." if again else "Opened."

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
        crumbs = [Crumb("Cases", reverse("cases"))]
        return question_page(
            request, form, heading="Open a case", button="Open the case", crumbs=crumbs, who=str(pupil)
        )

    return ask(request, form, act, to=lambda: case_address(made[0].pk), page=page)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_wait(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Leave it to wait."""
    row, form = opened(request, case_id), WaitForm(posted(request))

    def act() -> str:
        wait(row, until=form.cleaned_data["until"], waits_for=form.cleaned_data["waits_for"], act=act_of(request))
        return "It waits. On that day it is named as missing an act."

    return ask_about(request, row, form, act, heading="Leave the case to wait", button="Let it wait")


@requires(Permission.WORK_CASES)
@require_POST
def case_go_on(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take up a case that waited."""
    row = opened(request, case_id)

    def act() -> str:
        go_on(row, act=act_of(request))
        return "Taken up again."

    return press(request, act, to=case_address(row.pk))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_close(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Close it, with how it ended."""
    row, form = opened(request, case_id), CloseForm(posted(request))

    def act() -> str:
        close(row, outcome=form.cleaned_data["outcome"], words=form.cleaned_data["words"], act=act_of(request))
        return "Closed."

    lede = "No task of it may be open."
    return ask_about(request, row, form, act, heading="Close the case", button="Close the case", lede=lede)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_reopen(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a closed case up again."""
    row, form = opened(request, case_id), BecauseForm(posted(request))

    def act() -> str:
        reopen(row, because=form.cleaned_data["because"], act=act_of(request))
        return "Reopened."

    lede = "Within 20 school days of its end; later a new one is opened."
    return ask_about(request, row, form, act, heading="Reopen the case", button="Reopen the case", lede=lede)


@requires(Permission.SET_CASE_STAGES)
@require_http_methods(PAGE)
def case_stage(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Set its stage by hand, with a reason."""
    row = opened(request, case_id, Permission.SET_CASE_STAGES)
    form = StageForm(posted(request), stages=stages_on(clock.today()))

    def act() -> str:
        set_stage(row, to=form.cleaned_data["stage"], because=form.cleaned_data["because"], act=act_of(request))
        return "Set."

    lede = "One stage up at a time, so that support comes first; down as far as it goes."
    return ask_about(request, row, form, act, heading="Set the stage", button="Set the stage", lede=lede)
