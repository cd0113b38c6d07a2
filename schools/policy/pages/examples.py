"""How a policy decides, by examples: those that come with the product, by theme, and one’s own."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted, middle_date
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_marks import NONE, cells_of
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.examples import packaged, packaged_policy, themes, times_of
from schools.policy.rules.trying import NOT_ASKED, outcome_of, said
from schools.registers.rules.spoken import shape_of, words_of
from tenants.policies.rules import aloud

OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class Cell:
    """A mark of an example, as a register shows one; `heard` is what its code means."""

    code: str
    shape: str
    minutes: int | None
    heard: str


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example: what is known of the child, what is expected, and what the policy here makes of it now.

    `differences` say where that is not what is expected; `own_policy` is the product's policy it is asked of instead.
    `key` is that of one’s own.
    """

    example: Example
    days: list[tuple[dt.date, list[Cell]]]
    agreed: str
    expected: str
    said: str
    differences: tuple[str, ...]
    own_policy: str
    key: uuid.UUID | None = None


def example_row(example: Example, policy: CitedPolicy, key: uuid.UUID | None = None) -> ExampleRow:
    """An example, asked of the policy in force."""
    outcome = outcome_of(example, policy)
    asked = packaged_policy(example.policy).document if example.policy else policy.document
    standing, expect = example.standing, example.expect
    return ExampleRow(
        example=example,
        days=_days(example),
        agreed=f"{aloud.name_of(asked, standing.stage)} since {middle_date(standing.since)}" if standing else "nothing",
        expected=f"{_MOVES[expect.move]} {aloud.name_of(asked, expect.stage)}",
        said=said(outcome),
        differences=outcome.differences if outcome else (NOT_ASKED,),
        own_policy=example.policy,
        key=key,
    )


_MOVES: Final = {"up": "up to", "stay": "stays at", "exit": "out, to", "retreat": "back to"}


def _days(example: Example) -> list[tuple[dt.date, list[Cell]]]:
    """The marks that an example writes, by day."""
    found: dict[dt.date, list[Cell]] = {}
    for (on, _), (code, minutes) in sorted(cells_of(example.marks, times_of(example), example.today).items()):
        written = None if code == NONE else code
        found.setdefault(on, []).append(
            Cell(code, shape_of(written, on), minutes, words_of(code, on) if written else "no mark")
        )
    return list(found.items())


@dataclass(frozen=True, slots=True)
class ExamplesPage:
    """The examples of one theme, asked of a policy now; `themes` with the words and the number of each."""

    rows: Sequence[ExampleRow]
    themes: Sequence[tuple[str, str, int]]
    chosen: str
    lede: str


def examples_page(
    own: Mapping[uuid.UUID, Example], chosen: str, policy: CitedPolicy, name: str, *, whose: str
) -> ExamplesPage | None:
    """The page of a theme; the first without any chosen, None for what is no theme. `whose` are one’s own, in words."""
    named = [(key, key.replace("_", " ").capitalize(), len(held)) for key, held in themes().items()]
    every = [(OWN, whose, len(own)), *named]
    chosen = chosen or (OWN if own else named[0][0])
    if chosen == OWN:
        rows = [example_row(one, policy, key) for key, one in own.items()]
    elif chosen in themes():
        rows = [example_row(one, policy) for one in themes()[chosen]]
    else:
        return None
    return ExamplesPage(rows, every, chosen, lede(rows, len(packaged()) + len(own), name))


def lede(rows: Sequence[ExampleRow], total: int, name: str) -> str:
    """How many come out as expected."""
    otherwise = sum(1 for row in rows if row.differences)
    are = "is" if otherwise == 1 else "are"
    return (
        f"{counted(len(rows), 'example')} of {total}, asked of {name} now: {otherwise} {are} otherwise than expected."
    )
