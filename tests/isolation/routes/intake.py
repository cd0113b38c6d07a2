"""Routes of `schools.intake`: files that come in."""

from foundation.access.permissions import Permission
from tests.isolation.routes.route import OFFICER, Route


def _of_run(act: str, allowed: int, **others: int) -> Route:
    return Route(Permission.IMPORT_FILES, {OFFICER: allowed}, others=others, path=f"/imports/{{run}}/{act}")


INTAKE: dict[str, Route] = {
    "imports/": Route(Permission.IMPORT_FILES, {OFFICER: 200}, others={"POST": 422}),
    "imports/<uuid:run_id>/": _of_run("", 200),
    "imports/<uuid:run_id>/problems.csv": _of_run("problems.csv", 200),
    "imports/<uuid:run_id>/changes/": _of_run("changes/", 200),
    "imports/<uuid:run_id>/changes.csv": _of_run("changes.csv", 200),
    "imports/<uuid:run_id>/apply/": _of_run("apply/", 405, POST=302),
    "imports/<uuid:run_id>/discard/": _of_run("discard/", 405, POST=302),
}
