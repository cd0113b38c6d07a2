"""One row of the table of routes: what a route declares, and what it answers to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

from foundation.access.roles import Role
from tenants.trusts.models import LocalAuthority, School, Trust

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Place = School | Trust | LocalAuthority
#: What addresses name at one place, by what it is: see `rows`.
Keys = Mapping[str, str]

AT_SCHOOL = [role for role in Role if role.place == "school"]
AT_TRUST = [role for role in Role if role.place == "trust"]
OFFICER = Role.ATTENDANCE_OFFICER
LEADERS = [Role.SAFEGUARDING_LEAD, Role.HEADTEACHER]
#: Who keeps the staff list.
KEEPERS = [OFFICER, Role.HEADTEACHER]
#: Who sees every pupil of the school, and who sees some. Nobody who is asked for has a group or a year, so that the
#: latter open the lists and find no pupil: `tests/schools/roll/test_reach.py` gives them some.
WHOLE_SCHOOL = [OFFICER, *LEADERS, Role.SENIOR_LEADER]
SOME_PUPILS = [Role.CLASS_TEACHER, Role.HEAD_OF_YEAR]

#: Keys of nothing, anywhere: one that could be, and three that could not.
UNKNOWN = ("00000000-0000-7000-8000-000000000000", "1", "x'--", "..")


@dataclass(frozen=True)
class Route:
    """One row of the table. What is not said is a 404; a method not named for somebody who may see a page is a 405.

    `allowed` gives the answer to a GET (and HEAD) by each role that may; `others` gives the answers to further methods.
    """

    declared: object
    allowed: dict[Role, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    #: An address that exists at a place, in which the names of `rows` stand for its keys: `/pupils/{pupil}/`. The
    #: route's own pattern when it takes nothing.
    path: str = ""
    #: More addresses of nothing, beside those with another school's keys and with unknown ones.
    nowhere: tuple[str, ...] = ()
    #: The answer to anybody at all, for the few routes that need nobody signed in. Of a link: to whoever has its token.
    anyone: dict[str, int] = field(default_factory=dict)
    #: Where roles that may see a page get different answers to a further method.
    apart: dict[tuple[Role, str], int] = field(default_factory=dict)

    def address(self, pattern: str, keys: Keys) -> str:
        """Where it is at the place with these keys."""
        return self.path.format_map(keys) if self.path else f"/{pattern}"

    def foreign(self, own: Keys, elsewhere: Iterable[Keys]) -> list[str]:
        """Addresses of what does not exist at a place or belongs to others: all answer as an unknown address does."""
        names = [name for _, name, _, _ in Formatter().parse(self.path) if name]
        found = [self.path.format_map(keys) for keys in elsewhere] if names else []
        found += [self.path.format_map(dict.fromkeys(names, key)) for key in UNKNOWN] if names else []
        return found + [address.format_map(own) for address in self.nowhere]
