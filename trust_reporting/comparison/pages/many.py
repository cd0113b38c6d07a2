"""A comparison of more schools than a page holds: those that it lists, and those furthest from all together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator

from foundation.ui import numbers
from trust_reporting.comparison.rules.comparison import ComparedSchool, Comparison, SchoolStanding, points_between

#: So many schools are set side by side on one page; of more, each page lists so many.
FITTING: Final = 30
A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Far:
    """A school that stands far from all together, and by how many percentage points, in words."""

    standing: SchoolStanding
    apart: str


@dataclass(frozen=True, slots=True)
class Many:
    """Which of many schools a page lists, by name."""

    pager: "Page[ComparedSchool]"

    @property
    def listing(self) -> Collection[UUID]:
        return {school.id for school in self.pager.object_list}

    def furthest(self, comparison: Comparison) -> tuple[Far, ...]:
        """Those furthest from all together, whatever the page lists. What is hidden is not among them."""
        pooled = comparison.totals
        return tuple(
            Far(standing, numbers.points(points_between(standing.totals, pooled))) for standing in comparison.furthest
        )


def many_of(schools: Collection[ComparedSchool], page: str | None) -> Many | None:
    """The schools of a page, or of the first where it is none; None when one page holds them all."""
    pages = Paginator(tuple(schools), A_PAGE)
    return Many(pages.get_page(page)) if len(schools) > FITTING else None
