"""Routes of `schools.staff`: the staff list, and keeping it. Nobody who is asked for holds a duty."""

from foundation.access.permissions import Permission
from tests.isolation.routes.route import KEEPERS, WHOLE_SCHOOL, Route


def _kept(act: str, *, post: int = 422) -> Route:
    """A page that the officer and the headteacher have."""
    return Route(Permission.KEEP_STAFF, dict.fromkeys(KEEPERS, 200), others={"POST": post}, path=f"/staff/{act}")


STAFF: dict[str, Route] = {
    "staff/": Route(Permission.SEE_STAFF, dict.fromkeys(WHOLE_SCHOOL, 200)),
    # Both may be left empty.
    "staff/<uuid:post_id>/": _kept("{post}/", post=302),
    "staff/<uuid:post_id>/duty/": _kept("{post}/duty/"),
    "staff/duties/<uuid:duty_id>/end/": _kept("duties/{duty}/end/"),
}
