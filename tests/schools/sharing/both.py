"""A school and the authority that its evidence goes to, for tests of what is carried between them."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from foundation.audit.actors import Actor
from foundation.documents.store import Shelf, shelf
from schools.bundles.models import Bundle
from schools.cases.operations.acting import Act
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share
from schools.sharing.operations import sharing
from schools.sharing.operations.sharing import About
from schools.sharing.queries.composing import composed
from schools.sharing.queries.shares import snapshot_of
from tenants.shares.operations import answering
from tenants.shares.operations.answering import Officer
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.schools.bundles.evidence import FRIDAY, evidence, frozen, mended, prepared
from tests.schools.papers.keeping import Papers
from tests.schools.registers.taking import at
from tests.tenants.sharing import forget, officer
from tests.world import World

NOW = at(10, 30, on=FRIDAY)


@dataclass
class Both:
    """The school and the authority that its evidence goes to, with one bundle frozen."""

    world: World
    school: Papers
    authority: LocalAuthority
    path: str

    @property
    def act(self) -> Act:
        return Act(Signature(Actor(None, "Ms Head"), "headteacher"), NOW)

    @property
    def officer(self) -> Officer:
        return officer(self.world, self.authority, FRIDAY)

    def share(self) -> Share:
        with school_work(self.school.school):
            return Share.objects.latest("at", "id")

    def agree(self, why: str = "") -> None:
        """Prepare the share where there is none, and agree to it as it reads now."""
        with school_work(self.school.school):
            bundle = Bundle.objects.select_related("case__pupil", "contact").latest("at", "id")
            about = About(
                purpose=Purpose.PENALTY_PACK,
                source=bundle.pk,
                pupil=bundle.case.pupil,
                case=bundle.case,
                contact=bundle.contact,
            )
            row = sharing.prepare(about, authority="westmoor", authority_name="Westmoor", act=self.act)
            made = composed(row, NOW)
            snapshot = snapshot_of(row, made, self.school.school, agreed_by="Ms Head, headteacher", today=FRIDAY)
            sharing.agree(row, snapshot, made, read=snapshot.digest, why=why, answer_by=FRIDAY, act=self.act)

    def carried(self) -> None:
        """Everything promised at both ends is carried out."""
        for _ in range(2):
            self.school.drain()
            drain_authority(str(self.authority.pk))

    def answers(self, move: str, words: str = "", on: dt.date | None = None, number: int = 1) -> None:
        key = self.share().pk
        with authority_work(self.authority):
            row = open_shares().get(pk=key)
            answering.answer(row, move, number=number, words=words, on=on, officer=self.officer)

    def shelf(self) -> Shelf:
        with authority_work(self.authority):
            return shelf()


@contextmanager
def both_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    """A bundle about the mother is frozen; it goes to Westmoor."""
    with evidence(world, monkeypatch) as made:
        mended(made)
        path = prepared(made, "westmoor")
        frozen(made, path)
        yield Both(world, made, world.westmoor, path)
        forget(world)
