"""Routes of `schools.reports`: Today, the worklist, and why a pupil is on it."""

from foundation.access.permissions import Permission
from tests.isolation.routes.pupils import LISTS, of_pupil
from tests.isolation.routes.route import WHOLE_SCHOOL, Route

REPORTS: dict[str, Route] = {
    "today/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "today/lists/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "pupils/near/": Route(Permission.SEE_PUPIL_TOTALS, LISTS),
    "pupils/near/chosen.csv": Route(Permission.SEE_PUPIL_TOTALS, dict.fromkeys(LISTS, 405), others={"POST": 200}),
    "pupils/<uuid:pupil_id>/why/": of_pupil("why/"),
}
