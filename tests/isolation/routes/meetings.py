"""Routes of `schools.meetings`. The meeting that addresses name is a panel that was held long ago, and told of."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, SOME_PUPILS, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
#: A head of year keeps the meetings of their years, of which there are none here: the lists, and nothing in them.
_LISTS = _SEES | _YEARS
_OUT, _OUT_TOO = {Role.HEAD_OF_YEAR: 404}, {(Role.HEAD_OF_YEAR, "POST"): 404}
_KEEPS = dict.fromkeys([OFFICER, *LEADERS], 200)
_SEE, _KEEP, _ASK = Permission.SEE_MEETINGS, Permission.KEEP_MEETINGS, {"POST": 422}
_ONE, _PATH = "meetings/<uuid:meeting_id>/", "/meetings/{meeting}/"
_GROUP, _GROUP_PATH = "help-groups/<uuid:group_id>/", "/help-groups/{help_group}/"
_GROUPS = Permission.KEEP_HELP_GROUPS


def _asked(path: str) -> Route:
    return Route(_KEEP, _KEEPS | _OUT, others=_ASK, apart=_OUT_TOO, path=path)


def _pressed(path: str) -> Route:
    return Route(_KEEP, dict.fromkeys(_KEEPS | _YEARS, 405), others={"POST": 302}, apart=_OUT_TOO, path=path)


MEETINGS: dict[str, Route] = {
    "patterns/": Route(Permission.SEE_CASES, _LISTS),
    "patterns/case/": Route(Permission.WORK_CASES, dict.fromkeys(_KEEPS | _YEARS, 405), others={"POST": 302}),
    "tutor-groups/": Route(Permission.SEE_LEAGUE, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    "meetings/": Route(_SEE, _LISTS),
    "meetings/new/": Route(_KEEP, _KEEPS | _YEARS, others=_ASK),
    "meetings/for/<uuid:pupil_id>/": _asked("/meetings/for/{pupil}/"),
    "meetings/add/": Route(_KEEP, _KEEPS | _YEARS, others={"POST": 200}),
    "meetings/decisions/<uuid:decision_id>/done/": _pressed("/meetings/decisions/{meeting_decision}/done/"),
    _ONE: Route(_SEE, _SEES | _OUT, path=_PATH),
    f"{_ONE}agenda.pdf": Route(_SEE, _SEES | _OUT, path=f"{_PATH}agenda.pdf"),
    **{f"{_ONE}{act}/": _asked(f"{_PATH}{act}/") for act in ("change", "add", "decide", "write-up")},
    f"{_ONE}decide/<uuid:pupil_id>/": _asked(f"{_PATH}decide/{{pupil}}/"),
    f"{_ONE}items/<uuid:item_id>/off/": _pressed(f"{_PATH}items/{{meeting_item}}/off/"),
    **{f"{_ONE}{act}/": _pressed(f"{_PATH}{act}/") for act in ("call-off", "recap")},
    "help-groups/": Route(Permission.SEE_HELP_GROUPS, _SEES),
    "help-groups/new/": Route(_GROUPS, _KEEPS, others=_ASK),
    _GROUP: Route(Permission.SEE_HELP_GROUPS, _SEES, path=_GROUP_PATH),
    **{
        f"{_GROUP}{act}/": Route(_GROUPS, _KEEPS, others=_ASK, path=f"{_GROUP_PATH}{act}/") for act in ("change", "add")
    },
    f"{_GROUP}pupils/<uuid:pupil_id>/take-out/": Route(
        _GROUPS, dict.fromkeys(_KEEPS, 405), others={"POST": 302}, path=f"{_GROUP_PATH}pupils/{{pupil}}/take-out/"
    ),
}
