"""Routes of `tenants.shares` that name no share: questions to other authorities, and a trust's index."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import AT_TRUST, Route

#: What is typed there lacks a child, and is refused.
ASKING: dict[str, Route] = {
    "questions/": Route(Permission.ASK_AUTHORITIES, {Role.LA_OFFICER: 200}, others={"POST": 422})
}
INDEX: dict[str, Route] = {
    "shares/": Route(Permission.SEE_SHARE_INDEX, dict.fromkeys(AT_TRUST, 200)),
    "shares/<uuid:share_id>/take-back/": Route(
        Permission.TAKE_SHARES_BACK,
        {Role.TRUST_LEADER: 200},
        others={"POST": 422},
        path="/shares/{indexed}/take-back/",
    ),
}
