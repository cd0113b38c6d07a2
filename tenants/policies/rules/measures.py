"""What a policy may count: a closed list. How each is counted is the school's engine's; here is what each is and is called.

All are our own choice of what to offer, and none is law. A policy adds its numbers, and the pages say whose they are.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

#: Codes of Schedule 1 of the 2024 regulations that an absence can have; `tests/rules/policies` holds them to the code table.
AUTHORISED_CODES: Final = frozenset({"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"})
UNAUTHORISED_CODES: Final = frozenset({"G", "N", "O", "U"})
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

_CODES: Final = re.compile(r"codes:((?:[A-Z][0-9]?)+)")
_WEEKDAY: Final = re.compile(r"weekday:([1-5])")


class UnknownMeasure(ValueError):
    """No measure is called so."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of measure. `one` and `many` name what is counted ("5 unauthorised sessions"), in its unit.

    `of_marks` is whether it counts marks; otherwise it counts what happened in the case. `authorised` is whether an
    authorised absence counts towards it, so that a mark made authorised need not lower it.
    """

    key: str
    label: str
    unit: str
    one: str
    many: str
    of_marks: bool = True
    is_rate: bool = False
    authorised: bool = False


_KINDS: Final = (
    Kind("possible", "Possible sessions", "sessions", "possible session", "possible sessions"),
    Kind("absence", "Absence", "sessions", "session of absence", "sessions of absence", authorised=True),
    Kind("unauthorised", "Unauthorised absence", "sessions", "unauthorised session", "unauthorised sessions"),
    Kind("codes", "Sessions with certain codes", "sessions", "session", "sessions"),
    Kind(
        "absence_rate", "Rate of absence", "rate", "of possible sessions missed", "of possible sessions missed",
        is_rate=True, authorised=True,
    ),
    Kind(
        "late_before", "Late before registers close", "sessions",
        "session late before the register closed", "sessions late before the register closed",
    ),
    Kind(
        "late_after", "Late after registers close", "sessions",
        "session late after the register closed", "sessions late after the register closed",
    ),
    Kind("minutes_late", "Minutes late", "minutes", "minute late", "minutes late"),
    Kind("spells", "Spells of absence", "spells", "spell of absence", "spells of absence", authorised=True),
    Kind(
        "runs_2_days", "Absences of two days or longer", "runs",
        "absence of two school days or longer", "absences of two school days or longer", authorised=True,
    ),
    Kind(
        "edges", "Absent days beside a day off", "days", "absent day beside a day without school",
        "absent days beside a day without school", authorised=True,
    ),
    Kind(
        "weekday", "Absence on one day of the week", "sessions",
        "session of absence", "sessions of absence", authorised=True,
    ),
    Kind(
        "offers_made", "Offers of support made", "offers",
        "offer of support made", "offers of support made", of_marks=False,
    ),
    Kind("meetings_held", "Meetings held", "meetings", "meeting held", "meetings held", of_marks=False),
    Kind(
        "reviews_without_improvement", "Reviews without improvement", "reviews",
        "review without improvement", "reviews without improvement", of_marks=False,
    ),
    Kind(
        "refusals", "Support refused by the family", "refusals",
        "refusal of support", "refusals of support", of_marks=False,
    ),
)  # fmt: skip
KINDS: Final = {kind.key: kind for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as a policy names it: a kind, and for two kinds what of it: `codes:GO` or `weekday:5`."""

    kind: Kind
    codes: tuple[str, ...] = ()
    weekday: int | None = None

    @property
    def name(self) -> str:
        """Its name in a document and in the path of a line."""
        if self.codes:
            return f"codes:{''.join(self.codes)}"
        return self.kind.key if self.weekday is None else f"weekday:{self.weekday}"

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of possible sessions, from 0 to 1, rather than a count."""
        return self.kind.is_rate

    @property
    def of_marks(self) -> bool:
        """Whether marks decide it; otherwise what happened in the case."""
        return self.kind.of_marks

    @property
    def counts_authorised(self) -> bool:
        """Whether an authorised absence counts towards it."""
        return self.kind.authorised or not AUTHORISED_CODES.isdisjoint(self.codes)

    def counted(self, count: int) -> str:
        """Return so many of it: "1 unauthorised session", "10 sessions with code G", "3 sessions of absence on Fridays"."""
        return f"{count:,} {self.kind.one if count == 1 else self.kind.many}{self._further}"

    @property
    def many(self) -> str:
        """What it counts, of any number: "unauthorised sessions"."""
        return f"{self.kind.many}{self._further}"

    @property
    def _further(self) -> str:
        if self.weekday is not None:
            return f" on {WEEKDAYS[self.weekday - 1]}s"
        if not self.codes:
            return ""
        *some, last = self.codes
        return f" with code {', '.join(some)} or {last}" if some else f" with code {last}"

    def __str__(self) -> str:
        return self.name


@cache
def measure_named(name: str) -> Measure:
    """The measure of that name. Raises UnknownMeasure in words for the person who wrote it."""
    if found := _WEEKDAY.fullmatch(name):
        return Measure(KINDS["weekday"], weekday=int(found[1]))
    if found := _CODES.fullmatch(name):
        return _of_codes(found[1])
    if name in KINDS and name not in {"codes", "weekday"}:
        return Measure(KINDS[name])
    known = ", ".join(key for key in KINDS if key not in {"codes", "weekday"})
    wrong = (
        f"There is no measure “{name}”. There are {known}, codes:G (any codes of absence) and weekday:1 to weekday:5."
    )
    raise UnknownMeasure(wrong)


def _of_codes(written: str) -> Measure:
    codes = re.findall(r"[A-Z][0-9]?", written)
    unknown = [code for code in codes if code not in AUTHORISED_CODES | UNAUTHORISED_CODES]
    if unknown:
        wrong = (
            f"{unknown[0]} is no code of absence. There are {', '.join(sorted(AUTHORISED_CODES | UNAUTHORISED_CODES))}."
        )
        raise UnknownMeasure(wrong)
    if len(set(codes)) < len(codes):
        wrong = f"codes:{written} names a code twice. Name each once."
        raise UnknownMeasure(wrong)
    return Measure(KINDS["codes"], codes=tuple(sorted(codes)))
