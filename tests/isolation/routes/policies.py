"""Routes of `tenants.policies`, on a trust's host. Every trust has version 1, and a draft that `made.policies` began."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import AT_TRUST, Route

_STAGE = "^policy/draft/stages/(?P<key>[A-Za-z0-9_]{1,40})/"
_PART = "(?P<part>criteria|exits|actions)/"
_AT = "/policy/draft/stages/"
_OF = "authorities/<slug:authority>/"
_ASKS = "/authorities/{authority}/"


def _read(path: str = "", *nowhere: str) -> Route:
    return Route(Permission.SEE_TRUST_POLICY, dict.fromkeys(AT_TRUST, 200), path=path, nowhere=nowhere)


def _drafted(path: str = "", *nowhere: str) -> Route:
    """What is typed there lacks the draft that was seen, and is refused."""
    return Route(
        Permission.DRAFT_TRUST_POLICY,
        {Role.TRUST_DATA_MANAGER: 200},
        others={"POST": 422},
        path=path,
        nowhere=nowhere,
    )


POLICIES: dict[str, Route] = {
    "policy/schools/": Route(Permission.SEE_TRUST_POLICY, dict.fromkeys(AT_TRUST, 200)),
    "policy/": _read(),
    "policy/versions/<int:number>/": _read("/policy/versions/1/", "/policy/versions/99/"),
    "policy/versions/<int:number>/policy.toml": _read(
        "/policy/versions/1/policy.toml", "/policy/versions/99/policy.toml"
    ),
    "policy/draft/": _read(),
    "policy/draft/policy.toml": _read(),
    "policy/draft/begin/": Route(Permission.DRAFT_TRUST_POLICY, {Role.TRUST_DATA_MANAGER: 405}, others={"POST": 302}),
    "policy/draft/limits/": _drafted(),
    "policy/draft/stages/": _drafted(),
    f"{_STAGE}$": _drafted(f"{_AT}listen/", f"{_AT}nothing/"),
    f"{_STAGE}remove/$": _drafted(f"{_AT}listen/remove/", f"{_AT}nothing/remove/"),
    f"{_STAGE}{_PART}$": _drafted(f"{_AT}listen/criteria/", f"{_AT}nothing/exits/", f"{_AT}listen/letters/"),
    f"{_STAGE}{_PART}(?P<item_key>[A-Za-z0-9_]{{1,40}})/$": _drafted(
        f"{_AT}listen/criteria/five/", f"{_AT}listen/criteria/nothing/", f"{_AT}nothing/criteria/five/"
    ),
    "policy/draft/letters/": _drafted(),
    "policy/draft/letters/<slug:key>/": _drafted("/policy/draft/letters/thanks/", "/policy/draft/letters/nothing/"),
    "policy/draft/import/": _drafted(),
    "policy/draft/withdraw/": _drafted(),
    "policy/draft/approve/": Route(Permission.APPROVE_TRUST_POLICY, {Role.TRUST_LEADER: 200}, others={"POST": 422}),
    "authorities/": _read(),
    _OF: _read(_ASKS),
    f"{_OF}versions/<int:number>/": _read(f"{_ASKS}versions/1/", f"{_ASKS}versions/99/"),
    f"{_OF}versions/<int:number>/profile.toml": _read(
        f"{_ASKS}versions/1/profile.toml", f"{_ASKS}versions/99999999999999999999/profile.toml"
    ),
    f"{_OF}draft/": _read(f"{_ASKS}draft/"),
    f"{_OF}draft/change/": _drafted(f"{_ASKS}draft/change/"),
    f"{_OF}draft/import/": _drafted(f"{_ASKS}draft/import/"),
    f"{_OF}draft/withdraw/": _drafted(f"{_ASKS}draft/withdraw/"),
    f"{_OF}draft/approve/": Route(
        Permission.APPROVE_TRUST_POLICY,
        {Role.TRUST_LEADER: 200},
        others={"POST": 422},
        path=f"{_ASKS}draft/approve/",
    ),
}
