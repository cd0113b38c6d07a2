"""Routes of `trust_reporting.trials`. Nothing is tried here: `tests/trust_reporting/test_trials.py` tries."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import AT_TRUST, UNKNOWN, Route

_DRAFTS = {Role.TRUST_DATA_MANAGER: 200}
_ONE = f"/policy/examples/{UNKNOWN[0]}/"

TRIALS: dict[str, Route] = {
    "policy/examples/": Route(
        Permission.SEE_TRUST_POLICY, dict.fromkeys(AT_TRUST, 200), nowhere=("/policy/examples/?theme=nothing",)
    ),
    "policy/examples/new/": Route(Permission.DRAFT_TRUST_POLICY, _DRAFTS, others={"POST": 422}),
    "policy/examples/import/": Route(Permission.DRAFT_TRUST_POLICY, _DRAFTS, others={"POST": 422}),
    "policy/examples/<uuid:example_id>/example.toml": Route(
        Permission.SEE_TRUST_POLICY, dict.fromkeys(AT_TRUST, 404), path=f"{_ONE}example.toml"
    ),
    "policy/examples/<uuid:example_id>/remove/": Route(
        Permission.DRAFT_TRUST_POLICY, {Role.TRUST_DATA_MANAGER: 405}, others={"POST": 404}, path=f"{_ONE}remove/"
    ),
    "policy/try/": Route(Permission.TRY_TRUST_POLICY, dict.fromkeys(AT_TRUST, 200), others={"POST": 422}),
    "policy/try/<uuid:trial_id>/": Route(
        Permission.TRY_TRUST_POLICY, dict.fromkeys(AT_TRUST, 404), path=f"/policy/try/{UNKNOWN[0]}/"
    ),
}
