"""Amounts, days and the limit of the national framework for penalty notices, dated (`framework.toml`)."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Framework:
    """What holds from a day on. Amounts in pounds; days to pay begin with the day of receipt, which is the first of them."""

    from_: dt.date
    source: str
    reduced: int
    reduced_days: int
    full: int
    full_days: int
    most: int
    years: int
    instead: tuple[str, ...]


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every one, the earliest first."""
    read = tomllib.loads((files("tenants.policies.rules") / "framework.toml").read_text(encoding="utf-8"))
    rows = [Framework(from_=row.pop("from"), instead=tuple(row.pop("instead")), **row) for row in read["framework"]]
    return tuple(sorted(rows, key=lambda one: one.from_))


def framework_on(day: dt.date) -> Framework:
    """What holds on a day. ValueError before the first: notices of then belong to another scheme."""
    held = [one for one in frameworks() if one.from_ <= day]
    if not held:
        message = f"No framework for penalty notices is kept for {day}, before {frameworks()[0].from_}."
        raise ValueError(message)
    return held[-1]


def counts_from() -> dt.date:
    """The first day of issue on which a notice counts towards the limit."""
    return frameworks()[0].from_
