"""The desk at the door: find who stands there, then one act. What is typed to find them is in no address."""

import secrets
import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import attempt, done, posted, press
from foundation.audit.actors import Actor
from foundation.statuses import UNPROCESSABLE
from schools.desk.forms.desk import FindForm, LateForm, OutForm
from schools.desk.operations.arriving import Answers, StandsThere, arrive_late
from schools.desk.operations.out_and_back import come_back, go_out
from schools.desk.operations.undoing import undo
from schools.desk.pages.desk import LATE_REASONS, at_desk, desk_day, stands_words
from schools.desk.pages.finding import Found, Named, find
from schools.desk.queries.at_the_door import AtDoor, at_door, by_code
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.queries import on_roll
from schools.roll.queries.signing import Signature, signature_of


@requires(Permission.WORK_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: MemberRequest) -> HttpResponse:
    """The day at the door, and who is meant by what was typed: one alone is gone to at once."""
    form, today = FindForm(posted(request)), clock.today()
    found: Found | None = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data["q"]
        visible = policy_for(Permission.WORK_DESK).visible(request.member)
        scanned = by_code(typed, today)
        if scanned is not None:
            return HttpResponseRedirect(reverse("desk_pupil", args=[scanned]))
        found = find(typed, on_roll(today), set(visible.values_list("key", flat=True)))
        if len(found.pupils) == 1:
            return HttpResponseRedirect(reverse("desk_pupil", args=[found.pupils[0].id]))
    if found and found.pupils:
        del form.fields["q"].widget.attrs["autofocus"]
    return _desk_page(request, form, found)


def _desk_page(request: MemberRequest, form: FindForm, found: Found | None) -> HttpResponse:
    day = desk_day(clock.today(), Actor.of(request.member))
    named: tuple[Named, ...] = found.pupils if found else ()
    keys = day.pupils | {one.key for one in named}
    seen(Shown.What.LIST, about=("list", "show=desk"), pupils=keys, by=Actor.of(request.member))
    context = {"form": form, "found": found, "day": day}
    return render(request, "desk/desk.html", context, status=UNPROCESSABLE if form.errors else 200)


@requires(Permission.WORK_DESK)
@require_safe
def pupil(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One pupil at the desk, by name and form, with the acts."""
    return _pupil_page(request, _door(request, pupil_id))


@requires(Permission.WORK_DESK)
@require_POST
def late(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Mark a pupil late who is here now."""
    door, form = _door(request, pupil_id), LateForm(request.POST)

    told: StandsThere | None = None

    def act() -> str:
        nonlocal told
        typed = form.cleaned_data
        answers = Answers(typed["reason"].strip(), typed["lunch"])
        try:
            row = arrive_late(
                door, answers, key=typed["key"], signed=_signed(request), now=clock.now(), over=typed["over"]
            )
        except StandsThere as found:
            told = found
            return ""
        return f"Marked late: {row.code}, {row.minutes} min."

    said = attempt(form, act)
    if told is not None or said is None:
        return _pupil_page(request, door, late=form, told=told)
    return done(request, said, reverse("desk"))


@requires(Permission.WORK_DESK)
@require_POST
def out(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Write down that a pupil goes out now."""
    door, form = _door(request, pupil_id), OutForm(request.POST)

    def act() -> str:
        go_out(door.pupil, **form.cleaned_data, day=clock.today(), now=clock.now(), by=Actor.of(request.member))
        return "Written down: out. No mark is changed."

    said = attempt(form, act)
    return _pupil_page(request, door, out=form) if said is None else done(request, said, reverse("desk"))


@requires(Permission.WORK_DESK)
@require_POST
def back(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Write down that a pupil is in the building again."""
    door = _door(request, pupil_id)

    def act() -> str:
        come_back(door.pupil, day=clock.today(), now=clock.now(), by=Actor.of(request.member))
        return "Written down: back. No mark is changed."

    return press(request, act, to=reverse("desk"))


@requires(Permission.WORK_DESK)
@require_POST
def undo_last(request: MemberRequest) -> HttpResponse:
    """Take back what the reader did last here."""

    def act() -> str:
        undo(request.POST.get("act", ""), day=clock.today(), now=clock.now(), signed=_signed(request))
        return "Undone."

    return press(request, act, to=reverse("desk"))


def _door(request: MemberRequest, pupil_id: uuid.UUID) -> AtDoor:
    """A pupil on roll today whom the reader reaches, or a 404."""
    reached = policy_for(Permission.WORK_DESK).visible(request.member).filter(pk=pupil_id).exists()
    door = at_door(pupil_id, clock.today()) if reached else None
    if door is None:
        raise Http404
    return door


def _signed(request: MemberRequest) -> Signature:
    return signature_of(request.member, clock.today())


def _pupil_page(
    request: MemberRequest,
    door: AtDoor,
    *,
    late: LateForm | None = None,
    out: OutForm | None = None,
    told: StandsThere | None = None,
) -> HttpResponse:
    """The page of one pupil; 422 when an act came back refused, with what was typed."""
    seen(Shown.What.LIST, about=("list", "show=desk"), pupils=[door.pupil.key], by=Actor.of(request.member))
    context = {
        "at": at_desk(door, day=clock.today(), now=clock.now()),
        "late": late or LateForm(initial={"key": secrets.token_hex(16)}),
        "out": out or OutForm(),
        "told": told,
        "told_words": stands_words(told, sees_register=may(request.member, Permission.SEE_REGISTERS)) if told else "",
        "reasons": LATE_REASONS,
        "fresh_key": secrets.token_hex(16),
    }
    return render(request, "desk/pupil.html", context, status=UNPROCESSABLE if late or out else 200)
