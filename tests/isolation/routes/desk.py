"""Routes of `schools.desk`: the desk at the door, and the evacuation list. Nobody who is asked for is a fire marshal."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import KEEPERS, OFFICER, WHOLE_SCHOOL, Route

AT_THE_DESK = [OFFICER, Role.RECEPTIONIST]
MARSHALS = [*WHOLE_SCHOOL, Role.RECEPTIONIST]


def _route(
    permission: Permission, roles: list[Role], path: str = "", *, get: int = 200, post: int | None = None
) -> Route:
    return Route(permission, dict.fromkeys(roles, get), others={} if post is None else {"POST": post}, path=path)


def _desk(path: str = "", *, get: int = 200, post: int | None = 422) -> Route:
    return _route(Permission.WORK_DESK, AT_THE_DESK, path, get=get, post=post)


def _list(path: str = "", *, get: int = 200, post: int | None = None) -> Route:
    return _route(Permission.EVACUATE, MARSHALS, path, get=get, post=post)


_PUPIL = "desk/<uuid:pupil_id>/"
_ONE = "evacuation/<uuid:evacuation_id>/"

#: Buttons are asked for by POST alone: a GET is a 405. What they would begin or end has ended long ago.
DESK: dict[str, Route] = {
    "desk/": _desk(),
    "desk/cards/": _desk(post=None),
    "desk/undo/": _desk(get=405, post=302),
    "desk/visitors/": _desk(),
    "desk/visitors/<uuid:visit_id>/out/": _desk("/desk/visitors/{visit}/out/", get=405, post=302),
    _PUPIL: _desk("/desk/{pupil}/", post=None),
    f"{_PUPIL}late/": _desk("/desk/{pupil}/late/", get=405),
    f"{_PUPIL}out/": _desk("/desk/{pupil}/out/", get=405),
    f"{_PUPIL}back/": _desk("/desk/{pupil}/back/", get=405, post=302),
    "evacuation/": _list(),
    "evacuation/begin/": _list(get=405, post=302),
    # Every field may be left empty.
    "evacuation/points/": _route(Permission.KEEP_ASSEMBLY_POINTS, KEEPERS, post=302),
    _ONE: _list("/evacuation/{evacuation}/"),
    f"{_ONE}tick/": _list("/evacuation/{evacuation}/tick/", get=405, post=302),
    f"{_ONE}end/": _list("/evacuation/{evacuation}/end/", get=405, post=302),
    "evacuation/kept/": _list(),
    "evacuation-worker.js": _list(),
    "evacuation/devices/": _list(),
    "evacuation/devices/<uuid:device_id>/end/": _list("/evacuation/devices/{device}/end/", get=405, post=302),
    "api/evacuation/ticks/": _list(post=422),
    "api/evacuation/devices/": _list(get=405, post=422),
    # Nobody's device but the one's who asked for it, and only that day: a device that is refused wipes.
    "api/evacuation/devices/<uuid:device_id>/": _list("/api/evacuation/devices/{device}/", get=404),
}
