"""With which authorities something of a pupil may be shared on a day."""

import datetime as dt
from collections.abc import Iterable

from schools.roll.models import Pupil
from schools.roll.queries.families import home_authorities
from schools.sharing.rules.whom import Whom, whom
from tenants.trusts.models import LocalAuthority, School


def whom_of(pupil: Pupil | None, school: School, known: Iterable[LocalAuthority], today: dt.date) -> list[Whom]:
    """`known` are those in Rollcall, as the place has them. What is about no pupil alone goes to the school's own.

    One query.
    """
    home = home_authorities([pupil.pk], today).get(pupil.pk, "") if pupil is not None else ""
    return whom(school.authority.slug, home, [Whom(one.slug, one.name) for one in known])
