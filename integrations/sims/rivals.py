"""What a roll report says twice: which of two columns for one thing is read, and what is said about the other."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from foundation.refusals import Malformed
from integrations.exchange.columns import Columns, Rival, Rivals, decoded, folded
from integrations.exchange.dates import Dates
from integrations.sims.mapping import FLAG_YES_NO, LEGAL_FORENAME, LEGAL_SURNAME, NO, ROLL, SEN_FLAGS, SEXES, YES
from schools.intake.rules.problems import Problems
from schools.roll.rules.year_group import parse_year_group

NO_RIVALS: Final[Rivals] = MappingProxyType({})
_HEADINGS: Final = {field.key: field.heading for field in ROLL.fields}
_LEGAL: Final = {
    "surname": frozenset(map(folded, LEGAL_SURNAME)),
    "forename": frozenset(map(folded, LEGAL_FORENAME)),
}
_MEANINGS: Final[Mapping[str, Mapping[str, object]]] = {"sex": SEXES, "sen": SEN_FLAGS}
_DATES: Final = ("birth", "starts_on", "ends_on")


def settle(cells: Mapping[str, str], rivals: Rivals, problems: Problems, dates: Dates, row: int) -> Mapping[str, str]:
    """The cells of a row once each thing said twice is settled. Malformed when a person must say which is meant.

    An everyday forename beside the legal one is the name the pupil goes by or, where a column says another, is pointed
    to; an everyday surname is of no use here. Two legal names that differ are a question. The year group is that in which
    the pupil is taught, and the sex the one so headed; both are pointed to.
    """
    if not rivals:
        return cells
    settled = dict(cells)
    for key, others in rivals.items():
        for other in others:
            if key in _LEGAL and folded(other.won) in _LEGAL[key] and folded(other.heading) not in _LEGAL[key]:
                if key == "forename":
                    _everyday(settled, other, problems, row)
            elif _same(key, cells[key], other.text, dates, row):
                continue
            elif key in _FIRST_WINS:
                problems.warning(
                    f"{key}_differs",
                    f"“{other.heading}” says otherwise; “{other.won}” is used.",
                    _FIRST_WINS[key],
                    row=row,
                    field=_HEADINGS[key],
                    value=f"{cells[key]}, {other.text}",
                )
            else:
                raise _asked(key, other, row)
    return settled


def _everyday(settled: dict[str, str], other: Rival, problems: Problems, row: int) -> None:
    """Take an everyday forename as the name the pupil goes by, or point to it where another name is said to be that."""
    preferred = settled.get("preferred", "")
    if not preferred:
        settled["preferred"] = other.text
    elif preferred.casefold() != other.text.casefold():
        problems.warning(
            "everyday_forename",
            f"“{other.heading}” is neither the legal forename nor the name the pupil goes by, and is not used.",
            "Check that the name the pupil goes by is right.",
            row=row,
            field=_HEADINGS["preferred"],
            value=f"{settled['forename']}, {preferred}, {other.text}",
        )


_FIRST_WINS: Final = {
    "year_group": "It is the year in which the pupil is taught; check that it is what was meant.",
    "sex": "The admission register records the sex; check that it is what was meant.",
}


def _asked(key: str, other: Rival, row: int) -> Malformed:
    return Malformed(
        f"“{other.won}” and “{other.heading}” say different things.",
        code="columns_differ",
        row=row,
        field=_HEADINGS[key],
        remedy="Correct one of them in SIMS, or leave one column out of the report, and export again.",
    )


def _same(key: str, one: str, other: str, dates: Dates, row: int) -> bool:
    """Whether two texts mean the same: "T" and "Yes", "F" and "Female", or a date in two forms."""

    def meaning(text: str) -> object:
        said = text.casefold()
        if key in FLAG_YES_NO and (said in YES or said in NO):
            return said in YES
        if key in _DATES:
            return dates.read(text, row=row)
        if key == "year_group":
            return parse_year_group(text)
        return _MEANINGS.get(key, {}).get(said, "".join(said.split()))

    try:
        return meaning(one) == meaning(other)
    except Malformed:
        return False


def warn_of_everyday_names(columns: Columns, problems: Problems) -> None:
    """Say of names that no column says to be the legal ones, and of everyday surnames that are passed over."""
    everyday = [key for key, legal in _LEGAL.items() if key in columns and folded(columns[key][0]) not in legal]
    if everyday:
        read = " and ".join(f"“{decoded(columns[key][0])}”" for key in everyday)
        wanted = " and ".join(f"“{_HEADINGS[key]}”" for key in everyday)
        problems.warning(
            "everyday_names",
            f"Names are read from {read}, which may be those that pupils go by.",
            f"The admission register holds legal names: check them, or add {wanted} to the report.",
            field=_HEADINGS[everyday[0]],
        )
    passed_over = [decoded(tag) for tag in columns.get("surname", ())[1:] if folded(tag) not in _LEGAL["surname"]]
    if passed_over and "surname" not in everyday:
        shown = ", ".join(f"“{name}”" for name in passed_over)
        problems.warning(
            "everyday_surname",
            f"{shown}: not used, since “{decoded(columns['surname'][0])}” is the legal surname.",
            "Nothing need be done.",
            field=_HEADINGS["surname"],
        )
