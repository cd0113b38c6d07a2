"""Home visits: planning one from the call sheet, the page that its two visitors carry, and calling it off."""

import secrets
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.refusals import Malformed, Refused
from schools.absence.forms.visits import FoundForm, PlanForm
from schools.absence.models import HomeVisit
from schools.absence.operations.visits import ASK_THE_LEAD, call_off, note_back, note_found, note_gone, plan_visit
from schools.absence.pages.visits import VisitPage, visit_address, visit_page
from schools.absence.queries.following import Child, children_of
from schools.absence.queries.visits import sees_safety
from schools.absence.rules.visits import needs_the_lead
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.rules.addresses import read_day
from schools.roll.models import Pupil
from schools.roll.queries.families import homes_of
from schools.roll.queries.signing import signature_of
from schools.staff.queries import posts_on


def _child(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> tuple[Pupil, Child]:
    """The child of an address; a 404 for who may not plan, and where there is nothing to follow."""
    pupil = get_object_or_404(policy_for(Permission.PLAN_VISITS).visible(request.member), pk=pupil_id)
    try:
        on = read_day(date)
    except Malformed:
        raise Http404 from None
    found = children_of(on, clock.now(), pupil=pupil.pk, ended=True)
    if not found:
        raise Http404
    return pupil, found[0]


@requires(Permission.PLAN_VISITS)
@require_http_methods(PAGE)
def plan(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """Who goes, where, and what they must know."""
    pupil, child = _child(request, pupil_id, date)
    on, today = child.day.date, clock.today()
    leads = may(request.member, Permission.TAKE_HAND_OVER)
    barred = (
        needs_the_lead([bool(one.restrictions) or one.restricted_elsewhere for one in child.contacts]) and not leads
    )
    homes = (
        [] if barred else [one for one in homes_of(pupil) if one.address and (one.ends_on is None or one.ends_on >= on)]
    )
    form = PlanForm(posted(request), posts=posts_on(today), addresses=[one.address for one in homes])
    made: list[HomeVisit] = []

    def act() -> str:
        if on != today:
            raise Refused("That day is over. A visit is planned for a child without a reason today.", code="over")
        signed = signature_of(request.member, today)
        made.append(
            plan_visit(pupil, on, form.plan, address_of=visit_address, leads=leads, signed=signed, now=clock.now())
        )
        return "Planned. Who is on the staff list is told by a notice."

    def page() -> HttpResponse:
        by = Actor.of(request.member)
        seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=("pupil", pupil.pk), pupils=[pupil.key], by=by, day=on)
        context = {
            "child": child,
            "on": on,
            "barred": ASK_THE_LEAD if barred else "",
            "sheet": reverse("call_sheet", args=[pupil.pk, on.isoformat()]),
        }
        return form_page(request, "absence/plan_visit.html", form, context)

    return ask(request, form, act, to=lambda: visit_address(made[0].pk), page=page)


def _opened(request: MemberRequest, visit_id: uuid.UUID) -> tuple[HomeVisit, VisitPage]:
    """A visit that this person may open, and its page."""
    member = request.member
    row = get_object_or_404(policy_for(Permission.SEE_VISITS).visible(member), pk=visit_id)
    plans = may(member, Permission.PLAN_VISITS)
    page = visit_page(row, sees=sees_safety(member, row), plans=plans, now=clock.now())
    if page is None:
        raise Http404
    return row, page


@requires(Permission.SEE_VISITS)
@require_http_methods(PAGE)
def visit(request: MemberRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The visit as its visitors carry it: whom they visit and what they must know; and a form for what was found.

    The page's script sends this and the two presses below to the interface instead, and keeps them without a signal.
    """
    row, page = _opened(request, visit_id)
    form = FoundForm(posted(request), contacts=page.contacts, initial={"key": secrets.token_urlsafe(18)})

    def act() -> str:
        now = clock.now()
        note_found(row, form.report, at=now, signed=signature_of(request.member, clock.today()), now=now)
        return "Reported. Thank you."

    def shown() -> HttpResponse:
        pupil, by = page.child.placed, Actor.of(request.member)
        what = (Shown.What.PUPIL, Shown.What.CONTACTS)
        seen(*what, about=("pupil", pupil.id), pupils=[pupil.key], by=by, day=row.day.date)
        context = {"page": page, "person": request.member.person_id, "sheet": _sheet(request, page)}
        return form_page(request, "absence/visit.html", form, context)

    return ask(request, form, act, to=visit_address(row.pk), page=shown)


def _sheet(request: MemberRequest, page: VisitPage) -> str:
    """The call sheet's address, for who may open it."""
    pupils = policy_for(Permission.FOLLOW_ABSENCE).visible(request.member)
    if not pupils.filter(pk=page.child.placed.id).exists():
        return ""
    return reverse("call_sheet", args=[page.child.placed.id, page.visit.day.date.isoformat()])


@requires(Permission.SEE_VISITS)
@require_POST
def visit_went(request: MemberRequest, visit_id: uuid.UUID) -> HttpResponse:
    """They are on their way."""
    row, _ = _opened(request, visit_id)

    def act() -> str:
        note_gone(row, at=clock.now(), signed=signature_of(request.member, clock.today()))
        return "Noted. Say when you are back."

    return press(request, act, to=visit_address(row.pk))


@requires(Permission.SEE_VISITS)
@require_POST
def visit_back(request: MemberRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Both are back."""
    row, _ = _opened(request, visit_id)

    def act() -> str:
        note_back(row, at=clock.now(), signed=signature_of(request.member, clock.today()))
        return "Noted: both are back."

    return press(request, act, to=visit_address(row.pk))


@requires(Permission.PLAN_VISITS)
@require_POST
def visit_call_off(request: MemberRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Nobody goes after all."""
    row, _ = _opened(request, visit_id)

    def act() -> str:
        call_off(row, signed=signature_of(request.member, clock.today()), now=clock.now())
        return "Called off. Tell the two of them."

    return press(request, act, to=visit_address(row.pk))
