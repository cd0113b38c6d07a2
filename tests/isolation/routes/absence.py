"""Routes of `schools.absence`: first-day contact. The day that addresses name is long over and signed off."""

from foundation.access.gate import LinkTo
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route
from tests.world import HALF_TERMS

DAY = HALF_TERMS[0][1]
_PATTERN = "first-day/<uuid:pupil_id>/<str:date>/"
_PATH = f"/first-day/{{pupil}}/{DAY}/"
#: A head of year who leads no year passes the gate and finds no pupil.
_FOLLOWERS = dict.fromkeys(WHOLE_SCHOOL, 200) | {Role.HEAD_OF_YEAR: 404}
_PRESSED = dict.fromkeys(_FOLLOWERS, 405)
#: A visitor by a post opens the visit too: `tests/schools/absence/test_visits.py`. Nobody who is asked for goes anywhere.
_PLANNERS = dict.fromkeys([OFFICER, *LEADERS], 200)
_VISIT = "first-day/visits/<uuid:visit_id>/"

ABSENCE: dict[str, Route] = {
    "first-day/hand-overs/": Route(Permission.TAKE_HAND_OVER, dict.fromkeys(LEADERS, 200)),
    "first-day/ladder/": Route(Permission.SET_LADDER, dict.fromkeys([OFFICER, *LEADERS], 200), others={"POST": 422}),
    _PATTERN: Route(
        Permission.FOLLOW_ABSENCE,
        _FOLLOWERS,
        others={"POST": 422},
        path=_PATH,
        nowhere=("/first-day/{pupil}/2026-11-18/", "/first-day/{pupil}/x/"),
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    "first-day/replies/<uuid:reply_id>/": Route(
        Permission.FOLLOW_ABSENCE,
        _FOLLOWERS,
        others={"POST": 422},
        path="/first-day/replies/{reply}/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    "first-day/replies/<uuid:reply_id>/whom/": Route(
        Permission.FOLLOW_ABSENCE,
        _PRESSED,
        others={"POST": 302},
        path="/first-day/replies/{reply}/whom/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    "first-day/<uuid:pupil_id>/call/": Route(
        Permission.FOLLOW_ABSENCE,
        _FOLLOWERS,
        others={"POST": 422},
        path="/first-day/{pupil}/call/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    # It asks for a birth date, whoever comes and whatever they send; to another school's token it opens nothing.
    "by/<str:token>/": Route(
        LinkTo("absence.answer"),
        anyone=dict.fromkeys(("GET", "HEAD", "POST"), 200) | dict.fromkeys(("PUT", "PATCH", "DELETE", "OPTIONS"), 405),
        path="/by/{answer}/",
    ),
    "first-day/messages/<str:date>/": Route(
        Permission.FOLLOW_ABSENCE,
        dict.fromkeys([*WHOLE_SCHOOL, Role.HEAD_OF_YEAR], 200),
        path=f"/first-day/messages/{DAY}/",
        nowhere=("/first-day/messages/x/",),
    ),
    "first-day/messages/<uuid:message_id>/act/": Route(
        Permission.FOLLOW_ABSENCE,
        _PRESSED,
        others={"POST": 302},
        path="/first-day/messages/{message}/act/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    "first-day/messages/ask/": Route(Permission.FOLLOW_ABSENCE, _PRESSED, others={"POST": 302}),
    "first-day/messages/let-go/": Route(Permission.FOLLOW_ABSENCE, _PRESSED, others={"POST": 302}),
    f"{_PATTERN}write/": Route(
        Permission.FOLLOW_ABSENCE,
        _PRESSED,
        others={"POST": 302},
        path=f"{_PATH}write/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    # Whoever knows the address has still to prove that they are the carrier.
    "by/<str:token>/carrier/": Route(
        LinkTo("absence.carrier"),
        anyone=dict.fromkeys(("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"), 405) | {"POST": 403},
        path="/by/{carrier}/carrier/",
    ),
    f"{_PATTERN}hand-over/": Route(
        Permission.FOLLOW_ABSENCE,
        _PRESSED,
        others={"POST": 302},
        path=f"{_PATH}hand-over/",
        apart={(Role.HEAD_OF_YEAR, "POST"): 404},
    ),
    f"{_PATTERN}take-over/": Route(
        Permission.TAKE_HAND_OVER, dict.fromkeys(LEADERS, 405), others={"POST": 302}, path=f"{_PATH}take-over/"
    ),
    f"{_PATTERN}visit/": Route(
        Permission.PLAN_VISITS,
        _PLANNERS,
        others={"POST": 422},
        path=f"{_PATH}visit/",
        nowhere=("/first-day/{pupil}/2026-11-18/visit/", "/first-day/{pupil}/x/visit/"),
    ),
    _VISIT: Route(Permission.SEE_VISITS, _PLANNERS, others={"POST": 422}, path="/first-day/visits/{home_visit}/"),
    **{
        f"{_VISIT}{act}/": Route(
            declared,
            dict.fromkeys(_PLANNERS, 405),
            others={"POST": 302},
            path=f"/first-day/visits/{{home_visit}}/{act}/",
        )
        for act, declared in (
            ("went", Permission.SEE_VISITS),
            ("back", Permission.SEE_VISITS),
            ("call-off", Permission.PLAN_VISITS),
        )
    },
    "api/visits/<uuid:visit_id>/": Route(
        Permission.SEE_VISITS,
        dict.fromkeys(_PLANNERS, 405),
        others={"POST": 400},
        path="/api/visits/{home_visit}/",
    ),
    f"{_PATTERN}sign-off/": Route(
        Permission.TAKE_HAND_OVER, dict.fromkeys(LEADERS, 405), others={"POST": 302}, path=f"{_PATH}sign-off/"
    ),
}
