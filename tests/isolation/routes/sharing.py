"""Routes of `schools.sharing`. The share that addresses name was not needed after all."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_SEE, _OPEN, _WORK = (
    Permission.SEE_AUTHORITY_SHARES,
    Permission.OPEN_AUTHORITY_SHARE,
    Permission.WORK_ON_AUTHORITY_SHARE,
)
_YEAR = Role.HEAD_OF_YEAR
#: A head of year reads those of their years: of these pupils nothing.
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200) | {_YEAR: 404}
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_HEAD = {Role.HEADTEACHER: 200}
_ONE, _PATH = "shared/<uuid:share_id>/", "/shared/{authority_share}/"


def _pressed(act: str) -> Route:
    return Route(_WORK, dict.fromkeys(_WORKS, 405), others={"POST": 302}, path=f"{_PATH}{act}/")


#: Evidence that is not frozen is nothing that could be shared: nobody begins with what addresses name.
SHARING: dict[str, Route] = {
    "shared/": Route(_SEE, _SEES | {_YEAR: 200}),
    "shared/moves/": Route(_SEE, _SEES | {_YEAR: 200}),
    "shared/settings/": Route(Permission.SET_SHARING, _HEAD, others={"POST": 302}),
    "shared/begin/<slug:purpose>/<uuid:source>/<slug:authority>/": Route(
        Permission.PREPARE_AUTHORITY_SHARES,
        dict.fromkeys(_WORKS, 404),
        others={"POST": 404},
        path="/shared/begin/penalty_pack/{bundle}/eastshire/",
    ),
    "shared/social-worker/<uuid:flag_id>/": Route(
        Permission.KEEP_RESTRICTED_SHARES,
        {Role.SAFEGUARDING_LEAD: 200},
        others={"POST": 422},
        path="/shared/social-worker/{worker_flag}/",
    ),
    _ONE: Route(_OPEN, _SEES, path=_PATH),
    f"{_ONE}preview/": Route(_OPEN, _SEES, path=f"{_PATH}preview/"),
    f"{_ONE}agree/": Route(Permission.AGREE_TO_AUTHORITY_SHARE, _HEAD, others={"POST": 422}, path=f"{_PATH}agree/"),
    f"{_ONE}say/": Route(_WORK, _WORKS, others={"POST": 422}, path=f"{_PATH}say/"),
    f"{_ONE}revoke/": Route(_WORK, _WORKS, others={"POST": 422}, path=f"{_PATH}revoke/"),
    f"{_ONE}seen/": _pressed("seen"),
    f"{_ONE}drop/": _pressed("drop"),
}
