"""allauth's own views as the id host serves them: only those named here, each behind a gate that the route test reads.

Seven are ours on top of allauth's, because what they do is noted and changes what the session has proved.
"""

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.internal.flows.trust import trust_browser
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path

from foundation.access.gate import open_to_anyone
from foundation.accounts.forms import CodeForm, EnrolForm, TrustingCodeForm
from foundation.accounts.gate import signed_in
from foundation.accounts.operations import use_counter
from foundation.accounts.sessions import SECOND_FACTOR, TRUSTED_BROWSER
from tenants.memberships.noting import note
from tenants.memberships.second_factor import may_trust


def _noted(request: HttpRequest, act: str) -> None:
    person = request.user
    note(act, person)  # type: ignore[arg-type]  # nobody is anonymous behind these gates


class ChangePassword(account.PasswordChangeView):  # type: ignore[misc]
    """Change a password. Whoever has chosen none yet is told how: passwords are first chosen from an invitation."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_usable_password():  # type: ignore[union-attr]  # nobody is anonymous behind this gate
            return render(request, "account/password_none.html")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class SignOut(account.LogoutView):  # type: ignore[misc]
    """Sign out, by way of every host of which a browser keeps something: no address that was asked for leads past them."""

    def get_next_url(self) -> None:
        return None


class Code(mfa.AuthenticateView):  # type: ignore[misc]
    """The second factor, while signing in. A class teacher may have the browser trusted, so that it asks for none."""

    def get_form_class(self) -> type[CodeForm]:
        return TrustingCodeForm if may_trust(self.request, self.stage.login.user) else CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data.get("trust"):
            trust_browser(self.request, self.stage.login.user, response)
        return response


class Enrol(totp.ActivateTOTPView):  # type: ignore[misc]
    """Set up an authenticator app; recovery codes come next."""

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        use_counter(form.user, form.counter)
        self.request.session[SECOND_FACTOR] = True
        record_authentication(self.request, self.request.user, method="mfa")  # the code just typed proved it
        _noted(self.request, "second_factor_enrolled")
        return response


class Replace(totp.DeactivateTOTPView):  # type: ignore[misc]
    """Take an authenticator app away, in order to set up another."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        for proof in (SECOND_FACTOR, TRUSTED_BROWSER):
            self.request.session.pop(proof, None)
        _noted(self.request, "second_factor_removed")
        return response


class NewRecoveryCodes(recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old ones stop working."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _noted(self.request, "recovery_codes_made")
        return response


class CheckCode(mfa.ReauthenticateView):  # type: ignore[misc]
    """Prove the second factor again, or for the first time in a session that began without one."""

    def form_valid(self, form: object) -> HttpResponse:
        self.request.session[SECOND_FACTOR] = True
        response: HttpResponse = super().form_valid(form)
        return response


#: The names are allauth's: its redirects look them up.
urlpatterns: list[URLPattern] = [
    path("sign-in/", open_to_anyone(account.LoginView.as_view()), name="account_login"),
    path("sign-in/code/", open_to_anyone(Code.as_view()), name="mfa_authenticate"),
    path("sign-out/", open_to_anyone(SignOut.as_view()), name="account_logout"),
    path("switched-off/", open_to_anyone(account.AccountInactiveView.as_view()), name="account_inactive"),
    path("forgotten/", open_to_anyone(account.PasswordResetView.as_view()), name="account_reset_password"),
    path(
        "forgotten/sent/", open_to_anyone(account.PasswordResetDoneView.as_view()), name="account_reset_password_done"
    ),
    path(
        "forgotten/done/",
        open_to_anyone(account.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        open_to_anyone(account.PasswordResetFromKeyView.as_view()),
        name="account_reset_password_from_key",
    ),
    path("account/password/", signed_in(ChangePassword.as_view()), name="account_change_password"),
    path("account/check/", signed_in(account.ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("account/check-code/", signed_in(CheckCode.as_view()), name="mfa_reauthenticate"),
    path("account/authenticator/", signed_in(Enrol.as_view()), name="mfa_activate_totp"),
    path("account/authenticator/replace/", signed_in(Replace.as_view()), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/",
        signed_in(recovery_codes.ViewRecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path("account/recovery-codes/new/", signed_in(NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
    path(
        "account/recovery-codes/download/",
        signed_in(recovery_codes.DownloadRecoveryCodesView.as_view()),
        name="mfa_download_recovery_codes",
    ),
]
