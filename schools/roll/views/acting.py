"""The one shape of every form here: typed, done or refused beside its field with what was typed kept."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render

from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil
from schools.roll.operations.refusals import RollRefusedError


def pupil_of(request: MemberRequest, permission: Permission, pupil_id: uuid.UUID) -> Pupil:
    """The pupil, when the member may do this to them; else the page does not exist. That they were shown is kept."""
    pupil: Pupil = get_object_or_404(policy_for(permission).visible(request.member), pk=pupil_id)
    return pupil


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
    except RollRefusedError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.words)
        return False
    return True


def form_page(
    request: MemberRequest,
    form: forms.Form,
    *,
    heading: str,
    button: str,
    pupil: Pupil | None = None,
    back: str = "",
    lede: str = "",
    **more: Any,
) -> HttpResponse:
    """A page that asks one thing. 422 when it comes back with errors; `back` is where its crumb leads."""
    if pupil is not None:
        show(request, pupil, Shown.What.PUPIL)
    context = {"form": form, "heading": heading, "button": button, "pupil": pupil, "back": back, "lede": lede, **more}
    return render(request, "roll/form.html", context, status=422 if form.errors else 200)


def done(request: MemberRequest, words: str, to: str) -> HttpResponse:
    """Say what was done, on the page it leads to."""
    messages.success(request, words)
    return HttpResponseRedirect(to)
