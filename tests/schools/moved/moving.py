"""Ada, who went to one school of Northfield and then to another: 74 of 164 sessions attended there, 178 of 192 here."""

import datetime as dt
from dataclasses import dataclass

from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import SESSIONS
from schools.journal.operations import promise
from schools.journal.tasks import drain
from schools.moved.models import CarriedOver
from schools.registers.operations import ROLL_CHANGED
from schools.roll.models import Admission, Pupil
from tenants.movers.models import Mover
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import enrol, keep_calendar, mark
from tests.world import HALF_TERMS, World

#: A permanent UPN, of nobody.
UPN = "H801200001001"
LAST_DAY = HALF_TERMS[-1][2]
#: So many sessions of each school, and those of them that she was absent, without leave.
THERE, AWAY_THERE, HERE, AWAY_HERE = 164, 90, 192, 14


@dataclass
class Moving:
    """The old school and the new one, and Ada's rows in each."""

    old: School
    new: School
    key_at_old: int
    key_at_new: int

    def work(self) -> None:
        """Have the workers of both carry out what is promised, until nothing is."""
        for school in (self.old, self.new, self.old, self.new):
            drain(str(school.pk))


def moving(world: World, *, upn: str | None = UPN, goes: bool = True, comes: bool = True) -> Moving:
    """Two fresh schools, and Ada: `goes` when the old school wrote where to, `comes` when the new one wrote where from."""
    old, new = world.another_school(), world.another_school()
    with school_work(old):
        keep_calendar()
        days = school_calendar().school_days(HALF_TERMS[0][1], LAST_DAY)
    there, here = days[: THERE // 2], days[THERE // 2 : (THERE + HERE) // 2]
    with school_work(old):
        (at_old,) = enrol(starts_on=there[0], ends_on=there[-1])
        Pupil.objects.filter(key=at_old).update(upn=upn)
        Admission.objects.update(destination_school=new.pk if goes else None, destination=new.name)
        mark(_marks(at_old, there, AWAY_THERE))
        promise(ROLL_CHANGED, {"from": there[-1].isoformat()})
    with school_work(new):
        keep_calendar()
        (at_new,) = enrol(starts_on=here[0])
        Pupil.objects.filter(key=at_new).update(upn=upn, forename="Ada", surname="Moved")
        Admission.objects.update(last_school_id=old.pk if comes else None, last_school=old.name)
        mark(_marks(at_new, here, AWAY_HERE))
        promise(ROLL_CHANGED, {"from": here[0].isoformat()})
    return Moving(old, new, at_old, at_new)


def _marks(key: int, days: tuple[dt.date, ...], away: int) -> dict[tuple[int, dt.date, int], str]:
    slots = [(key, day, session) for day in days for session in SESSIONS]
    return {slot: "O" if place < away else "/" if slot[2] == 1 else "\\" for place, slot in enumerate(slots)}


def carried_at(school: School) -> list[CarriedOver]:
    with school_work(school):
        return list(CarriedOver.objects.all())


def rows_from(school: School) -> list[Mover]:
    with trust_work(school.trust):
        return list(Mover.objects.filter(from_school=school.pk))
