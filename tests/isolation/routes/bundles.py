"""Routes of `schools.bundles`. The bundle that addresses name was not needed after all."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEAR = Role.HEAD_OF_YEAR
#: A head of year reads those of their years: of these pupils nothing.
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200) | {_YEAR: 404}
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_ONE, _PATH = "bundles/<uuid:bundle_id>/", "/bundles/{bundle}/"
_NEW, _NEW_PATH = "bundles/cases/<uuid:case_id>/new/", "/bundles/cases/{case}/new/"


def _asked(path: str) -> Route:
    return Route(Permission.PREPARE_BUNDLES, _WORKS, others={"POST": 422}, path=path)


def _pressed(permission: Permission, act: str) -> Route:
    return Route(permission, dict.fromkeys(_WORKS, 405), others={"POST": 302}, path=f"{_PATH}{act}/")


BUNDLES: dict[str, Route] = {
    "bundles/moves/": Route(Permission.SEE_BUNDLES, _SEES | {_YEAR: 200}),
    _NEW: _asked(_NEW_PATH),
    _ONE: Route(Permission.SEE_BUNDLES, _SEES, path=_PATH),
    **{f"{_ONE}{act}/": _asked(f"{_PATH}{act}/") for act in ("change", "send", "answer")},
    f"{_ONE}freeze/": _pressed(Permission.FREEZE_BUNDLES, "freeze"),
    f"{_ONE}drop/": _pressed(Permission.PREPARE_BUNDLES, "drop"),
}
