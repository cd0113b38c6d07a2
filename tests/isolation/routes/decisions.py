"""Routes of `schools.decisions`. The decision that addresses name was overtaken long ago: no answer is taken."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
#: Of these pupils a head of year reaches nothing.
_NONE = {Role.HEAD_OF_YEAR: 404}
_NO_ANSWER = {(Role.HEAD_OF_YEAR, "POST"): 404}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
_ANSWERS = dict.fromkeys([OFFICER, *LEADERS], 200)
_ANSWER, _AGREE = Permission.ANSWER_DECISIONS, Permission.AGREE_DECISIONS
_ONE, _PATH = "decisions/<uuid:decision_id>/", "/decisions/{decision}/"


def _answer(act: str, status: int) -> Route:
    return Route(_ANSWER, _ANSWERS | _NONE, others={"POST": status}, path=f"{_PATH}{act}/", apart=_NO_ANSWER)


DECISIONS: dict[str, Route] = {
    "decisions/": Route(Permission.SEE_DECISIONS, _SEES | _YEARS),
    "decisions/agree/": Route(_AGREE, _SEES | _YEARS, others={"POST": 200}),
    _ONE: Route(Permission.SEE_DECISIONS, _SEES | _NONE, path=_PATH),
    f"{_ONE}agree/": Route(
        _AGREE,
        _ANSWERS | _NONE | {Role.SENIOR_LEADER: 404},
        others={"POST": 409},
        path=f"{_PATH}agree/",
        apart=_NO_ANSWER | {(Role.SENIOR_LEADER, "POST"): 404},
    ),
    f"{_ONE}hand-on/": _answer("hand-on", 409),
    f"{_ONE}differ/": _answer("differ", 422),
    f"{_ONE}put-off/": _answer("put-off", 422),
}
