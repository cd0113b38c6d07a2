"""Which column of a file is which: names as schools write them, matched to the fields the product knows."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Malformed
from schools.intake.rules.problems import Problems

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_APART = re.compile(r"[\s_\-./()?:']+")
_SHOWN: Final = 15
_SHOWN_LENGTH: Final = 40


def decoded(tag: str) -> str:
    """A column's name from an XML tag: `Legal_x0020_Surname` is "Legal Surname"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), tag)


def folded(name: str) -> str:
    """A column's name in the form in which names are compared: "Legal Surname" and "LegalSurname" are one."""
    return _APART.sub("", decoded(name).strip("\ufeff").casefold())


@dataclass(frozen=True, slots=True)
class Field:
    """One thing read from a file. `names` are the headings it may have, the one that wins first."""

    key: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def heading(self) -> str:
        """The heading people are told."""
        return self.names[0]


@dataclass(frozen=True)
class Layout:
    """The fields of one kind of file of a system's, and headings that are passed over without remark."""

    system: str
    name: str
    fields: tuple[Field, ...]
    passed_over: frozenset[str] = frozenset()

    def rank(self, heading: str) -> tuple[str, int] | None:
        """The key of the field that a heading stands for and the place of the heading among its names, or None."""
        name = folded(heading)
        for field in self.fields:
            for place, each in enumerate(field.names):
                if folded(each) == name:
                    return field.key, place
        return None

    def resolve(self, headings: Iterable[str]) -> dict[str, str]:
        """Field key to the heading it is read from. Of two for a field ("Surname", "Legal Surname") one wins."""
        best: dict[str, tuple[int, str]] = {}
        for heading in headings:
            ranked = self.rank(heading)
            if ranked is not None:
                key, place = ranked
                if key not in best or place < best[key][0]:
                    best[key] = (place, heading)
        return {key: heading for key, (_, heading) in best.items()}

    def recognises(self, headings: Iterable[str]) -> bool:
        """Whether every required field has a heading."""
        found = self.resolve(headings)
        return all(field.key in found for field in self.fields if field.required)

    def missing(self, headings: Iterable[str]) -> tuple[Field, ...]:
        """The required fields that no heading stands for."""
        found = self.resolve(headings)
        return tuple(field for field in self.fields if field.required and field.key not in found)

    def require(self, headings: Sequence[str], *, row: int | None) -> dict[str, str]:
        """`resolve`, refusing the file when a required column is not there."""
        missing = self.missing(headings)
        if missing:
            names = ", ".join(f"“{field.heading}”" for field in missing)
            also = "; ".join(
                f"{field.heading} may also be called {', '.join(field.names[1:4])}" for field in missing[:3]
            )
            raise Malformed(
                f"The file has no column {names}, which {self.name} needs.",
                code="missing_column",
                row=row,
                field=missing[0].heading,
                remedy=f"Add it to the report in {self.system} and export again ({also}).",
            )
        return self.resolve(headings)

    def warn_of_unknown(self, headings: Sequence[str], problems: Problems) -> None:
        """Say which columns are not read, so that nobody believes that they were."""
        unknown = [name for name in headings if self.rank(name) is None and folded(name) not in self._passed_over]
        if unknown:
            shown = ", ".join(f"“{decoded(name)[:_SHOWN_LENGTH]}”" for name in unknown[:_SHOWN])
            more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
            problems.warning(
                "unknown_column",
                f"These columns are not read: {shown}{more}.",
                "Nothing need be done unless one of them was meant to be imported.",
            )

    @property
    def _passed_over(self) -> frozenset[str]:
        return frozenset(folded(name) for name in self.passed_over)


def refuse_repeated(headings: Sequence[str], *, row: int, system: str) -> None:
    """Refuse a header in which two columns have one name: nobody can say which of them is meant."""
    counted = Counter(folded(name) for name in headings if name.strip())
    for name in headings:
        if counted[folded(name)] > 1:
            raise Malformed(
                f"Two columns are called “{name.strip()[:_SHOWN_LENGTH]}”.",
                code="repeated_column",
                row=row,
                field=name.strip()[:_SHOWN_LENGTH],
                remedy=f"Give each column of the report in {system} its own caption, and export again.",
            )
