"""The identity transaction of a request: its session, its person, and whether they are a member of this place.

On the id host, and when somebody arrives at another or signs out there, the whole view is identity work. Everywhere
else identity ends before the work transaction begins, and a changed session is written back afterwards in an identity
transaction of its own: no school's role may ever touch the session table.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from foundation.access.gate import ANYONE, DECLARATION, LINKS, LinkTo, hash_of
from foundation.accounts.cookies import exact_cookies
from foundation.accounts.models import Person
from foundation.accounts.operations import hold_sign_in
from foundation.accounts.sessions import SIGN_IN, WANTED, SessionStore
from foundation.database.scope import ALIAS, identity_work
from tenants.memberships.arriving import Arrival, arrival, proves
from tenants.memberships.hand_over import GO, IDENTITY_PATHS, begin
from tenants.memberships.queries import asked, asking_teachers, member_at, member_with, officers_of
from tenants.memberships.second_factor import PROVE, meets, still_to_do

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class IdentityMiddleware:
    """Session, person, member here?"""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = request.place  # type: ignore[attr-defined]
        if place is None:
            request.user, request.session = AnonymousUser(), self.store()
            return self.get_response(request)
        if place.kind == "school" and request.path_info.startswith(LINKS):
            self._open_link(request)
            return self.get_response(request)
        if place.kind == "id" or request.path_info in IDENTITY_PATHS:
            with identity_work():
                self._identify(request)
                response = self.get_response(request)
                if response.status_code >= 500:  # refusals keep what they counted; a broken view keeps nothing
                    transaction.set_rollback(True, using=ALIAS)
                else:
                    self._keep_session(request, response)
            return response
        with identity_work():
            found = self._identify(request)
            if request.user.is_authenticated:
                self._find_member(request, found)
            if place.kind == "authority":
                self._find_colleagues(request)
        response = self.get_response(request)
        if request.session.modified or request.session.is_empty():
            with identity_work():
                self._keep_session(request, response)
        return response

    def _open_link(self, request: HttpRequest) -> None:
        """Nobody is signed in here, whatever cookies came along: the token in the address is all that counts."""
        request.user, request.session = AnonymousUser(), self.store()
        request.member = None  # type: ignore[attr-defined]
        token = request.path_info.removeprefix(LINKS).split("/")[0]
        request.link = hash_of(token)  # type: ignore[attr-defined]

    def _identify(self, request: HttpRequest) -> Arrival | None:
        """Set session and person, and note that they do something. Gives what else the same query answered, if it did."""
        found = self._look_up(request)
        session = cast("SessionStore", request.session)
        if request.user.is_authenticated and session.is_to_be_held and _is_done_by_hand(request):
            hold_sign_in(session[SIGN_IN], until=session.get_expiry_date(), now=timezone.now())
        return found

    def _look_up(self, request: HttpRequest) -> Arrival | None:
        place = request.place  # type: ignore[attr-defined]
        request.COOKIES = exact_cookies(request)
        request.session = self.store(request.COOKIES.get(settings.SESSION_COOKIE_NAME), host=place.host)
        key = request.session.session_key
        request.user, request.member = AnonymousUser(), None  # type: ignore[attr-defined]
        if not key:
            return None
        if place.kind == "id":
            request.user = get_user(request)
            return None
        now = timezone.now()
        found = arrival(key, place, now=now, on=timezone.localdate(now))
        request.session.begin_with(found.data if found else None, found.held_until if found else None)
        if found and found.person and proves(request.session, found.person):
            request.user = found.person
            return found
        request.user = get_user(request)
        return None

    def _find_member(self, request: HttpRequest, found: Arrival | None) -> None:
        """Who they are here. A role that asks for a second factor is nobody's in a session that came without one."""
        person, place = cast("Person", request.user), request.place  # type: ignore[attr-defined]
        if found is not None:
            member, teachers = member_with(person, place, found.roles), found.asks_teachers
        else:
            member = member_at(person, place, on=timezone.localdate())
            teachers = bool(asking_teachers(place.key).first())
        if member and not meets(request.session, asked((role, teachers) for role in member.roles)):
            request.user, member = AnonymousUser(), None
        request.member = member  # type: ignore[attr-defined]

    def _find_colleagues(self, request: HttpRequest) -> None:
        """The other officers of an authority: its own work reads no table of people, and a page hands work to one."""
        place, here = request.place, request.member is not None  # type: ignore[attr-defined]
        rows = officers_of(place.authority, on=timezone.localdate()).values_list("pk", "name") if here else ()
        request.colleagues = tuple(rows)  # type: ignore[attr-defined]

    def _keep_session(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """As Django's SessionMiddleware does, with a cookie that names no domain (`__Host-`)."""
        session = cast("SessionStore", request.session)
        cookie = settings.SESSION_COOKIE_NAME
        if session.is_empty():
            if cookie in request.COOKIES:
                response.delete_cookie(cookie, path="/", samesite="Lax")
                response.cookies[cookie]["secure"] = True
            return
        if session.modified and response.status_code < 500:
            try:
                session.save()
            except UpdateError:  # ended meanwhile, by a sign-out elsewhere: it is not brought back to life
                response.delete_cookie(cookie, path="/", samesite="Lax")
                response.cookies[cookie]["secure"] = True
                return
            if SIGN_IN in session:
                hold_sign_in(session[SIGN_IN], until=session.get_expiry_date(), now=timezone.now())
            response.set_cookie(
                cookie,
                session.session_key or "",
                max_age=session.cookie_age,
                path="/",
                secure=True,
                httponly=True,
                samesite="Lax",
            )

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Nobody signed in is sent to sign in; somebody who is no member here is told nothing.

        On the id host: whoever has yet to enrol or prove a second factor does that first, and then goes on.
        """
        place = request.place  # type: ignore[attr-defined]
        if place is not None and place.kind == "id":
            return self._second_factor_first(request)
        declared = getattr(view, DECLARATION, None)
        if place is None or declared == ANYONE or (isinstance(declared, LinkTo) and request.member is None):  # type: ignore[attr-defined]
            return None
        if request.member is not None:  # type: ignore[attr-defined]
            return None
        signed_in_or_link = request.user.is_authenticated or request.path_info.startswith(LINKS)
        if signed_in_or_link or request.method not in ("GET", "HEAD"):
            raise Http404
        return begin(request)

    def _second_factor_first(self, request: HttpRequest) -> HttpResponseBase | None:
        step = still_to_do(request)
        if step is None:
            return None
        if request.path_info == GO:
            request.session[WANTED] = request.get_full_path()
        elif step == PROVE:
            return HttpResponseRedirect(f"{reverse(step)}?{urlencode({'next': request.path_info})}")
        return redirect(step)


def _is_done_by_hand(request: HttpRequest) -> bool:
    """Whether a person did something: went to a page, or had something done. A page that asks by itself did not.

    Browsers say of each request whether it leads somewhere; what says nothing of it counts as a person's.
    """
    return request.method not in ("GET", "HEAD") or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
