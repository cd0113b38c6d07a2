"""How the trust’s policy decides: the examples that come with the product, and the trust’s own."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, press
from foundation.audit.actors import Actor
from schools.policy.pages.examples import examples_page
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import of_plain
from schools.policy.views.asking_examples import Here, as_file, ask_file, ask_typed, show_examples
from tenants.policies.queries import document_of, live_on
from trust_reporting.trials import operations
from trust_reporting.trials.models import TrustExample
from trust_reporting.trials.queries import trust_examples


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def examples(request: MemberRequest) -> HttpResponse:
    """The examples of one theme with their marks, asked of the version that is live."""
    policy, here = _policy(request), _here()
    name, chosen = f"version {policy.document.version}", request.GET.get("theme", "")
    page = examples_page(trust_examples(), chosen, policy, name, whose=here.whose)
    if page is None:
        raise Http404
    return show_examples(request, here, page, adds=may(request.member, Permission.DRAFT_TRUST_POLICY))


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def example_new(request: MemberRequest) -> HttpResponse:
    """Write an example of the trust’s own."""
    policy = _policy(request)
    return ask_typed(request, _here(), policy, lambda example: _add(request, example, policy))


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def example_import(request: MemberRequest) -> HttpResponse:
    """Take one as a file."""
    policy = _policy(request)
    return ask_file(request, _here(), policy, lambda example: _add(request, example, policy))


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def example_file(_request: MemberRequest, example_id: uuid.UUID) -> HttpResponse:
    """One as a file."""
    return as_file(of_plain(get_object_or_404(TrustExample, pk=example_id).example))


@requires(Permission.DRAFT_TRUST_POLICY)
@require_POST
def example_remove(request: MemberRequest, example_id: uuid.UUID) -> HttpResponse:
    """Take one off."""
    row = get_object_or_404(TrustExample, pk=example_id)

    def act() -> str:
        operations.remove_example(row, by=Actor.of(request.member))
        return "Taken off."

    return press(request, act, to=f"{reverse('trust_examples')}?theme=own")


def _add(request: MemberRequest, example: Example, policy: CitedPolicy) -> None:
    operations.add_example(request.place.key, example, policy, by=Actor.of(request.member), now=clock.now())


def _policy(request: MemberRequest) -> CitedPolicy:
    """The version that is live. A 404 while none is."""
    row = live_on(request.place.key, clock.today())
    if row is None:
        raise Http404
    return CitedPolicy(document_of(row))


def _here() -> Here:
    return Here(
        policy=reverse("policy"),
        examples=reverse("trust_examples"),
        new=reverse("trust_example_new"),
        file=reverse("trust_example_import"),
        whose="The trust’s own",
    )
