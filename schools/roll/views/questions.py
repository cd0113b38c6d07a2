"""What `foundation.acting` asks on the pages of the roll: whose record a page is of, and that it was shown."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict, Unpack

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation import acting, clock
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import Crumb, posted
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.forms.contacts import EndForm
from schools.roll.models import Pupil

#: The pages that a question may be asked from, beside the pupil's record.
_BACK = {
    "roll": "Joiners and leavers",
    "groups": "Groups",
    "pupil_contacts": "Contacts",
    "pupil_restricted": "Restricted",
}


class RollQuestion(TypedDict):
    """What a page of the roll that asks one thing says.

    `back` is where its crumb leads beside the pupil's record; `who` the contact it is about; `facts`, in pairs of a term
    and words, what would change.
    """

    heading: str
    button: str
    pupil: NotRequired[Pupil]
    back: NotRequired[str]
    lede: NotRequired[str]
    who: NotRequired[str]
    facts: NotRequired[Sequence[tuple[str, str]]]


def pupil_of(request: MemberRequest, permission: Permission, pupil_id: uuid.UUID) -> Pupil:
    """The pupil, when the member may do this to them; else the page does not exist."""
    pupil: Pupil = get_object_or_404(policy_for(permission).visible(request.member), pk=pupil_id)
    return pupil


def record_of(pupil: Pupil) -> str:
    """The address of the pupil's roll record."""
    return reverse("pupil_roll", args=[pupil.pk])


def show(request: MemberRequest, pupil: Pupil, *what: Shown.What) -> None:
    """Write down that a page showed this pupil, and which parts."""
    seen(*what, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))


def question_page(request: MemberRequest, form: forms.Form, **question: Unpack[RollQuestion]) -> HttpResponse:
    """A page that asks one thing, of a pupil or of the whole roll."""
    pupil = question.get("pupil")
    facts = question.get("facts", ())
    if pupil is not None:
        show(request, pupil, Shown.What.PUPIL)
    return acting.question_page(
        request,
        form,
        heading=question["heading"],
        button=question["button"],
        crumbs=_crumbs(pupil, question.get("back", "")),
        lede=question.get("lede", ""),
        who=question.get("who", ""),
        facts=facts,
        leave=record_of(pupil) if pupil is not None and facts else "",
    )


def _crumbs(pupil: Pupil | None, back: str) -> list[Crumb]:
    if pupil is None:
        return [Crumb(_BACK[back], reverse(back))]
    crumbs = [Crumb(str(pupil), record_of(pupil), of_person=True)]
    return [*crumbs, Crumb(_BACK[back], reverse(back, args=[pupil.pk]))] if back else crumbs


def ask(
    request: MemberRequest, form: forms.Form, act: Callable[[], str], *, to: str, **question: Unpack[RollQuestion]
) -> HttpResponse:
    """A page that asks one thing, does it once it is typed in order, and says on the page `to` what `act` says of it."""
    return acting.ask(request, form, act, to=to, page=lambda: question_page(request, form, **question))


def ask_last_day(
    request: MemberRequest, end: Callable[[dt.date], object], *, said: str, to: str, **question: Unpack[RollQuestion]
) -> HttpResponse:
    """A page that asks for the last day on which something holds, and has `end` end it then."""
    form = EndForm(posted(request), today=clock.today())

    def act() -> str:
        end(form.cleaned_data["ends_on"])
        return said

    return ask(request, form, act, to=to, **question)
