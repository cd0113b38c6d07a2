"""Attendance from a provider's file: chosen, shown row by row with what would change, and then kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.provision.forms.files import FileForm
from schools.provision.operations.files import check_file, keep_file
from schools.roll.queries.signing import signature_of


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def file(request: MemberRequest) -> HttpResponse:
    """Ask for the file, show what it comes to, keep it."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()

    def act() -> str:
        clean, signed = form.cleaned_data, signature_of(request.member, clock.today())
        kept = keep_file(clean["provider"], clean["text"], signed=signed, now=clock.now())
        left = f" {kept.not_entered} could not be entered: they wait for you." if kept.not_entered else ""
        return f"Kept: {counted(kept.words, 'session')}.{left}"

    def preview() -> HttpResponse:
        clean = form.cleaned_data
        checked = check_file(clean["provider"], clean["text"], now=clock.now())
        keys = {line.one.place.pupil.key for line in checked.lines}
        seen(Shown.What.LIST, about=("list", "show=off-site"), pupils=keys, by=Actor.of(request.member))
        context = {"checked": checked, "provider": clean["provider"], "text": clean["text"]}
        return render(request, "provision/file_preview.html", context)

    def page() -> HttpResponse:
        return form_page(request, "provision/file.html", form, {})

    return ask(request, form, act, to=reverse("off_site"), page=page, preview=preview)
