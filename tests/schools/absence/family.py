"""A family of Alder's 9B on its Thursday: Kai and Mia, one mother and an aunt; a father barred for Mia; others alone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.utils.functional import cached_property

from foundation.access.roles import Role
from schools.absence.models import Attempt, FirstDay, HandOver
from schools.absence.queries.following import Child, children_of
from schools.journal.tasks import drain
from schools.registers.models import Mark
from schools.roll.models import Contact, Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact, set_restriction
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at
from tests.schools.roll.acts import BY

SINCE = dt.date(2026, 9, 1)
MOTHER, AUNT, FATHER = "Dawn Brown", "Rose Brown", "Carl Brown"
NUMBERS = {MOTHER: "07700 900118", AUNT: "07700 900119", FATHER: "07700 900120"}


@dataclass
class Family:
    """The school of a register being taken, whose first two pupils are Kai and Mia."""

    taking: Taking

    @property
    def kai(self) -> Pupil:
        return Pupil(pk=self.taking.pupils[0], key=self.taking.keys[0])

    @property
    def mia(self) -> Pupil:
        return Pupil(pk=self.taking.pupils[1], key=self.taking.keys[1])

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        with school_work(self.taking.school):
            return {contact.name: contact for contact in Contact.objects.all()}

    def take(self, **codes: str) -> None:
        """Take the morning's register: N for those named so, present for all others, by the officer."""
        names = {"kai": 0, "mia": 1, "other": 2, "lonely": 3}
        chosen = {names[name]: code for name, code in codes.items()}
        marks = [self.taking.mark(place, chosen.get(place, "/")) for place in range(len(self.taking.pupils))]
        assert self.taking.save(*marks).status_code == 200
        self.work()

    def work(self) -> None:
        """Have the worker carry out what was promised."""
        drain.run(str(self.taking.school.pk))

    def at(self, hour: int, minute: int) -> None:
        """Set the clock people work by, and have the worker look."""
        self.taking.set_clock(at(hour, minute))
        self.work()

    def child(self, pupil: Pupil, hour: int, minute: int) -> Child:
        with school_work(self.taking.school):
            (found,) = children_of(THURSDAY, at(hour, minute), pupil=pupil.pk, ended=True)
            return found

    def client(self, role: Role = Role.ATTENDANCE_OFFICER) -> Client:
        return self.taking.clients[role]

    def address(self, pupil: Pupil) -> str:
        return f"/first-day/{pupil.pk}/{THURSDAY}/"

    def call(
        self,
        pupil: Pupil,
        said: str,
        contact: str = MOTHER,
        *,
        key: str = "",
        role: Role = Role.ATTENDANCE_OFFICER,
        **more: str,
    ) -> int:
        """Note a call by the page's form; the answer's status."""
        who = str(self.contacts[contact].pk) if contact else "nobody"
        form = {"contact": who, "said": said, "key": key or f"{pupil.key}-{said}-{contact}".replace(" ", ""), **more}
        return int(self.client().post(self.address(pupil), form).status_code)

    def code(self, pupil: Pupil, session: int = 1) -> str:
        with school_work(self.taking.school):
            return Mark.objects.get(pupil_key=pupil.key, date=THURSDAY, session=session).code

    def attempts(self) -> list[tuple[str, str]]:
        with school_work(self.taking.school):
            return list(Attempt.objects.order_by("at", "pk").values_list("outcome", "code"))

    def hand_overs(self) -> dict[int, str]:
        with school_work(self.taking.school):
            return dict(HandOver.objects.values_list("day__pupil__key", "why"))

    def days(self) -> dict[int, FirstDay]:
        with school_work(self.taking.school):
            return {row.pupil.key: row for row in FirstDay.objects.select_related("pupil")}


def family(make: Callable[[], Taking]) -> Family:
    """Make it: the mother first and the aunt second for both, the father third for Kai and barred for Mia.

    The third pupil has a contact of its own; the fourth has nobody.
    """
    made = Family(make())
    with school_work(made.taking.school):
        kai, mia, other, _ = (Pupil.objects.get(pk=key) for key in made.taking.pupils[:4])
        for name in (MOTHER, AUNT, FATHER):
            details = Details(name=name, phones=[(NUMBERS[name], "mobile")])
            link = add_contact(kai, Bond(relationship="family"), starts_on=SINCE, by=BY, details=details)
            add_contact(mia, Bond(relationship="family"), starts_on=SINCE, by=BY, known=link.contact)
        barred = mia.contacts.get(contact__name=FATHER)
        set_restriction(barred, "court_order", starts_on=SINCE, by=BY)
        own = Details(name="Ines Carvalho", phones=[("020 7946 0018", "home")])
        add_contact(other, Bond(relationship="mother"), starts_on=SINCE, by=BY, details=own)
    return made
