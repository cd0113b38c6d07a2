"""Routes of `schools.desk`: the desk at the door."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import OFFICER, Route

AT_THE_DESK = [OFFICER, Role.RECEPTIONIST]


def _page(path: str = "", *, get: int = 200, post: int | None = 422) -> Route:
    others = {} if post is None else {"POST": post}
    return Route(Permission.WORK_DESK, dict.fromkeys(AT_THE_DESK, get), others=others, path=path)


def _act(path: str, answer: int) -> Route:
    """A button: asked for by POST alone."""
    return _page(path, get=405, post=answer)


_PUPIL = "desk/<uuid:pupil_id>/"

DESK: dict[str, Route] = {
    "desk/": _page(),
    "desk/undo/": _act("", 302),
    "desk/visitors/": _page(),
    "desk/visitors/<uuid:visit_id>/out/": _act("/desk/visitors/{visit}/out/", 302),
    _PUPIL: _page("/desk/{pupil}/", post=None),
    f"{_PUPIL}late/": _act("/desk/{pupil}/late/", 422),
    f"{_PUPIL}out/": _act("/desk/{pupil}/out/", 422),
    f"{_PUPIL}back/": _act("/desk/{pupil}/back/", 302),
}
