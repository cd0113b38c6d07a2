"""The values of a policy's lines: how each is written, and what it is once read.

A rate is an exact fraction, never a percentage and never a decimal: 1/10 is 1/10 on every machine and in every court.
"""

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from tenants.policies.rules.cohorts import Cohort, UnknownCohort, Unless, cohort_named, unless_named
from tenants.policies.rules.measures import Measure, UnknownMeasure, measure_named
from tenants.policies.rules.windows import UnknownWindow, Window, window_named

KEY: Final = r"^[A-Za-z0-9_]{1,40}$"
LARGEST_COUNT: Final = 10_000
#: Nothing larger is even said back: a number of thousands of figures cannot be written.
_BEYOND: Final = 10**9
_FRACTION: Final = re.compile(r"(-?[0-9]{1,6})/([0-9]{1,6})")


def wrong(code: str, words: str) -> PydanticCustomError:
    """An error in words of ours, under a stable code."""
    return PydanticCustomError(code, "{words}", {"words": words})  # the words may hold braces


def _number(written: object) -> int | Fraction:
    if isinstance(written, Fraction):
        return written
    if isinstance(written, int) and not isinstance(written, bool):
        if abs(written) > _BEYOND:
            raise wrong("out_of_range", "This is too large to be meant.")
        return written
    if isinstance(written, str) and (found := _FRACTION.fullmatch(written)) and int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    said = "This is neither a whole number nor a fraction."
    raise wrong("not_a_number", f"{said} Write 5 for a count, and a rate as “1/10”: never a percentage or a decimal.")


def as_written(number: int | Fraction) -> int | str:
    """A number as a document writes it."""
    return number if isinstance(number, int) else f"{number.numerator}/{number.denominator}"


def _measure(written: object) -> Measure:
    if isinstance(written, Measure):
        return written
    try:
        return measure_named(_text(written))
    except UnknownMeasure as unknown:
        raise wrong("unknown_measure", str(unknown)) from None


def _window(written: object) -> Window:
    if isinstance(written, Window):
        return written
    try:
        return window_named(_text(written))
    except UnknownWindow as unknown:
        raise wrong("unknown_window", str(unknown)) from None


def _cohort(written: object) -> Cohort:
    if isinstance(written, Cohort):
        return written
    try:
        return cohort_named(_text(written))
    except UnknownCohort as unknown:
        raise wrong("unknown_cohort", str(unknown)) from None


def _unless(written: object) -> Unless:
    if isinstance(written, Unless):
        return written
    try:
        return unless_named(_text(written))
    except UnknownCohort as unknown:
        raise wrong("unknown_exception", str(unknown)) from None


def _day(written: object) -> date:
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise wrong("not_a_date", "This is not a day. Write it as 2026-09-01: year, month, day.")


def _text(written: object) -> str:
    if isinstance(written, str):
        return written
    raise wrong("not_text", "This is to be text, between quotation marks.")


def _listed(written: Any) -> Any:
    """Lists of TOML and JSON are tuples here, so that a document cannot change."""
    return tuple(written) if isinstance(written, list) else written


Key = Annotated[str, StringConstraints(strict=True, pattern=KEY)]
Number = Annotated[int | Fraction, BeforeValidator(_number), PlainSerializer(as_written)]
MeasureNamed = Annotated[Measure, BeforeValidator(_measure), PlainSerializer(str)]
WindowNamed = Annotated[Window, BeforeValidator(_window), PlainSerializer(str)]
CohortNamed = Annotated[Cohort, BeforeValidator(_cohort), PlainSerializer(str)]
UnlessNamed = Annotated[Unless, BeforeValidator(_unless), PlainSerializer(str)]
Day = Annotated[date, BeforeValidator(_day), PlainSerializer(date.isoformat)]
Listed = BeforeValidator(_listed)
