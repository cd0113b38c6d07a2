"""The school a request came to, as files name it."""

from foundation.access.member import MemberRequest
from schools.returns.queries.values import SchoolFacts


def school_facts(request: MemberRequest) -> SchoolFacts:
    """Its name, its LAESTAB and its authority, from the host: a school's own role reads none of them."""
    school = request.place.school
    return SchoolFacts(school.name, school.laestab, school.authority.name)
