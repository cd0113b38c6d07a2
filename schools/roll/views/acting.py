"""The one shape of every form here: typed, done or refused beside its field with what was typed kept."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict, Unpack

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from foundation import clock
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.forms.contacts import EndForm
from schools.roll.models import Pupil

#: The methods of a page that asks.
PAGE = ("GET", "HEAD", "POST")


class Question(TypedDict):
    """What a page that asks one thing says.

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


def posted(request: MemberRequest) -> QueryDict | None:
    """What was typed, once the form has come back; an empty form that came back is still one to be checked."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, if the form is in order; a refusal goes beside the field it names. Whether it was done."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.said)
        return False
    return True


def form_page(request: MemberRequest, form: forms.Form, **question: Unpack[Question]) -> HttpResponse:
    """A page that asks one thing. 422 when it comes back with errors."""
    pupil = question.get("pupil")
    if pupil is not None:
        show(request, pupil, Shown.What.PUPIL)
    return render(request, "roll/form.html", {**question, "form": form}, status=422 if form.errors else 200)


def ask(
    request: MemberRequest, form: forms.Form, act: Callable[[], str], *, to: str, **question: Unpack[Question]
) -> HttpResponse:
    """A page that asks one thing, does it once it is typed in order, and says on the page `to` what `act` says of it."""
    said: list[str] = []
    if request.method == "POST" and attempt(form, lambda: said.append(act())):
        return done(request, said[0], to)
    return form_page(request, form, **question)


def ask_last_day(
    request: MemberRequest, end: Callable[[dt.date], object], *, said: str, to: str, **question: Unpack[Question]
) -> HttpResponse:
    """A page that asks for the last day on which something holds, and has `end` end it then."""
    form = EndForm(posted(request), today=clock.today())

    def act() -> str:
        end(form.cleaned_data["ends_on"])
        return said

    return ask(request, form, act, to=to, **question)


def done(request: MemberRequest, words: str, to: str) -> HttpResponse:
    """Say what was done, on the page it leads to.

    The words wait for that page in the session, outside the school's tables, so nobody of the school is named in them.
    """
    messages.success(request, words)
    return HttpResponseRedirect(to)
