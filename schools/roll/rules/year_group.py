"""National curriculum year groups as people and systems write them, and as we keep them [CBDS26].

Kept as text: "E1", "E2", "N1", "N2", "R", "1" to "14", and "X" for a pupil who follows no year group.
"""

import re
from datetime import date
from types import MappingProxyType
from typing import Final

from foundation.refusals import Malformed
from schools.roll.rules.ages import age_at_31_august

YEAR_GROUPS: Final = ("E1", "E2", "N1", "N2", "R", *(str(year) for year in range(1, 15)), "X")
_ORDER: Final = MappingProxyType({group: place for place, group in enumerate(YEAR_GROUPS)})
_RECEPTION_AGE: Final = 4
_SPOKEN: Final = MappingProxyType({"RECEPTION": "R", "YR": "R"})
_PREFIX = re.compile(r"(?:(?:NATIONAL )?CURRICULUM )?(?:YEAR|YR|Y|NC|NURSERY(?= [12]$))\.?(?: GROUP)? ?(?=[0-9RENX])")
_SHOWN: Final = 12


def parse_year_group(text: str) -> str:
    """The year group in "Year  7", "Yr 7", "Y07", "Curriculum Year 7", "7", "R", "Reception", "N1" or "Nursery 2".

    Malformed otherwise; bare "Nursery" is refused because it may be N1 or N2.
    """
    words = " ".join(text.split()).upper()
    if words in {"N", "NURSERY"}:
        raise Malformed("Nursery is two year groups: write N1 (two-year-olds) or N2 (three-year-olds).")
    group = _SPOKEN.get(words)
    if group is None:
        nursery = words.startswith("NURSERY ")
        group = _PREFIX.sub("", words, count=1)
        group = f"N{group}" if nursery else _SPOKEN.get(group, group)
        if group.isascii() and group.isdigit():
            group = str(int(group))
    if group not in _ORDER:
        shown = words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
        raise Malformed(f"“{shown}” is not a year group. Write R, 1 to 14, N1, N2, E1, E2 or X.")
    return group


def year_group_order(year_group: str) -> int:
    """A number that sorts year groups youngest first, X last. Malformed when it is not one we keep."""
    try:
        return _ORDER[year_group]
    except KeyError:
        raise Malformed(f"“{year_group[:_SHOWN]}” is not a year group.") from None


def year_group_before(year_group: str, years: int) -> str:
    """The year group of so many years before, moving up one a year; X stays, and the youngest has none below it."""
    if year_group == "X":
        return year_group
    return YEAR_GROUPS[max(0, year_group_order(year_group) - years)]


def year_group_label(year_group: str) -> str:
    """How people say it: "Reception", "Year 7", "Nursery 2"."""
    match year_group:
        case "R":
            return "Reception"
        case "X":
            return "No year group"
        case "E1" | "E2":
            return f"Early years {year_group[1]}"
        case "N1" | "N2":
            return f"Nursery {year_group[1]}"
        case _:
            return f"Year {year_group}"


def expected_year_group(birth: date, academic_year: int) -> str | None:
    """The year group of that age: Reception for those aged 4 on 31 August before the year, Year 7 for those aged 11.

    None when nobody of that age is at school. A pupil may properly be taught a year out: a difference is a question.
    """
    place = _ORDER["R"] + age_at_31_august(birth, academic_year) - _RECEPTION_AGE
    return YEAR_GROUPS[place] if 0 <= place < _ORDER["X"] else None


def years_out(year_group: str, birth: date, academic_year: int) -> int | None:
    """How many years above (+) or below (-) the group of their age a pupil is placed; None when that has no meaning.

    0 is usual and 1 either way lawful and not rare; more is most likely a wrong date of birth or year group.
    """
    expected = expected_year_group(birth, academic_year)
    if expected is None or year_group == "X":
        return None
    return year_group_order(year_group) - _ORDER[expected]
