"""How a page asks a person something, in every room alike.

What is typed is checked; done, and said on the page it leads to; or refused beside its field with what was typed kept,
which is 422. A button that asks nothing more is `press`ed: done or refused, and said on the page it leads to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, TypeVar, Unpack

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from foundation.refusals import Refused
from foundation.statuses import UNPROCESSABLE

#: The methods of a page that asks.
PAGE = ("GET", "HEAD", "POST")
#: The name of the button that does what a preview showed.
CONFIRMED = "confirmed"

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page that this one is under. `of_person` when the words are somebody's name."""

    words: str
    address: str
    of_person: bool = False


class Question(TypedDict):
    """What a page that asks one thing says.

    `who` is the person it is about, beside the page's own; `facts`, in pairs of a term and words, what would change, with
    `leave` the way out that changes nothing.
    """

    heading: str
    button: str
    crumbs: Sequence[Crumb]
    lede: NotRequired[str]
    who: NotRequired[str]
    facts: NotRequired[Sequence[tuple[str, str]]]
    leave: NotRequired[str]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was typed, once the form has come back; an empty form that came back is still one to be checked."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """What came of the act, if the form is in order; None when it was refused, which is said beside the field it names."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.said)
        return None


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str],
    *,
    to: str | Callable[[], str],
    page: Callable[[], HttpResponse],
    preview: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Ask with `page`, do it once it is typed in order, and say on the page `to` what `act` says of it.

    `preview` checks what was typed and shows what would change; then only its button `CONFIRMED` does it.
    """
    if request.method == "POST" and preview is not None and CONFIRMED not in request.POST:
        return attempt(form, preview) or page()
    if request.method == "POST" and (said := attempt(form, act)) is not None:
        return done(request, said, to if isinstance(to, str) else to())
    return page()


def press(request: HttpRequest, act: Callable[[], str], *, to: str) -> HttpResponse:
    """Do what a button asks, and say on the page `to` what came of it, or why it was refused."""
    try:
        return done(request, act(), to)
    except Refused as refused:
        messages.warning(request, refused.first.said)
        return HttpResponseRedirect(to)


def form_page(request: HttpRequest, template: str, form: forms.Form, context: Mapping[str, Any]) -> HttpResponse:
    """A page with a form. 422 when it comes back with errors."""
    return render(request, template, {**context, "form": form}, status=UNPROCESSABLE if form.errors else 200)


def question_page(request: HttpRequest, form: forms.Form, **question: Unpack[Question]) -> HttpResponse:
    """The page that asks one thing and shows nothing else."""
    return form_page(request, "ui/question.html", form, question)


def done(request: HttpRequest, words: str, to: str) -> HttpResponse:
    """Say what was done, on the page it leads to; nothing when that page shows it.

    The words wait for that page in the session, outside the school's tables, so nobody of the school is named in them.
    """
    if words:
        messages.success(request, words)
    return HttpResponseRedirect(to)
