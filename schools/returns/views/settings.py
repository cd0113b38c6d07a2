"""What the school has set about its returns, and the columns of its files."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.returns.forms.settings import LayoutForm, SettingsForm
from schools.returns.operations.settings import set_layout, set_settings
from schools.returns.pages.settings import kinds_with_columns, known_fields
from schools.returns.queries.settings import layout_of, settings_now
from schools.returns.rules.kinds import WORDS, Kind
from schools.returns.views.school_facts import school_facts


@requires(Permission.SET_RETURNS)
@require_http_methods(PAGE)
def settings(request: MemberRequest) -> HttpResponse:
    """The school's measure, what is agreed with the authority, and who is told."""
    held = settings_now()
    form = SettingsForm(posted(request), settings=held)

    def act() -> str:
        leads = may(request.member, Permission.SEE_RESTRICTED_FLAGS)
        changed = set_settings(form.settings, leads=leads, by=Actor.of(request.member))
        return "These hold from now on." if changed else "Nothing was different."

    def page() -> HttpResponse:
        measure = held.measure.words if held.measure else ""
        context = {"measure": measure, "kinds": kinds_with_columns()}
        return form_page(request, "returns/settings.html", form, context)

    return ask(request, form, act, to=reverse("returns_settings"), page=page)


@requires(Permission.SET_RETURNS)
@require_http_methods(PAGE)
def columns(request: MemberRequest, kind: str) -> HttpResponse:
    """The columns of a kind's files for the school's own authority, or for another that is typed."""
    if kind not in {one.value for one in Kind}:
        raise Http404
    asked, own = Kind(kind), school_facts(request).authority
    authority = request.GET.get("authority", "").strip()[:200] or own
    form = LayoutForm(posted(request), kind=asked, authority=authority, layout=layout_of(asked, authority))

    def act() -> str:
        changed = set_layout(asked, form.cleaned_data["authority"], form.layout, by=Actor.of(request.member))
        return "Files made from now on have these columns." if changed else "Nothing was different."

    def page() -> HttpResponse:
        context = {"kind": WORDS[asked].one, "fields": known_fields(asked)}
        return form_page(request, "returns/columns.html", form, context)

    return ask(request, form, act, to=reverse("returns_settings"), page=page)
