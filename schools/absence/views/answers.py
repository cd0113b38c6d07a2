"""The page that a parent comes to by the link of a message: once, on a phone, without an account (`second_fact`)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import open_to_link
from foundation.acting import PAGE, form_page
from foundation.ui.numbers import long_date
from schools.absence.forms.answers import AnswersForm
from schools.absence.operations.answering import ANSWER, ANSWERED
from schools.absence.views.second_fact import Facts, ParentsPage, names_of, school_of
from schools.journal.operations import put_in


@open_to_link(ANSWER)
@require_http_methods(PAGE)
def answer(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Ask for a birth date, then what to say of each child; or one page for every link that opens nothing (any more)."""
    return _PAGE.answer(request)


def _asked(request: HttpRequest, facts: Facts, proof: str) -> HttpResponse:
    return _answers_page(request, facts, AnswersForm(names=names_of(facts), initial={"proof": proof}))


def _taken(request: HttpRequest, facts: Facts) -> HttpResponse:
    children = facts["children"]
    form = AnswersForm(request.POST, names=names_of(facts))
    if not form.is_valid():
        return _answers_page(request, facts, form)
    said = [{"day": children[number]["day"], "what": what.value, "words": words} for number, what, words in form.said]
    put_in(ANSWERED, {"at": clock.now().isoformat(), "children": said}, event="answer")
    return render(request, "absence/answer_thanks.html", {"school": school_of(request)})


def _answers_page(request: HttpRequest, facts: Facts, form: AnswersForm) -> HttpResponse:
    context = {"school": school_of(request), "date": long_date(dt.date.fromisoformat(facts["date"]))}
    return form_page(request, "absence/answer.html", form, context)


_PAGE = ParentsPage(ANSWER, ANSWERED, "day", "Tell the school", "Tell us why your child is away", _asked, _taken)
