"""A school whose first pupil has a case with something in every part of it, two parents, letters that left, and marks."""

import datetime as dt
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from foundation.documents.store import shelf
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import BarrierKind, View
from schools.cases.operations.plans import agree_plan
from schools.cases.operations.support import make_offer, note_barrier, write_view
from schools.cases.operations.work import add_task, write_note
from schools.cases.rules.plans import PlanKind
from schools.cases.rules.tasks import TaskKind
from schools.documents.models import Document
from schools.journal.tasks import drain
from schools.letters.operations import approve, print_letters
from schools.papers.models import Pack, Paper
from schools.roll.models import Pupil
from schools.roll.queries.contacts import contacts_of
from schools.staff.models import StaffDuty
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY
from tests.schools.correspondence.writing import FATHER, MOTHER, SIGNED, Corresponding, corresponding
from tests.schools.meetings.autumn import write_autumn
from tests.schools.registers.taking import at
from tests.world import World

#: Words that a paper for the family must never hold.
RESTRICTED, SENSITIVE, FATHERS, CHILDS = "restricted-words", "sensitive-words", "fathers-words", "childs-words"
OTHER = ("Kai", "Adeyemi")
NEXT_WEEK = THURSDAY + dt.timedelta(days=7)


@dataclass
class Papers(Corresponding):
    """The school, with what its papers are asked for by."""

    @property
    def case(self) -> str:
        return str(self.cases[0].pk)

    def prepared(self) -> Paper:
        with school_work(self.school):
            return Paper.objects.select_related("case__pupil").latest("at", "id")

    def drain(self) -> None:
        drain(str(self.school.pk))

    def content(self, key: Any) -> bytes:
        """The bytes of a file that is kept."""
        with school_work(self.school):
            return shelf().get(Document.objects.get(pk=key).stored_as)

    def pack(self) -> Pack:
        with school_work(self.school):
            return Pack.objects.get()


def papers(world: World, monkeypatch: pytest.MonkeyPatch, server: NotifyServer) -> Papers:
    """Make it."""
    held = corresponding(world, monkeypatch, server)
    made = Papers(held.taking, held.cases)
    write_autumn(made.school, made.taking.keys)
    with school_work(made.school):
        Pupil.objects.filter(pk=made.pupil(2).pk).update(forename=OTHER[0], surname=OTHER[1], sort_name="adeyemi kai")
    written(made)
    letters = made.draft(MOTHER, FATHER)
    with school_work(made.school):
        for one in letters:
            approve(one, signed=SIGNED, now=at(9, 35))
    return made


def written(made: Papers) -> None:
    """Something in every part of the first pupil's case."""
    case, act = made.cases[0], made.act()
    with school_work(made.school):
        contacts = {one.name: one for one in contacts_of(Pupil.objects.get(pk=made.pupil().pk), THURSDAY)}
        make_offer(case, what="Breakfast club from Monday", made_on=THURSDAY - dt.timedelta(days=3), act=act)
        agreed: dict[str, Any] = {"agreed_on": THURSDAY, "agreed_with": MOTHER, "review_on": NEXT_WEEK}
        agree_plan(case, kind=PlanKind.CONTRACT, words="In by 8.40", helps="A quiet start", act=act, **agreed)
        note_barrier(case, kind=BarrierKind.objects.get(name="Health"), words=SENSITIVE, act=act)
        plain = BarrierKind.objects.filter(sensitive=False)[0]
        note_barrier(case, kind=plain, words="Maths since the new set", act=act)
        write_note(case, words=RESTRICTED, restricted=True, act=act)
        write_note(case, words="Kai Adeyemi was there. kai laughed.", restricted=False, act=act)
        for whose, words, contact in (
            (View.Whose.CHILD, CHILDS, None),
            (View.Whose.PARENT, "She is tired", contacts[MOTHER]),
            (View.Whose.PARENT, FATHERS, contacts[FATHER]),
        ):
            write_view(case, whose=whose, words=words, on=THURSDAY, contact=contact, act=act)
        given: dict[str, Any] = {"what": "Ring the mother", "due_on": NEXT_WEEK, "duty": StaffDuty.Duty.CLERK}
        add_task(case, kind=TaskKind.CONVERSATION, act=act, **given)


def print_all(made: Papers) -> None:
    """Have every letter leave the school, and be kept as it left."""
    from schools.letters.models import Letter  # noqa: PLC0415

    made.taking.set_clock(at(9, 36, on=THURSDAY + dt.timedelta(days=1)))
    with school_work(made.school):
        letters = list(Letter.objects.filter(state="approved"))
        print_letters(letters, by=SIGNED.by, now=at(9, 36, on=THURSDAY + dt.timedelta(days=1)))
    made.drain()


def text_of(content: bytes, name: str = "") -> str:
    """The words of a PDF in their order. It is kept to be looked at where PAPERS_SEEN says where."""
    if name and (folder := os.environ.get("PAPERS_SEEN")):
        Path(folder, f"{name}.pdf").write_bytes(content)
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
