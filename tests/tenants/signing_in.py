"""A person at a browser, for tests: types, follows where it leads, keeps one cookie jar for each host."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from django.test.client import RequestFactory  # noqa: F401

from foundation.accounts.models import Person
from foundation.accounts.operations import enrol
from tenants.trusts.scopes import identity_work
from tests.world import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: float, secret: str = SECRET) -> str:
    """The code an authenticator app shows at a moment."""
    return format_hotp_value(hotp_value(secret, int(moment // 30)))


def code_now(secret: str = SECRET) -> str:
    return code_at(time.time(), secret)


def give_password(person: Person, *, secret: str = "") -> Person:
    """Let somebody of the world sign in by the pages, with an authenticator app when a secret is given."""
    with identity_work():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        if secret:
            enrol(person, secret)
    return person


class Browser:
    """Cookies by host, as a browser keeps them; `get` and `post` take full addresses or paths of the last host."""

    def __init__(self, *, enforce_csrf: bool = False, address: str = "192.0.2.1") -> None:
        self._clients: dict[str, Client] = {}
        self._enforce_csrf = enforce_csrf
        self._address = address
        self.host = settings.ID_HOST
        self.path = "/"

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
        target = self.path + (f"?{parts.query}" if parts.query else "")
        return (
            getattr(self.client(self.host), method)(target, data)
            if data is not None
            else getattr(self.client(self.host), method)(target)
        )

    # -- what people do ----------------------------------------------------------------------------------------------

    def sign_in(self, person: Person, *, password: str = PASSWORD, secret: str = SECRET) -> Any:
        """Type address and password, then the code if it is asked for."""
        self.get(f"//{settings.ID_HOST}/sign-in/")
        response = self.post(f"//{settings.ID_HOST}/sign-in/", {"login": person.email, "password": password})
        if self.path == "/sign-in/code/":
            response = self.post(f"//{settings.ID_HOST}/sign-in/code/", {"code": code_now(secret)})
        return response
