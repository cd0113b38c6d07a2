"""THE TABLE: every route of every kind of host, and what each answers to whom. A route that is not here fails the test.

To add a route: a line in the table of its room, beside this file; for an address with a key of a new kind, a row of that
kind in `rows`. What is not said is a 404: another role, another place, another method by a stranger.
"""

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver

from tests.isolation.routes.absence import ABSENCE
from tests.isolation.routes.bundles import BUNDLES
from tests.isolation.routes.cases import CASES
from tests.isolation.routes.comparison import COMPARISON
from tests.isolation.routes.correspondence import CORRESPONDENCE
from tests.isolation.routes.decisions import DECISIONS
from tests.isolation.routes.desk import DESK
from tests.isolation.routes.documents import DOCUMENTS
from tests.isolation.routes.exclusions import EXCLUSIONS
from tests.isolation.routes.improvement import IMPROVEMENT
from tests.isolation.routes.intake import INTAKE
from tests.isolation.routes.journal import AT_AUTHORITIES, AT_TRUSTS
from tests.isolation.routes.leave import LEAVE
from tests.isolation.routes.letters import LETTERS
from tests.isolation.routes.meetings import MEETINGS
from tests.isolation.routes.missing import MISSING
from tests.isolation.routes.moved import MOVED
from tests.isolation.routes.papers import PAPERS
from tests.isolation.routes.penalties import PENALTIES
from tests.isolation.routes.policies import POLICIES
from tests.isolation.routes.provision import PROVISION
from tests.isolation.routes.pupils import PUPILS
from tests.isolation.routes.referrals import REFERRALS
from tests.isolation.routes.registers import REGISTERS
from tests.isolation.routes.reports import REPORTS
from tests.isolation.routes.returns import RETURNS
from tests.isolation.routes.roll import ROLL
from tests.isolation.routes.route import Route
from tests.isolation.routes.school_policy import SCHOOL_POLICY
from tests.isolation.routes.shares import SHARES
from tests.isolation.routes.shares_more import ASKING, INDEX
from tests.isolation.routes.sharing import SHARING
from tests.isolation.routes.shell import SHELL
from tests.isolation.routes.staff import STAFF
from tests.isolation.routes.trials import TRIALS
from tests.isolation.routes.whatif import WHAT_IF

ROOMS: list[tuple[str, dict[str, Route]]] = [
    ("school", REGISTERS),
    ("school", CASES),
    ("school", CORRESPONDENCE),
    ("school", MEETINGS),
    ("school", MISSING),
    ("school", PAPERS),
    ("school", BUNDLES),
    ("school", SHARING),
    ("school", DECISIONS),
    ("school", DESK),
    ("school", EXCLUSIONS),
    ("school", MOVED),
    ("school", PUPILS),
    ("school", REPORTS),
    ("school", ROLL),
    ("school", RETURNS),
    ("school", REFERRALS),
    ("school", PENALTIES),
    ("school", IMPROVEMENT),
    ("school", STAFF),
    ("school", ABSENCE),
    ("school", LEAVE),
    ("school", INTAKE),
    ("school", DOCUMENTS),
    ("school", LETTERS),
    ("school", PROVISION),
    ("school", SCHOOL_POLICY),
    ("school", WHAT_IF),
    ("trust", COMPARISON),
    ("trust", POLICIES),
    ("trust", TRIALS),
    ("trust", AT_TRUSTS),
    ("trust", INDEX),
    ("authority", AT_AUTHORITIES),
    ("authority", ASKING),
    ("authority", SHARES),
]
KINDS = ("school", "trust", "authority")

#: By kind of host and pattern.
TABLE: dict[tuple[str, str], Route] = SHELL | {
    (kind, pattern): route for kind, room in ROOMS for pattern, route in room.items()
}


def routes_of(kind: str) -> list[tuple[str, Route]]:
    """The routes of one kind of host."""
    return [(pattern, route) for (its, pattern), route in TABLE.items() if its == kind]


def patterns_of(kind: str) -> Iterator[tuple[str, URLPattern]]:
    """Every route of one kind of host as Django has it, with its whole pattern."""
    urlconf = settings.ROOT_URLCONF if kind == "nowhere" else settings.PLACE_URLCONFS[kind]
    yield from _walk(import_module(urlconf).urlpatterns, "")


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        whole = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, whole)
        else:
            yield whole, entry
