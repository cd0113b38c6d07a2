"""What a case still lacks: what a person would ask who takes it over. Nothing here is the law's; it stops nobody."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """What a case has, as far as this list asks."""

    owner: bool
    open_tasks: int
    overdue_tasks: int
    child_heard: bool
    parent_heard: bool
    barriers: int
    offers: int
    unanswered_offers: int
    plans_without_review: int
    first_review_due: dt.date | None
    wait_until: dt.date | None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is lacking, and the act that gives it. `late` when its day has come."""

    words: str
    act: str
    late: bool = False


def missing(held: Held, today: dt.date) -> list[Missing]:
    """What is lacking, the pressing first, then in the order in which a case goes."""
    return sorted(_all(held, today), key=lambda one: not one.late)


def _all(held: Held, today: dt.date) -> Iterator[Missing]:
    yield from _to_do(held, today)
    if not held.child_heard:
        yield Missing("Nobody has written down what the child says", "view")
    if not held.parent_heard:
        yield Missing("Nobody has written down what a parent says", "view")
    if not held.barriers:
        yield Missing("No barrier is noted", "barrier")
    if not held.offers:
        yield Missing("No help has been offered", "offer")
    if held.unanswered_offers:
        yield Missing("The family has not answered an offer", "offers")
    if held.plans_without_review:
        yield Missing("A plan has no review to come", "plans")


def _to_do(held: Held, today: dt.date) -> Iterator[Missing]:
    if not held.owner:
        yield Missing("Nobody has this case", "give")
    if held.wait_until is not None and held.wait_until <= today:
        yield Missing("The day it waited for has come", "go_on", late=True)
    if held.overdue_tasks:
        words = "A task is overdue" if held.overdue_tasks == 1 else f"{held.overdue_tasks} tasks are overdue"
        yield Missing(words, "tasks", late=True)
    if held.first_review_due is not None and held.first_review_due <= today:
        yield Missing("A plan is to be reviewed", "plans", late=True)
    if not held.open_tasks and held.first_review_due is None and held.wait_until is None:
        yield Missing("Nothing is to be done next", "task")
