"""Acts on the roll as tests write them: six pupils of year 9 in 9B since September, joiners, leavers and refusals."""

import datetime as dt
from collections.abc import Iterator

import pytest

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.upns import check_letter
from schools.journal.models import AuditLine
from schools.roll.models import Admission, Pupil, RegistrationGroup
from schools.roll.operations import admissions, leavers
from schools.roll.operations.admissions import Joiner, Start
from schools.roll.operations.leavers import Leaving
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import YEAR, World

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
BY = Actor(None, "Asha Rao")


def upn(serial: int) -> str:
    body = f"991400026{serial:03d}"
    return check_letter(body) + body


def six_pupils(world: World) -> Iterator[School]:
    """Six pupils of year 9 in 9B, on the roll since September; the test works in the school's transaction."""
    school = world.another_school(filled=True)
    with school_work(school):
        yield school


def group(name: str = "9B") -> RegistrationGroup:
    return RegistrationGroup.objects.get(name=name, academic_year=YEAR)


def pupil(number: int = 1) -> Pupil:
    return Pupil.objects.get(key=number)


def joiner(**changed: object) -> Joiner:
    plain: dict[str, object] = {
        "surname": "Ångström",
        "forename": "Zoë",
        "birth": dt.date(2013, 2, 3),
        "sex": "F",
        "upn": upn(500),
    }
    return Joiner(**(plain | changed))  # type: ignore[arg-type]


def admit(**changed: object) -> Pupil:
    return admissions.admit_pupil(joiner(**changed), Start(starts_on=TODAY, group=group()), today=TODAY, by=BY)


def leave(one: Pupil, last_day: dt.date = TODAY, ground: str = "a", **more: str) -> Admission:
    return leavers.remove_from_roll(one, Leaving(last_day=last_day, ground=ground, **more), today=TODAY, by=BY)


def refused(field: str, words: str, act: object) -> None:
    with pytest.raises(Refused, match=words) as caught:
        act()  # type: ignore[operator]
    assert caught.value.first.field == field


def acts(one: Pupil) -> list[str]:
    return list(AuditLine.objects.filter(about_id=str(one.pk)).values_list("act", flat=True))
