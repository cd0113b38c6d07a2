"""Pages that only the demo has: where to go, how each invented person signs in, and what was sent to families."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import open_to_anyone
from foundation.acting import PAGE
from rollcall.demo import carriers
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


@open_to_anyone
@never_cache
@require_http_methods(PAGE)
def outbox(request: HttpRequest) -> HttpResponse:
    """What the demo's schools sent to families; and whoever looks plays the family and the network."""
    if request.method != "POST":
        return render(request, "demo/outbox.html", {"rows": carriers.sent()})
    act, key, words = (request.POST.get(name, "") for name in ("act", "key", "words"))
    if act == "lose":
        carriers.lose_next_answer()
    elif any(one["key"] == key for one in carriers.sent()):
        if act == "answer" and words.strip():
            carriers.answer(key, words)
        elif act in ("delivered", "undelivered"):
            carriers.tell(key, act)
    return HttpResponseRedirect(request.path)
