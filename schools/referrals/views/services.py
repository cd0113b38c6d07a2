"""The directory of services: the list, one of them, changed by hand or by a file."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.cases.views.acting import act_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.referrals.forms.services import DirectoryForm, ServiceForm
from schools.referrals.models import Service
from schools.referrals.operations.services import about_of, add_service, change_service, retire_service, take_in
from schools.referrals.pages.services import directory, directory_file, file_preview, service_page
from schools.referrals.rules.directory import read_services


def _crumbs(service: Service | None = None) -> list[Crumb]:
    found = [Crumb("Services", reverse("services"))]
    return found if service is None else [*found, Crumb(service.name, reverse("service", args=[service.pk]))]


def _opened(request: MemberRequest, service_id: uuid.UUID, permission: Permission) -> Service:
    row: Service = get_object_or_404(policy_for(permission).visible(request.member), pk=service_id)
    return row


@requires(Permission.SEE_SERVICES)
@require_safe
def services(request: MemberRequest) -> HttpResponse:
    """Whom the school works with."""
    context = {"page": directory(request.member), "keeps": may(request.member, Permission.KEEP_SERVICES)}
    return render(request, "referrals/services.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def service(request: MemberRequest, service_id: uuid.UUID) -> HttpResponse:
    """One service, and the referrals to it that the reader sees."""
    row = _opened(request, service_id, Permission.SEE_SERVICES)
    page = service_page(row, request.member, keeps=may(request.member, Permission.KEEP_SERVICES))
    keys = [one.case.pupil.key for one in page.referrals]
    seen(Shown.What.LIST, about=("list", "show=service"), pupils=keys, by=Actor.of(request.member))
    return render(request, "referrals/service.html", {"page": page})


@requires(Permission.KEEP_SERVICES)
@require_http_methods(PAGE)
def service_new(request: MemberRequest) -> HttpResponse:
    """Write a service into the directory."""
    form = ServiceForm(posted(request))

    def act() -> str:
        add_service(form.about, act=act_of(request))
        return "Written into the directory."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Add a service", button="Add it", crumbs=_crumbs())

    return ask(request, form, act, to=reverse("services"), page=page)


@requires(Permission.KEEP_SERVICES)
@require_http_methods(PAGE)
def service_change(request: MemberRequest, service_id: uuid.UUID) -> HttpResponse:
    """Write down what is now known of a service."""
    row = _opened(request, service_id, Permission.KEEP_SERVICES)
    form = ServiceForm(posted(request), about=about_of(row))

    def act() -> str:
        change_service(row, form.about, act=act_of(request))
        return "Changed."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Change a service", button="Save", crumbs=_crumbs(row))

    return ask(request, form, act, to=reverse("service", args=[row.pk]), page=page)


@requires(Permission.KEEP_SERVICES)
@require_POST
def service_retire(request: MemberRequest, service_id: uuid.UUID) -> HttpResponse:
    """Take it out of use."""
    row = _opened(request, service_id, Permission.KEEP_SERVICES)

    def act() -> str:
        retire_service(row, act=act_of(request))
        return "Retired: nobody is referred to it any more. What was sent to it stays."

    return press(request, act, to=reverse("service", args=[row.pk]))


@requires(Permission.KEEP_SERVICES)
@require_http_methods(PAGE)
def services_file(request: MemberRequest) -> HttpResponse:
    """Take in a file of services: chosen, shown row by row with what would change, and then kept."""
    form = DirectoryForm(request.POST, request.FILES) if request.method == "POST" else DirectoryForm()

    def act() -> str:
        read = read_services(form.cleaned_data["text"], clock.today())
        if read.faults:
            raise Refused.because(*read.faults)
        new, changed = take_in(read.rows, act=act_of(request))
        return (
            f"{counted(new, 'service')} added, {changed} changed. Those that the file does not name stay as they are."
        )

    def preview() -> HttpResponse:
        text = form.cleaned_data["text"]
        shown = file_preview(read_services(text, clock.today()), text)
        return render(request, "referrals/services_preview.html", {"page": shown})

    def page() -> HttpResponse:
        return form_page(request, "referrals/services_file.html", form, {})

    return ask(request, form, act, to=reverse("services"), page=page, preview=preview)


@requires(Permission.SEE_SERVICES)
@require_safe
def services_csv(_request: MemberRequest) -> HttpResponse:
    """The directory as a file, which can be changed and taken in again."""
    response = HttpResponse(directory_file(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="services-{clock.today().isoformat()}.csv"'
    return response
