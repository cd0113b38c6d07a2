"""A school whose first pupil has ten unauthorised sessions by Thursday 19 November 2026, two parents and an open case."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from foundation.access.roles import Role
from schools.cases.models import Case
from schools.penalties.models import Consideration, Penalty
from schools.penalties.rules.considering import QUESTIONS
from schools.roll.models import Contact, Household, HouseholdPupil, Pupil, PupilContact
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import SINCE, Keeping, keeping
from tests.trust_reporting.registers import amend, mark
from tests.world import World

#: AM and PM of these days; the tenth session is on the last.
AWAY = [dt.date(2026, 11, day) for day in (2, 3, 10, 11, 17)]
GOOD = {"support": "failed", "tool": "yes", "equality": "none", "home": "with", "order": "none", "harm": "none"}
WORDS = {f"{one.key}_words": "It was offered twice." for one in QUESTIONS if one.asks}


@dataclass
class Noticing:
    """The school, the case and the two parents: the mother at home, the father elsewhere."""

    kept: Keeping
    case: Case
    mother: uuid.UUID
    father: uuid.UUID

    @property
    def path(self) -> str:
        return f"/cases/{self.case.pk}/"

    def begin(self) -> Consideration:
        """Consider notices, from the case's page."""
        assert self.kept.sends(f"{self.path}consider/", {}) == 302
        newest: Consideration = self.kept.rows(Consideration)[0]
        return newest

    def answers(self, outcome: str, **changed: str) -> dict[str, str]:
        return GOOD | WORDS | {"outcome": outcome, "why": "", "birth": ""} | changed

    def decide(
        self,
        considered: Consideration,
        parent: uuid.UUID,
        outcome: str,
        *,
        role: Role = Role.ATTENDANCE_OFFICER,
        **changed: str,
    ) -> tuple[int, str]:
        """What the answer is to deciding of a parent: the status, and the page."""
        path = f"/penalties/considered/{considered.pk}/{parent}/"
        answer = self.kept.client(role).post(path, self.answers(outcome, **changed))
        return answer.status_code, answer.content.decode()

    def turn(self, parent: uuid.UUID, move: str, **said: str) -> int:
        """The status that writing down a move of the parent's newest notice gets."""
        row = self.notice(parent)
        return self.kept.sends(f"/penalties/{row.pk}/{move}/", {"on": "today", "words": ""} | said)

    def notice(self, parent: uuid.UUID) -> Penalty:
        newest: Penalty = self.kept.rows(Penalty, contact=parent)[-1]
        return newest

    def amend(self, marks: Mapping[tuple[dt.date, int], str]) -> None:
        key = self.kept.pupil().key
        with school_work(self.kept.taking.school):
            amend({(key, day, session): code for (day, session), code in marks.items()})


def parent(pupil: uuid.UUID, name: str, relationship: str, priority: int, **other: Any) -> uuid.UUID:
    """A parent of a pupil, at the school at work."""
    address = other.pop("address", "")
    contact = Contact.objects.create(name=name, address=address)
    link = {"relationship": relationship, "priority": priority, "responsibility": "yes", "starts_on": SINCE}
    PupilContact.objects.create(pupil_id=pupil, contact=contact, **link, **other)
    return contact.pk


def noticing(world: World, monkeypatch: pytest.MonkeyPatch) -> Noticing:
    """Make it."""
    kept = keeping(world, monkeypatch)
    case = kept.open()
    pupil = kept.pupil()
    with school_work(kept.taking.school):
        assert HouseholdPupil.objects.filter(
            pupil=pupil.pk, household__in=Household.objects.exclude(address="")
        ).exists()
        mark({(pupil.key, day, session): "O" for day in AWAY for session in (1, 2)})
        mother = parent(pupil.pk, "Karen Farrow", "Mother", 1, lives_with=True)
        father = parent(pupil.pk, "Paul Farrow", "Father", 2, address="9 Elm Way, Southgate")
        assert Pupil.objects.get(pk=pupil.pk).birth < dt.date(2015, 1, 1)
    return Noticing(kept, case, mother, father)
