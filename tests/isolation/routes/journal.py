"""Routes of `tenants.journal`: the lines of a trust and of an authority, each on its own host."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import Route

AT_TRUSTS: dict[str, Route] = {"sign-ins/": Route(Permission.SEE_SIGN_INS, {Role.TRUST_DATA_MANAGER: 200})}
AT_AUTHORITIES: dict[str, Route] = {"sign-ins/": Route(Permission.SEE_SIGN_INS, {Role.LA_OFFICER: 200})}
