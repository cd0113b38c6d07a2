"""A school whose first pupil is away without a reason, at a day of the run that a test chooses."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.missing.models import Search
from schools.missing.operations.searching import begin, enquire
from schools.missing.rules.enquiries import Result, Side
from schools.returns.models import Return
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import HEAD, THURSDAY, Keeping, keeping
from tests.schools.roll.acts import BY
from tests.trust_reporting.registers import mark
from tests.world import World

__all__ = ["BY", "HEAD", "THURSDAY", "Searching", "searching"]


@dataclass
class Searching(Keeping):
    """The school. The run ends on the day before today, a Thursday."""

    @property
    def school(self) -> Any:
        return self.taking.school

    def away(self, days: int, code: str = "N", place: int = 0, **other: str) -> list[dt.date]:
        """So many whole school days of a code, the last of them yesterday; and others, "d3_am": "U" on the third of them."""
        with school_work(self.school):
            held = school_calendar().school_days(dt.date(2026, 9, 3), THURSDAY - dt.timedelta(days=1))[-days:]
            key = self.taking.keys[place]
            marks = {(key, on, session): code for on in held for session in (1, 2)}
            for where, letter in other.items():
                number, half = where[1:].split("_")
                marks[key, held[int(number) - 1], 1 if half == "am" else 2] = letter
            mark(marks)
        return list(held)

    def searched(self, days: int = 20, **other: str) -> Case:
        """A case begun with the first of so many days, without an enquiry."""
        held = self.away(days, **other)
        with school_work(self.school):
            pupil = Pupil.objects.get(pk=self.pupil().pk)
            return begin(pupil, first_day=held[0], because="Did not come back", act=self.act())

    def asked(self, case: Case, kind: str, side: Side, result: Result = Result.NOTHING) -> None:
        """An enquiry of today."""
        with school_work(self.school):
            came = "" if result is Result.WAITING else "Nobody knows"
            given = {"on": THURSDAY, "who": "J. Ward", "words": "Rang", "result": result, "came": came}
            enquire(case, kind=kind, side=side, act=self.act(), **given)  # type: ignore[arg-type]

    def enquired(self, case: Case) -> None:
        """What ground (i) asks for of both sides."""
        for kind, side in (("contacts", Side.SCHOOL), ("visit", Side.SCHOOL), ("records", Side.AUTHORITY)):
            self.asked(case, kind, side)

    def ready(self, days: int = 20, **other: str) -> str:
        """A case that lacks nothing for ground (i), which is chosen; its address."""
        case = self.searched(days, **other)
        self.enquired(case)
        path = f"/missing/{case.pk}/"
        assert self.sends(f"{path}cause/", {"known": "no", "words": "Asked both parents’ phones and the GP"}) == 302
        assert self.sends(f"{path}ground/", {"ground": "i"}) == 302
        return path

    def approved(self, path: str) -> None:
        """The same, put to the headteacher and approved."""
        assert self.sends(f"{path}ask/", {}) == 302
        assert self.sends(f"{path}decide/", {"decision": "approve", "words": ""}, HEAD) == 302

    def sent(self, kind: str) -> None:
        """The notice of a kind, as if it had been sent today."""
        with school_work(self.school):
            now = self.act().now
            Return.objects.filter(kind=kind).update(state="sent", approved_at=now, sent_on=THURSDAY)

    def search(self) -> Search:
        with school_work(self.school):
            return Search.objects.get()


def searching(world: World, monkeypatch: pytest.MonkeyPatch) -> Searching:
    """Make it."""
    return Searching(keeping(world, monkeypatch).taking)
