"""Routes of `schools.pupils`: finding pupils, one pupil, what was known when, and who saw a pupil."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, SOME_PUPILS, WHOLE_SCHOOL, Route

_PUPIL = "pupils/<uuid:pupil_id>/"
LISTS = dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)


def of_pupil(act: str) -> Route:
    """A page of one pupil's: heads of year and teachers reach no pupil."""
    found = dict.fromkeys(WHOLE_SCHOOL, 200) | dict.fromkeys(SOME_PUPILS, 404)
    return Route(Permission.SEE_PUPIL_TOTALS, found, path=f"/pupils/{{pupil}}/{act}")


def _of_history(act: str) -> Route:
    return Route(Permission.SEE_PUPIL_HISTORY, dict.fromkeys(LEADERS, 200), path=f"/pupils/{{pupil}}/{act}")


PUPILS: dict[str, Route] = {
    "search/": Route(Permission.FIND_PUPILS, LISTS | {Role.RECEPTIONIST: 200}, others={"POST": 422}),
    "pupils/": Route(Permission.SEE_PUPILS, LISTS),
    "pupils/chosen.csv": Route(Permission.SEE_PUPILS, dict.fromkeys(LISTS, 405), others={"POST": 200}),
    _PUPIL: of_pupil(""),
    f"{_PUPIL}marks/<str:on>/": of_pupil("marks/2026-11-19/"),
    f"{_PUPIL}as-at/": of_pupil("as-at/?at=2026-11-19T09:30"),
    f"{_PUPIL}history/": _of_history("history/"),
    f"{_PUPIL}history.csv": _of_history("history.csv"),
    f"{_PUPIL}files/": Route(
        Permission.KEEP_PUPIL_FILES,
        dict.fromkeys([OFFICER, *LEADERS], 200),
        others={"POST": 422},
        path="/pupils/{pupil}/files/",
    ),
    "registers/<uuid:group_id>/<str:on>/as-at/": Route(
        Permission.SEE_REGISTERS,
        dict.fromkeys(WHOLE_SCHOOL, 200) | dict.fromkeys(SOME_PUPILS, 404),
        path="/registers/{group}/2026-11-19/as-at/?at=2026-11-19T09:30",
    ),
}
