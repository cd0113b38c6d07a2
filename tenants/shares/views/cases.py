"""The list of cases, the search, and the list of notices; each as a file too."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, form_page, posted
from tenants.shares.forms.cases import FindForm, NarrowForm
from tenants.shares.pages.cases import CaseList, case_list, found, found_words
from tenants.shares.pages.notices import notice_list
from tenants.shares.views.acting import list_file


@requires(Permission.OPEN_SHARES)
@require_safe
def cases(request: MemberRequest) -> HttpResponse:
    """All that schools share with this authority, most overdue first."""
    page = _listed(request)
    query = urlencode({key: value for key, value in request.GET.items() if key in NarrowForm.base_fields})
    context = {"page": page, "shown": page.shown(request.GET.get("page", "")), "query": query}
    return render(request, "shares/cases.html", context)


@requires(Permission.OPEN_SHARES)
@require_safe
def cases_file(request: MemberRequest) -> HttpResponse:
    """The lines of the list, as it was narrowed, for a spreadsheet."""
    page = _listed(request)
    return list_file(request, "cases", len(page.lines), page.file)


@requires(Permission.OPEN_SHARES)
@require_http_methods(PAGE)
def cases_find(request: MemberRequest) -> HttpResponse:
    """Search by name or reference. One alone is gone to at once.

    Asked by POST: what is typed is a child's name, and an address is written into logs and histories.
    """
    form = FindForm(posted(request))
    if not form.is_valid():
        return form_page(request, "shares/cases_find.html", form, {})
    lines = found(form.cleaned_data["q"], clock.today())
    if len(lines) == 1:
        return HttpResponseRedirect(reverse("share", args=[lines[0].share.pk]))
    context = {"form": form, "lines": lines, "said": found_words(lines), "asked": True}
    return render(request, "shares/cases_find.html", context)


@requires(Permission.OPEN_SHARES)
@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    """The penalty notices issued on what is shared, with their days to pay."""
    return render(request, "shares/notices.html", {"page": notice_list(clock.today())})


@requires(Permission.OPEN_SHARES)
@require_safe
def notices_file(request: MemberRequest) -> HttpResponse:
    """The same, for a spreadsheet."""
    page = notice_list(clock.today())
    return list_file(request, "notices", len(page.lines), page.file)


def _listed(request: MemberRequest) -> CaseList:
    return case_list(NarrowForm(request.GET).chosen(), request.member.person_id, clock.today())
