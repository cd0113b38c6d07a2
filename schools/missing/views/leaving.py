"""A removal gathered, put to the headteacher and decided; home education; coming back."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, posted, press
from schools.calendar.queries import calendar_for
from schools.cases.rules.opening import Kind
from schools.missing.forms.leaving import (
    BarsForm,
    ComingBackForm,
    ConsentForm,
    DecideForm,
    EvidenceForm,
    GroundForm,
    SpokeForm,
    StepForm,
    TalkForm,
    WhyForm,
    WritingForm,
)
from schools.missing.models import Step
from schools.missing.operations import home_education, removing
from schools.missing.operations.coming_back import plan_back, step_done
from schools.missing.pages.removal import decision_lede
from schools.missing.pages.words import one_address
from schools.missing.rules.home_education import DO_NOT_ENCOURAGE
from schools.missing.views.acting import act_of, ask_of, opened

_PART = "#removal"


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_ground(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Choose the ground."""
    row = opened(request, case_id)
    form = GroundForm(posted(request), kind=Kind(row.kind))

    def act() -> str:
        removing.choose_ground(row, ground=form.cleaned_data["ground"], act=act_of(request))
        return "Chosen. The page says what is still lacking."

    lede = "Nothing leaves the roll yet. Which grounds a case may come to follows from its kind."
    return ask_of(request, row, form, act, heading="Ground for leaving", button="Choose it", lede=lede, part=_PART)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_evidence(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down evidence."""
    row, form = opened(request, case_id), EvidenceForm(posted(request))

    def act() -> str:
        clean = form.cleaned_data
        removing.add_evidence(row, words=clean["words"], dated=clean["dated"], act=act_of(request))
        return "Written down."

    return ask_of(request, row, form, act, heading="Evidence", button="Write it down", part=_PART)


@requires(Permission.WORK_CASES)
@require_POST
def missing_ask(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put the removal to the headteacher."""
    row = opened(request, case_id)

    def act() -> str:
        removing.ask_head(row, act=act_of(request))
        return "Put to the headteacher."

    return press(request, act, to=one_address(row.pk) + _PART)


@requires(Permission.APPROVE_REMOVALS)
@require_http_methods(PAGE)
def missing_decide(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """The headteacher approves it, or sends it back."""
    row = opened(request, case_id, permission=Permission.APPROVE_REMOVALS)
    form = DecideForm(posted(request))

    def act() -> str:
        approves = form.cleaned_data["decision"] == "approve"
        decided = removing.approve if approves else removing.decline
        decided(row, words=form.cleaned_data["words"], act=act_of(request))
        return "Approved. The name is taken off on the pupil’s roll record." if approves else "Sent back."

    heading = "Approve that the pupil leaves the roll"
    lede = decision_lede(row, clock.today(), calendar_for(request.member))
    return ask_of(request, row, form, act, heading=heading, button="Decide", lede=lede, part=_PART)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_take_back(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take the removal back."""
    row, form = opened(request, case_id), WhyForm(posted(request))

    def act() -> str:
        removing.take_back(row, words=form.cleaned_data["words"], act=act_of(request))
        return "Taken back."

    return ask_of(request, row, form, act, heading="Take the removal back", button="Take it back", part=_PART)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def home_spoke(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who first spoke of it."""
    row, form = opened(request, case_id, Kind.EHE), SpokeForm(posted(request))

    def act() -> str:
        home_education.first_spoke(row, act=act_of(request), **form.cleaned_data)
        return "Kept."

    heading, part = "Who first spoke of home education", "#home-education"
    return ask_of(request, row, form, act, heading=heading, button="Keep it", lede=DO_NOT_ENCOURAGE, part=part)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def home_written(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """The parent’s writing."""
    row, form = opened(request, case_id, Kind.EHE), WritingForm(posted(request))

    def act() -> str:
        home_education.written(row, act=act_of(request), **form.cleaned_data)
        return "Kept, and the notice to the authority is queued among the returns: send it today."

    heading, part = "The parent’s writing", "#home-education"
    return ask_of(request, row, form, act, heading=heading, button="Keep it", lede=DO_NOT_ENCOURAGE, part=part)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def home_talk(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """A talk that was offered."""
    row, form = opened(request, case_id, Kind.EHE), TalkForm(posted(request))

    def act() -> str:
        home_education.talk(row, act=act_of(request), **form.cleaned_data)
        return "Kept."

    heading, part = "A talk about the reasons", "#home-education"
    return ask_of(request, row, form, act, heading=heading, button="Keep it", lede=DO_NOT_ENCOURAGE, part=part)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def home_bars(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """What stops it without consent."""
    row, form = opened(request, case_id, Kind.EHE), BarsForm(posted(request))

    def act() -> str:
        home_education.set_bars(row, act=act_of(request), bars=form.chosen)
        return "Kept."

    heading, part = "A special school place, or an attendance order", "#home-education"
    return ask_of(request, row, form, act, heading=heading, button="Keep it", lede=DO_NOT_ENCOURAGE, part=part)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def home_consent(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """The consent that lifts a bar."""
    row, form = opened(request, case_id, Kind.EHE), ConsentForm(posted(request))

    def act() -> str:
        home_education.consented(row, act=act_of(request), **form.cleaned_data)
        return "Kept."

    heading, part = "The authority’s consent", "#home-education"
    return ask_of(request, row, form, act, heading=heading, button="Keep it", lede=DO_NOT_ENCOURAGE, part=part)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_back(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Agree how the child comes back."""
    row, form = opened(request, case_id), ComingBackForm(posted(request))

    def act() -> str:
        plan_back(row, act=act_of(request), **form.cleaned_data)
        return "Kept."

    lede = (
        "Who has left the roll is readmitted on their roll record. A part-time timetable is agreed with its own page, and "
        "needs a parent."
    )
    return ask_of(request, row, form, act, heading="Coming back", button="Keep the plan", lede=lede, part="#back")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_step(request: MemberRequest, step_id: uuid.UUID) -> HttpResponse:
    """What became of a stage of coming back."""
    cases = policy_for(Permission.WORK_CASES).visible(request.member).order_by().values("pk")
    step = get_object_or_404(Step.objects.select_related("plan__case__pupil"), pk=step_id, plan__case__in=cases)
    form = StepForm(posted(request))

    def act() -> str:
        step_done(step, on=form.cleaned_data["on"], came=form.cleaned_data["came"], act=act_of(request))
        return "Written down."

    case, lede = step.plan.case, f"Stage {step.number}: {step.words}"
    heading, part = "What became of the stage", "#back"
    return ask_of(request, case, form, act, heading=heading, button="Write it down", lede=lede, part=part)
