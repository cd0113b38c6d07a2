"""The evacuation list on a device: the page it opens without a network, its service worker, and which devices keep it.

The worker is served at the root, because one reaches no further than its own folder, and everything a browser may be
refused on this host is a reason to wipe.
"""

import uuid
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.accounts.sessions import SHARED
from foundation.acting import press
from foundation.audit.actors import Actor
from schools.desk.models import Device
from schools.desk.operations.keeping import end_device
from schools.desk.pages.evacuation import NO_STAFF
from schools.desk.queries.devices import devices_of
from schools.desk.rules.keeping import kept_until


@requires(Permission.EVACUATE)
@require_safe
def worker(_request: MemberRequest) -> HttpResponse:
    """The service worker, as it was built."""
    found = finders.find("built/worker.js")
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")


@requires(Permission.EVACUATE)
@require_safe
def kept(request: MemberRequest) -> HttpResponse:
    """The page of a kept list. It names nobody: a script fills it from what the device keeps."""
    return render(request, "desk/kept.html", {"no_staff": NO_STAFF, "theme": request.place.theme})


@requires(Permission.EVACUATE)
@require_safe
def devices(request: MemberRequest) -> HttpResponse:
    """Which devices keep the list today."""
    today = clock.today()
    context = {
        "devices": devices_of(today),
        "until": kept_until(today),
        "over": clock.now() >= kept_until(today),
        "shared": request.session.get(SHARED),
    }
    return render(request, "desk/devices.html", context)


@requires(Permission.EVACUATE)
@require_POST
def device_end(request: MemberRequest, device_id: uuid.UUID) -> HttpResponse:
    """Have a device keep it no longer. No school ends anybody's sign-in: whose device it is can, and that is said."""

    def act() -> str:
        try:
            row = end_device(device_id, now=clock.now(), by=Actor.of(request.member))
        except Device.DoesNotExist:
            raise Http404 from None
        return (
            "Ended. The device wipes its list when it next reaches the school, and at the end of the day at the latest."
            f" It stays signed in as {row.person_name}: if it is lost, they sign out on any other, which ends it everywhere."
        )

    return press(request, act, to=reverse("evacuation_devices"))
