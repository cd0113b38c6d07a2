"""Routes of `schools.reports`: Today, sweeps, the worklist, and why a pupil is on it."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.pupils import LISTS, of_pupil
from tests.isolation.routes.route import OFFICER, WHOLE_SCHOOL, Route
from tests.world import HALF_TERMS

#: A school day that is over.
DAY = HALF_TERMS[0][1]
SWEEPERS = [OFFICER, Role.HEADTEACHER, Role.SENIOR_LEADER]
_SWEEP = "sweeps/<str:kind>/<str:date>/"

REPORTS: dict[str, Route] = {
    "today/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "today/lists/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "today/late/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 200)),
    "today/late/tick/": Route(Permission.SEE_TODAY, dict.fromkeys(WHOLE_SCHOOL, 405), others={"POST": 302}),
    "sweeps/": Route(Permission.SEE_SWEEPS, dict.fromkeys(SWEEPERS, 200)),
    _SWEEP: Route(
        Permission.SEE_SWEEPS,
        dict.fromkeys(SWEEPERS, 200),
        path=f"/sweeps/daily/{DAY}/",
        nowhere=(
            "/sweeps/daily/2026-08-31/",
            "/sweeps/weekly/2026-09-02/",
            "/sweeps/yearly/2026-09-02/",
            "/sweeps/daily/x/",
        ),
    ),
    f"{_SWEEP}tick/": Route(
        Permission.TICK_SWEEPS,
        dict.fromkeys([OFFICER, Role.HEADTEACHER], 405),
        others={"POST": 422},
        path=f"/sweeps/daily/{DAY}/tick/",
    ),
    "pupils/near/": Route(Permission.SEE_PUPIL_TOTALS, LISTS),
    "pupils/near/chosen.csv": Route(Permission.SEE_PUPIL_TOTALS, dict.fromkeys(LISTS, 405), others={"POST": 200}),
    "pupils/<uuid:pupil_id>/why/": of_pupil("why/"),
}
