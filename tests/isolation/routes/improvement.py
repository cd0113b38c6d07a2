"""Routes of `schools.improvement`. The notice that addresses name was withdrawn long ago."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_SEE, _WORK, _APPROVE = Permission.SEE_IMPROVEMENT, Permission.WORK_IMPROVEMENT, Permission.APPROVE_IMPROVEMENT
_YEARS, _SEES = {Role.HEAD_OF_YEAR: 200}, dict.fromkeys(WHOLE_SCHOOL, 200)
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_ASK = {"POST": 422}
_ONE, _PATH = "improvement/<uuid:notice_id>/", "/improvement/{improvement}/"

#: A head of year sees notices of their years, of which there are none here: the lists, and nothing in them.
IMPROVEMENT: dict[str, Route] = {
    "improvement/": Route(_SEE, _SEES | _YEARS),
    "improvement/moves/": Route(_SEE, _SEES | _YEARS),
    _ONE: Route(_SEE, _SEES | {Role.HEAD_OF_YEAR: 404}, path=_PATH),
    **{
        f"{_ONE}{act}/": Route(_WORK, _WORKS, others=_ASK, path=f"{_PATH}{act}/")
        for act in ("write", "reopen", "withdraw", "end", "review")
    },
    f"{_ONE}approve/": Route(_APPROVE, {Role.HEADTEACHER: 200}, others=_ASK, path=f"{_PATH}approve/"),
    "cases/<uuid:case_id>/improve/": Route(_WORK, _WORKS, others=_ASK, path="/cases/{case}/improve/"),
}
