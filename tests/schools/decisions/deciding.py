"""A school with a policy, and Lee, who missed mornings and afternoons of autumn without a reason anybody could accept."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.urls import set_urlconf

from foundation.audit.actors import SYSTEM
from schools.calendar.queries import school_calendar
from schools.cases.models import Case, Task
from schools.decisions.models import Decision
from schools.decisions.operations.answering import agree
from schools.decisions.operations.deciding import look_at
from schools.decisions.queries.decided import newest_of
from schools.journal.tasks import drain
from schools.letters.models import Letter
from schools.letters.operations.drafting import draft
from schools.policy.operations.taking_in import take_in
from schools.policy.rules import decisions as rules
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Contact, Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import told
from tests.schools.cases.keeping import Keeping, keeping
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.roll.acts import BY
from tests.world import World

#: Ten sessions of O in the ten school weeks up to 19 November, as AO-6 tells them.
TEN = [dt.date(2026, 9, 23), dt.date(2026, 10, 5), dt.date(2026, 10, 22), dt.date(2026, 10, 23), dt.date(2026, 11, 9)]
#: The two days that are proved medical.
PROVED = TEN[2:4]
SINCE = dt.date(2026, 9, 1)


@dataclass
class Deciding(Keeping):
    """The school; Lee is its first pupil, and its second is Mia."""

    def take_in(self) -> None:
        """Take the trust's policy in."""
        with school_work(self.taking.school):
            take_in([told()], heads=(), address="/policy/", now=at(9, 0))

    def work(self) -> None:
        """Have the worker carry out what was promised; it is at no host."""
        set_urlconf(None)
        drain.run(str(self.taking.school.pk))

    def look(self, *places: int, now: dt.datetime | None = None) -> int:
        """Decide anew of these pupils, of the first without any."""
        with school_work(self.taking.school):
            return look_at([self.taking.pupils[place] for place in places or (0,)], now=now or at(9, 35))

    def absent(self, days: list[dt.date], code: str = "O", place: int = 0) -> None:
        """First marks of the autumn so far: absent on these whole days, present on all others."""
        with school_work(self.taking.school):
            held = school_calendar().school_days(SINCE, THURSDAY - dt.timedelta(days=1))
            present = {1: "/", 2: "\\"}
            rows = [
                (self.taking.keys[place], day, session, code if day in days else present[session], None)
                for day in held
                for session in (1, 2)
            ]
            copy_marks(open_entry(by=SYSTEM, position="test", source=Entry.Source.IMPORT), rows)

    def amend(self, days: list[dt.date], code: str, was: str, place: int = 0) -> None:
        """Marks of whole days changed by the register, with a reason, and the worker's part of it."""
        for day in days:
            for session in ("am", "pm"):
                version = self.taking.read(session=session, on=day)["version"]
                mark = self.taking.mark(place, code, was)
                answer = self.taking.save(mark, session=session, on=day, version=version, reason="Medical proof seen")
                assert answer.status_code == 200, answer.content
        self.work()

    def newest(self, place: int = 0) -> Decision:
        with school_work(self.taking.school):
            return newest_of([self.taking.pupils[place]])[self.taking.pupils[place]]

    def decided(self, place: int = 0) -> rules.Decision:
        return rules.Decision.read(self.newest(place).text)

    def agreed(self, *places: int, now: dt.datetime | None = None) -> None:
        """Agree to what is proposed of these pupils, of the first without any."""
        with school_work(self.taking.school):
            newest = newest_of([self.taking.pupils[place] for place in places or (0,)])
            agree(list(newest.values()), owner=None, act=self.act(now))

    def case(self, place: int = 0) -> Case:
        found: Case = self.only(Case, pupil=self.taking.pupils[place])
        return found

    def to_support(self) -> Case:
        """Lee at formal support on ten sessions, as people agreed: listened to first, and then the next stage."""
        self.absent(TEN)
        self.look()
        self.agreed()
        self.do_tasks()
        self.look()
        self.agreed()
        assert self.case().stage == "support"
        return self.case()

    def do_tasks(self) -> None:
        """Do what the stage asks for."""
        from schools.cases.operations.work import end_task  # noqa: PLC0415

        for task in self.rows(Task, state="open"):
            with school_work(self.taking.school):
                end_task(task, move="finish", answer="", act=self.act())

    def letter(self, case: Case, state: str) -> Letter:
        """A letter about the case to Lee's mother, in a state."""
        with school_work(self.taking.school):
            pupil = Pupil.objects.get(pk=case.pupil_id)
            if not Contact.objects.exists():
                mother = Details(name="Karen Farrow")
                add_contact(pupil, Bond(relationship="mother"), starts_on=SINCE, by=BY, details=mother)
            contact = Contact.objects.get()
            row = draft("parent", pupil=pupil, contact=contact.pk, about=("case", case.pk), by=BY, now=at(9, 35))
            moment = at(9, 35)
            values = {"approved_at": moment, "approved_by": BY.name, "claim": uuid.uuid4(), "claimed_at": moment}
            left = {"dated": THURSDAY, "gateway": "notify", "provider_id": "1", "given_at": moment}
            Letter.objects.filter(pk=row.pk).update(state=state, **values, **left)
            return row

    def letter_state(self, letter: Letter) -> str:
        return str(self.only(Letter, pk=letter.pk).state)

    def everything(self, *models: type[Model]) -> list[Any]:
        return [sorted(map(str, self.rows(model))) for model in models]


def deciding(world: World, monkeypatch: pytest.MonkeyPatch, *, policy: bool = True) -> Deciding:
    """Make it."""
    made = Deciding(keeping(world, monkeypatch).taking)
    if policy:
        made.take_in()
    return made


__all__ = ["PROVED", "TEN", "THURSDAY", "Deciding", "at", "deciding"]
