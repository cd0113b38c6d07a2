"""THE TABLE: every route of every kind of host, and what each answers to whom.

A route that is not here fails the test. What is not said is a 404: another role, another place, another method by a
stranger. `METHODS` not named for somebody who may see a page answer 405.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver

from foundation.access.gate import ANYONE, MEMBERS
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.accounts.gate import SIGNED_IN
from schools.intake.models import ImportRun
from schools.roll.models import (
    Contact,
    ContactRestriction,
    DualRegistration,
    GroupTutor,
    Household,
    HouseholdPupil,
    Pupil,
    PupilContact,
    RegistrationGroup,
    RestrictedFlag,
    YearLead,
)
from schools.staff.models import StaffMember
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import school_work
from tests.world import HALF_TERMS, YEAR, World, canary

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Place = School | Trust | LocalAuthority

OFFICER = Role.ATTENDANCE_OFFICER
#: Who sees every pupil of the school, and who sees some. Nobody in the world has a group or a year yet, so that the
#: latter open the lists and find no pupil: `tests/schools/roll/test_reach.py` gives them some.
WHOLE_SCHOOL = [OFFICER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER]
SOME_PUPILS = [Role.CLASS_TEACHER, Role.HEAD_OF_YEAR]


@dataclass(frozen=True)
class Route:
    """One row of the table.

    `allowed` gives the answer to a GET (and HEAD) by each role that may; `others` gives the answers to further methods.
    `path` makes an address that exists at a place; `foreign` makes addresses of what does not exist there or belongs to
    other schools, all of which must answer as an unknown address does.
    """

    declared: object
    allowed: dict[Role, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    path: Callable[[World, Any], str] | None = None
    foreign: Callable[[World, Any], list[str]] = lambda _world, _place: []
    #: The answer to anybody at all, for the few routes that need nobody signed in.
    anyone: dict[str, int] = field(default_factory=dict)
    #: Where roles that may see a page get different answers to a further method.
    apart: dict[tuple[Role, str], int] = field(default_factory=dict)


def _pupil_at(school: School) -> str:
    with school_work(school):
        return f"/pupils/{Pupil.objects.order_by('key')[0].pk}/"


def _pupils_elsewhere(world: World, school: School) -> list[str]:
    others = [_pupil_at(other) for other in world.schools if other != school]
    return [*others, "/pupils/00000000-0000-7000-8000-000000000000/", "/pupils/1/", "/pupils/x'--/"]


_runs: dict[str, str] = {}


def _import_at(school: School) -> str:
    """The key of an import at a school, given up long ago and never applied."""
    if school.schema_name not in _runs:
        with school_work(school):
            run = ImportRun.objects.create(
                source="sims", status=ImportRun.Status.DISCARDED, as_at=HALF_TERMS[0][1], by_name=canary(school)
            )
        _runs[school.schema_name] = str(run.pk)
    return _runs[school.schema_name]


def _import_route(act: str, allowed: int, others: dict[str, int]) -> Route:
    unknown = ["00000000-0000-7000-8000-000000000000", "1", ".."]
    return Route(
        Permission.IMPORT_FILES,
        {OFFICER: allowed},
        others=others,
        path=lambda _world, school: f"/imports/{_import_at(school)}/{act}",
        foreign=lambda world, school: [
            *(f"/imports/{_import_at(other)}/{act}" for other in world.schools if other != school),
            *(f"/imports/{key}/{act}" for key in unknown),
        ],
    )


def _history_route(act: str) -> Route:
    return Route(
        Permission.SEE_PUPIL_HISTORY,
        dict.fromkeys((Role.SAFEGUARDING_LEAD, Role.HEADTEACHER), 200),
        path=lambda _world, school: f"{_pupil_at(school)}{act}",
        foreign=lambda world, school: [f"{address}{act}" for address in _pupils_elsewhere(world, school)],
    )


def _pupil_route(act: str) -> Route:
    """A page of one pupil's: heads of year and teachers reach no pupil in this world."""
    return Route(
        Permission.SEE_PUPIL_TOTALS,
        {**dict.fromkeys(WHOLE_SCHOOL, 200), **dict.fromkeys(SOME_PUPILS, 404)},
        path=lambda _world, school: f"{_pupil_at(school)}{act}",
        foreign=lambda world, school: [f"{address}{act}" for address in _pupils_elsewhere(world, school)],
    )


def _group_at(school: School) -> str:
    with school_work(school):
        return str(RegistrationGroup.objects.order_by("pk")[0].pk)


def _register_route(
    before: str, after: str, *, declared: Permission = Permission.SEE_REGISTERS, **answers: Any
) -> Route:
    """A page of one group's register: heads of year and teachers reach no group in this world."""
    return Route(
        declared,
        dict.fromkeys(WHOLE_SCHOOL, 200) | dict.fromkeys(SOME_PUPILS, 404),
        path=lambda _world, school: f"{before}{_group_at(school)}{after}",
        foreign=lambda world, school: [
            *(f"{before}{_group_at(other)}{after}" for other in world.schools if other != school),
            f"{before}00000000-0000-7000-8000-000000000000{after}",
            f"{before}1{after}",
        ],
        **answers,
    )


#: The interface asks for an idempotency key of those who may save; the others find no register to save.
REGISTER_INTERFACE = _register_route(
    "/api/registers/",
    "/2026-11-19/am/",
    others={"POST": 404},
    apart={(OFFICER, "POST"): 400},
)

AT_SCHOOL = [role for role in Role if role.place == "school"]
AT_TRUST = [role for role in Role if role.place == "trust"]

#: Handing over and signing out, the same on every host but id.
ARRIVE = Route(
    ANYONE, anyone={"GET": 403, "HEAD": 405, "POST": 405, "PUT": 405, "PATCH": 405, "DELETE": 405, "OPTIONS": 405}
)
SIGN_OUT = Route(ANYONE, anyone={"GET": 405, "HEAD": 405, "PUT": 405, "PATCH": 405, "DELETE": 405, "OPTIONS": 405})

_roll_rows: dict[str, dict[str, str]] = {}


def _roll_rows_at(school: School) -> dict[str, str]:
    """Rows about the school's first pupil that addresses of the roll name, by what they are. Made once for a school."""
    if school.schema_name not in _roll_rows:
        since, past = HALF_TERMS[0][1], HALF_TERMS[0][1] + dt.timedelta(days=1)
        with school_work(school):
            pupil = Pupil.objects.order_by("key")[0]
            link = PupilContact.objects.create(
                pupil=pupil,
                contact=Contact.objects.create(name=canary(school)),
                relationship="aunt",
                priority=1,
                starts_on=since,
            )
            staff = StaffMember.objects.order_by("name")[0]
            group = RegistrationGroup.objects.order_by("pk")[0]
            dual = DualRegistration(status="S", other_school="Elsewhere", slots=[1], starts_on=since, ends_on=past)
            dual.pupil = pupil
            dual.save()
            made = {
                "contact": link,
                "restriction": ContactRestriction.objects.create(link=link, kind="ask_first", starts_on=since),
                "home": HouseholdPupil.objects.create(
                    household=Household.objects.create(), pupil=pupil, starts_on=since
                ),
                "dual": dual,
                "flag": RestrictedFlag.objects.create(pupil=pupil, kind="young_carer", starts_on=since, ends_on=past),
                # Over long ago: nobody in the world reaches anything by them.
                "tutor": GroupTutor.objects.create(group=group, staff=staff, starts_on=since, ends_on=past),
                "lead": YearLead.objects.create(year_group="E1", staff=staff, starts_on=since, ends_on=past),
            }
            _roll_rows[school.schema_name] = {name: str(row.pk) for name, row in made.items()}
    return _roll_rows[school.schema_name]


def _officers(address: Callable[[School], str], allowed: int = 200, post: int = 422) -> Route:
    """A page that only the officer has; what is elsewhere is the address of another school's own row."""
    return Route(
        Permission.CHANGE_ROLL,
        {OFFICER: allowed},
        others={"POST": post},
        path=lambda _world, school: address(school),
        foreign=lambda world, school: [address(other) for other in world.schools if other != school],
    )


def _on_pupil(act: str, *, row: str = "", after: str = "", **answers: int) -> Route:
    """A page of one pupil's roll, perhaps of one row about them."""
    return _officers(
        lambda school: f"{_pupil_at(school)}{act}{_roll_rows_at(school)[row] if row else ''}{after}", **answers
    )


def _shared(
    declared: Permission, roles: list[Role], act: str, *, row: str = "", after: str = "", post: int = 422
) -> Route:
    """A page of one pupil's that several roles have; heads of year reach no pupil in this world."""

    def address(school: School) -> str:
        return f"{_pupil_at(school)}{act}{_roll_rows_at(school)[row] if row else ''}{after}"

    some = [Role.HEAD_OF_YEAR] if declared is Permission.SEE_CONTACTS else []
    return Route(
        declared,
        dict.fromkeys(roles, 200) | dict.fromkeys(some, 404),
        others={"POST": post},
        apart={(role, "POST"): 404 if post == 422 else post for role in some},
        path=lambda _world, school: address(school),
        foreign=lambda world, school: [address(other) for other in world.schools if other != school],
    )


LEADERS = [Role.SAFEGUARDING_LEAD, Role.HEADTEACHER]
_PUPIL = "pupils/<uuid:pupil_id>/"

ROLL_TABLE: dict[tuple[str, str], Route] = {
    ("school", "roll/"): Route(Permission.CHANGE_ROLL, {OFFICER: 200}),
    ("school", "roll/join/"): Route(Permission.CHANGE_ROLL, {OFFICER: 200}, others={"POST": 422}),
    ("school", f"{_PUPIL}roll/"): _on_pupil("roll/", post=405),
    ("school", f"{_PUPIL}roll/leave/"): _on_pupil("roll/leave/"),
    # Nobody is to join in this world, or has left.
    ("school", f"{_PUPIL}roll/withdraw/"): _on_pupil("roll/withdraw/", allowed=404),
    ("school", f"{_PUPIL}roll/leaving/"): _on_pupil("roll/leaving/", allowed=404, post=404),
    ("school", f"{_PUPIL}roll/leaving/undo/"): _on_pupil("roll/leaving/undo/", allowed=404, post=404),
    ("school", f"{_PUPIL}roll/readmit/"): _on_pupil("roll/readmit/"),
    ("school", f"{_PUPIL}roll/move/"): _on_pupil("roll/move/"),
    ("school", f"{_PUPIL}roll/upn/"): _on_pupil("roll/upn/"),
    ("school", f"{_PUPIL}roll/home/"): _on_pupil("roll/home/"),
    ("school", f"{_PUPIL}roll/home/<uuid:row_id>/address/"): _on_pupil("roll/home/", row="home", after="/address/"),
    ("school", f"{_PUPIL}roll/home/<uuid:row_id>/end/"): _on_pupil("roll/home/", row="home", after="/end/"),
    ("school", f"{_PUPIL}roll/other-school/"): _on_pupil("roll/other-school/"),
    ("school", f"{_PUPIL}roll/other-school/<uuid:row_id>/end/"): _on_pupil(
        "roll/other-school/", row="dual", after="/end/"
    ),
    ("school", f"{_PUPIL}contacts/"): _shared(Permission.SEE_CONTACTS, WHOLE_SCHOOL, "contacts/", post=405),
    ("school", f"{_PUPIL}contacts/add/"): _on_pupil("contacts/add/"),
    ("school", f"{_PUPIL}contacts/<uuid:link_id>/"): _on_pupil("contacts/", row="contact", after="/"),
    ("school", f"{_PUPIL}contacts/<uuid:link_id>/end/"): _on_pupil("contacts/", row="contact", after="/end/"),
    ("school", f"{_PUPIL}contacts/<uuid:link_id>/move/"): _on_pupil(
        "contacts/", row="contact", after="/move/", allowed=405, post=302
    ),
    ("school", f"{_PUPIL}contacts/<uuid:link_id>/restrict/"): _shared(
        Permission.SEE_CONTACTS, WHOLE_SCHOOL, "contacts/", row="contact", after="/restrict/"
    ),
    ("school", f"{_PUPIL}restricted/"): _shared(Permission.SEE_RESTRICTED_FLAGS, LEADERS, "restricted/"),
    ("school", f"{_PUPIL}restricted/<uuid:row_id>/end/"): _shared(
        Permission.SEE_RESTRICTED_FLAGS, LEADERS, "restricted/", row="flag", after="/end/"
    ),
    ("school", f"{_PUPIL}restricted/contact/<uuid:row_id>/lift/"): _shared(
        Permission.SEE_RESTRICTED_FLAGS, LEADERS, "restricted/contact/", row="restriction", after="/lift/"
    ),
    ("school", "groups/"): Route(Permission.CHANGE_ROLL, {OFFICER: 200}),
    ("school", "groups/<uuid:group_id>/"): _officers(lambda school: f"/groups/{_group_at(school)}/"),
    ("school", "groups/tutors/<uuid:row_id>/end/"): _officers(
        lambda school: f"/groups/tutors/{_roll_rows_at(school)['tutor']}/end/"
    ),
    ("school", "groups/years/<str:year_group>/"): Route(
        Permission.CHANGE_ROLL,
        {OFFICER: 200},
        others={"POST": 422},
        path=lambda _world, _school: "/groups/years/9/",
        foreign=lambda _world, _school: ["/groups/years/99/", "/groups/years/..%2F/", "/groups/years/x'--/"],
    ),
    ("school", "groups/leads/<uuid:row_id>/end/"): _officers(
        lambda school: f"/groups/leads/{_roll_rows_at(school)['lead']}/end/"
    ),
}

TABLE: dict[tuple[str, str], Route] = {
    ("school", ""): Route(MEMBERS, {role: 200 if role is Role.SCHOOL_GOVERNOR else 302 for role in AT_SCHOOL}),
    ("school", "arrive/"): ARRIVE,
    ("school", "sign-out/"): SIGN_OUT,
    ("school", "your-sign-in/"): Route(MEMBERS, dict.fromkeys(AT_SCHOOL, 302)),
    ("school", "search/"): Route(
        Permission.SEE_PUPILS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200), others={"POST": 422}
    ),
    ("school", "pupils/"): Route(Permission.SEE_PUPILS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    ("school", "pupils/near/"): Route(Permission.SEE_PUPIL_TOTALS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    ("school", "pupils/near/chosen.csv"): Route(
        Permission.SEE_PUPIL_TOTALS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 405), others={"POST": 200}
    ),
    ("school", "pupils/<uuid:pupil_id>/"): _pupil_route(""),
    ("school", "pupils/<uuid:pupil_id>/why/"): _pupil_route("why/"),
    ("school", "pupils/<uuid:pupil_id>/marks/<str:on>/"): _pupil_route("marks/2026-11-19/"),
    ("school", "pupils/<uuid:pupil_id>/as-at/"): _pupil_route("as-at/?at=2026-11-19T09:30"),
    ("school", "registers/"): Route(Permission.SEE_REGISTERS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    ("school", "week/"): Route(Permission.SEE_REGISTERS, dict.fromkeys([*WHOLE_SCHOOL, *SOME_PUPILS], 200)),
    ("school", "registers/<uuid:group_id>/<str:date>/<session:session>/"): _register_route(
        "/registers/", "/2026-11-19/am/"
    ),
    ("school", "registers/<uuid:group_id>/<str:date>/<session:session>/form/"): Route(
        Permission.TAKE_REGISTERS,
        {OFFICER: 200} | dict.fromkeys(SOME_PUPILS, 404),
        others={"POST": 302},
        apart={(role, "POST"): 404 for role in SOME_PUPILS},
        path=lambda _world, school: f"/registers/{_group_at(school)}/2026-11-19/am/form/",
        foreign=lambda world, school: [
            *(f"/registers/{_group_at(other)}/2026-11-19/am/form/" for other in world.schools if other != school),
            f"/registers/{_group_at(school)}/2026-11-19/AM/form/",
            "/registers/00000000-0000-7000-8000-000000000000/2026-11-19/am/form/",
        ],
    ),
    ("school", "registers/<uuid:group_id>/<str:on>/as-at/"): _register_route(
        "/registers/", "/2026-11-19/as-at/?at=2026-11-19T09:30"
    ),
    ("school", "pupils/<uuid:pupil_id>/history/"): _history_route("history/"),
    ("school", "pupils/<uuid:pupil_id>/history.csv"): _history_route("history.csv"),
    ("school", "imports/"): Route(Permission.IMPORT_FILES, {OFFICER: 200}, others={"POST": 422}),
    ("school", "imports/<uuid:run_id>/"): _import_route("", 200, {}),
    ("school", "imports/<uuid:run_id>/apply/"): _import_route("apply/", 405, {"POST": 302}),
    ("school", "imports/<uuid:run_id>/discard/"): _import_route("discard/", 405, {"POST": 302}),
    ("school", "api/registers/<uuid:group_id>/<str:date>/<str:session>/"): REGISTER_INTERFACE,
    ("school", "years/"): Route(Permission.CLOSE_YEARS, {Role.HEADTEACHER: 200}),
    ("school", "years/<int:academic_year>/close/"): Route(
        Permission.CLOSE_YEARS,
        {Role.HEADTEACHER: 405},
        others={"POST": 302},
        path=lambda _world, _school: f"/years/{YEAR}/close/",
    ),
    ("school", "years/<int:academic_year>/open/"): Route(
        Permission.CLOSE_YEARS,
        {Role.HEADTEACHER: 405},
        others={"POST": 422},
        path=lambda _world, _school: f"/years/{YEAR}/open/",
    ),
    **ROLL_TABLE,
    ("trust", ""): Route(MEMBERS, dict.fromkeys(AT_TRUST, 302)),
    ("trust", "compare/"): Route(Permission.COMPARE_SCHOOLS, dict.fromkeys(AT_TRUST, 200)),
    # No trust has a phase "none", whatever other tests have published; `test_routes_with_figures` asks for real ones.
    ("trust", "compare/figures.csv"): Route(
        Permission.COMPARE_SCHOOLS,
        dict.fromkeys(AT_TRUST, 404),
        path=lambda _world, _trust: "/compare/figures.csv?phase=none",
    ),
    ("trust", "compare/why/<slug:measure>/<slug:slug>/"): Route(
        Permission.COMPARE_SCHOOLS,
        dict.fromkeys(AT_TRUST, 404),
        path=lambda _world, _trust: "/compare/why/attendance/alder/?phase=none",
        foreign=lambda world, trust: [
            *(f"/compare/why/attendance/{one.slug}/" for one in world.schools if one.trust_id != trust.pk),
            "/compare/why/nothing/alder/",
        ],
    ),
    ("trust", "arrive/"): ARRIVE,
    ("trust", "sign-out/"): SIGN_OUT,
    ("trust", "your-sign-in/"): Route(MEMBERS, dict.fromkeys(AT_TRUST, 302)),
    ("authority", ""): Route(MEMBERS, {Role.LA_OFFICER: 200}),
    ("authority", "arrive/"): ARRIVE,
    ("authority", "sign-out/"): SIGN_OUT,
    ("authority", "your-sign-in/"): Route(MEMBERS, {Role.LA_OFFICER: 302}),
}

#: The id host holds nothing of any school. For each route: what it declares, the answer to a stranger's GET, and the
#: answer to that of somebody who has a password and an authenticator and is signed in with both.
ID_TABLE: dict[str, tuple[object, int, int]] = {
    "": (SIGNED_IN, 302, 302),
    "go/": (SIGNED_IN, 302, 404),
    "signed-out/": (ANYONE, 200, 200),
    "account/": (SIGNED_IN, 302, 200),
    "invitation/": (ANYONE, 403, 403),
    "invitation/<str:token>/": (ANYONE, 302, 302),
    "sign-in/": (ANYONE, 200, 302),
    "sign-in/code/": (ANYONE, 302, 302),
    "sign-out/": (ANYONE, 302, 200),
    "switched-off/": (ANYONE, 200, 200),
    "forgotten/": (ANYONE, 200, 200),
    "forgotten/sent/": (ANYONE, 200, 200),
    "forgotten/done/": (ANYONE, 200, 200),
    r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$": (ANYONE, 200, 200),
    "account/password/": (SIGNED_IN, 302, 200),
    "account/check/": (SIGNED_IN, 302, 302),
    "account/check-code/": (SIGNED_IN, 302, 200),
    "account/authenticator/": (SIGNED_IN, 302, 302),
    "account/authenticator/replace/": (SIGNED_IN, 302, 302),
    "account/recovery-codes/": (SIGNED_IN, 302, 404),
    "account/recovery-codes/new/": (SIGNED_IN, 302, 302),
    "account/recovery-codes/download/": (SIGNED_IN, 302, 404),
}
#: Addresses of the id host's routes that take something.
ID_PATHS = {
    "invitation/<str:token>/": "/invitation/unknown/",
    r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$": "/forgotten/1-unknown/",
}


def patterns_of(kind: str) -> Iterator[tuple[str, URLPattern]]:
    """Every route of one kind of host, with its whole pattern."""
    urlconf = settings.ROOT_URLCONF if kind == "nowhere" else settings.PLACE_URLCONFS[kind]
    yield from _walk(import_module(urlconf).urlpatterns, "")


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        whole = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, whole)
        else:
            yield whole, entry
