"""A school where leave is asked for: 9B on a Thursday, whose first two pupils live with one mother."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.calendar.models import NonSchoolDay
from schools.journal.tasks import drain
from schools.leave.models import LeaveRequest
from schools.registers.models import Mark
from schools.roll.models import Contact, Household, HouseholdPupil, Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

SINCE = dt.date(2026, 9, 1)
MOTHER, FATHER = "Dawn Brown", "Carl Brown"
OFFICER, HEAD, TEACHER = Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.CLASS_TEACHER
FRIDAY = THURSDAY + dt.timedelta(days=1)
MONDAY = THURSDAY + dt.timedelta(days=4)


@dataclass
class Asking:
    """The school of a register being taken; leave is asked for its first pupil, who has a sister."""

    taking: Taking

    @property
    def kai(self) -> Pupil:
        return Pupil(pk=self.taking.pupils[0], key=self.taking.keys[0])

    @property
    def mia(self) -> Pupil:
        return Pupil(pk=self.taking.pupils[1], key=self.taking.keys[1])

    def name(self, pupil: Pupil) -> str:
        with school_work(self.taking.school):
            return str(Pupil.objects.get(pk=pupil.pk))

    def contact(self, name: str) -> Contact:
        with school_work(self.taking.school):
            return Contact.objects.get(name=name)

    def client(self, role: Role = OFFICER) -> Client:
        return self.taking.clients[role]

    def form(self, **other: Any) -> dict[str, Any]:
        """A family event on Friday and Monday, asked for by the mother on Thursday."""
        typed = {
            "ground": "exceptional",
            "starts_on": f"{FRIDAY:%d/%m/%Y}",
            "starts_session": "1",
            "ends_on": f"{MONDAY:%d/%m/%Y}",
            "ends_session": "2",
            "applicant": str(self.contact(MOTHER).pk),
            "asked_on": f"{THURSDAY:%d/%m/%Y}",
            "reason": "A funeral far away",
        }
        return typed | other

    def ask(self, role: Role = OFFICER, **other: Any) -> Any:
        return self.client(role).post(f"/leave/for/{self.kai.pk}/", self.form(**other))

    def requests(self) -> list[LeaveRequest]:
        with school_work(self.taking.school):
            return list(LeaveRequest.objects.select_related("pupil").order_by("pupil__key", "starts_on"))

    @property
    def request(self) -> LeaveRequest:
        (found,) = self.requests()
        return found

    def decide(self, ruling: str = "grant", role: Role = HEAD, **other: Any) -> Any:
        row = self.requests()[0]
        typed = {
            "starts_on": f"{row.starts_on:%d/%m/%Y}",
            "starts_session": str(row.starts_session),
            "ends_on": f"{row.ends_on:%d/%m/%Y}",
            "ends_session": str(row.ends_session),
            "why": "Close family",
            "ruling": ruling,
        }
        return self.client(role).post(f"/leave/{row.pk}/decide/", typed | other)

    def page(self, role: Role = OFFICER, path: str = "") -> str:
        response = self.client(role).get(path or f"/leave/{self.request.pk}/")
        assert response.status_code == 200
        return str(response.content.decode())

    def marks(self, pupil: Pupil | None = None) -> dict[tuple[dt.date, int], str]:
        """What the registers hold of the first pupil; planned marks with a star."""
        with school_work(self.taking.school):
            rows = Mark.objects.filter(pupil_key=(pupil or self.kai).key)
            found = rows.values_list("date", "session", "code", "planned")
            return {(on, session): f"{code}{'*' if planned else ''}" for on, session, code, planned in found}

    def said(self, pupil: Pupil | None = None) -> str:
        """The same, short: "20A C* 20P C*"."""
        marks = sorted(self.marks(pupil).items())
        return " ".join(f"{on.day}{'AP'[session - 1]} {code}" for (on, session), code in marks)

    def work(self) -> None:
        drain.run(str(self.taking.school.pk))

    def day_off(self, on: dt.date) -> None:
        """Enter an INSET day."""
        form = {"on": f"{on:%d/%m/%Y}", "session": "day", "kind": "inset", "note": "", "key": "off", "confirmed": "yes"}
        assert self.client().post("/closures/add/", form).status_code == 302

    def meet(self, on: dt.date) -> None:
        """Take it back."""
        with school_work(self.taking.school):
            day = NonSchoolDay.objects.get(date=on)
        assert self.client().post(f"/closures/{day.pk}/remove/").status_code == 302

    def at(self, hour: int, minute: int = 0, on: dt.date = THURSDAY) -> None:
        self.taking.set_clock(at(hour, minute, on=on))
        self.work()

    def take(self, code: str, on: dt.date, session: str = "am", minutes: int | None = None) -> None:
        """Take a register in which the first pupil has this code and all others are present."""
        present = "/" if session == "am" else "\\"
        marks = [self.taking.mark(place, code if place == 0 else present) for place in range(len(self.taking.pupils))]
        response = self.taking.save(
            *marks, session=session, on=on, version=self.taking.read(session=session, on=on)["version"]
        )
        assert response.status_code == 200, response.content

    def today(self, role: Role = OFFICER) -> str:
        return str(self.client(role).get("/today/").content.decode())


def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Make it, before school on Thursday 19 November 2026: the mother lives with both, the father with neither."""
    made = Asking(taking(world, monkeypatch, now=at(7, 30)))
    with school_work(made.taking.school):
        kai, mia = (Pupil.objects.get(pk=key) for key in made.taking.pupils[:2])
        details = Details(name=MOTHER, phones=[("07700 900118", "mobile")], email="dawn@example.org")
        link = add_contact(kai, Bond(relationship="mother", lives_with=True), starts_on=SINCE, by=BY, details=details)
        add_contact(mia, Bond(relationship="mother", lives_with=True), starts_on=SINCE, by=BY, known=link.contact)
        father = Details(name=FATHER, phones=[("07700 900120", "mobile")])
        add_contact(kai, Bond(relationship="father"), starts_on=SINCE, by=BY, details=father)
        home = Household.objects.create(address="3 Larch Row, Northfield")
        for one in (kai, mia):
            HouseholdPupil.objects.create(household=home, pupil=one, starts_on=SINCE)
    return made
