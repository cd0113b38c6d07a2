"""The page that a provider comes to by the day's link, without an account.

Opening it changes nothing: mail scanners and phones fetch addresses before anybody reads them. It names this provider's
pupils of that day and nobody else's. Each session is answered once; a link that is over, closed, answered or of another
purpose opens one page, the same for all.
"""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import open_to_link
from foundation.acting import PAGE, form_page
from foundation.ui.numbers import clock as clock_words
from foundation.ui.numbers import long_date
from foundation.ui.views import link_opens_nothing
from schools.journal.operations import hold_link, put_in
from schools.journal.queries import events_by, link_of
from schools.provision.forms.day import DayForm
from schools.provision.operations.asking import DAY
from schools.provision.operations.saying import SAID


@open_to_link(DAY)
@require_http_methods(PAGE)
def day(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Ask who came in each session that has begun; or one page for every link that opens nothing (any more)."""
    if request.method == "POST":
        hold_link()
    now = clock.now()
    link = link_of(DAY, now)
    answered = events_by(SAID)
    left = [] if link is None else [part for part in link.facts["sessions"] if _event(part) not in answered]
    if link is None or not left:
        return link_opens_nothing(request)
    open_now = [part for part in left if _has_begun(part, now)]
    later = min((part["opens_at"] for part in left if part not in open_now), default="")
    context = {
        "school": request.place.name,  # type: ignore[attr-defined]
        "provider": link.facts["name"],
        "date": long_date(dt.date.fromisoformat(link.facts["date"])),
        "later": clock_words(dt.datetime.fromisoformat(later)) if later else "",
    }
    if not open_now:
        return render(request, "provision/day_later.html", context)
    form = DayForm(request.POST if request.method == "POST" else None, sessions=open_now)
    if request.method == "POST" and form.is_valid():
        _put_in(form, open_now, link.facts, now)
        return render(request, "provision/day_thanks.html", context)
    return form_page(request, "provision/day.html", form, context)


def _event(part: dict[str, Any]) -> str:
    return f"session-{part['session']}"


def _has_begun(part: dict[str, Any], now: dt.datetime) -> bool:
    """Nobody can have come to a session that is still to begin; where the school has no times, the day is enough."""
    return not part["opens_at"] or dt.datetime.fromisoformat(part["opens_at"]) <= now


def _put_in(form: DayForm, parts: list[dict[str, Any]], facts: dict[str, Any], now: dt.datetime) -> None:
    known = {"at": now.isoformat(), "date": facts["date"], "by": facts["by"], "provider": facts["name"]}
    for part in parts:
        put_in(SAID, known | {"said": form.said(part["session"])}, event=_event(part))
