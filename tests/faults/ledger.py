"""What the clients of a trial keep of what they did: the other half of every check, beside what the database says."""

import datetime as dt
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: A code and minutes late; (None, None) is a missing mark.
Mark = tuple[str | None, int | None]
NO_MARK: Mark = (None, None)

#: The trials' day, by the servers' clock: a Thursday. Registers of days before it have closed; its own are open.
TODAY = dt.date(2026, 11, 19)
FIRST = dt.date(2026, 9, 2)
DAYS = [day for n in range((TODAY - FIRST).days) if (day := FIRST + dt.timedelta(days=n)).isoweekday() < 6]


@dataclass(frozen=True, slots=True)
class Where:
    """One register."""

    group: str
    on: dt.date
    session: int

    @property
    def path(self) -> str:
        """Its address in the interface."""
        return f"/api/registers/{self.group}/{self.on}/{'am' if self.session == 1 else 'pm'}/"


@dataclass
class Sent:
    """One save as a client sent it, and the answer it got in the end.

    `saw` is what the person was last shown in each cell before sending, whatever the body claims in `was`. `status` is
    None until somebody answered; a save may be sent many times with its key, and has one answer (version, marks).
    """

    key: str
    officer: int
    where: Where
    version: int
    asked: dict[str, Mark]
    was: dict[str, Mark]
    saw: dict[str, Mark]
    tries: int = 0
    status: int | None = None
    answered_version: int = 0
    saved: int = 0
    answers: set[tuple[int, int]] = field(default_factory=set)

    def body(self) -> dict[str, object]:
        """As the interface takes it. The reason is asked for only where a closed register is amended."""
        marks = [
            {
                "pupil": pupil,
                "was": None if self.was[pupil] == NO_MARK else dict(zip(_NAMES, self.was[pupil], strict=True)),
                "code": code,
                "minutes": minutes,
            }
            for pupil, (code, minutes) in self.asked.items()
        ]
        return {"version": self.version, "reason": "Trial", "marks": marks}


_NAMES = ("code", "minutes")


@dataclass
class Ledger:
    """Every save of one school, from any number of threads."""

    sent: list[Sent] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, sent: Sent) -> Sent:
        """Note a save, before its first try."""
        with self._lock:
            self.sent.append(sent)
        return sent


def another(chance: random.Random, session: int, there: Mark, *, clears: bool = False) -> Mark:
    """A mark that differs from what is there; also a missing one, with `clears`."""
    present = "/\\"[session - 1]
    while True:
        code = chance.choice([present, present, "L", "N", "I", "M", "O", "U", "V", *([None] if clears else [])])
        mark = (code, chance.randint(1, 30) if code == "L" else None)
        if mark != there:
            return mark


def changes(
    chance: random.Random,
    pupils: Sequence[str],
    there: Mapping[str, Mark],
    session: int,
    *,
    clears: bool = False,
    most: int = 30,
) -> dict[str, Mark]:
    """Other marks for some of the pupils."""
    chosen = chance.sample(list(pupils), chance.randint(3, most))
    return {pupil: another(chance, session, there.get(pupil, NO_MARK), clears=clears) for pupil in chosen}
