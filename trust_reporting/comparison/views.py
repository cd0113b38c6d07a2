"""The comparison page on a trust's host, its file, and the explanation of each figure on it."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from trust_reporting.comparison.forms import asked
from trust_reporting.comparison.pages.compare import CONTEXT, compare_page
from trust_reporting.comparison.pages.csv_file import comparison_csv
from trust_reporting.comparison.pages.explained import added, code_words, facts
from trust_reporting.comparison.pages.many import many_of
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.queries.explaining import MEASURES, explain
from trust_reporting.comparison.queries.sizes import smallest_number_shown
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.comparison import Choice, Comparison


@requires(Permission.COMPARE_SCHOOLS)
@require_safe
def compare_schools(request: MemberRequest) -> HttpResponse:
    """Schools of one phase side by side for a published period."""
    published = Published(request.place.trust)
    wish = asked(request.GET, published, clock.today())
    if wish.choice is None:
        return render(request, "comparison/nothing.html", {"problems": wish.problems})
    many = many_of(published.of_phase(wish.choice.phase), request.GET.get("page"))
    groups = (wish.choice.cohort, *(cohort for cohort, _ in CONTEXT))
    comparison = compare(published, wish.choice, groups=groups, listing=many.listing if many else None)
    page = compare_page(published, comparison, wish, clock.today(), many)
    return render(request, "comparison/compare.html", {"page": page})


@requires(Permission.COMPARE_SCHOOLS)
@require_safe
def comparison_file(request: MemberRequest) -> HttpResponse:
    """The same figures as a CSV file."""
    published, choice = _asked_for(request)
    comparison = _not_refused(compare(published, choice, groups=(choice.cohort,)))
    body = comparison_csv(comparison, yardsticks.chosen(comparison.choice))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"compare-{comparison.choice.phase}-{comparison.choice.when}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.COMPARE_SCHOOLS)
@require_safe
def explanation(request: MemberRequest, measure: str, slug: str) -> HttpResponse:
    """How one figure came about."""
    published, choice = _asked_for(request)
    one = {school.id for school in published.schools if school.slug == slug}
    comparison = _not_refused(compare(published, choice, listing=one or None))
    found = explain(comparison, measure, slug)
    if found is None:
        raise Http404
    context = {
        "why": found,
        "heading": f"{found.who}: {MEASURES[measure]}",
        "facts": facts(found),
        "added": added(found),
        "codes": code_words(found),
        "smallest": smallest_number_shown(),
        "back": urlencode(comparison.choice.query()),
    }
    return render(request, f"comparison/explain_{measure}.html", context)


def _asked_for(request: MemberRequest) -> tuple[Published, Choice]:
    """What is published, and what an address asks for of it. What is not there is a 404: only the page says why."""
    published = Published(request.place.trust)
    wish = asked(request.GET, published, clock.today())
    if wish.choice is None or wish.problems or wish.wrong_dates:
        raise Http404
    return published, wish.choice


def _not_refused(comparison: Comparison) -> Comparison:
    """A comparison that there is something to compare in; of any other a 404: only the page says why."""
    if comparison.refused:
        raise Http404
    return comparison
