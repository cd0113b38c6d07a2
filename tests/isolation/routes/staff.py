"""Routes of `schools.staff`: the staff list, keeping it, and one's own notices. Nobody who is asked for holds a duty."""

from foundation.access.gate import MEMBERS
from foundation.access.permissions import Permission
from tests.isolation.routes.route import AT_SCHOOL, KEEPERS, OFFICER, WHOLE_SCHOOL, Route


def _kept(act: str, *, post: int = 422) -> Route:
    """A page that the officer and the headteacher have."""
    return Route(Permission.KEEP_STAFF, dict.fromkeys(KEEPERS, 200), others={"POST": post}, path=f"/staff/{act}")


#: The notice is the officer's.
_OTHERS = dict.fromkeys(AT_SCHOOL, 404)

STAFF: dict[str, Route] = {
    "staff/": Route(Permission.SEE_STAFF, dict.fromkeys(WHOLE_SCHOOL, 200)),
    # Both may be left empty.
    "staff/<uuid:post_id>/": _kept("{post}/", post=302),
    "staff/<uuid:post_id>/duty/": _kept("{post}/duty/"),
    "staff/duties/<uuid:duty_id>/end/": _kept("duties/{duty}/end/"),
    "notices/": Route(MEMBERS, dict.fromkeys(AT_SCHOOL, 200)),
    "notices/<uuid:notice_id>/": Route(MEMBERS, _OTHERS | {OFFICER: 302}, path="/notices/{notice}/"),
    "notices/<uuid:notice_id>/read/": Route(
        MEMBERS,
        dict.fromkeys(AT_SCHOOL, 405),
        others={"POST": 404},
        apart={(OFFICER, "POST"): 302},
        path="/notices/{notice}/read/",
    ),
}
