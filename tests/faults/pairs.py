"""Trials in which people meet: two officers on one register, two registers of the same pupils, an import beside both.

Two officers read a register, change some of the same marks each by themselves, and save at about the same moment. Whoever
is refused is shown what the other put there, chooses mine or theirs for each, and saves again until done. The judge knows
what each was shown before each save: a mark that takes the place of one its sender had not seen is an overwrite.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.checker import check
from tests.faults.client import Officer
from tests.faults.ground import ROOT, Ground, Place
from tests.faults.ledger import DAYS, NO_MARK, TODAY, Ledger, Mark, Where, another, changes
from tests.faults.serving import Server, served
from tests.faults.striking import Outcome

#: Seconds between the two officers' saves, at most: they overlap, or only just do not.
APART = 0.02
#: Days that the registers beside an import are chosen from: three weeks, one of them cut by a half-term.
NEAR = [day for day in DAYS if day.month == 10 and 12 <= day.day <= 30]


@dataclass
class Settling:
    """One officer with changes to one register, until each is saved or given up for the other's."""

    officer: Officer
    where: Where
    version: int
    shown: dict[str, Mark]
    asked: dict[str, Mark]
    deaf: bool = False
    told: Counter[str] = field(default_factory=Counter)
    _claims: dict[str, Mark] = field(default_factory=dict)

    def settle(self, chance: random.Random) -> None:
        """Save, choose, save again."""
        while self.asked:
            sent = self.officer.write(self.where, self.version, self.shown, self.asked)
            sent.was |= {pupil: mark for pupil, mark in self._claims.items() if pupil in sent.was}
            status, body = self.officer.insist(sent)
            if status == 200:
                self.told["saves"] += 1
                return
            if status != 409:
                message = f"a save was answered {status}: {body}"
                raise AssertionError(message)
            self.told["refusals"] += 1
            self._choose(body, chance)
        self.told["given up whole"] += 1

    def _choose(self, body: Any, chance: random.Random) -> None:
        """Look at what the other put there, and keep mine or theirs."""
        theirs = {one["pupil"]: _mark(one["theirs"]) for one in body["conflicts"]}
        self.version = body["version"]
        if not theirs:  # overtaken at the very moment: look at the register again
            self.version, now = self.officer.read(self.where)
            theirs = {
                pupil: now.get(pupil, NO_MARK)
                for pupil in self.asked
                if now.get(pupil, NO_MARK) != self.shown.get(pupil, NO_MARK)
            }
        if self.deaf:
            self._claims |= theirs
            return
        self.shown |= theirs
        asked = dict(self.asked)
        for pupil, mark in theirs.items():
            mine = chance.random() < 0.5 and asked[pupil] != mark
            self.told["mine" if mine else "theirs"] += 1
            if not mine:
                del asked[pupil]
        self.asked = asked


def _mark(there: dict[str, Any] | None) -> Mark:
    return NO_MARK if there is None else (there["code"], there["minutes"])


def pairs(ground: Ground, *, seed: int, count: int, planted: str = "", running: Server | None = None) -> Outcome:
    """Pairs of officers, one after another. Planted in the client: `deaf` to what is refused."""
    began = time.monotonic()
    place, ledger, chance = ground.take(), Ledger(), random.Random(seed)
    outcome = Outcome("pairs of officers", seed)
    deaf = planted == "deaf"
    with served(ground, running, planted="" if deaf else planted) as server, ThreadPoolExecutor(2) as hands:
        officers = [Officer(place, number, server.port, ledger) for number in (0, 1)]
        for _ in range(count):
            both = _met(officers, place, chance, deaf=deaf)
            together = threading.Barrier(2)
            chances = [random.Random(chance.random()) for _ in both]
            ended = [hands.submit(_save, *one, together) for one in zip(both, chances, strict=True)]
            for one in ended:
                one.result()
            outcome.faults += 1
            for settled in both:
                outcome.fell.update(settled.told)
    return _judged(ground, place, ledger, outcome, began)


def _met(officers: list[Officer], place: Place, chance: random.Random, *, deaf: bool) -> list[Settling]:
    """Both have read one register; they want to change some of the same marks, or every third time none of the same."""
    today = chance.random() < 0.5  # an open register's marks can be cleared too
    on = TODAY if today else chance.choice(DAYS)
    where = Where(chance.choice(sorted(place.groups)), on, chance.choice((1, 2)))
    pupils = place.groups[where.group]
    shared = chance.sample(pupils, chance.randint(1, 8))
    both = []
    for officer in officers:
        version, there = officer.read(where)
        asked = changes(chance, pupils, there, where.session, clears=today, most=12)
        asked |= {pupil: another(chance, where.session, there.get(pupil, NO_MARK), clears=today) for pupil in shared}
        both.append(Settling(officer, where, version, there, asked, deaf))
    if chance.random() < 1 / 3:
        first, second = both
        second.asked = {pupil: mark for pupil, mark in second.asked.items() if pupil not in first.asked}
    return both


def _save(one: Settling, chance: random.Random, together: threading.Barrier) -> None:
    together.wait(60)
    time.sleep(chance.uniform(0, APART))
    one.settle(chance)


def side_by_side(ground: Ground, *, seed: int, count: int, planted: str = "", running: Server | None = None) -> Outcome:
    """The same pupils' morning and afternoon saved at once, again and again, beside imports of the same weeks."""
    outcome = Outcome("mornings, afternoons and imports side by side", seed)
    began = time.monotonic()
    place, ledger = ground.take(), Ledger()
    over = threading.Event()
    with (
        served(ground, running, planted=planted) as server,
        importer(ground, place) as ask,
        ThreadPoolExecutor(3) as hands,
    ):
        imports = hands.submit(_import, ask, over, seed)
        together = threading.Barrier(2)
        chance = random.Random(seed)
        plan = [(chance.choice(sorted(place.groups)), chance.choice(NEAR)) for _ in range(count)]
        officers = [Officer(place, number, server.port, ledger) for number in (0, 1)]
        told = [hands.submit(_half_day, officer, plan, together, seed) for officer in officers]
        try:
            for one in told:
                outcome.fell.update(one.result())
        finally:
            over.set()
        outcome.fell.update(imports.result())
    outcome.faults = count
    return _judged(ground, place, ledger, outcome, began)


def _half_day(officer: Officer, plan: list[tuple[str, Any]], together: threading.Barrier, seed: int) -> Counter[str]:
    """One officer's half of each day of the plan, saved at the same moment as the other's."""
    chance = random.Random(seed + officer.number)
    told: Counter[str] = Counter()
    for group, on in plan:
        where = Where(group, on, officer.number + 1)
        version, there = officer.read(where)
        asked = changes(chance, officer.place.groups[group], there, where.session)
        together.wait(60)
        one = Settling(officer, where, version, there, asked)
        one.settle(chance)
        told.update(one.told)
    return told


@contextmanager
def importer(ground: Ground, place: Place) -> Iterator["subprocess.Popen[str]"]:
    """`importing`, waiting for orders."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.importing", place.schema],
        cwd=ROOT,
        env=ground.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=60)


def _import(process: "subprocess.Popen[str]", over: threading.Event, seed: int) -> Counter[str]:
    """One import after another until it is over; how each ended."""
    told: Counter[str] = Counter()
    assert process.stdin is not None
    assert process.stdout is not None
    while not over.is_set():
        order = {"seed": seed + told.total(), "days": [str(day) for day in NEAR]}
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        told[f"imports {process.stdout.readline().strip()}"] += 1
    return told


def _judged(ground: Ground, place: Place, ledger: Ledger, outcome: Outcome, began: float) -> Outcome:
    with ground.connect() as eyes:
        outcome.findings += check(eyes, place.schema, ledger.sent)
    outcome.schema, outcome.sent = place.schema, ledger.sent
    outcome.saves = sum(one.status == 200 for one in ledger.sent)
    outcome.marks = sum(one.saved for one in ledger.sent)
    outcome.seconds = time.monotonic() - began
    return outcome
