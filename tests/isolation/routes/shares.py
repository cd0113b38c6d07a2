"""Routes of `tenants.shares`, on an authority's host. One pack was shared with each, by a school of its own."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import Route

_OPENS = {Role.LA_OFFICER: 200}
_ONE = "shared/<uuid:share_id>/"
_AT = "/shared/{share}/"


def _read(path: str = "", *nowhere: str, answer: int = 200) -> Route:
    return Route(Permission.OPEN_SHARES, {Role.LA_OFFICER: answer}, path=path, nowhere=nowhere)


def _asked(path: str, *nowhere: str) -> Route:
    return Route(Permission.ANSWER_SHARES, _OPENS, others={"POST": 422}, path=path, nowhere=nowhere)


SHARES: dict[str, Route] = {
    "shared/": _read(),
    "shared/cases.csv": _read(),
    "shared/find/": Route(Permission.OPEN_SHARES, _OPENS, others={"POST": 422}),
    _ONE: _read(_AT),
    f"{_ONE}versions/<int:number>/": _read(f"{_AT}versions/1/", f"{_AT}versions/99999999999999999999/"),
    f"{_ONE}files/<uuid:file_id>/": _read(f"{_AT}files/{{share_file}}/", answer=302),
    f"{_ONE}take/": Route(Permission.ANSWER_SHARES, {Role.LA_OFFICER: 405}, others={"POST": 302}, path=f"{_AT}take/"),
    f"{_ONE}hand-on/": _asked(f"{_AT}hand-on/"),
    f"{_ONE}message/": _asked(f"{_AT}message/"),
    f"{_ONE}answer/<slug:move>/": _asked(f"{_AT}answer/ask/", f"{_AT}answer/nothing/"),
    "plans/": _read(),
    "plans/plans.csv": _read(),
    "meetings/": _read(),
    # The share that addresses name is a pack: no plan to be reminded of, and no meeting.
    f"{_ONE}remind/": Route(
        Permission.ANSWER_SHARES, {Role.LA_OFFICER: 405}, others={"POST": 404}, path=f"{_AT}remind/"
    ),
    f"{_ONE}action/": Route(
        Permission.ANSWER_SHARES, {Role.LA_OFFICER: 404}, others={"POST": 404}, path=f"{_AT}action/"
    ),
    "notices/": _read(),
    "notices/notices.csv": _read(),
}
