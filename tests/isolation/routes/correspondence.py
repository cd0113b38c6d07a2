"""Routes of `schools.correspondence`. The case that addresses name ended well, so that its letter is one of thanks."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import KEEPERS, LEADERS, OFFICER, Route

_ASK = {"POST": 422}

CORRESPONDENCE: dict[str, Route] = {
    "cases/<uuid:case_id>/letters/<slug:key>/": Route(
        Permission.WORK_CASES,
        dict.fromkeys([OFFICER, *LEADERS], 200) | {Role.HEAD_OF_YEAR: 404},  # who reaches none of these pupils
        others=_ASK,
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
        path="/cases/{case}/letters/thanks/",
        nowhere=("/cases/{case}/letters/strange/",),
    ),
    "letters/policy/": Route(Permission.KEEP_LETTER_TEXTS, dict.fromkeys(KEEPERS, 200)),
    "letters/policy/<slug:key>/": Route(
        Permission.KEEP_LETTER_TEXTS,
        dict.fromkeys(KEEPERS, 200),
        others=_ASK,
        path="/letters/policy/thanks/",
        nowhere=("/letters/policy/strange/",),
    ),
}
