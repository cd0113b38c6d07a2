"""The forms of signing in: allauth's, with our words and without placeholders, which vanish while people type."""

import uuid
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import decrypt
from django.forms import BaseForm, BooleanField
from django.http import HttpRequest, HttpResponse

from foundation.accounts import tries
from foundation.accounts.codes import counter_of
from foundation.accounts.models import Person
from foundation.accounts.operations import hold, use_counter
from foundation.accounts.post import send_beside
from foundation.accounts.queries import has_second_factor
from foundation.accounts.sessions import SHARED

GOOD_WORDS = "At least 12 characters. Three or four words that only you would put together are easy to keep in mind."

Words = dict[str, tuple[str, str]]


class InOurWords(BaseForm):
    """Gives each field the label and help of `words`."""

    words: ClassVar[Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


def _shared() -> BooleanField:
    return BooleanField(
        label="Others use this computer too",
        required=False,
        help_text="Then you are signed out after 20 minutes without work, and nothing is kept here.",
    )


class SignInForm(InOurWords, LoginForm):  # type: ignore[misc]
    """Email and password. An address in the link that led here is filled in."""

    words: ClassVar[Words] = {"login": ("Email address", ""), "password": ("Password", "")}

    shared = _shared()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        if self.request is not None and not self.is_bound:
            self.initial["login"] = self.request.GET.get("email", "")
        # One thing per page, and this is it: the field to type in next is focused.
        self.fields["password" if self.initial.get("login") else "login"].widget.attrs["autofocus"] = True

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on to what comes after the password, which learns from the session whether others use the computer."""
        request.session[SHARED] = self.cleaned_data["shared"]
        response: HttpResponse = super().login(request, redirect_url)
        return response


class CheckPasswordForm(InOurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    words: ClassVar[Words] = {"password": ("Password", "")}


class NewPasswordForm(InOurWords, ChangePasswordForm):  # type: ignore[misc]
    """A new password, by somebody who knows the present one."""

    words: ClassVar[Words] = {
        "oldpassword": ("Your present password", ""),
        "password1": ("New password", GOOD_WORDS),
        "password2": ("New password again", ""),
    }


class ForgottenPasswordForm(InOurWords, ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link to choose a new password."""

    words: ClassVar[Words] = {"email": ("Email address", "The one you sign in with.")}

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Send the link when the address is known here; when not, do the same work and send nothing.

        Whoever was invited and has not chosen a password yet uses the invitation, which can be sent again.
        """
        email = str(self.cleaned_data["email"])
        known = next((person for person in self.users if person.has_usable_password()), None)
        person = known or Person(id=uuid.uuid4(), email=email, password="", last_login=None)
        token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
        adapter = get_adapter(request)
        link = adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(person)}-{token}")
        message = adapter.render_mail("account/email/password_reset_key", email, {"link": link})
        if known is not None:
            send_beside(message)
        return email


class ResetForm(InOurWords, ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by somebody who came from a link in their own mail."""

    words: ClassVar[Words] = {
        "password1": ("New password", GOOD_WORDS),
        "password2": ("New password again", ""),
    }


class FirstPasswordForm(InOurWords, SetPasswordForm):  # type: ignore[misc]
    """The first password of somebody who was invited."""

    words: ClassVar[Words] = {"password1": ("Password", GOOD_WORDS), "password2": ("Password again", "")}

    shared = _shared()


class OneTimeCode(InOurWords):
    """Takes each code once, and counts every wrong one and every one that was used before."""

    user: Person

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        tried = tries.take(context.request, self.user.email, "code")
        code: str = super().clean_code()  # type: ignore[misc]
        if not self.use_up(code):
            raise get_adapter().validation_error("incorrect_code")
        tried.rollback()
        return code

    def use_up(self, code: str) -> bool:
        """Whether a code that is right was good still. It is not from now on, nor is any that came before it."""
        raise NotImplementedError


class HeldCode(OneTimeCode):
    """A code of the app that the person has set up, or a recovery code, which allauth strikes out itself."""

    authenticator: Authenticator

    def use_up(self, code: str) -> bool:
        if self.authenticator.type != Authenticator.Type.TOTP:
            return True
        counter = counter_of(decrypt(self.authenticator.data["secret"]), code)
        return counter is not None and use_counter(self.user, counter)


class CodeForm(HeldCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor, while signing in."""

    words: ClassVar[Words] = {
        "code": ("Code", "Six figures from your authenticator app, or one of your recovery codes.")
    }


class TrustingCodeForm(CodeForm):
    """The same of somebody who may have this browser trusted."""

    trust = BooleanField(
        label="Trust this browser for 30 days",
        required=False,
        help_text="It then asks for your password alone. Only where nobody else works.",
    )


class CheckCodeForm(HeldCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""

    words: ClassVar[Words] = CodeForm.words


class EnrolForm(OneTimeCode, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app, which shows that it was set up."""

    words: ClassVar[Words] = {"code": ("Code", "The six figures that your app shows now.")}
    secret: str
    #: What the view uses up, once there is an app to keep it beside.
    counter: int

    def use_up(self, code: str) -> bool:
        """Of several that come at once the first sets the app up; the others wait for it and set up nothing."""
        hold(self.user)
        counter = counter_of(self.secret, code)
        if counter is None or has_second_factor(self.user):
            return False
        self.counter = counter
        return True
