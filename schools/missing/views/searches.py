"""The list, one case, a search begun and worked on, and the file for the officer."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from schools.calendar.queries import calendar_for
from schools.cases.models import Case
from schools.cases.queries.rights import work_policy
from schools.cases.rules.opening import Kind
from schools.cases.views.acting import note_seen
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.missing.forms.searches import AnswerForm, BeginForm, CauseForm, EnquiryForm, FirstDayForm, SeenForm
from schools.missing.models import Enquiry
from schools.missing.operations.searching import answer, begin, enquire, say_cause, set_first_day, set_last_seen
from schools.missing.pages.exported import NOT_COMMENCED, not_in_school
from schools.missing.pages.listing import missing_list
from schools.missing.pages.one import missing_page
from schools.missing.pages.words import list_address, one_address
from schools.missing.queries.marking import marked_of
from schools.missing.rules.checklist import steps
from schools.missing.rules.enquiries import OWN_CHOICE, kinds
from schools.missing.rules.states import REMOVAL
from schools.missing.views.acting import act_of, ask_of, crumbs_of, opened
from schools.roll.models import Pupil
from schools.staff.queries import posts_on

_SEARCHED = (Kind.CME, Kind.LEAVING)


@requires(Permission.SEE_CASES)
@require_safe
def missing(request: MemberRequest) -> HttpResponse:
    """Open cases of children who cannot be found or leave, and children in a run who have no case."""
    page = missing_list(request.member, clock.today(), calendar_for(request.member))
    seen(Shown.What.LIST, about=("list", "show=sought"), pupils=page.keys, by=Actor.of(request.member))
    return render(request, "missing/list.html", {"page": page})


@requires(Permission.SEE_CASES)
@require_safe
def missing_rules(request: MemberRequest) -> HttpResponse:
    """Which enquiries and steps there are, how a removal moves, and what of it is the law's."""
    moves = [(one.words, " or ".join(map(REMOVAL.words, one.before)), one.asks) for one in REMOVAL.moves]
    context = {
        "kinds": kinds().values(),
        "steps": steps(),
        "own": OWN_CHOICE,
        "thing": REMOVAL,
        "moves": moves,
        "not_commenced": NOT_COMMENCED,
    }
    return render(request, "missing/rules.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def missing_case(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """One case: its run, its checklist, enquiries, removal, and what else it gathers."""
    row = opened(request, case_id, permission=Permission.SEE_CASES)
    page = missing_page(row, request.member, clock.today(), calendar_for(request.member))
    note_seen(request, row)
    sees_roll = may(request.member, Permission.CHANGE_ROLL)
    return render(request, "missing/one.html", {"page": page, "crumbs": crumbs_of(row)[:1], "sees_roll": sees_roll})


@requires(Permission.WORK_CASES)
@require_safe
def children_not_in_school(request: MemberRequest) -> HttpResponse:
    """The file of children not in school, of those whose cases this person works on. The download is a line."""
    today = clock.today()
    text, keys = not_in_school(request.member, today)
    seen(Shown.What.LIST, about=("list", "show=not_in_school"), pupils=keys, by=Actor.of(request.member))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="children-not-in-school-{today.isoformat()}.csv"'
    return response


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_begin(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Open the case of a child who is missing; the first day is that of the run, until somebody says otherwise."""
    pupil: Pupil = get_object_or_404(work_policy.pupils(request.member), pk=pupil_id)
    today = clock.today()
    run = marked_of(pupil, calendar_for(request.member), today).run
    first = run.first.date if run.first is not None else None
    form = BeginForm(posted(request), posts=posts_on(today), initial={"first_day": first})
    made: list[Case] = []

    def act() -> str:
        clean = form.cleaned_data
        given = {"first_day": clean["first_day"], "because": clean["because"], "owner": clean["owner"]}
        made.append(begin(pupil, act=act_of(request), **given))
        return "Opened, and the notice to the authority is queued among the returns."

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
        return question_page(
            request,
            form,
            heading="A child is missing",
            button="Open the case",
            crumbs=[Crumb("Missing and leaving", list_address())],
            who=str(pupil),
            lede="Where a child may be in danger, ring the police first and tell the safeguarding lead.",
        )

    return ask(request, form, act, to=lambda: one_address(made[0].pk), page=page)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_first_day(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say, or correct, the first day missing."""
    row, form = opened(request, case_id, *_SEARCHED), FirstDayForm(posted(request))

    def act() -> str:
        set_first_day(row, first_day=form.cleaned_data["first_day"], act=act_of(request))
        return "Kept."

    return ask_of(request, row, form, act, heading="First day missing", button="Keep it")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_seen(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down when the child was last seen."""
    row, form = opened(request, case_id, *_SEARCHED), SeenForm(posted(request))

    def act() -> str:
        set_last_seen(row, on=form.cleaned_data["on"], words=form.cleaned_data["words"], act=act_of(request))
        return "Kept."

    return ask_of(request, row, form, act, heading="When the child was last seen", button="Keep it")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_cause(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Answer whether sickness or another unavoidable cause is known."""
    row, form = opened(request, case_id, *_SEARCHED), CauseForm(posted(request))

    def act() -> str:
        say_cause(row, known=form.cleaned_data["known"], words=form.cleaned_data["words"], act=act_of(request))
        return "Kept, as of today."

    lede = (
        "Asked again once the twenty school days, or the ten after leave, are whole: the ground rests on that answer."
    )
    return ask_of(request, row, form, act, heading="Sickness or another cause", button="Keep it", lede=lede)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_enquiry(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down an enquiry."""
    row = opened(request, case_id, *_SEARCHED)
    form = EnquiryForm(posted(request), initial={"kind": request.GET.get("kind", "")})

    def act() -> str:
        enquire(row, act=act_of(request), **form.cleaned_data)
        return "Written down."

    return ask_of(
        request, row, form, act, heading="An enquiry", button="Write it down", lede=OWN_CHOICE, part="#enquiries"
    )


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def missing_answer(request: MemberRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    """Write down what came of an enquiry that waited."""
    cases = policy_for(Permission.WORK_CASES).visible(request.member).order_by().values("pk")
    enquiry = get_object_or_404(Enquiry.objects.select_related("case__pupil"), pk=enquiry_id, case__in=cases)
    form = AnswerForm(posted(request))

    def act() -> str:
        answer(enquiry, result=form.cleaned_data["result"], came=form.cleaned_data["came"], act=act_of(request))
        return "Written down."

    lede = f"{kinds()[enquiry.kind].words}, by {enquiry.who}."
    heading, part = "What came of the enquiry", "#enquiries"
    return ask_of(request, enquiry.case, form, act, heading=heading, button="Write it down", lede=lede, part=part)
