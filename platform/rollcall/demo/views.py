"""Two pages that only the demo has: where to go, and how each invented person signs in."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import open_to_anyone
from rollcall.demo.day import in_words
from rollcall.demo.people import PEOPLE, PERIOD, password
from tenants.trusts.places import address


@open_to_anyone
@require_safe
def signpost(request: HttpRequest) -> HttpResponse:
    """The page of 127.0.0.1 and localhost, where nothing is but a way on."""
    places = {person.place_name: person.address for person in PEOPLE if person.place}
    words = {"places": places, "sign_ins": address(settings.ID_HOST, "/demo/"), "home": address(settings.ID_HOST)}
    return render(request, "demo/signpost.html", words)


@open_to_anyone
@never_cache
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Everybody's address, password and code of this moment, by place. All of them are invented."""
    now = time.time()
    rows = [
        (person, f"/sign-in/?{urlencode({'email': person.email})}", person.code(now), person.role.label)
        for person in PEOPLE
    ]
    words = {
        "rows": rows,
        "password": password(),
        "seconds_left": PERIOD - int(now % PERIOD),
        "period": PERIOD,
        "time": in_words(clock.now()),
    }
    return render(request, "demo/sign_ins.html", words)
