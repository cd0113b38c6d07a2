"""Routes of `schools.cases`. The case that addresses name was closed long ago; who sees which part of an open one is tried
by `tests/isolation/test_case_rights.py`."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, SOME_PUPILS, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
#: A head of year reaches the page and, of these pupils, nothing.
_LISTS = _SEES | _YEARS
_YEAR = Role.HEAD_OF_YEAR
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_LEADS = dict.fromkeys(LEADERS, 200)
_WORK, _ASK = Permission.WORK_CASES, {"POST": 422}
_ONE = "cases/<uuid:case_id>/"
_PATH = "/cases/{case}/"
_NOTE, _NOTE_PATH = "cases/notes/<uuid:note_id>/", "/cases/notes/{case_note}/"
_PLAN, _PLAN_PATH = f"{_ONE}plans/<uuid:plan_id>/", f"{_PATH}plans/{{case_plan}}/"
_FORMS = ("give", "wait", "close", "reopen", "task", "note", "files", "barrier", "view", "offer", "plan")


def _pressed(permission: Permission, who: dict[Role, int], path: str, *nobodys: Role) -> Route:
    """A button. Roles of `nobodys` may press others of its kind, and not this one."""
    apart = {(role, "POST"): 404 for role in nobodys}
    return Route(permission, dict.fromkeys([*who, *nobodys], 405), others={"POST": 302}, path=path, apart=apart)


def _asked(permission: Permission, path: str, *nobodys: Role) -> Route:
    """A form about one thing of a case. For roles of `nobodys` this one does not exist."""
    apart = {(role, "POST"): 404 for role in nobodys}
    return Route(permission, _WORKS | dict.fromkeys(nobodys, 404), others=_ASK, path=path, apart=apart)


CASES: dict[str, Route] = {
    "cases/": Route(Permission.SEE_CASES, _LISTS),
    "cases/moves/": Route(Permission.SEE_CASES, _LISTS),
    "cases/give/": Route(_WORK, _WORKS | _YEARS, others={"POST": 200}),
    "cases/delegate/": Route(_WORK, _WORKS | _YEARS, others={"POST": 200}),
    "cases/plans/": Route(Permission.SEE_CASE_PLAN, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    "cases/barriers/": Route(Permission.KEEP_BARRIERS, _LEADS, others=_ASK),
    "cases/barriers/<uuid:kind_id>/remove/": _pressed(
        Permission.KEEP_BARRIERS, _LEADS, "/cases/barriers/{barrier_kind}/remove/"
    ),
    "cases/for/<uuid:pupil_id>/": _asked(_WORK, "/cases/for/{pupil}/", _YEAR),
    # A senior leader and a teacher end the tasks in their own hands alone.
    "cases/tasks/<uuid:task_id>/": _asked(
        Permission.DO_CASE_TASKS, "/cases/tasks/{case_task}/", _YEAR, Role.SENIOR_LEADER, Role.CLASS_TEACHER
    ),
    _NOTE: Route(Permission.SEE_RESTRICTED_NOTES, _LEADS, path=_NOTE_PATH),
    f"{_NOTE}reader/": Route(Permission.KEEP_RESTRICTED_NOTES, _LEADS, others=_ASK, path=f"{_NOTE_PATH}reader/"),
    f"{_NOTE}shut/": _pressed(Permission.KEEP_RESTRICTED_NOTES, _LEADS, f"{_NOTE_PATH}shut/"),
    # A barrier about health, of which the officer knows that it is there.
    "cases/noted/<uuid:barrier_id>/end/": _pressed(_WORK, _LEADS, "/cases/noted/{case_barrier}/end/", OFFICER, _YEAR),
    _ONE: Route(Permission.SEE_CASES, _SEES | {_YEAR: 404}, path=_PATH),
    f"{_ONE}go-on/": _pressed(_WORK, _WORKS, f"{_PATH}go-on/", _YEAR),
    f"{_ONE}stage/": _asked(Permission.SET_CASE_STAGES, f"{_PATH}stage/", _YEAR),
    **{f"{_ONE}{act}/": _asked(_WORK, f"{_PATH}{act}/", _YEAR) for act in _FORMS},
    f"{_ONE}offers/<uuid:offer_id>/": _asked(_WORK, f"{_PATH}offers/{{case_offer}}/", _YEAR),
    f"{_PLAN}review/": _asked(_WORK, f"{_PLAN_PATH}review/", _YEAR),
    f"{_PLAN}end/": _asked(_WORK, f"{_PLAN_PATH}end/", _YEAR),
}
