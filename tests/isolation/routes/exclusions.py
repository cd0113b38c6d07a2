"""Routes of `schools.exclusions`: the ledger, notices, the board and its panels. Nobody who is asked for holds a duty.

The exclusion asked about is an internal placement of long ago, decided on: nothing more comes of it.
"""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

KEEP_THEM = [OFFICER, *LEADERS]
HEAD = [Role.HEADTEACHER]


def _route(
    permission: Permission, roles: list[Role], path: str = "", *, get: int = 200, post: int | None = 422
) -> Route:
    others = {} if post is None else {"POST": post}
    return Route(permission, dict.fromkeys(roles, get), others=others, path=path)


def _see(path: str = "", *, of_year: int = 404) -> Route:
    """A head of year who leads no year passes the gate and finds no pupil."""
    answers = dict.fromkeys(WHOLE_SCHOOL, 200) | {Role.HEAD_OF_YEAR: of_year}
    return Route(Permission.SEE_EXCLUSIONS, answers, path=path)


def _keep(path: str, *, get: int = 200, post: int = 422) -> Route:
    return _route(Permission.KEEP_EXCLUSIONS, KEEP_THEM, path, get=get, post=post)


def _decide(path: str, *, get: int = 200, post: int = 422) -> Route:
    return _route(Permission.DECIDE_EXCLUSIONS, HEAD, path, get=get, post=post)


def _clerk(path: str) -> Route:
    """Only who holds the duty of clerk."""
    return _route(Permission.KEEP_BOARD, [], path)


_ONE = "exclusions/<uuid:exclusion_id>/"
_AT = "/exclusions/{exclusion}/"
_OF = "exclusions/pupil/<uuid:pupil_id>/"

#: Buttons are asked for by POST alone: a GET is a 405.
EXCLUSIONS: dict[str, Route] = {
    "exclusions/": _see(of_year=200),
    # Every field may be left empty.
    "exclusions/settings/": _route(Permission.SET_EXCLUSIONS, HEAD, post=302),
    f"{_OF}new/": _keep("/exclusions/pupil/{pupil}/new/"),
    f"{_OF}preview/": _keep("/exclusions/pupil/{pupil}/preview/", get=405, post=200),
    _ONE: _see(_AT),
    f"{_ONE}decide/": _decide(f"{_AT}decide/", get=405, post=302),
    f"{_ONE}drop/": _decide(f"{_AT}drop/", get=405, post=302),
    # The headteacher keeps exclusions and amends no register.
    f"{_ONE}marks/": _route(Permission.ENTER_EXCLUSIONS, [OFFICER], f"{_AT}marks/", get=405, post=302),
    f"{_ONE}cancel/": _decide(f"{_AT}cancel/"),
    # Nobody is written to about a placement.
    f"{_ONE}letters/": _keep(f"{_AT}letters/"),
    # The safeguarding lead's own notices apart, whoever keeps exclusions records one; of a placement none is owed.
    f"{_ONE}notices/<str:to>/<str:about>/": Route(
        Permission.TELL_OF_EXCLUSIONS,
        dict.fromkeys(KEEP_THEM, 200),
        others={"POST": 422},
        path=f"{_AT}notices/parents/excluded/",
        nowhere=(f"{_AT}notices/nobody/excluded/", f"{_AT}notices/parents/nothing/"),
    ),
    f"{_ONE}board/received/": _clerk(f"{_AT}board/received/"),
    # The clerk too; who only sees exclusions enters none.
    f"{_ONE}board/representation/": _route(Permission.ENTER_REPRESENTATIONS, KEEP_THEM, f"{_AT}board/representation/"),
    f"{_ONE}board/meeting/": _clerk(f"{_AT}board/meeting/"),
    f"{_ONE}board/decision/": _clerk(f"{_AT}board/decision/"),
    f"{_ONE}review/": _clerk(f"{_AT}review/"),
    f"{_ONE}files/": _keep(f"{_AT}files/"),
    f"{_ONE}panel/": _clerk(f"{_AT}panel/"),
    f"{_ONE}panel/down/": _clerk(f"{_AT}panel/down/"),
    f"{_ONE}panel/members/<uuid:member_id>/off/": _clerk(_AT + "panel/members/{panel_member}/off/"),
    f"{_ONE}panel/pack/<uuid:item_id>/out/": _clerk(_AT + "panel/pack/{pack_item}/out/"),
    "panels/": _route(Permission.SEE_PANELS, [Role.SCHOOL_GOVERNOR], post=None),
    # Nobody who is asked for is named for that panel.
    "panels/<uuid:board_id>/": _route(
        Permission.SEE_PANELS, [Role.SCHOOL_GOVERNOR], "/panels/{panel}/", get=404, post=None
    ),
    # Empty where the home is in the school's own authority; nobody has recorded a home of the pupil.
    f"{_ONE}home-authority/": _keep(f"{_AT}home-authority/", post=302),
    "exclusions/terms/<str:term>/report/": Route(
        Permission.KEEP_EXCLUSIONS,
        dict.fromkeys(KEEP_THEM, 200),
        others={"POST": 422},
        path="/exclusions/terms/2026-1/report/",
        nowhere=("/exclusions/terms/2026-9/report/", "/exclusions/terms/x/report/"),
    ),
    f"{_ONE}elsewhere/": _keep(f"{_AT}elsewhere/"),
    f"{_ONE}elsewhere/<uuid:line_id>/take-back/": _keep(
        _AT + "elsewhere/{half_days_elsewhere}/take-back/", get=405, post=302
    ),
    f"{_ONE}sixth-day/": _keep(f"{_AT}sixth-day/"),
    f"{_ONE}sixth-day/<uuid:line_id>/take-back/": _keep(_AT + "sixth-day/{sixth_day}/take-back/", get=405, post=302),
    f"{_ONE}reintegration/": _keep(f"{_AT}reintegration/"),
}
