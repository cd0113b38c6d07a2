"""Whose work asks for a second factor, and what they are still to do before they may go on."""

from django.http import HttpRequest
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.queries import has_second_factor
from foundation.accounts.sessions import SECOND_FACTOR
from tenants.memberships.queries import memberships_of, needs_second_factor

ENROL = "mfa_activate_totp"
PROVE = "mfa_reauthenticate"
#: Views of the id host open to somebody who has yet to enrol or to prove their second factor.
MEANWHILE = frozenset({"account_logout", "account_reauthenticate", "signed_out"})


def still_to_do(request: HttpRequest) -> str | None:
    """The name of the view where a signed-in person has to go first, or None when nothing stands in the way.

    Asked of every request on the id host. Roles are read anew: somebody promoted while signed in is asked at once.
    """
    person = request.user
    if not isinstance(person, Person) or request.session.get(SECOND_FACTOR):
        return None
    today = timezone.localdate()
    roles = [Role(role) for role in memberships_of(person, on=today).values_list("role", flat=True)]
    if not needs_second_factor(roles):
        return None
    step = PROVE if has_second_factor(person) else ENROL
    here = request.resolver_match.view_name if request.resolver_match else ""
    return None if here == step or here in MEANWHILE else step
