"""Routes of `schools.cases`. The case that addresses name was closed long ago; who sees which part of an open one is tried
by `tests/isolation/test_case_rights.py`."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, SOME_PUPILS, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
#: A head of year reaches the page and, of these pupils, nothing.
_LISTS = _SEES | _YEARS
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_LEADS = dict.fromkeys(LEADERS, 200)
_WORK, _ASK = Permission.WORK_CASES, {"POST": 422}
_ONE = "cases/<uuid:case_id>/"
_PATH = "/cases/{case}/"
_NOTE, _NOTE_PATH = "cases/notes/<uuid:note_id>/", "/cases/notes/{case_note}/"
_PLAN, _PLAN_PATH = f"{_ONE}plans/<uuid:plan_id>/", f"{_PATH}plans/{{case_plan}}/"
_FORMS = ("give", "wait", "close", "reopen", "task", "note", "attend", "files", "barrier", "view", "offer", "plan")


def _pressed(permission: Permission, who: dict[Role, int], path: str) -> Route:
    return Route(permission, dict.fromkeys(who, 405), others={"POST": 302}, path=path)


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
    "cases/for/<uuid:pupil_id>/": Route(_WORK, _WORKS, others=_ASK, path="/cases/for/{pupil}/"),
    # A senior leader ends the tasks in their own hands alone.
    "cases/tasks/<uuid:task_id>/": Route(
        Permission.DO_CASE_TASKS, _WORKS, others=_ASK, path="/cases/tasks/{case_task}/"
    ),
    _NOTE: Route(Permission.SEE_RESTRICTED_NOTES, _LEADS, path=_NOTE_PATH),
    f"{_NOTE}reader/": Route(Permission.KEEP_RESTRICTED_NOTES, _LEADS, others=_ASK, path=f"{_NOTE_PATH}reader/"),
    f"{_NOTE}shut/": _pressed(Permission.KEEP_RESTRICTED_NOTES, _LEADS, f"{_NOTE_PATH}shut/"),
    "cases/noted/<uuid:barrier_id>/end/": _pressed(_WORK, _LEADS, "/cases/noted/{case_barrier}/end/"),
    _ONE: Route(Permission.SEE_CASES, _SEES, path=_PATH),
    f"{_ONE}go-on/": _pressed(_WORK, _WORKS, f"{_PATH}go-on/"),
    f"{_ONE}stage/": Route(Permission.SET_CASE_STAGES, _WORKS, others=_ASK, path=f"{_PATH}stage/"),
    **{f"{_ONE}{act}/": Route(_WORK, _WORKS, others=_ASK, path=f"{_PATH}{act}/") for act in _FORMS},
    f"{_ONE}offers/<uuid:offer_id>/": Route(_WORK, _WORKS, others=_ASK, path=f"{_PATH}offers/{{case_offer}}/"),
    f"{_PLAN}review/": Route(_WORK, _WORKS, others=_ASK, path=f"{_PLAN_PATH}review/"),
    f"{_PLAN}end/": Route(_WORK, _WORKS, others=_ASK, path=f"{_PLAN_PATH}end/"),
}
