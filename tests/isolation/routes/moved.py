"""Routes of `schools.moved`. Who leads years sees what came on the pupil's page and confirms nothing."""

from foundation.access.permissions import Permission
from tests.isolation.routes.route import LEADERS, OFFICER, Route

MOVED: dict[str, Route] = {
    "moved/<uuid:carried_id>/": Route(
        Permission.CONFIRM_MOVER_FACTS,
        dict.fromkeys([OFFICER, *LEADERS], 200),
        others={"POST": 422},
        path="/moved/{carried}/",
    ),
}
