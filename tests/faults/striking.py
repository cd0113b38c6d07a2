"""Trials in which something breaks under a save: the web server or PostgreSQL is killed, or a COMMIT's answer is lost.

Some clients each save into a register of their own, of the same pupils' mornings and afternoons; the blow falls at a random
moment; what is there is looked at before anybody tries again; then each client sends its save with the same key until it
is answered. In the end the judge compares all that was answered with all that is kept.
"""

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import LiteralString, Protocol

from tests.faults.checker import check, glance
from tests.faults.client import Officer, UnansweredError
from tests.faults.cutting import Cut, Cutter
from tests.faults.ground import Ground, Place
from tests.faults.ledger import DAYS, TODAY, Ledger, Sent, Where, changes
from tests.faults.serving import Server, served

WARM_UP = 6


@dataclass
class Outcome:
    """What a trial came to. `faults` of the kind its name says; `fell` counts where among the save they fell."""

    name: str
    seed: int
    faults: int = 0
    saves: int = 0
    marks: int = 0
    seconds: float = 0.0
    schema: str = ""
    sent: list[Sent] = field(default_factory=list, repr=False)
    findings: list[str] = field(default_factory=list)
    fell: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        """Another lane of the same trial, run beside this one."""
        self.faults += other.faults
        self.saves += other.saves
        self.marks += other.marks
        self.seconds = max(self.seconds, other.seconds)
        self.findings += other.findings
        self.fell.update(other.fell)

    def kinds(self) -> Counter[str]:
        """Findings by kind."""
        return Counter(finding.partition(":")[0] for finding in self.findings)


class Blow(Protocol):
    """One way of breaking something."""

    def ready(self) -> None:
        """Before the saves are sent."""

    def strike(self, moment: "Moment") -> None:
        """While they are on their way."""

    def mend(self) -> None:
        """So that saves can be answered again."""


@dataclass
class KillWeb:
    """SIGKILL to granian and its workers at a moment of the save, or just past it."""

    server: Server

    def ready(self) -> None:
        """Nothing to do."""

    def strike(self, moment: "Moment") -> None:
        moment.wait()
        self.server.kill()

    def mend(self) -> None:
        self.server.start()


@dataclass
class KillDatabase:
    """SIGKILL to PostgreSQL, every process of it."""

    ground: Ground

    def ready(self) -> None:
        """Nothing to do."""

    def strike(self, moment: "Moment") -> None:
        moment.wait()
        self.ground.kill_database()

    def mend(self) -> None:
        self.ground.restart_database()


@dataclass
class CutCommit:
    """The connection is cut at one COMMIT: half of the time before the server has it."""

    cutter: Cutter
    chance: random.Random
    cut: Cut = Cut.BEFORE

    def ready(self) -> None:
        self.cut = self.chance.choice([Cut.BEFORE, Cut.BEFORE, Cut.AFTER, Cut.RACING])
        self.cutter.arm(self.cut)

    def strike(self, moment: "Moment") -> None:
        del moment  # the COMMIT is the moment
        if not self.cutter.fired.wait(20):
            message = "no COMMIT of a save came by"
            raise AssertionError(message)

    def mend(self) -> None:
        """The connection alone was lost."""


@dataclass
class Moment:
    """When a blow falls, in turn: anywhere in the save; in its last part; as soon as the first of the clients is answered.

    `reach` is what a save usually takes, in seconds.
    """

    number: int
    chance: random.Random
    reach: float
    answered: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Until then."""
        if self.number % 3 == 2:
            self.answered.wait(10)
        else:
            first, last = (0.0, 1.0) if self.number % 3 == 0 else (0.7, 1.2)
            time.sleep(self.chance.uniform(first, last) * self.reach)


def strikes(
    ground: Ground, place: Place, blow: Blow, port: int, outcome: Outcome, count: int, *, clients: int = 2
) -> Outcome:
    """Strike this often, and judge."""
    began = time.monotonic()
    chance = random.Random(outcome.seed)
    ledger = Ledger()
    officers = [Officer(place, number % 2, port, ledger) for number in range(clients)]
    reach = _reach(officers, chance, place)
    with ThreadPoolExecutor(clients) as hands, ground.connect_again() as eyes:
        for number in range(count):
            moment = Moment(number, chance, reach)
            sent = _written(officers, chance, place)
            blow.ready()
            together = threading.Barrier(clients + 1)
            tries = [
                hands.submit(_try, one, save, together, moment.answered)
                for one, save in zip(officers, sent, strict=True)
            ]
            together.wait(60)
            blow.strike(moment)
            first = [one.result() for one in tries]
            blow.mend()
            outcome.faults += 1
            for save, answered in zip(sent, first, strict=True):
                there, findings = glance(eyes(), place.schema, save)
                outcome.findings += findings
                outcome.fell["after the answer" if answered else "before the answer" if there else "before COMMIT"] += 1
                if answered and not there:
                    outcome.findings.append(f"lost: {save.key} was answered, and after the blow it is not there")
            for retried in [hands.submit(_insist, one, save) for one, save in zip(officers, sent, strict=True)]:
                retried.result()
        outcome.findings += _refused(ledger)
        outcome.findings += check(eyes(), place.schema, ledger.sent)
    outcome.schema, outcome.sent = place.schema, ledger.sent
    outcome.saves = len(ledger.sent)
    outcome.marks = sum(len(one.asked) for one in ledger.sent)
    outcome.seconds = time.monotonic() - began
    return outcome


def _reach(officers: list[Officer], chance: random.Random, place: Place) -> float:
    """How long a save takes when nothing breaks, in seconds, with as many at once as there will be."""
    taken = []
    with ThreadPoolExecutor(len(officers)) as hands:
        for number in range(WARM_UP):
            sent = _written(officers, chance, place)
            began = time.monotonic()
            for one in [hands.submit(_insist, *pair) for pair in zip(officers, sent, strict=True)]:
                one.result()
            if number >= WARM_UP // 2:
                taken.append(time.monotonic() - began)
    return statistics.median(taken)


def _written(officers: list[Officer], chance: random.Random, place: Place) -> list[Sent]:
    """One save for each client: mornings and afternoons of a day, of one group after another."""
    on = chance.choice([*DAYS, TODAY])
    groups = chance.sample(sorted(place.groups), len(place.groups))
    sent = []
    for number, officer in enumerate(officers):
        where = Where(groups[number // 2], on, number % 2 + 1)
        version, there = officer.read(where)
        asked = changes(chance, place.groups[where.group], there, where.session)
        sent.append(officer.write(where, version, there, asked))
    return sent


def _try(officer: Officer, sent: Sent, together: threading.Barrier, answered: threading.Event) -> bool:
    """Whether the first try was answered."""
    together.wait(60)
    try:
        officer.send(sent)
    except UnansweredError:
        return False
    answered.set()
    return True


def _insist(officer: Officer, sent: Sent) -> None:
    """An answer that came before is asked for again: it must be the same."""
    officer.insist(sent)


def _refused(ledger: Ledger) -> list[str]:
    """Nobody else saves into these registers, so nothing may be refused."""
    return [f"refused: {one.key} was answered {one.status}" for one in ledger.sent if one.status != 200]


# The three trials


def kill_web(ground: Ground, *, seed: int, count: int, planted: str = "") -> Outcome:
    """kill -9 of the web server, one worker and its parent."""
    with Server(ground, planted=planted) as server:
        return strikes(ground, ground.take(), KillWeb(server), server.port, Outcome("kill -9 of web", seed), count)


def kill_database(
    ground: Ground, *, seed: int, count: int, planted: str = "", running: Server | None = None
) -> Outcome:
    """kill -9 of PostgreSQL, under four clients. Planted here: `unhurried`, a COMMIT that does not wait for the disk."""
    with _unhurried(ground, planted == "unhurried"), served(ground, running) as server:
        outcome = Outcome("kill -9 of PostgreSQL", seed)
        return strikes(ground, ground.take(), KillDatabase(ground), server.port, outcome, count, clients=4)


@contextmanager
def _unhurried(ground: Ground, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    _as_superuser(
        ground, "ALTER ROLE rollcall_app SET synchronous_commit = off", "ALTER SYSTEM SET wal_writer_delay = '10s'"
    )
    yield
    _as_superuser(ground, "ALTER ROLE rollcall_app RESET synchronous_commit", "ALTER SYSTEM RESET wal_writer_delay")


def _as_superuser(ground: Ground, *statements: LiteralString) -> None:
    with ground.connect() as superuser:
        for statement in (*statements, "SELECT pg_reload_conf()"):
            superuser.execute(statement)


def cut_commits(ground: Ground, *, seed: int, count: int, planted: str = "") -> Outcome:
    """COMMIT's answer is lost."""
    with ground.cutter() as cutter, Server(ground, planted=planted, url=cutter.url) as server:
        blow = CutCommit(cutter, random.Random(seed + 1))
        return strikes(ground, ground.take(), blow, server.port, Outcome("cut COMMIT", seed), count)
