"""Routes of `tenants.shares` on an authority's host that name no share: questions to other authorities."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import Route

#: What is typed there lacks a child, and is refused.
ASKING: dict[str, Route] = {
    "questions/": Route(Permission.ASK_AUTHORITIES, {Role.LA_OFFICER: 200}, others={"POST": 422})
}
