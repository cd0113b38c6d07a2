"""The long tier's day: 1,500 pupils, web and worker killed at fifty moments; and its control."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.day.driving import live_through
from tests.faults.day.judge import Verdict, judge
from tests.faults.day.running import school
from tests.faults.ground import Ground, ground

FORMS, CONTROL_FORMS = 50, 3
#: In each hour of the day: fifty. The control ends at ten and is killed while it sends.
KILLS, KILLS_OF_CONTROL = (17, 4, 23, 3, 3, 0), (0, 1, 0)
#: What is planted, and the kind of finding that must come of it.
PLANTED = {"unclaimed": "twice", "dropping": "text"}
LOST = ("mark", "call", "desk", "text", "answer", "receipt", "lead")
SILENT = ("silent", "unaccounted")


@dataclass
class Long:
    """What it came to: the words for the page, and whether all is as it must be."""

    text: str
    sound: bool


def long_day(*, seed: int, scale: float) -> Long:
    """Live through both and judge them."""
    began = time.monotonic()
    with ground(0) as place:
        found, struck = _lived(place, max(CONTROL_FORMS + 1, round(FORMS * scale)), _scaled(scale), seed)
        seconds = time.monotonic() - began
        controls, _ = _lived(place, CONTROL_FORMS, KILLS_OF_CONTROL, seed, planted=",".join(PLANTED))
    caught = set(PLANTED.values()) <= controls.kinds().keys()
    lines = [
        *_figures(found, struck, seed=seed, seconds=seconds),
        "",
        f"Planted {' and '.join(f'`{name}`' for name in PLANTED)}: {_counts(controls.kinds()) if caught else 'MISSED'}.",
        *(f"- {finding}" for finding in found.findings[:20]),
    ]
    return Long("\n".join(lines), caught and not found.findings)


def _scaled(scale: float) -> list[int]:
    return [round(count * scale) for count in KILLS]


def _lived(
    place: Ground, forms: int, kills: Sequence[int], seed: int, *, planted: str = ""
) -> tuple[Verdict, Counter[str]]:
    with school(place, forms=forms, seed=seed, planted=planted) as running:
        book = live_through(running, kills)
        with place.connect() as eyes:
            return judge(eyes, running.place.schema, book), Counter(running.struck)


def _figures(found: Verdict, struck: Counter[str], *, seed: int, seconds: float) -> list[str]:
    on, kinds, stated = dt.datetime.now(tz=dt.UTC).date(), found.kinds(), found.stated
    others = sum(count for kind, count in kinds.items() if kind not in (*LOST, *SILENT, "twice"))
    row = [
        *(stated["pupils"], struck.total(), stated["marks"], stated["messages"], sum(kinds[kind] for kind in LOST)),
        *(kinds["twice"], sum(kinds[kind] for kind in SILENT), stated["in doubt"], others),
    ]
    return [
        f"{on.day} {on:%B %Y}, seed {seed}, {seconds / 60:.0f} minutes. Killed: {_counts(struck)}.",
        "",
        "| pupils | kills | marks | messages | lost | sent twice | silently lost | in doubt | other findings |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        f"| {' | '.join(f'{count:,}' for count in row)} |",
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
