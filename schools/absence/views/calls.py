"""One child without a reason: the call sheet, what came of a call, and the hand-over to the safeguarding lead."""

import datetime as dt
import secrets
import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.refusals import Malformed, Overtaken, Refused
from schools.absence.forms.calls import CallForm, HandingForm, LadderForm, OutcomeForm
from schools.absence.forms.replies import TakeDownForm
from schools.absence.models import HandOver
from schools.absence.operations.attempts import acknowledge, note_attempt, settle
from schools.absence.operations.following import hand_over, hold_day
from schools.absence.operations.ladders import set_ladder
from schools.absence.operations.taking_down import take_down
from schools.absence.pages.call_sheet import CallSheet
from schools.absence.pages.hand_overs import hand_overs_page
from schools.absence.pages.reasons import reasons_on
from schools.absence.pages.told import taken_words
from schools.absence.queries.following import children_of
from schools.absence.queries.gateways import channels_set
from schools.absence.queries.ladders import settings_now
from schools.absence.queries.rights import may_enter
from schools.absence.queries.visits import visits_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.rules.addresses import read_day
from schools.roll.models import Pupil
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import signature_of


def _sheet(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> CallSheet:
    """The child's sheet of a day; a 404 where there is nothing to follow, or the pupil is out of reach."""
    pupil = get_object_or_404(policy_for(Permission.FOLLOW_ABSENCE).visible(request.member), pk=pupil_id)
    try:
        on = read_day(date)
    except Malformed:
        raise Http404 from None
    now = clock.now()
    found = children_of(on, now, pupil=pupil.pk, ended=True)
    if not found:
        raise Http404
    return CallSheet(found[0], on, now, tuple(channels_set()), tuple(visits_of(found[0].day)))


def _address(pupil: uuid.UUID, on: dt.date) -> str:
    return reverse("call_sheet", args=[pupil, on.isoformat()])


@requires(Permission.FOLLOW_ABSENCE)
@require_http_methods(PAGE)
def call_sheet(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """Whom to ring, what was tried; and a form that notes what was said."""
    sheet = _sheet(request, pupil_id, date)
    amends = may_enter(request.member, sheet.child.day.pupil, sheet.on)
    form = CallForm(
        posted(request),
        contacts=sheet.ringable,
        reasons=reasons_on(sheet.on) if amends else (),
        initial={"contact": sheet.first_choice, "key": secrets.token_urlsafe(18)},
    )

    def act() -> str:
        if not sheet.today:
            raise Refused("That day is over. Enter the reason in its register, as an amendment.", code="over")
        pupil = Pupil.objects.get(pk=pupil_id)
        signed = signature_of(request.member, sheet.on)
        try:
            attempt = note_attempt(pupil, sheet.on, form.told, signed=signed, may_amend=amends, now=clock.now())
        except Overtaken:
            words = "Somebody changed this child’s mark at the same moment. Look at it again; nothing was saved."
            raise Refused(words, code="overtaken") from None
        return f"Noted. The register says {attempt.code} now." if attempt.code else "Noted."

    def page() -> HttpResponse:
        by = Actor.of(request.member)
        what = (Shown.What.PUPIL, Shown.What.CONTACTS)
        seen(*what, about=("pupil", pupil_id), pupils=[sheet.child.placed.key], by=by, day=sheet.on)
        context = {
            "sheet": sheet,
            "handing": HandingForm(),
            "outcome": OutcomeForm(),
            "may_take": may(request.member, Permission.TAKE_HAND_OVER),
            "may_plan": may(request.member, Permission.PLAN_VISITS),
            "may_amend": amends,
            "sees_today": may(request.member, Permission.SEE_TODAY),
        }
        return form_page(request, "absence/call_sheet.html", form, context)

    return ask(request, form, act, to=_address(pupil_id, sheet.on), page=page)


@requires(Permission.FOLLOW_ABSENCE)
@require_http_methods(PAGE)
def take_down_call(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """A parent rings. About a child without a reason that is the call sheet; about any other it is kept, or planned."""
    pupil = get_object_or_404(policy_for(Permission.FOLLOW_ABSENCE).visible(request.member), pk=pupil_id)
    today, now = clock.today(), clock.now()
    if children_of(today, now, pupil=pupil.pk):
        return HttpResponseRedirect(_address(pupil.pk, today))
    contacts = [one for one in contacts_of(pupil, today) if not one.restrictions]
    form = TakeDownForm(posted(request), contacts=contacts, key=secrets.token_urlsafe(18))

    def act() -> str:
        signed, amends = signature_of(request.member, today), may_enter(request.member, pupil, today)
        try:
            kept = take_down(pupil, today, form.told, form.sessions, signed=signed, may_amend=amends, now=now)
        except Overtaken:
            words = "Somebody changed this child’s mark at the same moment. Look at it again; nothing was saved."
            raise Refused(words, code="overtaken") from None
        return taken_words(kept)

    def page() -> HttpResponse:
        what = (Shown.What.PUPIL, Shown.What.CONTACTS)
        seen(*what, about=("pupil", pupil_id), pupils=[pupil.key], by=Actor.of(request.member), day=today)
        return form_page(request, "absence/take_down.html", form, {"pupil": pupil})

    return ask(request, form, act, to=reverse("pupil", args=[pupil.pk]), page=page)


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def hand_over_now(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """Give the child to the safeguarding lead before the ladder does."""
    sheet = _sheet(request, pupil_id, date)
    form = HandingForm(request.POST)

    def act() -> str:
        pupil, now = Pupil.objects.get(pk=pupil_id), clock.now()
        day = hold_day(pupil, sheet.on, now=now) if sheet.today else None
        if day is None or not form.is_valid():
            raise Refused("Only a child without a reason today is handed over.", code="over")
        hand_over(
            day, HandOver.Why.CHOICE, now=now, by=Actor.of(request.member), note=form.cleaned_data["handing_note"]
        )
        return "Handed over. The safeguarding lead is told by a notice."

    return press(request, act, to=_address(pupil_id, sheet.on))


def _held(sheet: CallSheet) -> HandOver:
    if sheet.child.hand_over is None:
        raise Http404
    return sheet.child.hand_over


@requires(Permission.TAKE_HAND_OVER)
@require_safe
def hand_overs(request: MemberRequest) -> HttpResponse:
    """Today's children with the safeguarding lead, whom nobody has taken over first: where the notice leads."""
    page = hand_overs_page(clock.today(), clock.now())
    by, about = Actor.of(request.member), ("list", "show=hand-overs")
    seen(Shown.What.LIST, about=about, pupils=[child.placed.key for child in page.children], by=by)
    return render(request, "absence/hand_overs.html", {"page": page})


@requires(Permission.TAKE_HAND_OVER)
@require_POST
def take_over(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """The lead takes the child over."""
    sheet = _sheet(request, pupil_id, date)
    row = _held(sheet)

    def act() -> str:
        acknowledge(row, signed=signature_of(request.member, clock.today()), now=clock.now())
        return "You have it. Write down what you find."

    return press(request, act, to=_address(pupil_id, sheet.on))


@requires(Permission.TAKE_HAND_OVER)
@require_POST
def sign_off(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """The lead says how it ended."""
    sheet = _sheet(request, pupil_id, date)
    row, form = _held(sheet), OutcomeForm(request.POST)

    def act() -> str:
        words = form.cleaned_data["outcome"] if form.is_valid() else ""
        settle(row, words, signed=signature_of(request.member, clock.today()), now=clock.now())
        return "Signed off."

    return press(request, act, to=_address(pupil_id, sheet.on))


@requires(Permission.SET_LADDER)
@require_http_methods(PAGE)
def ladder(request: MemberRequest) -> HttpResponse:
    """The school's ladder: its steps, and the minutes of what follows."""
    form = LadderForm(posted(request), settings=settings_now())

    def act() -> str:
        changed = set_ladder(form.cleaned_data["settings"], by=Actor.of(request.member))
        return "The ladder holds from now on." if changed else "Nothing was different."

    return ask(
        request, form, act, to=reverse("ladder"), page=lambda: form_page(request, "absence/ladder.html", form, {})
    )
