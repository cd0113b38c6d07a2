"""Messages to families: asking for them, the day's own page, and what a person does about one."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import press
from foundation.audit.actors import Actor
from foundation.refusals import Malformed, Refused
from foundation.ui.numbers import counted
from schools.absence.models import Message
from schools.absence.operations.messages import (
    Asking,
    ask_by_ladder,
    ask_contact,
    let_all_go,
    let_go,
    settle_doubt,
    take_back,
)
from schools.absence.pages.messages import messages_page
from schools.absence.rules.ladder import WRITTEN, Channel
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.rules.addresses import read_day
from schools.roll.models import Pupil


def _reached(request: MemberRequest) -> set[uuid.UUID]:
    return set(policy_for(Permission.FOLLOW_ABSENCE).visible(request.member).values_list("pk", flat=True))


@requires(Permission.FOLLOW_ABSENCE)
@require_safe
def messages(request: MemberRequest, date: str) -> HttpResponse:
    """A day's messages, those that need a person first."""
    try:
        on = read_day(date)
    except Malformed:
        raise Http404 from None
    lead = may(request.member, Permission.TAKE_HAND_OVER)
    page = messages_page(on, today=on == clock.today(), reached=_reached(request), lead=lead)
    seen(Shown.What.LIST, about=("list", "messages"), pupils=page.shown, by=Actor.of(request.member), day=on)
    return render(request, "absence/messages.html", {"page": page})


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def messages_ask(request: MemberRequest) -> HttpResponse:
    """Ask for every message that the ladder has next."""

    def act() -> str:
        channel, reached = _channel(request), _reached(request)
        by, now = Actor.of(request.member), clock.now()
        asking = ask_by_ladder(clock.today(), channel, pupils=reached, by=by, now=now)
        return _asked_words(asking)

    return press(request, act, to=reverse("today"))


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def messages_let_go(request: MemberRequest) -> HttpResponse:
    """Let go every message that is held, but for those that wait for the lead's word."""
    on, reached = clock.today(), _reached(request)

    def act() -> str:
        keys = messages_page(on, today=True, reached=reached, lead=False).held
        count = let_all_go(on, keys, by=Actor.of(request.member), now=clock.now())
        return f"{counted(count, 'message')} let go." if count else "None was held any more."

    return press(request, act, to=reverse("messages", args=[on.isoformat()]))


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def message_act(request: MemberRequest, message_id: uuid.UUID) -> HttpResponse:
    """Let one message go, take it back, or say whether it was sent."""
    about = Message.objects.filter(
        children__day__pupil__in=policy_for(Permission.FOLLOW_ABSENCE).visible(request.member)
    )
    message = get_object_or_404(about.distinct(), pk=message_id)
    by, now, asked = Actor.of(request.member), clock.now(), request.POST.get("act", "")

    def act() -> str:
        if asked == "let_go":
            let_go(message, lead=may(request.member, Permission.TAKE_HAND_OVER), by=by, now=now)
            return "Let go. It is being sent."
        if asked == "take_back":
            take_back(message, by=by, now=now)
            return "Taken back. It is not sent."
        if asked in ("was_sent", "was_not_sent"):
            settle_doubt(message, sent=asked == "was_sent", by=by, now=now)
            return "Noted." if asked == "was_sent" else "Noted. It may be asked for again."
        raise Refused("Choose what to do about the message.", code="act")

    return press(request, act, to=reverse("messages", args=[message.date.isoformat()]))


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def write_contact(request: MemberRequest, pupil_id: uuid.UUID, date: str) -> HttpResponse:
    """Ask for a message to one contact of a child, from the call sheet."""
    pupil: Pupil = get_object_or_404(policy_for(Permission.FOLLOW_ABSENCE).visible(request.member), pk=pupil_id)
    try:
        on = read_day(date)
    except Malformed:
        raise Http404 from None

    def act() -> str:
        channel, contact = _wanted(request)
        asking = ask_contact(pupil, contact, channel, on, by=Actor.of(request.member), now=clock.now())
        return _asked_words(asking)

    return press(request, act, to=reverse("call_sheet", args=[pupil.pk, on.isoformat()]))


def _wanted(request: MemberRequest) -> tuple[Channel, uuid.UUID]:
    try:
        return _channel(request), uuid.UUID(request.POST.get("contact", ""))
    except ValueError:
        raise Refused("Choose whom to write to.", code="contact") from None


def _channel(request: MemberRequest) -> Channel:
    found = next((one for one in WRITTEN if one.value == request.POST.get("channel")), None)
    if found is None:
        raise Refused("Choose a text or an email.", code="channel")
    return found


def _asked_words(asking: Asking) -> str:
    """What came of asking, in words that name nobody."""
    count = len(asking.messages)
    if not count:
        return "Nothing was written: every family has been asked already, or the ladder has another step next."
    held = f" {asking.held} held for a person." if asking.held else ""
    kept = count - asking.held
    queued = f"{counted(kept, 'message')} queued." if kept else ""
    return f"{queued}{held}".strip()
