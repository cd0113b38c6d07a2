"""What an officer does with a share: answers by its table of states, takes it, hands it on, writes to the school."""

import uuid
from collections.abc import Callable, Sequence

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from tenants.shares.forms.answering import AnswerForm, HandOnForm, MessageForm
from tenants.shares.models import Share
from tenants.shares.operations import answering
from tenants.shares.operations.answering import answer, say_to_school, thing_of
from tenants.shares.operations.opening import note_opening
from tenants.shares.pages.one import BUTTONS, pack_facts
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import MESSAGE
from tenants.shares.views.acting import officer_of, opened

#: What is asked, as the page's heading, where the button does not say it.
_HEADINGS = {
    "serve": "The notice was received",
    "pay_reduced": "The notice was paid at the reduced rate",
    "pay_full": "The notice was paid in full",
    "lapse": "The notice is unpaid",
}
_LEDES = {
    "accept": "You decide on the notice then.",
    "issue": "A notice is the authority’s alone: it is entered here when it was first issued, and counts in your ledger.",
    "serve": "The day of receipt is the first of the days to pay.",
    "withdraw": "A notice that is withdrawn counts no more, and its sessions are free again.",
}


@requires(Permission.ANSWER_SHARES)
@require_http_methods(PAGE)
def share_answer(request: MemberRequest, share_id: uuid.UUID, move: str) -> HttpResponse:
    """Move a share. What is no move of its kind is a 404; what is no move from here is refused when it is sent."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)
    thing = thing_of(row)
    if move not in {one.key for one in thing.moves}:
        raise Http404
    officer = officer_of(request)
    initial = {"number": _version_read(request, row), "on": officer.today}
    form = AnswerForm(posted(request), move=move, initial=initial)

    def act() -> str:
        clean = form.cleaned_data
        done = answer(row, move, number=clean["number"], words=clean["words"], on=clean.get("on"), officer=officer)
        return f"Kept: {thing.words(done.state)}. {row.school_name} is told."

    facts = pack_facts(row, officer.today) if move == "issue" else ()
    return asked_of(
        request, row, form, act, heading=_HEADINGS.get(move, BUTTONS[move]), button=BUTTONS[move],
        lede=_LEDES.get(move, ""), facts=facts,
    )  # fmt: skip


def _version_read(request: MemberRequest, row: Share) -> int:
    """The version on which the officer pressed a button; the newest where the address does not say."""
    said = request.GET.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 6 else row.number


@requires(Permission.ANSWER_SHARES)
@require_POST
def share_take(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Take a share on."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)

    def act() -> str:
        answering.take(row, officer_of(request))
        return "It is yours from now on."

    return press(request, act, to=_address(row))


@requires(Permission.ANSWER_SHARES)
@require_http_methods(PAGE)
def share_hand_on(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Hand a share on to a colleague."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)
    form = HandOnForm(posted(request), colleagues=request.colleagues)

    def act() -> str:
        answering.hand_on(row, Actor(*form.chosen), officer_of(request))
        return "Handed on."

    has = f"{row.taken_name} has it now. " if row.taken_name else ""
    lede = f"{has}Every officer of {request.place.name} sees it as before."
    return asked_of(request, row, form, act, heading="Hand it on", button="Hand it on", lede=lede)


@requires(Permission.ANSWER_SHARES)
@require_http_methods(PAGE)
def share_message(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Write to the school, which moves nothing."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)
    form = MessageForm(posted(request))

    def act() -> str:
        say_to_school(row, MESSAGE, form.cleaned_data["words"], officer_of(request))
        return f"Sent to {row.school_name}."

    return asked_of(
        request,
        row,
        form,
        act,
        heading=f"Message to {row.school_name}",
        button="Send it",
        lede="It stands in the thread.",
    )


def _address(row: Share) -> str:
    return reverse("share", args=[row.pk])


def asked_of(
    request: MemberRequest,
    row: Share,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    button: str,
    lede: str,
    facts: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """One thing asked about a share, which the page names: it has been opened then, too."""

    def page() -> HttpResponse:
        note_opening(row, officer_of(request))
        about = f"{Purpose(row.purpose).words}, version {row.number}, from {row.school_name}."
        crumbs = [Crumb("Cases", reverse("shares")), Crumb(row.about, _address(row), of_person=True)]
        return question_page(
            request, form, heading=heading, button=button, crumbs=crumbs, who=row.about,
            lede=f"{about} {lede}".strip(), facts=facts, leave=_address(row),
        )  # fmt: skip

    return ask(request, form, act, to=_address(row), page=page)
