"""The figures that were last kept, and what has moved since by more than a fifth.

`last.json` holds a line for each figure: what it was, beside what, of which commit, under what load of others.
`make bench ARGS=keep` writes it; a run that failed or was short writes nothing.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import machine
from tests.benchmarks.machine import DOUBTFUL
from tests.benchmarks.measuring import Line

FILE: Final = Path(__file__).with_name("last.json")
#: More than this many times, or less than its reciprocal, has moved.
MOVED: Final = 1.2

Kept = dict[str, dict[str, Any]]


@dataclass
class Run:
    """The lines of this run, by name."""

    lines: dict[str, Line] = field(default_factory=dict)

    def add(self, name: str, line: Line) -> None:
        assert name not in self.lines, f"two figures are called {name}"
        self.lines[name] = line

    @property
    def doubtful(self) -> list[str]:
        return [name for name, line in self.lines.items() if line.others > DOUBTFUL]


def kept(path: Path = FILE) -> Kept:
    """The lines of the file; none when there is no file yet."""
    return json.loads(path.read_text(encoding="utf-8"))["lines"] if path.exists() else {}  # type: ignore[no-any-return]


def moved(run: Run, before: Kept) -> list[str]:
    """A sentence for each figure that moved by more than a fifth; ratios where there are any, else what was counted."""
    told = []
    for name, line in run.lines.items():
        was = before.get(name)
        if was is None:
            continue
        of = "ratio" if line.ratio is not None and was["ratio"] is not None else "ours"
        now, then = getattr(line, of), was[of]
        if then == now or (then > 0 and 1 / MOVED <= now / then <= MOVED):
            continue
        unit = "times" if of == "ratio" else line.unit
        doubt = " (others were at work)" if max(line.others, was["others"]) > DOUBTFUL else ""
        told.append(f"{name}: {then:.3g} {unit} at {was['commit']}, now {now:.3g}{doubt}")
    return told


def keep(run: Run, *, whole: set[str], tier: str, settings: dict[str, str], commit: str, path: Path = FILE) -> None:
    """Write the lines of this run beside what stays of those that were kept before.

    `whole` names the benchmarks that ran from beginning to end: of their lines in this tier none stays that is not new.
    """

    def stays(name: str, row: dict[str, Any]) -> bool:
        return name.partition(":")[0] not in whole or row["tier"] != tier

    lines = {name: row for name, row in kept(path).items() if stays(name, row)}
    told = {"tier": tier, "commit": commit, "on": dt.datetime.now(tz=dt.UTC).date().isoformat()}
    lines |= {name: _rounded(line) | told for name, line in run.lines.items()}
    held = {"machine": machine.described(), "settings": settings, "lines": dict(sorted(lines.items()))}
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(line: Line) -> dict[str, Any]:
    """Four figures are more than are reliable."""
    return {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in asdict(line).items()}
