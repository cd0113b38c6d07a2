"""Routes that every place has: its first page, arriving, signing out, how one signs in."""

from foundation.access.gate import ANYONE, MEMBERS
from foundation.access.roles import Role
from tests.isolation.routes.route import AT_SCHOOL, AT_TRUST, Route

ARRIVE = Route(
    ANYONE, anyone={"GET": 403, "HEAD": 405, "POST": 405, "PUT": 405, "PATCH": 405, "DELETE": 405, "OPTIONS": 405}
)
#: A POST ends every session of the caller: the sign-in tests have it.
SIGN_OUT = Route(ANYONE, anyone={"GET": 405, "HEAD": 405, "PUT": 405, "PATCH": 405, "DELETE": 405, "OPTIONS": 405})

#: Leads a sign-out on; to whoever is signed in it says so.
SWEPT = Route(
    ANYONE, anyone={"GET": 200, "HEAD": 405, "POST": 302, "PUT": 405, "PATCH": 405, "DELETE": 405, "OPTIONS": 405}
)

SHELL: dict[tuple[str, str], Route] = {
    ("school", ""): Route(MEMBERS, dict.fromkeys(AT_SCHOOL, 302)),
    ("trust", ""): Route(MEMBERS, dict.fromkeys(AT_TRUST, 302)),
    ("authority", ""): Route(MEMBERS, {Role.LA_OFFICER: 302}),
    ("school", "your-sign-in/"): Route(MEMBERS, dict.fromkeys(AT_SCHOOL, 302)),
    ("trust", "your-sign-in/"): Route(MEMBERS, dict.fromkeys(AT_TRUST, 302)),
    ("authority", "your-sign-in/"): Route(MEMBERS, {Role.LA_OFFICER: 302}),
} | {
    (kind, pattern): route
    for kind in ("school", "trust", "authority")
    for pattern, route in (("arrive/", ARRIVE), ("sign-out/", SIGN_OUT), ("swept/", SWEPT))
}
