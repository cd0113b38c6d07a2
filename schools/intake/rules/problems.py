"""What can be wrong with something imported, and how it is told.

Three severities, and what each does:

* an **error** must be mended at its source. One about a row holds that row back, and the rest may be applied once a person
  has agreed to go on without it; one about the file as a whole, or too many bad rows, and nothing of the import is applied;
* what is in **quarantine** is set aside and never guessed at, while the rest may be applied;
* a **warning** is applied as it stands, but shown first for a person to confirm.

Words never repeat a pupil's name or an unknown cell: they are mailed about and land in logs. What the cell holds is the
problem's `value`, which is shown beside the words to who may see the import, and goes nowhere else.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault, Refused

KEPT_OF_A_KIND: Final = 5_000
_LONGEST_VALUE: Final = 60
#: A file is refused as a whole when more than one row in fifty is bad, and at least five are: then its report or its system
#: is at fault, and what is left is no school's roll. A choice of ours.
BAD_ONE_IN: Final = 50
FEWEST_BAD: Final = 5
#: Bad rows told apart. More of them are too many for any file that may be sent.
MOST_BAD_ROWS: Final = 100_000


class Severity(StrEnum):
    """What a problem does to the import."""

    ERROR = "error"
    QUARANTINE = "quarantine"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem(Fault):
    """One thing wrong: where (row and field), what (a stable code, and words for a person) and what to do about it.

    `row` is the row of a CSV file as a spreadsheet numbers it, from 1, or the number of the record in an XML file, the
    first being 1. None is the file as a whole. `field` is the column as the product names it, empty for a whole row.
    `value` is the start of what stands there, empty where that is not the matter.
    """

    severity: Severity = Severity.ERROR
    value: str = ""


def a_report_of(system: str) -> str:
    """A file of a system, in words: "an Ajax report"."""
    return f"{'an' if system[0] in 'AEIOU' else 'a'} {system} report"


def quoted(value: str) -> str:
    """A cell as a problem keeps it: its start, without what does not print."""
    shown = "".join(letter if letter.isprintable() else " " for letter in value[: _LONGEST_VALUE + 1])
    return f"{shown[:_LONGEST_VALUE]}…" if len(shown) > _LONGEST_VALUE else shown


class Problems:
    """The problems of one file. Every one is counted; the first thousands of a kind are kept, so memory is bounded.

    A kind is severity, code and field together. A file with a million bad rows is one mistake made a million times.
    `bad_rows` are those held back: whatever else they say is not used. `unusable`: nothing of the file is.
    `system` is what people call the system it comes from, in which they mend what is wrong.
    """

    def __init__(self, system: str) -> None:
        self.system = system
        self.counts: Counter[tuple[Severity, str, str]] = Counter()
        self._kept: dict[tuple[Severity, str, str], list[Problem]] = {}
        self.bad_rows: set[int] = set()
        self.unusable = False
        self._further = 0

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if there are few of its kind."""
        kind = (problem.severity, problem.code, problem.field)
        self.counts[kind] += 1
        if self.counts[kind] <= KEPT_OF_A_KIND:
            self._kept.setdefault(kind, []).append(problem)
        if problem.severity is Severity.ERROR:
            self._judge(problem.row)

    def _judge(self, row: int | None) -> None:
        """An error holds its row back; one without a row is about the file."""
        if row is None:
            self.unusable = True
        elif len(self.bad_rows) < MOST_BAD_ROWS:
            self.bad_rows.add(row)

    def refused(self, refused: Refused, *, value: str = "") -> None:
        """Add the errors for which a row is not read any further."""
        for fault in refused.faults:
            self.error(fault.code, fault.words, fault.remedy, row=fault.row, field=fault.field, value=value)

    def gave_up(self, refused: Refused) -> None:
        """Add the errors for which the file is not read any further, though they name the row where that was."""
        bad = set(self.bad_rows)
        self.refused(refused)
        self.bad_rows, self.unusable = bad, True

    def further(self, rows: int) -> None:
        """Count bad rows whose fault was told of an earlier one: the same wrong number once for each day of a year."""
        self._further += rows

    @property
    def bad(self) -> int:
        """How many rows are held back."""
        return len(self.bad_rows) + self._further

    def weigh(self, rows: int) -> None:
        """Refuse the file when too many of its `rows` are bad. Called once, when all of it has been read."""
        bad, rows = self.bad, max(rows, self.bad)
        if self.unusable or not bad:
            return
        if bad == rows:
            self.error("no_good_row", "None of the file’s rows can be used.", "Correct them and export again.")
        elif bad >= FEWEST_BAD and bad * BAD_ONE_IN > rows:
            self.error(
                "too_many_bad_rows",
                f"{bad:,} of the file’s {rows:,} rows cannot be used, which is more than one in {BAD_ONE_IN}.",
                "Look for what they have in common, correct it and export again.",
            )

    def again(self, problem: Problem, *, row: int) -> None:
        """Count a problem met before, now on another row."""
        kind = (problem.severity, problem.code, problem.field)
        if self.counts[kind] < KEPT_OF_A_KIND:
            self.add(replace(problem, row=row))
        else:
            self.counts[kind] += 1
            if problem.severity is Severity.ERROR:
                self._judge(row)

    def error(
        self, code: str, words: str, remedy: str, *, row: int | None = None, field: str = "", value: str = ""
    ) -> None:
        """Add an error."""
        self.add(Problem(words, code, field, row, remedy, Severity.ERROR, quoted(value)))

    def quarantine(
        self, code: str, words: str, remedy: str, *, row: int | None = None, field: str = "", value: str = ""
    ) -> None:
        """Add something set aside."""
        self.add(Problem(words, code, field, row, remedy, Severity.QUARANTINE, quoted(value)))

    def warning(
        self, code: str, words: str, remedy: str, *, row: int | None = None, field: str = "", value: str = ""
    ) -> None:
        """Add something to confirm."""
        self.add(Problem(words, code, field, row, remedy, Severity.WARNING, quoted(value)))

    def total(self, severity: Severity) -> int:
        """How many of one severity there are, kept or not."""
        return sum(count for (each, _, _), count in self.counts.items() if each is severity)

    @property
    def errors(self) -> int:
        """How many errors there are, kept or not."""
        return self.total(Severity.ERROR)

    def kept(self) -> list[Problem]:
        """The problems kept, errors first, then by row."""
        order = list(Severity)
        kept = [problem for problems in self._kept.values() for problem in problems]
        return sorted(kept, key=lambda problem: (order.index(problem.severity), problem.row or 0, problem.field))
