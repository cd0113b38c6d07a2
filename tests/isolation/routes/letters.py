"""Routes of `schools.letters`. Nobody who is asked for leads a year: the head of year opens the list and finds no letter."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import KEEPERS, WHOLE_SCHOOL, Route

_ONE = "letters/<uuid:letter_id>/"
_BATCH = "letters/printed/<uuid:batch>/"


def _route(path: str = "", *, get: int = 200, post: int | None = None) -> Route:
    """A head of year who leads no year passes the gate, and finds neither pupil nor letter."""
    year = {Role.HEAD_OF_YEAR: 404 if path and get == 200 else get}
    others, apart = ({}, {}) if post is None else ({"POST": post}, {(Role.HEAD_OF_YEAR, "POST"): 404} if path else {})
    return Route(
        Permission.WRITE_LETTERS, dict.fromkeys(WHOLE_SCHOOL, get) | year, others=others, path=path, apart=apart
    )


def _texts(path: str = "", *, post: int | None = None, nowhere: tuple[str, ...] = ()) -> Route:
    others = {} if post is None else {"POST": post}
    return Route(Permission.KEEP_LETTER_TEXTS, dict.fromkeys(KEEPERS, 200), others=others, path=path, nowhere=nowhere)


#: Buttons are asked for by POST alone. What they are asked about was printed long ago.
LETTERS: dict[str, Route] = {
    "letters/": _route(),
    "letters/approve/": _route(get=405, post=302),
    "letters/print/": _route(get=405, post=302),
    _BATCH: _route("/letters/printed/{batch}/"),
    f"{_BATCH}letters.pdf": _route("/letters/printed/{batch}/letters.pdf"),
    "letters/texts/": _texts(),
    "letters/texts/letterhead/": _texts(post=422),
    "letters/texts/<slug:kind>/": _texts("/letters/texts/parent/", post=422, nowhere=("/letters/texts/strange/",)),
    "letters/new/<uuid:pupil_id>/": _route("/letters/new/{pupil}/", post=422),
    _ONE: _route("/letters/{letter}/", post=422),
    f"{_ONE}act/": _route("/letters/{letter}/act/", get=405, post=302),
    f"{_ONE}letter.pdf": _route("/letters/{letter}/letter.pdf"),
}
