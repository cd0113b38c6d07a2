"""What every share says."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.clock import local
from foundation.ui.numbers import middle_date
from schools.cases.views.acting import act_of
from schools.sharing.forms.settings import SettingsForm
from schools.sharing.operations.settings import set_sharing
from schools.sharing.queries.shares import settings_of


@requires(Permission.SET_SHARING)
@require_http_methods(PAGE)
def sharing_settings(request: MemberRequest) -> HttpResponse:
    """Whom to ring, and the legal basis by purpose."""
    held = settings_of()
    form = SettingsForm(posted(request), settings=held)

    def act() -> str:
        changed = set_sharing(ring=form.cleaned_data["ring"], basis=form.basis, act=act_of(request))
        return "Every version agreed to from now on says so." if changed else "Nothing was different."

    def page() -> HttpResponse:
        when = (
            f" {held.changed_by} changed it last, on {middle_date(local(held.changed_at).date())}."
            if held.changed_at
            else ""
        )
        lede = (
            "The legal basis is for the school’s data protection officer to say. "
            "Where a line is empty, the source of what is told stands in its place." + when
        )
        crumbs = [Crumb("Shared", reverse("authority_shares"))]
        return question_page(request, form, heading="What every share says", button="Set it", crumbs=crumbs, lede=lede)

    return ask(request, form, act, to=reverse("sharing_settings"), page=page)
