"""Routes of `schools.decisions`. The decision that addresses name was overtaken long ago: no answer is taken."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
_ANSWERS = dict.fromkeys([OFFICER, *LEADERS], 200)
_ANSWER = Permission.ANSWER_DECISIONS
_ONE, _PATH = "decisions/<uuid:decision_id>/", "/decisions/{decision}/"

DECISIONS: dict[str, Route] = {
    "decisions/": Route(Permission.SEE_DECISIONS, _SEES | _YEARS),
    "decisions/agree/": Route(_ANSWER, _ANSWERS | _YEARS, others={"POST": 200}),
    _ONE: Route(Permission.SEE_DECISIONS, _SEES, path=_PATH),
    f"{_ONE}agree/": Route(_ANSWER, _ANSWERS, others={"POST": 409}, path=f"{_PATH}agree/"),
    f"{_ONE}differ/": Route(_ANSWER, _ANSWERS, others={"POST": 422}, path=f"{_PATH}differ/"),
    f"{_ONE}put-off/": Route(_ANSWER, _ANSWERS, others={"POST": 422}, path=f"{_PATH}put-off/"),
}
