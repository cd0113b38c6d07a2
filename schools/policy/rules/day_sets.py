"""Sets of days, by their numbers in a row of days: bit n of a whole number stands for the nth day.

So `&`, `|` and `& ~` are what they are of sets, at the price of adding two numbers, and a run of days is one subtraction.
"""

from collections.abc import Iterable, Iterator

DaySet = int
NO_DAY: DaySet = 0


def days_between(first: int, end: int) -> DaySet:
    """The days from one number up to another, which is not among them; none where that is no later."""
    return (1 << end) - (1 << first) if first < end else NO_DAY


def days_of(numbers: Iterable[int]) -> DaySet:
    """The days of some numbers, each given once."""
    return sum(1 << number for number in numbers)


def numbers_of(days: DaySet) -> Iterator[int]:
    """The numbers of a set of days, in order."""
    while days:
        lowest = days & -days
        yield lowest.bit_length() - 1
        days ^= lowest
