"""One thing asked of a person: done and said, or refused beside its field with what was typed kept."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from foundation.acting import ask, attempt, posted, press
from foundation.refusals import Fault, Malformed, Overtaken, Refused


class LeavingForm(forms.Form):
    day = forms.CharField()
    note = forms.CharField(required=False)


def sent(**typed: str) -> HttpRequest:
    request = RequestFactory().post("/", typed)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.level_tag, one.message) for one in get_messages(request)]


def refuse(*faults: Fault) -> str:
    raise Refused.because(*faults)


def asked(request: HttpRequest, act, preview=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    form = LeavingForm(posted(request))
    shown = (lambda: preview(form)) if preview is not None else None
    return ask(
        request,
        form,
        lambda: act(form),
        to=lambda: "/there/",
        page=lambda: HttpResponse(str(form.errors)),
        preview=shown,
    )


def test_what_is_done_is_said_on_the_page_it_leads_to() -> None:
    request = sent(day="Friday")
    answer = asked(request, lambda form: f"Off the roll: {form.cleaned_data['day']}.")
    assert (answer.status_code, answer["Location"]) == (302, "/there/")
    assert said(request) == [("success", "Off the roll: Friday.")]


def test_nothing_is_said_where_the_page_shows_it() -> None:
    request = sent(day="Friday")
    assert asked(request, lambda _: "").status_code == 302
    assert said(request) == []


def test_nothing_is_done_unless_it_was_typed_in_order() -> None:
    for request in (sent(day=""), RequestFactory().get("/")):
        done: list[object] = []
        assert asked(request, lambda _, done=done: done.append(1)).status_code == 200
        assert done == []


def test_every_fault_stands_beside_its_field_and_the_rest_at_the_top() -> None:
    form = LeavingForm({"day": "Friday"})
    assert (
        attempt(form, lambda: refuse(Fault("Too late.", field="day"), Fault("Closed.", field="x", remedy="Open it.")))
        is None
    )
    assert form.errors == {"day": ["Too late."], "__all__": ["Closed. Open it."]}


@pytest.mark.parametrize("kind", [Refused, Malformed, Overtaken])
def test_a_button_that_is_refused_says_why_and_leads_on(kind: type[Refused]) -> None:
    def act() -> str:
        raise kind("This import was discarded.")

    request = sent()
    answer = press(request, act, to="/there/")
    assert (answer.status_code, answer["Location"]) == (302, "/there/")
    assert said(request) == [("warning", "This import was discarded.")]


def test_a_preview_comes_first_and_only_its_button_does_it() -> None:
    def preview(_: forms.Form) -> HttpResponse:
        return HttpResponse("What would change")

    act = lambda _: "Done."  # noqa: E731 - said beside what it is told apart from
    assert asked(sent(day="Friday"), act, preview).content == b"What would change"
    assert asked(sent(day="Friday", confirmed="yes"), act, preview).status_code == 302
    refused = asked(sent(day="Friday"), act, lambda _: refuse(Fault("Too late.", field="day")))
    assert b"Too late." in refused.content
    assert b"This field is required" in asked(sent(confirmed="yes"), act, preview).content
