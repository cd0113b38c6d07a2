"""The identity transaction of a request: its session, its person, and whether they are a member of this place.

On the id host the whole view is identity work. Everywhere else identity ends before the work transaction begins, and a
changed session is written back afterwards in an identity transaction of its own: no school's role may ever touch the
session table.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from foundation.access.gate import ANYONE, DECLARATION
from foundation.accounts.sessions import SessionStore
from foundation.database.scope import ALIAS, identity_work
from tenants.memberships.queries import member_at

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class IdentityMiddleware:
    """Session, person, member here?"""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = request.place  # type: ignore[attr-defined]
        if place is None:
            request.user = AnonymousUser()
            return self.get_response(request)
        if place.kind == "id":
            with identity_work():
                self._identify(request)
                response = self.get_response(request)
                if response.status_code >= 500:  # refusals keep what they counted; a broken view keeps nothing
                    transaction.set_rollback(True, using=ALIAS)
                else:
                    self._keep_session(request, response)
            return response
        with identity_work():
            self._identify(request)
            if request.user.is_authenticated:
                today = timezone.localdate()
                request.member = member_at(request.user, place, on=today)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.session.modified or request.session.is_empty():
            with identity_work():
                self._keep_session(request, response)
        return response

    def _identify(self, request: HttpRequest) -> None:
        place = request.place  # type: ignore[attr-defined]
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = self.store(key, host=place.host)
        request.user = get_user(request) if key else AnonymousUser()
        request.member = None  # type: ignore[attr-defined]

    def _keep_session(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """As Django's SessionMiddleware does, with a cookie that names no domain (`__Host-`)."""
        session = request.session
        cookie = settings.SESSION_COOKIE_NAME
        if session.is_empty():
            if cookie in request.COOKIES:
                response.delete_cookie(cookie, path="/", samesite="Lax")
                response.cookies[cookie]["secure"] = True
            return
        if session.modified and response.status_code < 500:
            session.save()
            response.set_cookie(
                cookie,
                session.session_key or "",
                max_age=session.get_expiry_age(),
                path="/",
                secure=True,
                httponly=True,
                samesite="Lax",
            )

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Nobody signed in is sent to sign in; somebody who is no member here is told nothing."""
        place = request.place  # type: ignore[attr-defined]
        if place is None or place.kind == "id" or getattr(view, DECLARATION, None) == ANYONE:
            return None
        if request.member is not None:  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated or request.method not in ("GET", "HEAD"):
            raise Http404
        from tenants.memberships.hand_over import begin

        return HttpResponseRedirect(begin(request))
