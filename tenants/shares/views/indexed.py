"""What a trust's schools share with authorities, on the trust's host."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from tenants.shares.forms.indexed import TakeBackForm
from tenants.shares.operations.indexing import want_back
from tenants.shares.pages.indexed import lede, lines_of, loses
from tenants.shares.queries.indexed import index_here, school_names

ON_A_PAGE = 100


@requires(Permission.SEE_SHARE_INDEX)
@require_safe
def shares(request: MemberRequest) -> HttpResponse:
    """Every share of the trust's schools, or of one of them."""
    names = school_names()
    rows = index_here()
    now = rows.filter(ended_at=None)
    said = lede(now.count(), now.values("school_id").distinct().count(), rows.count() - now.count())
    chosen = next((key for key in names if str(key) == request.GET.get("school")), None)
    shown = Paginator(rows.filter(school_id=chosen) if chosen else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "lines": lines_of(shown, names),
        "schools": [(str(key), name, key == chosen) for key, name in names.items()],
        "query": f"&school={chosen}" if chosen else "",
        "lede": said,
        "takes_back": may(request.member, Permission.TAKE_SHARES_BACK),
    }
    return render(request, "shares/index.html", context)


@requires(Permission.TAKE_SHARES_BACK)
@require_http_methods(PAGE)
def take_back(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Take a share of one of its schools back, with a reason; the page says first what the authority loses."""
    rows = policy_for(Permission.TAKE_SHARES_BACK).visible(request.member).filter(ended_at=None)
    row = get_object_or_404(rows, pk=share_id)
    form = TakeBackForm(posted(request))
    back = reverse("shares")

    def act() -> str:
        want_back(row, why=form.cleaned_data["why"], by=Actor.of(request.member))
        return "The school takes it back now: in a minute the authority has it no more."

    def page() -> HttpResponse:
        crumbs = [Crumb("Shares", back)]
        heading = f"Take back share {row.reference}"
        return question_page(
            request, form, heading=heading, button="Take it back", crumbs=crumbs, lede=loses(row), leave=back
        )

    return ask(request, form, act, to=back, page=page)
