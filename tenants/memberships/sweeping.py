"""Signing out passes through every host that this sign-in was handed to, or of which a browser keeps something.

What a page or a service worker keeps outlives the session and the cookie, and only its own host wipes it. So whoever
signs out, wherever, is led over those hosts to the page that says so:

    id host       /sign-out/             every session ends; one of them is this browser's at Alder
    alder host    /swept/?on=birch...    wipes lists of names, asks about what never reached the school, wipes the rest
    id host       /signed-out/

Not by `Clear-Site-Data` unasked: that takes ticks and drafts with it, which name nobody and are the only copy there is.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseBase

from tenants.memberships.hand_over import HOST_FORM, SWEPT
from tenants.trusts.places import address, place_of

#: What a browser is told to forget of a host: what service workers, their caches and scripts have put there.
_FORGET = ("Clear-Site-Data", '"storage"')
#: Hosts one sign-out leads over; more at once have not been seen.
_MOST = 20


def signed_out_over(hosts: Iterable[str]) -> str:
    """The address that leads over these hosts, as far as they are ours, to the page that says one is signed out."""
    ours = [host for host in list(hosts)[:_MOST] if _is_ours(host)]
    if not ours:
        return address(settings.ID_HOST, "/signed-out/")
    rest = urlencode([("on", host) for host in ours[1:]])
    return address(ours[0], f"{SWEPT}?{rest}" if rest else SWEPT)


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Have the browser wipe all that it keeps of the host that answers, what never reached the school with it."""
    response.headers[_FORGET[0]] = _FORGET[1]
    return response


def _is_ours(host: str) -> bool:
    place = place_of(host) if HOST_FORM.fullmatch(host) else None
    return place is not None and place.kind != "id"
