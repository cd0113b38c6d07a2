"""This room on a case's page: how the search, the home education or the leaving stands, and where it is worked on."""

import datetime as dt
from dataclasses import dataclass

from foundation.access.member import Member
from schools.calendar.queries import calendar_for
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.rules import states as case_states
from schools.missing.pages.one import MissingPage, missing_page
from schools.missing.pages.words import one_address
from schools.missing.queries.rights import KINDS


@dataclass(frozen=True, slots=True)
class MissingBox:
    """What the box shows."""

    page: MissingPage
    address: str


def missing_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """The box, on cases of this room's kinds alone."""
    if case.kind not in KINDS:
        return None
    page = missing_page(case, member, today, calendar_for(member))
    asks = page.works and case.state != case_states.CLOSED
    return Box("missing/box.html", MissingBox(page, one_address(case.pk)), asks=asks)
