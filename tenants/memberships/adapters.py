"""Where allauth asks what to do: sign-in is for people who were invited, on the id host, and its steps are noted."""

import time
from typing import Any, NoReturn

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import tries
from foundation.accounts.models import Person
from foundation.accounts.operations import end_sessions, forget_expired
from foundation.accounts.post import send_beside
from foundation.accounts.queries import has_second_factor, hosts_to_sweep
from foundation.accounts.sessions import SECOND_FACTOR, SHARED, SIGN_IN, TRUSTED_BROWSER
from foundation.audit.actors import SYSTEM, Actor
from foundation.sealed import seal, unseal
from tenants.memberships.hand_over import local_path
from tenants.memberships.lockout import too_many
from tenants.memberships.noting import note, note_failed
from tenants.memberships.second_factor import is_spared
from tenants.memberships.sweeping import signed_out_over
from tenants.trusts.places import address

#: What the secrets of authenticator apps are sealed for.
_PURPOSE = "second factor"
#: What allauth calls having tried too often, signing in and with a second factor.
TOO_OFTEN = frozenset({"too_many_login_attempts", "rate_limited"})
#: And a code that is wrong or was used before.
WRONG_CODE = "incorrect_code"


def actor(person: Person) -> Actor:
    """The person as whom an act is put down to."""
    return Actor(person.pk, person.name)


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to strangers; the same answer for known and unknown addresses; sessions that begin and end with a line."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address and the password do not belong together. Check both.",
        "enter_current_password": "That is not your present password.",
        "incorrect_password": "That is not your password.",
        "incorrect_code": "That code is not right, or it was used already. Wait for the next one and type that.",
        "invalid_password_reset": "That link has been used or is too old.",
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def is_ajax(self, _request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of the id host itself: going to another host takes a hand-over."""
        return local_path(url) == url

    def get_login_stages(self) -> list[str]:
        return ["tenants.memberships.second_factor.CodeStage"]

    # -- beginning and ending ----------------------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: Person) -> None:
        """Start the session under a new key, and with it the sign-in. It says whether a second factor was proved."""
        super().login(request, user)
        session, now = request.session, timezone.now()
        session.begin_sign_in(now)  # type: ignore[attr-defined]  # the store is ours
        session[SECOND_FACTOR] = any(one["method"] == "mfa" for one in get_authentication_records(request, user))
        session[TRUSTED_BROWSER] = not session[SECOND_FACTOR] and is_spared(request, user)
        forget_expired(now=now)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        details = {name: bool(request.session.get(name)) for name in (SECOND_FACTOR, TRUSTED_BROWSER, SHARED)}
        note("signed_in", user, details=details)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not request.session.get(SHARED):
            tries.remember(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Sign out here is sign out everywhere."""
        person = request.user
        if isinstance(person, Person):
            sign_out_everywhere(person)
        super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends every session, except that whoever chose it on the page keeps theirs."""
        super().set_password(user, password)
        end_sessions(user)
        note("password_chosen", user)

    # -- where to -----------------------------------------------------------------------------------------------------

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Asked before the sessions end, which say what browsers keep."""
        person = request.user
        if not isinstance(person, Person):
            return reverse("signed_out")
        return signed_out_over(hosts_to_sweep(person, request.session.get(SIGN_IN), now=timezone.now()))

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from our own settings: whatever Host a request claims, the link in the mail leads here."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return address(settings.ID_HOST, path.replace("UID-KEY", key))

    # -- counting tries -----------------------------------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try with a password; allauth takes the count back from who was right."""
        self._login_failed_rl_usage = tries.take(request, credentials["email"], "password")

    # -- proving it again ---------------------------------------------------------------------------------------------

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """Whoever has a second factor proves that one: a password alone may not touch it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_code = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return by_code or methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of having signed in: whoever has just typed it all is not asked at once again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if isinstance(request.user, Person) and has_second_factor(request.user):
            records = [record_ for record_ in records if record_["method"] == "mfa"]
        if records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Called when an address and a password, or somebody's own password once more, were wrong."""
        email = str(credentials.get("email") or "")
        person = Person.objects.filter(email=email.strip().lower()).first()
        note_failed(request, "sign_in_failed", person=person, email=email)

    # -- telling ------------------------------------------------------------------------------------------------------

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in TOO_OFTEN:
            self._refuse_too_often()
        if code == WRONG_CODE:
            _note_wrong_code()
        error: ValidationError = super().validation_error(code, *args)
        return error

    def _refuse_too_often(self) -> NoReturn:
        """Answer 429, and write one line for each account and spell, however often somebody goes on trying.

        For all addresses that nobody has there is a line a minute at most, as for wrong passwords.
        """
        request = context.request
        tried = _tried(request)
        email = request.POST.get("login", "").strip().lower()
        if tried is None:
            tried = Person.objects.filter(email=email).first()
        if tried is None:
            note_failed(request, "sign_in_locked", person=None, email=email)
        elif cache.add(f"lockout-noted:{tried.pk}", True, timeout=5 * 60):
            note("sign_in_locked", tried, by=SYSTEM)
        raise ImmediateHttpResponse(too_many(request))

    def send_notification_mail(
        self, template_prefix: str, user: Person, _context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person by mail what was changed about their sign-in, once it has been."""
        message = self.render_mail(template_prefix, email or user.email, {"at": timezone.now()})
        transaction.on_commit(lambda: send_beside(message) and None)


def _tried(request: HttpRequest) -> Person | None:
    """Who is signing in, or is signed in and proves it once more."""
    stage = getattr(request, "_login_stage", None)
    found = stage.login.user if stage else request.user
    return found if isinstance(found, Person) else None


def _note_wrong_code() -> None:
    if (person := _tried(context.request)) is not None:
        note_failed(context.request, "second_factor_failed", person=person)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps, their secrets kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": SignIn.error_messages["incorrect_code"],
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == WRONG_CODE:
            _note_wrong_code()
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_totp_issuer(self) -> str:
        return "Rollcall"

    def build_totp_svg(self, url: str) -> str:
        """On white, whatever colours the page has: a camera cannot read it light on dark."""
        # Slow to load, and wanted by nobody but who sets up an authenticator.
        import qrcode  # type: ignore[import-untyped] # noqa: PLC0415
        from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped] # noqa: PLC0415

        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=_PURPOSE)


def sign_out_everywhere(person: Person) -> None:
    """End every session of the person, on every host, because they asked for it."""
    ended = end_sessions(person)
    note("signed_out", person, details={"sessions": ended})
