"""Routes of `schools.returns`: what the authority is told. Nothing of it is for who teaches or leads a year."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import KEEPERS, LEADERS, OFFICER, Route

_ONE = "returns/<uuid:return_id>/"
_FILE = "returns/files/<uuid:file_id>/"


def _made(path: str = "", *, get: int = 200, post: int | None = 422) -> Route:
    others = {} if post is None else {"POST": post}
    return Route(Permission.MAKE_RETURNS, dict.fromkeys([OFFICER, *LEADERS], get), others=others, path=path)


#: The return is not needed any more, and the file was sent long ago: what would change them is refused.
RETURNS: dict[str, Route] = {
    "returns/": _made(),
    "returns/settings/": Route(Permission.SET_RETURNS, dict.fromkeys(KEEPERS, 200), others={"POST": 422}),
    "returns/columns/<str:kind>/": Route(
        Permission.SET_RETURNS,
        dict.fromkeys(KEEPERS, 200),
        others={"POST": 422},
        path="/returns/columns/sickness/",
        nowhere=("/returns/columns/none/", "/returns/columns/..%2F/", "/returns/columns/x'--/"),
    ),
    "returns/sickness/<uuid:pupil_id>/": _made("/returns/sickness/{pupil}/"),
    _ONE: _made("/returns/{return}/"),
    f"{_ONE}approve/": _made("/returns/{return}/approve/", get=405),
    f"{_ONE}not-needed/": _made("/returns/{return}/not-needed/"),
    f"{_ONE}corrected/": _made("/returns/{return}/corrected/"),
    _FILE: _made("/returns/files/{return_file}/"),
    f"{_FILE}csv/": _made("/returns/files/{return_file}/csv/", post=None),
    f"{_FILE}answer/": _made("/returns/files/{return_file}/answer/", get=405),
    f"{_FILE}withdraw/": _made("/returns/files/{return_file}/withdraw/"),
    f"{_FILE}share/": _made("/returns/files/{return_file}/share/"),
    # The return was shared with nobody, so there is nothing to put right.
    f"{_ONE}share/<slug:authority>/": _made("/returns/{return}/share/eastshire/", get=404, post=404),
    # What else the authority is told: nothing stands that it could be told of, and a meeting is for the head.
    "sharing/tell/": _made(post=None),
    "sharing/tell/meeting/": Route(Permission.AGREE_AUTHORITY_SHARES, {Role.HEADTEACHER: 200}, others={"POST": 422}),
    "sharing/tell/<slug:purpose>/<uuid:source>/": _made("/sharing/tell/part_time/{return}/", get=404, post=404),
}
