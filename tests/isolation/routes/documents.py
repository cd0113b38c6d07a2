"""Routes of `schools.documents`: files, here those of a pupil, one of which was removed."""

from collections.abc import Sequence

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, Route

KEEPERS_OF_FILES = [OFFICER, *LEADERS]
#: Who opens files of other things than pupils (letters, leave, copies of a pack), and to whom this one does not exist.
OF_OTHER_THINGS = [Role.SENIOR_LEADER, Role.HEAD_OF_YEAR, Role.SCHOOL_GOVERNOR]
#: And who sends some: those of cases of their years.
_SENDERS = [Role.HEAD_OF_YEAR]
_SEND = Permission.SEND_DOCUMENTS


def _of_document(
    permission: Permission, act: str, allowed: int, *, nothing_to: Sequence[Role] = (), **others: int
) -> Route:
    answers = dict.fromkeys(KEEPERS_OF_FILES, allowed) | dict.fromkeys(nothing_to, 404)
    apart = {(role, "POST"): 404 for role in nothing_to} if "POST" in others else {}
    return Route(permission, answers, others=others, apart=apart, path=f"/documents/{{document}}/{act}")


DOCUMENTS: dict[str, Route] = {
    "documents/<uuid:document_id>/": _of_document(Permission.OPEN_DOCUMENTS, "", 409, nothing_to=OF_OTHER_THINGS),
    "documents/<uuid:document_id>/again/": _of_document(_SEND, "again/", 200, nothing_to=_SENDERS, POST=422),
    "documents/<uuid:document_id>/remove/": _of_document(_SEND, "remove/", 200, nothing_to=_SENDERS, POST=422),
}
