"""Routes of `schools.whatif`. The trial that addresses name is finished."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import OFFICER, Route

_TRYING = [OFFICER, Role.SENIOR_LEADER, Role.HEADTEACHER]

WHAT_IF: dict[str, Route] = {
    "policy/try/": Route(Permission.TRY_POLICY, dict.fromkeys(_TRYING, 200), others={"POST": 422}),
    "policy/try/<uuid:trial_id>/": Route(
        Permission.TRY_POLICY, dict.fromkeys(_TRYING, 200), path="/policy/try/{trial}/"
    ),
}
