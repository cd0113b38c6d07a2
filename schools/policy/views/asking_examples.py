"""One way to ask for an example of one’s own, at a school and at a trust: typed or as a file, tried, and then added."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from foundation.access.member import MemberRequest
from foundation.acting import ask, form_page, posted
from schools.policy.forms.examples import ExampleFileForm, ExampleForm, named
from schools.policy.pages.examples import ExamplesPage, example_row
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import as_toml, tried


@dataclass(frozen=True, slots=True)
class Here:
    """Where examples are, at a school or a trust, and whose one’s own are in words. Each of these lies below `examples`."""

    policy: str
    examples: str
    new: str
    file: str
    whose: str


def show_examples(request: MemberRequest, here: Here, page: ExamplesPage, *, adds: bool) -> HttpResponse:
    """The page of examples."""
    return render(request, "policy/examples.html", {"here": here, "page": page, "adds": adds})


def ask_typed(
    request: MemberRequest, here: Here, policy: CitedPolicy, add: Callable[[Example], object]
) -> HttpResponse:
    """Ask for an example by a form: shown first as the policy decides it now, then added."""
    form = ExampleForm(posted(request), policy=policy)

    def act() -> str:
        with named(form):
            add(form.example)
        return "Added. A draft that changes what comes of it says so before it is approved."

    def page() -> HttpResponse:
        return form_page(request, "policy/example_new.html", form, {"here": here, "row": None})

    def preview() -> HttpResponse:
        with named(form):
            tried(form.example, policy)
        row = example_row(form.example, policy)
        return form_page(request, "policy/example_new.html", form, {"here": here, "row": row})

    return ask(request, form, act, to=f"{here.examples}?theme=own", page=page, preview=preview)


def ask_file(request: MemberRequest, here: Here, policy: CitedPolicy, add: Callable[[Example], object]) -> HttpResponse:
    """Ask for an example as a file."""
    form = ExampleFileForm(posted(request), request.FILES or None)

    def act() -> str:
        example = form.cleaned_data["file"]
        with named(form):
            tried(example, policy)
            add(example)
        return "Added. A draft that changes what comes of it says so before it is approved."

    def page() -> HttpResponse:
        return form_page(request, "policy/example_file.html", form, {"here": here})

    return ask(request, form, act, to=f"{here.examples}?theme=own", page=page)


def as_file(example: Example) -> HttpResponse:
    """One example as a file, to be read and changed elsewhere."""
    response = HttpResponse(as_toml(example), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="example.toml"'
    return response
