"""The page that a parent comes to by the link of a message: once, on a phone, without an account.

Opening it changes nothing: mail scanners and phones fetch addresses before anybody reads them. No child is named before a
birth date was typed; what has passed is carried to the next step signed, for this link alone, and not in a cookie.
"""

import datetime as dt
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import open_to_link
from foundation.acting import PAGE, form_page
from foundation.ui.numbers import long_date
from foundation.ui.views import link_opens_nothing
from schools.absence.forms.answers import AnswersForm, BirthForm
from schools.absence.operations.answering import ANSWER, ANSWERED, is_birth_of
from schools.absence.rules.replies import MOST_TRIES
from schools.journal.operations import hold_link, note_wrong_try, put_in
from schools.journal.queries import came_by, link_of, wrong_tries

_SIGNER: Final = signing.TimestampSigner(salt=ANSWER)
#: How long the second step may take: whoever leaves it open longer types the date again.
_PASSED_FOR: Final = dt.timedelta(hours=1)


@open_to_link(ANSWER)
@require_http_methods(PAGE)
def answer(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Ask for a birth date, then what to say of each child; or one page for every link that opens nothing (any more)."""
    if request.method == "POST":
        hold_link()
    link = link_of(ANSWER, clock.now())
    if link is None or wrong_tries() >= MOST_TRIES or came_by(ANSWERED):
        return link_opens_nothing(request)
    if request.method == "POST" and _has_passed(request):
        return _answer(request, link.facts)
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
        names = [child["name"] for child in facts["children"]]
        return _answers_page(
            request, facts, AnswersForm(names=names, initial={"proof": _SIGNER.sign(_name_of(request))})
        )
    note_wrong_try()
    left = MOST_TRIES - wrong_tries()
    if left <= 0:
        return link_opens_nothing(request)
    words = f"That is not a date of birth we have for this message. {left} more {'try' if left == 1 else 'tries'}."
    form.add_error("birth", words)
    return _birth_page(request, form)


def _answer(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    children = facts["children"]
    form = AnswersForm(request.POST, names=[child["name"] for child in children])
    if not form.is_valid():
        return _answers_page(request, facts, form)
    said = [{"day": children[number]["day"], "what": what.value, "words": words} for number, what, words in form.said]
    put_in(ANSWERED, {"at": clock.now().isoformat(), "children": said}, event="answer")
    return render(request, "absence/answer_thanks.html", {"school": _school(request)})


def _birth_page(request: HttpRequest, form: BirthForm) -> HttpResponse:
    return form_page(request, "absence/answer_birth.html", form, {"school": _school(request)})


def _answers_page(request: HttpRequest, facts: dict[str, Any], form: AnswersForm) -> HttpResponse:
    context = {"school": _school(request), "date": long_date(dt.date.fromisoformat(facts["date"]))}
    return form_page(request, "absence/answer.html", form, context)


def _school(request: HttpRequest) -> str:
    name: str = request.place.name  # type: ignore[attr-defined]
    return name
