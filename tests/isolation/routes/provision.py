"""Routes of `schools.provision`: education elsewhere. The placement that addresses name is over, and its link answered."""

from foundation.access.gate import LinkTo
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

#: A head of year who leads no year passes the gate and finds no pupil.
_SEE = dict.fromkeys([*WHOLE_SCHOOL, Role.HEAD_OF_YEAR], 200)
_KEEPERS = [OFFICER, *LEADERS]


def _kept(path: str = "", *, get: int = 200, post: int | None = 422) -> Route:
    others = {} if post is None else {"POST": post}
    return Route(Permission.KEEP_PROVISION, dict.fromkeys(_KEEPERS, get), others=others, path=path)


_PROVIDER = "provision/providers/<uuid:provider_id>/"
_CONTACT = "provision/contacts/<uuid:contact_id>/"
_PLACEMENT = "provision/placements/<uuid:placement_id>/"

PROVISION: dict[str, Route] = {
    # Whoever has the token is asked who came; of a day that is over, for ever: see `rows`.
    "by/<str:token>/attendance/": Route(
        LinkTo("provision.day"),
        anyone={"GET": 200, "HEAD": 200, "POST": 422} | dict.fromkeys(("PUT", "PATCH", "DELETE", "OPTIONS"), 405),
        path="/by/{provider_day}/attendance/",
    ),
    "provision/": Route(Permission.SEE_PROVISION, _SEE),
    "provision/say/": _kept(get=405),
    "provision/words/<uuid:word_id>/": _kept("/provision/words/{word}/", get=405),
    "provision/file/": _kept(),
    "provision/providers/": _kept(post=None),
    "provision/providers/add/": _kept(),
    _PROVIDER: _kept("/provision/providers/{provider}/"),
    f"{_PROVIDER}contacts/add/": _kept("/provision/providers/{provider}/contacts/add/"),
    f"{_PROVIDER}chase/<str:date>/<int:session>/": _kept(
        "/provision/providers/{provider}/chase/2026-09-02/1/", get=405, post=302
    ),
    # Nobody waits to be confirmed there.
    f"{_PROVIDER}came/<str:date>/<int:session>/": _kept("/provision/providers/{provider}/came/2026-09-02/1/"),
    "provision/together/": _kept(),
    _CONTACT: _kept("/provision/contacts/{provider_contact}/"),
    # It asks nothing: whoever presses takes them off, however often.
    f"{_CONTACT}end/": _kept("/provision/contacts/{provider_contact_off}/end/", post=302),
    "provision/pupils/<uuid:pupil_id>/add/": _kept("/provision/pupils/{pupil}/add/"),
    _PLACEMENT: Route(
        Permission.SEE_PROVISION,
        dict.fromkeys(WHOLE_SCHOOL, 200) | {Role.HEAD_OF_YEAR: 404},
        path="/provision/placements/{provision}/",
    ),
    f"{_PLACEMENT}change/": _kept("/provision/placements/{provision}/change/"),
    f"{_PLACEMENT}files/": _kept("/provision/placements/{provision}/files/"),
    f"{_PLACEMENT}reviews/add/": _kept("/provision/placements/{provision}/reviews/add/"),
    "provision/reviews/<uuid:review_id>/": _kept("/provision/reviews/{provision_review}/"),
}
