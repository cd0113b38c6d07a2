"""A school with a policy whose first pupil, and her sister, each have a case at the first stage and two parents at home."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Case
from schools.cases.operations.cases import set_stage
from schools.correspondence.operations.drafting import draft_stage_letters
from schools.letters.models import Letter
from schools.policy.operations.taking_in import take_in
from schools.roll.models import Contact, ContactRestriction, Pupil, PupilContact
from schools.roll.operations.contacts import set_restriction
from schools.roll.queries.signing import Signature
from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.default import default_policy
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import told
from tests.schools.cases.keeping import SINCE, Keeping, keeping
from tests.schools.letters.writing import carry_emails
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.world import World

SIGNED = Signature(BY, "Attendance officer")
MOTHER, FATHER = "Karen Farrow", "Piotr Farrow"
VALUES = {"missed": "2½ days", "key_person": "Ms Cole", "support_offered": "Breakfast club"}


@dataclass
class Corresponding(Keeping):
    """The school; the cases of the two, and their parents' keys."""

    cases: list[Case] = field(default_factory=list)

    @property
    def school(self) -> Any:
        return self.taking.school

    def parent(self, name: str) -> uuid.UUID:
        return uuid.UUID(str(self.only(Contact, name=name).pk))

    def path(self, key: str = "we_noticed", case: int = 0) -> str:
        return f"/cases/{self.cases[case].pk}/letters/{key}/"

    def form(self, *names: str, **values: str) -> dict[str, Any]:
        return {"contacts": [str(self.parent(name)) for name in names], **VALUES, **values}

    def draft(self, *names: str, case: int = 0) -> list[Letter]:
        with school_work(self.school):
            keys = [self.parent(name) for name in names]
            return draft_stage_letters(self.cases[case], "we_noticed", contacts=keys, values=VALUES, act=self.act())

    def stage(self, to: str, case: int = 0) -> None:
        with school_work(self.school):
            set_stage(self.cases[case], to=to, because="As seen", act=self.act())

    def restrict(self, kind: str, name: str) -> None:
        with school_work(self.school):
            ContactRestriction.objects.all().delete()
            link = PupilContact.objects.get(pupil=self.pupil().pk, contact__name=name)
            set_restriction(link, kind, starts_on=SINCE, by=BY)

    def fresh(self, letter: Letter) -> Letter:
        with school_work(self.school):
            return Letter.objects.get(pk=letter.pk)


def corresponding(
    world: World, monkeypatch: pytest.MonkeyPatch, server: NotifyServer, *, cap: int = 40
) -> Corresponding:
    """Make it."""
    made = Corresponding(keeping(world, monkeypatch).taking)
    text = canonical(default_policy().model_copy(update={"cap_letters_a_day": cap}))
    with school_work(made.school):
        take_in([told(text=text)], heads=(), address="/policy/", now=at(9, 0))
        mother = Contact.objects.create(name=MOTHER, email="karen@example.org", address="3 Larch Row, Northfield")
        father = Contact.objects.create(name=FATHER, language="Polish, please bring somebody", email="p@example.org")
        for place in (0, 1):
            pupil = Pupil.objects.get(pk=made.pupil(place).pk)
            for priority, contact in enumerate((mother, father), start=1):
                PupilContact.objects.create(
                    pupil=pupil,
                    contact=contact,
                    relationship="parent",
                    priority=priority,
                    responsibility="yes",
                    lives_with=True,
                    starts_on=SINCE,
                )
    carry_emails(made.school, server)
    for place in (0, 1):
        made.cases.append(made.open(place))
        made.stage("listen", place)
    return made
