"""A parent's link to ask for leave: given by the school, and the page that a parent comes to by it, without an account.

Opening it changes nothing: mail scanners and phones fetch addresses before anybody reads them. No child is named before a
birth date was typed; what has passed is carried to the next step signed, for this link alone, and not in a cookie.
"""

import datetime as dt
import uuid
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import open_to_link, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, attempt, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from foundation.ui.views import link_opens_nothing
from schools.absence.rules.replies import MOST_TRIES
from schools.journal.models import Shown
from schools.journal.operations import hold_link, note_wrong_try, put_in, seen
from schools.journal.queries import came_by, link_of, wrong_tries
from schools.leave.forms.links import BirthForm, LinkForm, ParentForm
from schools.leave.operations.links import ASK, ASKED, OPEN_FOR, is_birth_of, open_asking
from schools.leave.queries.requests import parents_of
from schools.leave.views.acting import act_of, kept_pupil

_SIGNER: Final = signing.TimestampSigner(salt=ASK)
#: How long the second step may take: whoever leaves it open longer types the date again.
_PASSED_FOR: Final = dt.timedelta(hours=1)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_link(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Open a link for a parent and show its address, once: it is kept nowhere."""
    pupil, today = kept_pupil(request, pupil_id), clock.today()
    parents = parents_of(pupil, today)
    form = LinkForm(posted(request), parents=parents)
    path = None
    if request.method == "POST":
        path = attempt(form, lambda: open_asking(pupil, form.cleaned_data["contact"], act=act_of(request)))
    what = (Shown.What.PUPIL, Shown.What.CONTACTS)
    seen(*what, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    until = middle_date(today + OPEN_FOR)
    whole = request.build_absolute_uri(path) if path else ""
    context = {"pupil": pupil, "parents": parents, "address": whole, "until": until}
    return form_page(request, "leave/link.html", form, context)


@open_to_link(ASK)
@require_http_methods(PAGE)
def parent(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Ask for a birth date, then what leave is for; or one page for every link that opens nothing (any more)."""
    if request.method == "POST":
        hold_link()
    link = link_of(ASK, clock.now())
    if link is None or wrong_tries() >= MOST_TRIES or came_by(ASKED):
        return link_opens_nothing(request)
    if request.method == "POST" and _has_passed(request):
        return _ask(request, link.facts)
    if request.method == "POST" and "birth" in request.POST:
        return _second_fact(request, link.facts)
    return _birth_page(request, BirthForm())


def _has_passed(request: HttpRequest) -> bool:
    """Whether the form carries what the right birth date was answered with, for this link."""
    try:
        passed = _SIGNER.unsign(request.POST.get("proof", ""), max_age=_PASSED_FOR)
    except signing.BadSignature:
        return False
    return passed == _name_of(request)


def _name_of(request: HttpRequest) -> str:
    name: str = request.link  # type: ignore[attr-defined]
    return name


def _second_fact(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    form = BirthForm(request.POST)
    if not form.is_valid():
        return _birth_page(request, form)
    if any(is_birth_of(child, form.cleaned_data["birth"]) for child in facts["children"]):
        initial = {"proof": _SIGNER.sign(_name_of(request))}
        return _ask_page(request, ParentForm(names=_names(facts), initial=initial))
    note_wrong_try()
    left = MOST_TRIES - wrong_tries()
    if left <= 0:
        return link_opens_nothing(request)
    words = f"That is not a date of birth we have for this link. {left} more {'try' if left == 1 else 'tries'}."
    form.add_error("birth", words)
    return _birth_page(request, form)


def _names(facts: dict[str, Any]) -> list[str]:
    return [child["name"] for child in facts["children"]]


def _ask(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    form = ParentForm(request.POST, names=_names(facts))
    if not form.is_valid():
        return _ask_page(request, form)
    put_in(ASKED, {"at": clock.now().isoformat(), **form.said}, event="asked")
    return render(request, "leave/parent_thanks.html", {"school": _school(request)})


def _birth_page(request: HttpRequest, form: BirthForm) -> HttpResponse:
    return form_page(request, "leave/parent_birth.html", form, {"school": _school(request)})


def _ask_page(request: HttpRequest, form: ParentForm) -> HttpResponse:
    return form_page(request, "leave/parent_ask.html", form, {"school": _school(request)})


def _school(request: HttpRequest) -> str:
    name: str = request.place.name  # type: ignore[attr-defined]
    return name
