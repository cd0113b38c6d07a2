"""Routes of `schools.papers`. The paper that addresses name is a family's record, and was not needed after all."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEAR = Role.HEAD_OF_YEAR
#: A head of year has the pages, and of these pupils nothing.
_OUT, _OUT_TOO = {_YEAR: 404}, {(_YEAR, "POST"): 404}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
_WORKS = dict.fromkeys([OFFICER, *LEADERS], 200)
_PREPARE = Permission.PREPARE_PAPERS
_PUPIL, _PUPIL_PATH = "papers/pupils/<uuid:pupil_id>/", "/papers/pupils/{pupil}/"
_MEETING, _MEETING_PATH = "papers/meetings/<uuid:meeting_id>/", "/papers/meetings/{meeting}/"
_CASE, _CASE_PATH = "papers/cases/<uuid:case_id>/", "/papers/cases/{case}/"
_ONE, _PATH = "papers/<uuid:paper_id>/", "/papers/{paper}/"
#: The headteacher alone approves what a family gets.
_NOT_THEIRS = {(role, "POST"): 404 for role in (OFFICER, Role.SAFEGUARDING_LEAD, _YEAR)}


def _asked(permission: Permission, path: str) -> Route:
    return Route(permission, _WORKS | _OUT, others={"POST": 422}, apart=_OUT_TOO, path=path)


def _pressed(permission: Permission, path: str, apart: dict[tuple[Role, str], int]) -> Route:
    return Route(permission, dict.fromkeys(_WORKS | _OUT, 405), others={"POST": 302}, apart=apart, path=path)


PAPERS: dict[str, Route] = {
    _PUPIL: Route(Permission.SEE_CASES, _SEES | _OUT, path=_PUPIL_PATH),
    f"{_PUPIL}page.pdf": Route(Permission.SEE_CASES, _SEES | _OUT, path=f"{_PUPIL_PATH}page.pdf"),
    f"{_MEETING}pages.pdf": Route(Permission.SEE_MEETINGS, _SEES | _OUT, path=f"{_MEETING_PATH}pages.pdf"),
    f"{_MEETING}pack/": _pressed(Permission.KEEP_MEETINGS, f"{_MEETING_PATH}pack/", _OUT_TOO),
    f"{_CASE}record/": _asked(Permission.WORK_CASES, f"{_CASE_PATH}record/"),
    f"{_CASE}agency/": _asked(Permission.WORK_CASES, f"{_CASE_PATH}agency/"),
    _ONE: Route(_PREPARE, _WORKS | _OUT, path=_PATH),
    f"{_ONE}drop/": _pressed(_PREPARE, f"{_PATH}drop/", _OUT_TOO),
    f"{_ONE}hand/": _asked(_PREPARE, f"{_PATH}hand/"),
    **{
        f"{_ONE}{act}/": _pressed(Permission.APPROVE_PAPERS, f"{_PATH}{act}/", _NOT_THEIRS)
        for act in ("put-back", "approve")
    },
}
