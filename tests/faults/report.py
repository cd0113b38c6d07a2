"""The figures of the long tier, as docs/reliability.md shows them."""

import datetime as dt
import importlib.metadata
import os
import platform
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from tests.faults.ground import ROOT, Ground
from tests.faults.striking import Outcome

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: written by make faults -->", "<!-- end of figures -->"
DAY_BEGIN, DAY_END = "<!-- the day's figures: written by make faults -->", "<!-- end of the day's figures -->"
HARM = ("lost", "doubled", "half", "overwritten")


@dataclass(frozen=True, slots=True)
class Control:
    """A fault planted on purpose: in which trial, how often tried, what was found, and whether that was what must be."""

    planted: str
    trial: str
    count: int
    kinds: Counter[str]
    caught: bool


def machine(place: Ground) -> str:
    """What it ran on: kinds and versions, no names."""
    cores, memory = os.cpu_count(), psutil.virtual_memory().total / 2**30
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("Django", "psycopg", "granian")]
    software = [f"PostgreSQL {place.info.version}", f"Python {sys.version.split()[0]}", *versions]
    return f"{cores} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}; {', '.join(software)}"


def figures(
    outcomes: Sequence[Outcome], controls: Sequence[Control], machine: str, *, seed: int, seconds: float
) -> str:
    """Two tables, and what they were made with."""
    on = dt.datetime.now(tz=dt.UTC).date()
    lines = [
        f"{on.day} {on:%B %Y}, seed {seed}, {seconds / 60:.0f} minutes. {machine}.",
        "",
        "| trial | faults | saves | marks | lost | doubled | half | overwritten | other findings | time |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in outcomes:
        kinds = one.kinds()
        harm = " | ".join(f"{kinds[name]}" for name in HARM)
        others = sum(count for name, count in kinds.items() if name not in HARM)
        lines.append(
            f"| {one.name} | {one.faults:,} | {one.saves:,} | {one.marks:,} | {harm} | {others} | {one.seconds:,.0f} s |"
        )
    lines += ["", "Where the faults fell, and what the officers met:", ""]
    lines += [f"- {one.name}: {_counts(one.fell)}" for one in outcomes]
    lines += ["", "| planted on purpose | in | tries | findings |", "|---|---|--:|---|"]
    lines += [
        f"| `{one.planted}` | {one.trial} | {one.count} | {_counts(one.kinds) if one.caught else 'MISSED'} |"
        for one in controls
    ]
    return "\n".join(lines)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def write(text: str, *, begin: str = BEGIN, end: str = END) -> None:
    """Put figures between two marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    PAGE.write_text(f"{head}{begin}\n\n{text}\n\n{end}{tail}", encoding="utf-8")
