"""Routes of `schools.policy`: the policy at a school, and the lines that are the school's own."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, UNKNOWN, Route

_READERS = [OFFICER, Role.HEAD_OF_YEAR, Role.SENIOR_LEADER, *LEADERS]
_DRAFTERS = [OFFICER, Role.SENIOR_LEADER, Role.HEADTEACHER]
_LINE = "policy/draft/lines/<str:path>/"
_FIVE = "/policy/draft/lines/stages.listen.criteria.five.unauthorised.at_least/"

#: Every school of the table holds version 1, and a draft of one line. What would change it does not say which draft was
#: seen, and is refused: in words on the page that a button leads to, beside the form where there is one.
SCHOOL_POLICY: dict[str, Route] = {
    "policy/": Route(Permission.SEE_POLICY, dict.fromkeys(_READERS, 200)),
    "policy/<int:version>/<int:override>/": Route(
        Permission.SEE_POLICY,
        dict.fromkeys(_READERS, 200),
        path="/policy/1/0/",
        nowhere=("/policy/1/99/", "/policy/99/0/", "/policy/99999999999999999999/0/"),
    ),
    "policy/authorities/": Route(Permission.SEE_POLICY, dict.fromkeys(_READERS, 200)),
    "policy/examples/": Route(Permission.SEE_POLICY, dict.fromkeys(_READERS, 200)),
    "policy/examples/new/": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 200), others={"POST": 422}),
    "policy/examples/import/": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 200), others={"POST": 422}),
    "policy/examples/<uuid:example_id>/example.toml": Route(
        Permission.SEE_POLICY, dict.fromkeys(_READERS, 200), path="/policy/examples/{own_example}/example.toml"
    ),
    "policy/examples/<uuid:example_id>/remove/": Route(
        Permission.DRAFT_OVERRIDE,
        dict.fromkeys(_DRAFTERS, 405),
        others={"POST": 404},
        path=f"/policy/examples/{UNKNOWN[0]}/remove/",
    ),
    "policy/draft/": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 200)),
    "policy/draft/import/": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 200), others={"POST": 422}),
    "policy/draft/lines.toml": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 200)),
    _LINE: Route(
        Permission.DRAFT_OVERRIDE,
        dict.fromkeys(_DRAFTERS, 200),
        others={"POST": 422},
        path=_FIVE,
        nowhere=("/policy/draft/lines/stages.support.criteria.ten.unauthorised.at_least/", "/policy/draft/lines/x'--/"),
    ),
    f"{_LINE}leave/": Route(
        Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 405), others={"POST": 302}, path=f"{_FIVE}leave/"
    ),
    "policy/draft/approve/": Route(Permission.APPROVE_OVERRIDE, {Role.HEADTEACHER: 200}, others={"POST": 422}),
    "policy/draft/withdraw/": Route(Permission.DRAFT_OVERRIDE, dict.fromkeys(_DRAFTERS, 405), others={"POST": 302}),
}
