"""Whose work asks for a second factor, what they are still to do before they may go on, and whom a browser spares it."""

from allauth.mfa.internal.flows.trust import is_trusted_browser
from allauth.mfa.stages import AuthenticateStage
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from foundation.accounts.models import Person
from foundation.accounts.queries import has_second_factor
from foundation.accounts.sessions import SECOND_FACTOR, SHARED, TRUSTED_BROWSER
from tenants.memberships.queries import Asked, asked_of

ENROL = "mfa_activate_totp"
PROVE = "mfa_reauthenticate"
#: Views of the id host open to somebody who has yet to enrol or to prove their second factor.
MEANWHILE = frozenset({"account_logout", "account_reauthenticate", "signed_out"})
#: Views that show or change what proves a second factor: whoever has one proves it first, whatever their work asks.
OF_THE_FACTOR = frozenset(
    {
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)


def meets(session: SessionBase, asked: Asked) -> bool:
    """Whether what a session came by is as much as is asked."""
    if asked is Asked.NOTHING or session.get(SECOND_FACTOR):
        return True
    return asked is Asked.CODE_OR_TRUST and bool(session.get(TRUSTED_BROWSER))


def still_to_do(request: HttpRequest) -> str | None:
    """The name of the view where a signed-in person has to go first, or None when nothing stands in the way.

    Asked of every request on the id host. Roles are read anew: somebody promoted while signed in is asked at once.
    """
    person = request.user
    if not isinstance(person, Person) or request.session.get(SECOND_FACTOR):
        return None
    here = request.resolver_match.view_name if request.resolver_match else ""
    has_one = has_second_factor(person)
    if not (has_one and here in OF_THE_FACTOR) and meets(request.session, asked_of(person, on=timezone.localdate())):
        return None
    step = PROVE if has_one else ENROL
    return None if here == step or here in MEANWHILE else step


def may_trust(request: HttpRequest, person: Person) -> bool:
    """Whether the browser may be trusted: only for class teachers, and on no computer that others use."""
    return not request.session.get(SHARED) and asked_of(person, on=timezone.localdate()) is not Asked.CODE


def is_spared(request: HttpRequest, person: Person) -> bool:
    """Whether no code is asked for because this browser is trusted. Another password or app ends the trust."""
    return may_trust(request, person) and is_trusted_browser(request, person)


class CodeStage(AuthenticateStage):  # type: ignore[misc]
    """Asks whoever has a second factor for it, but where the browser spares it to them."""

    def _should_handle(self, request: HttpRequest) -> bool:
        person = self.login.user
        return isinstance(person, Person) and has_second_factor(person) and not is_spared(request, person)
