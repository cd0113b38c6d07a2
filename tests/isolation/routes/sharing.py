"""Routes of `schools.sharing`. The share that addresses name was not needed after all."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_SEE, _PREPARE = Permission.SEE_AUTHORITY_SHARES, Permission.PREPARE_AUTHORITY_SHARES
_YEAR = Role.HEAD_OF_YEAR
#: A head of year reads those of their years: of these pupils nothing.
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200) | {_YEAR: 404}
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_HEAD = {Role.HEADTEACHER: 200}
_ONE, _PATH = "shared/<uuid:share_id>/", "/shared/{authority_share}/"


def _pressed(act: str) -> Route:
    return Route(_PREPARE, dict.fromkeys(_WORKS, 405), others={"POST": 302}, path=f"{_PATH}{act}/")


#: Evidence that is not frozen is nothing that could be shared: nobody begins with what addresses name.
SHARING: dict[str, Route] = {
    "shared/": Route(_SEE, _SEES | {_YEAR: 200}),
    "shared/moves/": Route(_SEE, _SEES | {_YEAR: 200}),
    "shared/settings/": Route(Permission.SET_SHARING, _HEAD, others={"POST": 302}),
    "shared/begin/<slug:purpose>/<uuid:source>/<slug:authority>/": Route(
        _PREPARE,
        dict.fromkeys(_WORKS, 404),
        others={"POST": 404},
        path="/shared/begin/penalty_pack/{bundle}/eastshire/",
    ),
    _ONE: Route(_SEE, _SEES, path=_PATH),
    f"{_ONE}preview/": Route(_SEE, _SEES, path=f"{_PATH}preview/"),
    f"{_ONE}agree/": Route(Permission.AGREE_AUTHORITY_SHARES, _HEAD, others={"POST": 422}, path=f"{_PATH}agree/"),
    f"{_ONE}say/": Route(_PREPARE, _WORKS, others={"POST": 422}, path=f"{_PATH}say/"),
    f"{_ONE}revoke/": Route(_PREPARE, _WORKS, others={"POST": 422}, path=f"{_PATH}revoke/"),
    f"{_ONE}seen/": _pressed("seen"),
    f"{_ONE}drop/": _pressed("drop"),
}
