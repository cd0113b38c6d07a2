"""Routes of `schools.referrals`. The referral that addresses name was declined long ago, and its service is retired."""

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from tests.isolation.routes.route import LEADERS, OFFICER, WHOLE_SCHOOL, Route

_YEARS = {Role.HEAD_OF_YEAR: 200}
_SEES = dict.fromkeys(WHOLE_SCHOOL, 200)
#: A head of year sees referrals of their years, of which there are none here: the lists, and nothing in them.
_OUT, _OUT_TOO = {Role.HEAD_OF_YEAR: 404}, {(Role.HEAD_OF_YEAR, "POST"): 404}
_KEEPS, _LEADS = dict.fromkeys([OFFICER, *LEADERS], 200), dict.fromkeys(LEADERS, 200)
_SEE, _WORK, _LEAD = Permission.SEE_REFERRALS, Permission.WORK_REFERRALS, Permission.LEAD_REFERRALS
_DIRECTORY, _KEEP, _ASK = Permission.SEE_SERVICES, Permission.KEEP_SERVICES, {"POST": 422}
_ONE, _PATH = "referrals/<uuid:referral_id>/", "/referrals/{referral}/"
_SERVICE, _SERVICE_PATH = "services/<uuid:service_id>/", "/services/{service}/"
_CASE = "cases/<uuid:case_id>/"


def _asked(path: str, permission: Permission = _WORK) -> Route:
    return Route(permission, _KEEPS | _OUT, others=_ASK, apart=_OUT_TOO, path=path)


REFERRALS: dict[str, Route] = {
    "services/": Route(_DIRECTORY, _SEES | _YEARS),
    "services/services.csv": Route(_DIRECTORY, _SEES | _YEARS),
    "services/new/": Route(_KEEP, _KEEPS, others=_ASK),
    "services/file/": Route(_KEEP, _KEEPS, others=_ASK),
    _SERVICE: Route(_DIRECTORY, _SEES | _YEARS, path=_SERVICE_PATH),
    f"{_SERVICE}change/": Route(_KEEP, _KEEPS, others=_ASK, path=f"{_SERVICE_PATH}change/"),
    f"{_SERVICE}retire/": Route(
        _KEEP, dict.fromkeys(_KEEPS, 405), others={"POST": 302}, path=f"{_SERVICE_PATH}retire/"
    ),
    "referrals/": Route(_SEE, _SEES | _YEARS),
    "referrals/moves/": Route(_SEE, _SEES | _YEARS),
    _ONE: Route(_SEE, _SEES | _OUT, path=_PATH),
    **{f"{_ONE}{act}/": _asked(f"{_PATH}{act}/") for act in ("consent", "send", "asked", "answer", "take-back")},
    # Everything in it may be left out, so that what was sent without a word is refused by what it is: over.
    f"{_ONE}write/": _asked(f"{_PATH}write/"),
    **{
        f"{_ONE}{act}/": Route(_LEAD, _LEADS, others=_ASK, path=f"{_PATH}{act}/")
        for act in ("sensitive", "without-consent")
    },
    "referrals/consents/<uuid:consent_id>/withdraw/": _asked("/referrals/consents/{referral_consent}/withdraw/"),
    "shares/": Route(Permission.SEE_SHARES, _LEADS),
    f"{_CASE}refer/": _asked("/cases/{case}/refer/", Permission.WORK_CASES),
    f"{_CASE}attend/": Route(Permission.SEE_CASES, _SEES | _OUT, path="/cases/{case}/attend/"),
    f"{_CASE}attend/write/": _asked("/cases/{case}/attend/write/", Permission.WORK_CASES),
    f"{_CASE}attend/<int:number>/": Route(
        Permission.SEE_CASES, _SEES | _OUT, path="/cases/{case}/attend/1/", nowhere=("/cases/{case}/attend/7/",)
    ),
}
