"""An import as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from schools.intake.models import ImportProblem, ImportRun
from schools.intake.operations import RECEIVED, WANTED, held_back
from schools.intake.operations.peers import peers
from schools.intake.rules.problems import Severity
from schools.journal.models import OutboxRow
from schools.journal.queries import waiting

#: What each severity is called, its state's shape, and what it means: where an import can be used, and where it cannot.
SEVERITIES = (
    (
        Severity.ERROR,
        "now",
        ("Held back", "These rows are not used at all; nothing held here of their pupils changes by them."),
        ("Must be corrected", "Nothing of the import is used until these are gone."),
    ),
    (
        Severity.QUARANTINE,
        "off",
        ("Set aside", "These are left out and never guessed; the rest can be applied."),
        ("Would be set aside", "These would be left out, and are worth correcting too."),
    ),
    (
        Severity.WARNING,
        "soon",
        ("To look at", "These are used as they are."),
        ("To look at", "These would be used as they are."),
    ),
)


@dataclass(frozen=True, slots=True)
class State:
    """Where an import has got to, as a list says it: its shape and its words."""

    tag: str
    words: str


STATES = {
    ImportRun.Status.RECEIVED: State("requested", "Being checked"),
    ImportRun.Status.CHECKED: State("soon", "Ready to apply"),
    ImportRun.Status.REFUSED: State("now", "Needs correcting"),
    ImportRun.Status.APPLIED: State("sent", "Applied"),
    ImportRun.Status.DISCARDED: State("off", "Discarded"),
}
#: Problems listed on one page; the counts name all of them.
LISTED = 300


def origin() -> str:
    """Where imports may come from, said beside the heading."""
    return f"from {' or '.join(peer.name for peer in peers())}"


def with_states(runs: Iterable[ImportRun]) -> list[tuple[ImportRun, State]]:
    """Imports, each with where it has got to."""
    return [(run, STATES[ImportRun.Status(run.status)]) for run in runs]


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one severity: how many there are in all, those listed, and whether they are of rows held back."""

    state: str
    heading: str
    meaning: str
    count: int
    problems: list[ImportProblem]
    held_back: bool

    @property
    def unlisted(self) -> int:
        return self.count - len(self.problems)


@dataclass(frozen=True)
class RunPage:
    """One import."""

    run: ImportRun

    @cached_property
    def wanted(self) -> bool:
        """Whether somebody has asked for it to be applied and the worker has not done so yet."""
        return self.run.status == ImportRun.Status.CHECKED and self._promised(waiting(), WANTED)

    @cached_property
    def given_up(self) -> bool:
        """Whether the worker has tried to check or apply it so often that it tries no more."""
        if self.wanted or self.run.status not in (ImportRun.Status.RECEIVED, ImportRun.Status.CHECKED):
            return False
        topic = RECEIVED if self.run.status == ImportRun.Status.RECEIVED else WANTED
        undone = OutboxRow.objects.filter(done_at__isnull=True)
        return self._promised(undone, topic) and not self._promised(waiting(), topic)

    def _promised(self, rows: QuerySet[OutboxRow], topic: str) -> bool:
        return rows.filter(topic=topic, payload__run=str(self.run.pk)).exists()

    @property
    def working(self) -> str:
        """What is being done to it now, in words; empty when the page will not change by itself."""
        if self.run.status == ImportRun.Status.RECEIVED and not self.given_up:
            return "Checking the files. Nothing is changed by this."
        return "Applying what was checked." if self.wanted else ""

    @cached_property
    def files(self) -> list[Any]:
        return list(self.run.files.all())

    @property
    def roll(self) -> dict[str, int]:
        return dict(self.run.summary.get("roll", {}))

    @property
    def marks(self) -> dict[str, int]:
        return dict(self.run.summary.get("marks", {}))

    @property
    def changes(self) -> int:
        """Pupils and marks that applying would touch, or has."""
        return sum(part.get(kind, 0) for part in (self.roll, self.marks) for kind in ("new", "changed"))

    @cached_property
    def lists_changes(self) -> bool:
        """Whether there is a list of what it changes."""
        return self.run.changes.exists()

    @property
    def held_back(self) -> int:
        """Rows that cannot be used and that the import goes on without."""
        return held_back(self.run)

    @property
    def may_apply(self) -> bool:
        return self.run.status == ImportRun.Status.CHECKED and not self.wanted

    @property
    def may_discard(self) -> bool:
        waiting = (ImportRun.Status.RECEIVED, ImportRun.Status.REFUSED)
        return self.may_apply or self.run.status in waiting

    @cached_property
    def groups(self) -> list[Group]:
        """The problems by severity, errors first."""
        kept = list(self.run.problems.all()[:LISTED])
        counts: dict[str, int] = {}
        for row in self.run.summary.get("problems", []):
            counts[row["severity"]] = counts.get(row["severity"], 0) + row["count"]
        refused = self.run.status == ImportRun.Status.REFUSED
        return [
            Group(
                state,
                *(unusable if refused else usable),
                counts[severity],
                [row for row in kept if row.severity == severity],
                held_back=severity is Severity.ERROR and not refused,
            )
            for severity, state, usable, unusable in SEVERITIES
            if counts.get(severity)
        ]
