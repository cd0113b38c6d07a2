"""Routes of `schools.documents`: files, here those of a pupil, one of which was removed."""

from foundation.access.permissions import Permission
from tests.isolation.routes.route import LEADERS, OFFICER, Route

KEEPERS_OF_FILES = [OFFICER, *LEADERS]


def _of_document(permission: Permission, act: str, allowed: int, **others: int) -> Route:
    answers = dict.fromkeys(KEEPERS_OF_FILES, allowed)
    return Route(permission, answers, others=others, path=f"/documents/{{document}}/{act}")


DOCUMENTS: dict[str, Route] = {
    "documents/<uuid:document_id>/": _of_document(Permission.OPEN_DOCUMENTS, "", 409),
    "documents/<uuid:document_id>/again/": _of_document(Permission.SEND_DOCUMENTS, "again/", 200, POST=422),
    "documents/<uuid:document_id>/remove/": _of_document(Permission.SEND_DOCUMENTS, "remove/", 200, POST=422),
}
