"""Routes of `schools.roll`: who is a pupil here, their contacts and homes, and groups."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_PUPIL = "pupils/<uuid:pupil_id>/"


def _officers(path: str, *, allowed: int = 200, post: int = 422) -> Route:
    """A page that only the officer has."""
    return Route(Permission.CHANGE_ROLL, {OFFICER: allowed}, others={"POST": post}, path=path)


def _on_pupil(act: str, **answers: int) -> Route:
    """A page of one pupil's roll, perhaps of one row about them."""
    return _officers(f"/pupils/{{pupil}}/{act}", **answers)


def _contacts(act: str, *, post: int = 422) -> Route:
    """A page of one pupil's contacts; heads of year reach no pupil."""
    return Route(
        Permission.SEE_CONTACTS,
        dict.fromkeys(WHOLE_SCHOOL, 200) | {Role.HEAD_OF_YEAR: 404},
        others={"POST": post},
        apart={(Role.HEAD_OF_YEAR, "POST"): 404 if post == 422 else post},
        path=f"/pupils/{{pupil}}/{act}",
    )


def _restricted(act: str, *, allowed: int = 200, post: int = 422) -> Route:
    found = dict.fromkeys(LEADERS, allowed)
    return Route(Permission.SEE_RESTRICTED_FLAGS, found, others={"POST": post}, path=f"/pupils/{{pupil}}/{act}")


ROLL: dict[str, Route] = {
    "roll/": Route(Permission.CHANGE_ROLL, {OFFICER: 200}),
    "roll/join/": Route(Permission.CHANGE_ROLL, {OFFICER: 200}, others={"POST": 422}),
    f"{_PUPIL}roll/": _on_pupil("roll/", post=405),
    f"{_PUPIL}roll/leave/": _on_pupil("roll/leave/"),
    # Nobody is to join, or has left.
    f"{_PUPIL}roll/withdraw/": _on_pupil("roll/withdraw/", allowed=404),
    f"{_PUPIL}roll/leaving/": _on_pupil("roll/leaving/", allowed=404, post=404),
    f"{_PUPIL}roll/leaving/undo/": _on_pupil("roll/leaving/undo/", allowed=404, post=404),
    f"{_PUPIL}roll/readmit/": _on_pupil("roll/readmit/"),
    f"{_PUPIL}roll/move/": _on_pupil("roll/move/"),
    f"{_PUPIL}roll/upn/": _on_pupil("roll/upn/"),
    f"{_PUPIL}roll/home/": _on_pupil("roll/home/"),
    f"{_PUPIL}roll/home/<uuid:row_id>/address/": _on_pupil("roll/home/{home}/address/"),
    f"{_PUPIL}roll/home/<uuid:row_id>/end/": _on_pupil("roll/home/{home}/end/"),
    f"{_PUPIL}roll/other-school/": _on_pupil("roll/other-school/"),
    f"{_PUPIL}roll/other-school/<uuid:row_id>/end/": _on_pupil("roll/other-school/{dual}/end/"),
    f"{_PUPIL}contacts/": _contacts("contacts/", post=405),
    f"{_PUPIL}contacts/add/": _on_pupil("contacts/add/"),
    f"{_PUPIL}contacts/<uuid:link_id>/": _on_pupil("contacts/{contact}/"),
    f"{_PUPIL}contacts/<uuid:link_id>/end/": _on_pupil("contacts/{contact}/end/"),
    f"{_PUPIL}contacts/<uuid:link_id>/move/": _on_pupil("contacts/{contact}/move/", allowed=405, post=302),
    f"{_PUPIL}contacts/<uuid:link_id>/restrict/": _contacts("contacts/{contact}/restrict/"),
    f"{_PUPIL}restricted/": _restricted("restricted/"),
    f"{_PUPIL}restricted/<uuid:row_id>/end/": _restricted("restricted/{flag}/end/"),
    f"{_PUPIL}restricted/contact/<uuid:row_id>/lift/": _restricted("restricted/contact/{restriction}/lift/"),
    f"{_PUPIL}contact-first/set/": _restricted("contact-first/set/", allowed=405, post=302),
    f"{_PUPIL}contact-first/lift/": _restricted("contact-first/lift/", allowed=405, post=302),
    "staff/related/": Route(
        Permission.KEEP_RELATED_STAFF, dict.fromkeys(LEADERS, 200), others={"POST": 422}, path="/staff/related/"
    ),
    "staff/related/<uuid:row_id>/lift/": Route(
        Permission.KEEP_RELATED_STAFF,
        dict.fromkeys(LEADERS, 405),
        others={"POST": 302},
        path="/staff/related/{related}/lift/",
    ),
    "groups/": Route(Permission.CHANGE_ROLL, {OFFICER: 200}),
    "groups/<uuid:group_id>/": _officers("/groups/{group}/"),
    "groups/tutors/<uuid:row_id>/end/": _officers("/groups/tutors/{tutor}/end/"),
    "groups/years/<str:year_group>/": Route(
        Permission.CHANGE_ROLL,
        {OFFICER: 200},
        others={"POST": 422},
        path="/groups/years/9/",
        nowhere=("/groups/years/99/", "/groups/years/..%2F/", "/groups/years/x'--/"),
    ),
    "groups/leads/<uuid:row_id>/end/": _officers("/groups/leads/{lead}/end/"),
}
