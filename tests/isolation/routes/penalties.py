"""Routes of `schools.penalties`. The notice that addresses name was withdrawn long ago, of a case that is closed."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEAR = Role.HEAD_OF_YEAR
_SEES, _WORKS = dict.fromkeys(WHOLE_SCHOOL, 200), dict.fromkeys([OFFICER, *LEADERS], 200)
#: A head of year reads notices of their years, of which there are none here: the list, and nothing in it.
_LISTS, _ONE = _SEES | {_YEAR: 200}, _SEES | {_YEAR: 404}
_SEE, _WORK, _ASK = Permission.SEE_PENALTIES, Permission.WORK_PENALTIES, {"POST": 422}
_CONSIDERED, _PATH = "penalties/considered/<uuid:consideration_id>/", "/penalties/considered/{consideration}/"
_CASE, _CASE_PATH = "cases/<uuid:case_id>/", "/cases/{case}/"


def _asked(path: str, *nowhere: str) -> Route:
    return Route(_WORK, _WORKS, others=_ASK, path=path, nowhere=nowhere)


PENALTIES: dict[str, Route] = {
    "penalties/": Route(_SEE, _LISTS),
    "penalties/moves/": Route(_SEE, _LISTS),
    _CONSIDERED: Route(_SEE, _ONE, path=_PATH),
    f"{_CONSIDERED}<uuid:contact_id>/": _asked(f"{_PATH}{{penalty_parent}}/"),
    "penalties/others/<uuid:notice_id>/": _asked("/penalties/others/{other_notice}/"),
    "penalties/<uuid:penalty_id>/": Route(_SEE, _ONE, path="/penalties/{penalty}/"),
    "penalties/<uuid:penalty_id>/<slug:move>/": _asked("/penalties/{penalty}/issue/", "/penalties/{penalty}/refer/"),
    "legal-steps/<uuid:step_id>/": Route(_SEE, _ONE, path="/legal-steps/{legal_step}/"),
    "legal-steps/<uuid:step_id>/papers/": _asked("/legal-steps/{legal_step}/papers/"),
    f"{_CASE}consider/": _asked(f"{_CASE_PATH}consider/"),
    f"{_CASE}notices/new/": _asked(f"{_CASE_PATH}notices/new/"),
    f"{_CASE}notices/<uuid:carried_id>/<int:place>/": _asked(
        f"{_CASE_PATH}notices/{{carried}}/0/", f"{_CASE_PATH}notices/{{carried}}/1/"
    ),
    f"{_CASE}legal-steps/new/": _asked(f"{_CASE_PATH}legal-steps/new/"),
}
