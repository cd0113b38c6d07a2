"""Routes of `schools.registers`: registers, their interface, the week, chasing, closures, and years that are closed."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, SOME_PUPILS, WHOLE_SCHOOL, Route
from tests.world import YEAR

_CLOSING = [OFFICER, Role.HEADTEACHER]
_REGISTER = "/registers/{group}/2026-11-19/am/"

REGISTERS: dict[str, Route] = {
    "registers/": Route(Permission.SEE_REGISTERS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    "week/": Route(Permission.SEE_REGISTERS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    # Heads of year and teachers reach no group.
    "registers/<uuid:group_id>/<str:date>/<session:session>/": Route(
        Permission.SEE_REGISTERS,
        dict.fromkeys(WHOLE_SCHOOL, 200) | dict.fromkeys(SOME_PUPILS, 404),
        path=_REGISTER,
    ),
    "registers/<uuid:group_id>/<str:date>/<session:session>/form/": Route(
        Permission.TAKE_REGISTERS,
        {OFFICER: 200} | dict.fromkeys(SOME_PUPILS, 404),
        others={"POST": 302},
        apart={(role, "POST"): 404 for role in SOME_PUPILS},
        path=f"{_REGISTER}form/",
        nowhere=("/registers/{group}/2026-11-19/AM/form/",),
    ),
    # It asks for an idempotency key of those who may save; the others find no register to save.
    "api/registers/<uuid:group_id>/<str:date>/<str:session>/": Route(
        Permission.SEE_REGISTERS,
        dict.fromkeys(WHOLE_SCHOOL, 200) | dict.fromkeys(SOME_PUPILS, 404),
        others={"POST": 404},
        apart={(OFFICER, "POST"): 400},
        path=f"/api{_REGISTER}",
    ),
    "bulk-edits/": Route(Permission.EDIT_IN_BULK, {OFFICER: 200}),
    "bulk-edits/new/": Route(Permission.EDIT_IN_BULK, {OFFICER: 200}, others={"POST": 422}),
    # Of long ago, and undone: refused, so that it stays for whoever asks next.
    "bulk-edits/<uuid:edit_id>/": Route(
        Permission.EDIT_IN_BULK,
        {OFFICER: 200},
        others={"POST": 422},
        path="/bulk-edits/{bulk_edit}/",
        nowhere=("/bulk-edits/{closure}/",),
    ),
    "clashes/": Route(Permission.SEE_PLANS, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "closures/": Route(Permission.CHANGE_CLOSURES, dict.fromkeys(_CLOSING, 200)),
    "closures/add/": Route(Permission.CHANGE_CLOSURES, dict.fromkeys(_CLOSING, 200), others={"POST": 422}),
    "closures/unplanned/": Route(Permission.CHANGE_CLOSURES, dict.fromkeys(_CLOSING, 200), others={"POST": 422}),
    # Both of a year that is closed: refused, so that the rows stay for whoever asks next.
    "closures/<uuid:day_id>/remove/": Route(
        Permission.CHANGE_CLOSURES,
        dict.fromkeys(_CLOSING, 200),
        others={"POST": 422},
        path="/closures/{inset}/remove/",
        nowhere=("/closures/{closure}/remove/",),
    ),
    "closures/<uuid:closure_id>/undo/": Route(
        Permission.CHANGE_CLOSURES,
        dict.fromkeys(_CLOSING, 200),
        others={"POST": 422},
        path="/closures/{closure}/undo/",
        nowhere=("/closures/{inset}/undo/",),
    ),
    "registers/chase/": Route(
        Permission.CHASE_REGISTERS, dict.fromkeys([OFFICER, *LEADERS], 405), others={"POST": 302}
    ),
    "registers/chasing/": Route(
        Permission.CHASE_REGISTERS, dict.fromkeys([OFFICER, *LEADERS], 200), others={"POST": 302}
    ),
    "years/": Route(Permission.CLOSE_YEARS, {Role.HEADTEACHER: 200}),
    "years/<int:academic_year>/close/": Route(
        Permission.CLOSE_YEARS, {Role.HEADTEACHER: 405}, others={"POST": 302}, path=f"/years/{YEAR}/close/"
    ),
    "years/<int:academic_year>/open/": Route(
        Permission.CLOSE_YEARS, {Role.HEADTEACHER: 405}, others={"POST": 422}, path=f"/years/{YEAR}/open/"
    ),
}
