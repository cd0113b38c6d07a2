"""How the policy decides: the examples that come with the product, and the school’s own."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, press
from foundation.audit.actors import Actor
from schools.policy import queries
from schools.policy.models import OwnExample
from schools.policy.operations import examples as operations
from schools.policy.pages.examples import examples_page
from schools.policy.pages.lines import name_of
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import of_plain
from schools.policy.views.asking_examples import Here, as_file, ask_file, ask_typed, show_examples
from tenants.policies.rules.canonical import kept


@requires(Permission.SEE_POLICY)
@require_safe
def examples(request: MemberRequest) -> HttpResponse:
    """The examples of one theme with their marks, asked of what decides today."""
    row = queries.in_force_on(clock.today())
    if row is None:
        return render(request, "policy/none.html")
    policy = CitedPolicy(kept(row.document), row.override)
    chosen, whose = request.GET.get("theme", ""), _here().whose
    page = examples_page(queries.own_examples(), chosen, policy, name_of(row), whose=whose)
    if page is None:
        raise Http404
    return show_examples(request, _here(), page, adds=may(request.member, Permission.DRAFT_OVERRIDE))


@requires(Permission.DRAFT_OVERRIDE)
@require_http_methods(PAGE)
def example_new(request: MemberRequest) -> HttpResponse:
    """Write an example of the school’s own."""
    policy = _policy()
    return ask_typed(request, _here(), policy, lambda example: _add(request, example, policy))


@requires(Permission.DRAFT_OVERRIDE)
@require_http_methods(PAGE)
def example_import(request: MemberRequest) -> HttpResponse:
    """Take one as a file."""
    policy = _policy()
    return ask_file(request, _here(), policy, lambda example: _add(request, example, policy))


@requires(Permission.SEE_POLICY)
@require_safe
def example_file(_request: MemberRequest, example_id: uuid.UUID) -> HttpResponse:
    """One as a file."""
    return as_file(of_plain(get_object_or_404(OwnExample, pk=example_id).example))


@requires(Permission.DRAFT_OVERRIDE)
@require_POST
def example_remove(request: MemberRequest, example_id: uuid.UUID) -> HttpResponse:
    """Take one off."""
    row = get_object_or_404(OwnExample, pk=example_id)

    def act() -> str:
        operations.remove_example(row, by=Actor.of(request.member))
        return "Taken off."

    return press(request, act, to=f"{reverse('policy_examples')}?theme=own")


def _add(request: MemberRequest, example: Example, policy: CitedPolicy) -> None:
    operations.add_example(example, policy, by=Actor.of(request.member), now=clock.now())


def _policy() -> CitedPolicy:
    """What decides today. A 404 while nothing does."""
    row = queries.in_force_on(clock.today())
    if row is None:
        raise Http404
    return CitedPolicy(kept(row.document), row.override)


def _here() -> Here:
    return Here(
        policy=reverse("school_policy"),
        examples=reverse("policy_examples"),
        new=reverse("policy_example_new"),
        file=reverse("policy_example_import"),
        whose="The school’s own",
    )
