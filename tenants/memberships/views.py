"""Pages of the id host that are ours, and the two views that let people arrive at and leave other hosts."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from foundation.access.gate import open_to_anyone, open_to_members
from foundation.access.member import MemberRequest
from foundation.accounts.forms import FirstPasswordForm, SignInForm
from foundation.accounts.gate import signed_in
from foundation.accounts.models import Person
from foundation.accounts.queries import has_second_factor, hosts_to_sweep, sessions_of
from foundation.accounts.sessions import CARRIED, SIGN_IN, STARTED_AT, WANTED
from tenants.journal.operations import record
from tenants.memberships.adapters import actor, sign_out_everywhere
from tenants.memberships.hand_over import HOST_FORM, NONCE_COOKIE, arrival, local_path, make_code, nonce_hash, redeem
from tenants.memberships.operations.inviting import accept, invited_person
from tenants.memberships.queries import member_at, place_names, places_of
from tenants.memberships.sweeping import forget, signed_out_over
from tenants.trusts.places import Place, address, place_of

#: In an anonymous session of the id host: the invitation whose link was opened.
INVITATION = "invitation"


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where do you want to work? Straight on when there is one place, or when somebody was on the way already."""
    wanted = request.session.pop(WANTED, None)
    if wanted:
        return HttpResponseRedirect(local_path(wanted))
    places = places_of(_person(request), on=timezone.localdate())
    if len(places) == 1:
        return HttpResponseRedirect(places[0].address)
    return render(request, "memberships/home.html", {"places": places, "person": request.user})


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What somebody signs in with, and where they are signed in now."""
    person, now = _person(request), timezone.now()
    rows = list(sessions_of(person, now=now))
    names = place_names({row.host for row in rows})
    current = request.session.session_key
    sessions = [(names.get(row.host, "Rollcall"), row, row.session_key == current) for row in rows]
    words = {"person": person, "sessions": sessions, "has_second_factor": has_second_factor(person)}
    return render(request, "memberships/account.html", words)


@signed_in
@require_GET
def go(request: HttpRequest) -> HttpResponseBase:
    """Hand a signed-in person over to a host where they are a member today. To all others it does not exist."""
    person, now = _person(request), timezone.now()
    to = request.GET.get("to", "")
    place = place_of(to) if HOST_FORM.fullmatch(to) else None
    nonce = nonce_hash(request.GET.get("nonce", ""))
    if place is None or place.kind == "id" or nonce is None:
        raise Http404
    if member_at(person, place, on=timezone.localdate(now)) is None:
        raise Http404
    code = make_code(
        person,
        host=place.host,
        path=request.GET.get("path", "/"),
        nonce=nonce,
        carries={name: request.session[name] for name in CARRIED if name in request.session},
        now=now,
    )
    return HttpResponseRedirect(arrival(code, host=place.host))


@open_to_anyone
@require_GET
def arrive(request: HttpRequest) -> HttpResponseBase:
    """Start this host's own session for whoever brings a fitting code, and go on to where they wanted to be.

    Identity work (see `hand_over.IDENTITY_PATHS`). All that does not fit gets one page, which says nothing of why.
    """
    place: Place = request.place  # type: ignore[attr-defined]
    now = timezone.now()
    nonce = request.COOKIES.get(NONCE_COOKIE, "")
    handed = redeem(request.GET.get("code", ""), nonce=nonce, host=place.host, now=now)
    if handed is None:
        refusal = render(request, "memberships/link_used.html", status=403)
        refusal["Referrer-Policy"] = "no-referrer"  # this page's own address holds the code
        return refusal
    person = handed.person
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.update(handed.carries | {STARTED_AT: now.isoformat()})
    record("handed_over", by=actor(person), about_kind="person", about_id=person.pk, **_filed_under(place))
    return HttpResponseRedirect(local_path(handed.path))


@open_to_anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out on this host, which is signing out everywhere. Identity work, as `arrive`."""
    here: Place = request.place  # type: ignore[attr-defined]
    hosts: list[str] = []
    if isinstance(request.user, Person):
        hosts = hosts_to_sweep(request.user, request.session.get(SIGN_IN), now=timezone.now())
        sign_out_everywhere(request.user)
        request.session.flush()
    return HttpResponseRedirect(signed_out_over(sorted(hosts, key=lambda host: host != here.host)))


@open_to_anyone
@require_http_methods(["GET", "POST"])
def swept(request: HttpRequest) -> HttpResponseBase:
    """On the way of a sign-out: forget what this browser keeps of this host, and lead on. Identity work, as `arrive`.

    The page's script wipes what names anybody and presses the button, which wipes everything, unless something waits that
    never reached the school: then it asks. Whoever is still signed in here was sent by no sign-out of ours: theirs stays.
    """
    on, stays = signed_out_over(request.GET.getlist("on")), isinstance(request.user, Person)
    if request.method == "POST":
        return HttpResponseRedirect(on) if stays else forget(HttpResponseRedirect(on))
    place: Place = request.place  # type: ignore[attr-defined]
    context = {"on": on, "here": request.get_full_path(), "place": place.name, "stays": stays}
    return render(request, "memberships/swept.html", context)


@open_to_members
@require_safe
def your_sign_in(_request: MemberRequest) -> HttpResponseBase:
    """From a place's pages to the person's own, which are on the id host."""
    return HttpResponseRedirect(address(settings.ID_HOST, "/account/"))


@open_to_anyone
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that they are signed out, everywhere."""
    response = render(request, "memberships/signed_out.html")
    if not isinstance(request.user, Person):
        forget(response)
    return response


@open_to_anyone
@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Keep the invitation in the session and go on to a page whose address does not hold it. Uses up nothing."""
    if invited_person(token, now=timezone.now()):
        request.session[INVITATION] = token
    return redirect("invitation")


@open_to_anyone
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Let an invited person choose a password, sign them in and go on (to an authenticator app, if they need one)."""
    now = timezone.now()
    token = request.session.get(INVITATION, "")
    person = invited_person(token, now=now)
    if person is None:
        return render(request, "memberships/link_used.html", {"invitation": True}, status=403)
    form = FirstPasswordForm(user=person, data=request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "memberships/invitation.html", {"form": form, "person": person})
    password = form.cleaned_data["password1"]
    if accept(token, password=password, now=now) is None:
        return render(request, "memberships/link_used.html", {"invitation": True}, status=403)
    request.session.flush()  # whoever was signed in here before is not any more
    shared = {"shared": "on"} if form.cleaned_data["shared"] else {}
    credentials = SignInForm(data={"login": person.email, "password": password} | shared, request=request)
    if not credentials.is_valid():
        return redirect("account_login")
    signed: HttpResponseBase = credentials.login(request, redirect_url=reverse("home"))
    return signed


def _person(request: HttpRequest) -> Person:
    """Whoever is signed in; `signed_in` has seen to it that somebody is."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _filed_under(place: Place) -> dict[str, Any]:
    return {
        "school_id": place.school.pk if place.school else None,
        "trust_id": place.school.trust_id if place.school else place.trust.pk if place.trust else None,
        "authority_id": place.authority.pk if place.authority else None,
    }
