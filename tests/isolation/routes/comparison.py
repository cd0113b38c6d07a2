"""Routes of `trust_reporting.comparison`. Nothing is published here: `test_routes_with_figures` asks where there is."""

from foundation.access.permissions import Permission
from tests.isolation.routes.route import AT_TRUST, Route

COMPARISON: dict[str, Route] = {
    "compare/": Route(Permission.COMPARE_SCHOOLS, dict.fromkeys(AT_TRUST, 200)),
    "compare/figures.csv": Route(Permission.COMPARE_SCHOOLS, dict.fromkeys(AT_TRUST, 404)),
    "compare/why/<slug:measure>/<slug:slug>/": Route(
        Permission.COMPARE_SCHOOLS,
        dict.fromkeys(AT_TRUST, 404),
        path="/compare/why/attendance/{school}/",
        nowhere=("/compare/why/nothing/{school}/",),
    ),
}
