"""Routes of `schools.missing`. The cases that addresses name, of a missing child and of home education, are closed."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
#: A head of year sees cases of their years, of which there are none here: the lists, and nothing in them.
_OUT, _OUT_TOO = {Role.HEAD_OF_YEAR: 404}, {(Role.HEAD_OF_YEAR, "POST"): 404}
_WORKS, _ASK = dict.fromkeys([OFFICER, *LEADERS], 200), {"POST": 422}
_SEE, _WORK, _APPROVE = Permission.SEE_CASES, Permission.WORK_CASES, Permission.APPROVE_REMOVALS
_ONE, _PATH, _HOME_PATH = "missing/<uuid:case_id>/", "/missing/{missing}/", "/missing/{home_education}/home-education/"
#: A key of a case that is none of this room's.
_OTHER = "/missing/{case}/"


def _asked(path: str, *nowhere: str) -> Route:
    return Route(_WORK, _WORKS | _OUT, others=_ASK, apart=_OUT_TOO, path=path, nowhere=nowhere)


MISSING: dict[str, Route] = {
    "missing/": Route(_SEE, _SEES | _YEARS),
    "missing/rules/": Route(_SEE, _SEES | _YEARS),
    "missing/children-not-in-school.csv": Route(_WORK, _WORKS | _YEARS),
    "missing/for/<uuid:pupil_id>/": _asked("/missing/for/{pupil}/"),
    "missing/enquiries/<uuid:enquiry_id>/": _asked("/missing/enquiries/{missing_enquiry}/"),
    "missing/stages/<uuid:step_id>/": _asked("/missing/stages/{missing_step}/"),
    _ONE: Route(_SEE, _SEES | _OUT, path=_PATH, nowhere=(_OTHER,)),
    **{
        f"{_ONE}{act}/": _asked(f"{_PATH}{act}/", f"{_OTHER}{act}/")
        for act in ("first-day", "seen", "cause", "enquiry", "ground", "evidence", "take-back", "back")
    },
    # A press is answered by the page it came from, whatever came of it.
    f"{_ONE}ask/": Route(
        _WORK, dict.fromkeys(_WORKS | _OUT, 405), others={"POST": 302}, apart=_OUT_TOO, path=f"{_PATH}ask/"
    ),
    f"{_ONE}decide/": Route(_APPROVE, {Role.HEADTEACHER: 200}, others=_ASK, path=f"{_PATH}decide/"),
    **{
        f"{_ONE}home-education/{act}/": _asked(f"{_HOME_PATH}{act}/", f"{_PATH}home-education/{act}/")
        for act in ("spoke", "written", "talk", "bars", "consent")
    },
}
