"""Saves of one register, again and again: each changes every mark of it, in turn to present and to ill."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field

from foundation.audit.actors import Actor
from schools.registers.models import Mark, Register
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.rules.entering import CellMark
from schools.roll.models import Pupil, RegistrationGroup
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PRESENT, AWAY = "/", "I"
SIGNED = Signature(Actor(None, "Ana Officer"), "Attendance officer")


@dataclass
class Saves:
    """The register of a group, on a day in the morning session, as whoever saves next would know it."""

    school: School
    group: RegistrationGroup
    pupils: list[Pupil]
    on: dt.date
    now: dt.datetime
    version: int = field(init=False, default=0)
    held: dict[uuid.UUID, CellMark] = field(init=False)

    def __post_init__(self) -> None:
        with school_work(self.school):
            marks = {mark.pupil_key: CellMark(mark.code, mark.minutes) for mark in self._marks()}
            known = Register.objects.filter(group=self.group, date=self.on, session=1).first()
        self.version = known.version if known else 0
        self.held = {pupil.pk: marks.get(pupil.key, CellMark()) for pupil in self.pupils}

    def _marks(self) -> list[Mark]:
        keys = [pupil.key for pupil in self.pupils]
        return list(Mark.objects.filter(date=self.on, session=1, pupil_key__in=keys))

    @property
    def code(self) -> str:
        """What the next save makes of every mark."""
        here = self.held[self.pupils[0].pk].code
        return AWAY if here == PRESENT else PRESENT

    def body(self) -> str:
        """The next save as the page sends it; from here on it counts as done."""
        was = [held and {"code": held.code, "minutes": held.minutes} for held in map(self._known, self.pupils)]
        marks = [
            {"pupil": str(one.pk), "was": held, "code": self.code, "minutes": None}
            for one, held in zip(self.pupils, was, strict=True)
        ]
        body = json.dumps({"version": self.version, "reason": "", "marks": marks})
        self._done()
        return body

    def operation(self) -> int:
        """Do the next save, the operation alone in its transaction; how many marks it changed."""
        code = CellMark(self.code)
        changes = tuple(
            AskedChange(row, pupil.pk, self.held[pupil.pk], code) for row, pupil in enumerate(self.pupils, start=1)
        )
        ask = Ask(self.version, changes, uuid.uuid4().hex)
        with school_work(self.school):
            saved = save_register(
                group=self.group, on=self.on, session=1, ask=ask, signed=SIGNED, may_amend=True, now=self.now
            )
        self._done()
        return saved.marks

    def stand(self, saved: object) -> str:
        """Right is that so many were saved, and every mark of the register is the one that was saved last."""
        count = len(self.pupils)
        assert saved == count, saved
        with school_work(self.school):
            codes = [mark.code for mark in self._marks()]
        assert codes == [self.held[self.pupils[0].pk].code] * count
        return f"{count} marks stand as saved"

    def _known(self, pupil: Pupil) -> CellMark | None:
        held = self.held[pupil.pk]
        return None if held.code is None else held

    def _done(self) -> None:
        code = CellMark(self.code)
        self.version += 1
        self.held = dict.fromkeys(self.held, code)
