"""Enquiries after a child: their kinds (`enquiries.toml`, configuration and no law), whose they are, what came of one."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from foundation.refusals import Fault


class Side(StrEnum):
    """Who makes an enquiry: they are made jointly, so that of each is said whose it was."""

    SCHOOL = "school"
    AUTHORITY = "authority"

    @property
    def words(self) -> str:
        return {"school": "the school", "authority": "the local authority"}[self.value]


class Result(StrEnum):
    """What came of it."""

    WAITING = "waiting"
    NOTHING = "nothing"
    LEAD = "lead"
    FOUND = "found"

    @property
    def words(self) -> str:
        return _RESULTS[self]


_RESULTS: Final = {
    Result.WAITING: "no answer yet",
    Result.NOTHING: "nothing found",
    Result.LEAD: "something to follow up",
    Result.FOUND: "the child is found",
}
#: Said wherever the kinds are listed.
OWN_CHOICE: Final = (
    "The law asks for reasonable enquiries made jointly with the authority and lists none. These kinds, and their days, are "
    "Rollcall’s own."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of enquiry, as the packaged file has it. `sides` may make it; `log` are channels of the first-day log."""

    key: str
    words: str
    sides: tuple[Side, ...]
    by_day: int
    needed: bool
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One enquiry that was made: what it was, whose, on what day, and what came of it."""

    kind: str
    side: Side
    on: dt.date
    result: Result


@cache
def kinds() -> dict[str, Kind]:
    """Every kind, by its key, in the order of the file. ValueError for a file that says a key twice."""
    read = tomllib.loads((files("schools.missing.rules") / "enquiries.toml").read_text(encoding="utf-8"))["kinds"]
    found = {row["key"]: _kind(row) for row in read}
    if len(found) != len(read):
        message = "a kind of enquiry is there twice"
        raise ValueError(message)
    return found


def _kind(row: dict[str, object]) -> Kind:
    sides = tuple(Side) if row["side"] == "either" else (Side(str(row["side"])),)
    log = row.get("log", ())
    assert isinstance(log, Iterable)
    return Kind(
        str(row["key"]),
        str(row["words"]),
        sides,
        int(str(row["by_day"])),
        bool(row.get("needed", False)),
        tuple(map(str, log)),
    )


def kind_faults(kind: str, side: Side, on: dt.date, *, today: dt.date, since: dt.date) -> list[Fault]:
    """What is wrong with an enquiry as it is written down. `since` is the first day the child was missing."""
    faults = []
    one = kinds().get(kind)
    if one is None:
        faults.append(Fault("Choose one of the list.", "kind", "kind"))
    elif side not in one.sides:
        words = f"“{one.words}” is an enquiry of {one.sides[0].words}."
        faults.append(Fault(words, "side", "side", remedy="Choose whose it was again, or another kind."))
    if on > today:
        faults.append(Fault("An enquiry was made today or before. Check the day.", "ahead", "on"))
    elif on < since:
        words = "This is before the first day on which the child was missing."
        faults.append(Fault(words, "before", "on", remedy="Check the day, or correct the first day missing."))
    return faults


def failed(made: Sequence[Made]) -> list[str]:
    """Why joint enquiries cannot be said to have failed; nothing where they can.

    Each side has made one, each kind the file asks for is there, none waits for its answer, none found the child, and what
    came of a lead was looked into by a later enquiry.
    """
    lacks = []
    for side in Side:
        if not any(one.side is side and one.result is not Result.WAITING for one in made):
            lacks.append(f"No enquiry of {side.words} has been answered.")
    done = {one.kind for one in made if one.result is not Result.WAITING}
    lacks += [f"Not made yet: {one.words.lower()}." for one in kinds().values() if one.needed and one.key not in done]
    if waiting := sum(one.result is Result.WAITING for one in made):
        lacks.append("An enquiry has no answer yet." if waiting == 1 else f"{waiting} enquiries have no answer yet.")
    if any(one.result is Result.FOUND for one in made):
        lacks.append("An enquiry found the child, so enquiries have not failed.")
    leads = [one.on for one in made if one.result is Result.LEAD]
    if leads and not any(one.on >= max(leads) and one.result is Result.NOTHING for one in made):
        lacks.append("What the newest lead came to is not written down.")
    return lacks
