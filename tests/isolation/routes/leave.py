"""Routes of `schools.leave`. The request that addresses name was refused long ago."""

from foundation.access.gate import LinkTo
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_SEERS = dict.fromkeys(WHOLE_SCHOOL, 200)
_KEEPERS = dict.fromkeys([OFFICER, *LEADERS], 200)
_ONE = "leave/<uuid:request_id>/"
_PATH = "/leave/{leave}/"
_TIMETABLE = "leave/part-time/<uuid:timetable_id>/"
#: Whom the headteacher has named to decide passes too: `tests/schools/leave/test_requests.py`.
_HEAD = {Role.HEADTEACHER: 200}

LEAVE: dict[str, Route] = {
    "leave/": Route(Permission.SEE_LEAVE, _SEERS),
    "leave/whom/": Route(Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}),
    "leave/policy/": Route(Permission.SET_LEAVE_POLICY, _HEAD, others={"POST": 422}),
    "leave/for/<uuid:pupil_id>/": Route(
        Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path="/leave/for/{pupil}/"
    ),
    "leave/for/<uuid:pupil_id>/link/": Route(
        Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path="/leave/for/{pupil}/link/"
    ),
    # It asks for a birth date, whoever comes and whatever they send; to another school's token it opens nothing.
    "by/<str:token>/leave/": Route(
        LinkTo("leave.ask"),
        anyone=dict.fromkeys(("GET", "HEAD", "POST"), 200) | dict.fromkeys(("PUT", "PATCH", "DELETE", "OPTIONS"), 405),
        path="/by/{leave_link}/leave/",
    ),
    _ONE: Route(Permission.SEE_LEAVE, _SEERS, path=_PATH),
    f"{_ONE}decide/": Route(Permission.DECIDE_LEAVE, _HEAD, others={"POST": 422}, path=f"{_PATH}decide/"),
    **{
        f"{_ONE}{act}/": Route(Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path=f"{_PATH}{act}/")
        for act in ("withdraw", "enquiry", "settle", "files")
    },
    "leave/part-time/": Route(Permission.SEE_LEAVE, _SEERS),
    "leave/part-time/for/<uuid:pupil_id>/": Route(
        Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path="/leave/part-time/for/{pupil}/"
    ),
    _TIMETABLE: Route(Permission.SEE_LEAVE, _SEERS, path="/leave/part-time/{timetable}/"),
    f"{_TIMETABLE}reviews/<uuid:review_id>/": Route(
        Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path="/leave/part-time/{timetable}/reviews/{review}/"
    ),
    **{
        f"{_TIMETABLE}{act}/": Route(
            Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}, path=f"/leave/part-time/{{timetable}}/{act}/"
        )
        for act in ("extend", "end", "files")
    },
    f"{_TIMETABLE}told/": Route(
        Permission.SEE_RESTRICTED_FLAGS,
        dict.fromkeys(LEADERS, 405),
        others={"POST": 302},
        path="/leave/part-time/{timetable}/told/",
    ),
    "leave/exams/": Route(Permission.SEE_LEAVE, _SEERS),
    "leave/exams/file/": Route(Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}),
    "leave/exams/study/": Route(Permission.KEEP_LEAVE, _KEEPERS, others={"POST": 422}),
    "leave/exams/papers/<uuid:paper_id>/": Route(
        Permission.SEE_LEAVE, _SEERS, path="/leave/exams/papers/{exam_paper}/"
    ),
    "leave/exams/study/<uuid:study_id>/withdraw/": Route(
        Permission.KEEP_LEAVE,
        dict.fromkeys(_KEEPERS, 405),
        others={"POST": 302},
        path="/leave/exams/study/{study}/withdraw/",
    ),
    f"{_ONE}away/": Route(
        Permission.KEEP_LEAVE, dict.fromkeys(_KEEPERS, 405), others={"POST": 302}, path=f"{_PATH}away/"
    ),
}
