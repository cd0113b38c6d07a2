"""A person at a browser, for tests: types, follows where it leads, keeps one cookie jar for each host."""

import itertools
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.operations import enrol
from foundation.accounts.queries import has_second_factor
from tenants.memberships.models import Membership
from tenants.memberships.operations.placing import AnyPlace
from tenants.trusts.scopes import identity_work
from tests.world import PASSWORD, SINCE

_numbers = itertools.count(1)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: float, secret: str = SECRET) -> str:
    """The code an authenticator app shows at a moment."""
    return format_hotp_value(hotp_value(secret, int(moment // 30)))


def code_now(secret: str = SECRET) -> str:
    return code_at(time.time(), secret)


def letters() -> list[EmailMessage]:
    """What this test has had sent, the last one last, once all of it has arrived: letters are sent beside the request."""
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return mail.outbox


def give_password(person: Person, *, secret: str = "") -> Person:
    """Let somebody of the world sign in by the pages, with an authenticator app when a secret is given."""
    with identity_work():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        if secret and not has_second_factor(person):
            enrol(person, secret)
    return person


def newcomer(role: Role | None, place: AnyPlace | None, *, secret: str = SECRET) -> Person:
    """Somebody nobody else's test knows, who can sign in: with one role, or none at all."""
    with identity_work():
        name = f"newcomer{next(_numbers)}"
        person = Person.objects.create_user(f"{name}@northfield.example", name=name.title())
        if role is not None:
            column = {role.place: place} if place else {}
            Membership.objects.create(person=person, role=role, starts_on=SINCE, **column)
    return give_password(person, secret=secret)


class Browser:
    """Cookies by host, as a browser keeps them; `get` and `post` take full addresses or paths of the last host."""

    def __init__(self, *, enforce_csrf: bool = False, address: str = "192.0.2.1") -> None:
        self._clients: dict[str, Client] = {}
        self._enforce_csrf = enforce_csrf
        self._address = address
        self.host = settings.ID_HOST
        self.path = self.here = "/"

    def client(self, host: str) -> Client:
        if host not in self._clients:
            self._clients[host] = Client(
                headers={"host": host}, enforce_csrf_checks=self._enforce_csrf, REMOTE_ADDR=self._address
            )
        return self._clients[host]

    def get(self, where: str, *, follow: bool = True) -> Any:
        return self._ask("get", where, follow=follow)

    def post(self, where: str, data: dict[str, str] | None = None, *, follow: bool = True) -> Any:
        return self._ask("post", where, data, follow=follow)

    def _ask(self, method: str, where: str, data: dict[str, str] | None = None, *, follow: bool) -> Any:
        response = self._once(method, where, data)
        for _ in range(20):
            if not follow or response.status_code not in (301, 302, 303):
                return response
            response = self._once("get", response["Location"])
        raise AssertionError(f"still redirected: {self.host}{self.path}")

    def _once(self, method: str, where: str, data: dict[str, str] | None = None) -> Any:
        parts = urlsplit(where)
        self.host = (parts.hostname or self.host) if parts.netloc else self.host
        self.path = parts.path or "/"
        self.here = self.path + (f"?{parts.query}" if parts.query else "")
        ask = getattr(self.client(self.host), method)
        return ask(self.here) if data is None else ask(self.here, data)

    def session_key(self, host: str = "") -> str:
        """The session cookie this browser holds for a host; empty for none."""
        cookie = self.client(host or settings.ID_HOST).cookies.get(settings.SESSION_COOKIE_NAME)
        return cookie.value if cookie else ""

    # -- what people do ----------------------------------------------------------------------------------------------

    def sign_in(self, person: Person, *, password: str = PASSWORD, secret: str = SECRET) -> Any:
        """Type address and password on the page where they are asked for, then the code if that is asked for."""
        if (self.host, self.path) != (settings.ID_HOST, "/sign-in/"):
            self.get(f"//{settings.ID_HOST}/sign-in/")
        response = self.post(self.here, {"login": person.email, "password": password})
        if self.path == "/sign-in/code/":
            response = self.post(self.here, {"code": code_now(secret)})
        return response
