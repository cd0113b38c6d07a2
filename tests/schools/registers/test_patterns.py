"""The absences that patterns are found in, as the database gives them."""

import datetime as dt
from collections.abc import Callable

from schools.registers.queries.patterns import absences_between
from schools.registers.rules.patterns import Absence
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.trust_reporting.registers import enrol, keep_calendar, mark

MONDAY = dt.date(2026, 9, 7)
TUESDAY = MONDAY + dt.timedelta(days=1)


def test_absences_come_with_how_many_sessions_were_attended_before(fresh_school: Callable[..., School]) -> None:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        one, two, three = enrol(3)
        (gone,) = enrol(1, ends_on=MONDAY)
        codes = {
            one: ["/", "I", "O", "L"],
            two: ["O", "X", "#", "U"],  # what is no possible session ends no spell
            three: ["/", "\\", "B", "P"],
            gone: ["I", "I", "O", "O"],  # marked after the last day on roll, which counts nowhere
        }
        slots = [(on, session) for on in (MONDAY, TUESDAY) for session in (1, 2)]
        mark({(key, *slot): code for key, held in codes.items() for slot, code in zip(slots, held, strict=True)})
        found = absences_between(MONDAY, TUESDAY)
        assert absences_between(TUESDAY, TUESDAY)[one] == [Absence(TUESDAY, 1, "O", 0)]
    assert found == {
        one: [Absence(MONDAY, 2, "I", 1), Absence(TUESDAY, 1, "O", 1)],
        two: [Absence(MONDAY, 1, "O", 0), Absence(TUESDAY, 2, "U", 0)],
        gone: [Absence(MONDAY, 1, "I", 0), Absence(MONDAY, 2, "I", 0)],
    }
