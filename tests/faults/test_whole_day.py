"""A day of 300 pupils through the public routes, killed three times; a shorter one with faults planted in its worker.

`make faults` lives through one of 1,500 pupils, killed fifty times.
"""

import copy
from dataclasses import dataclass

import pytest

from tests.faults.day.book import Book
from tests.faults.day.driving import live_through
from tests.faults.day.judge import judge
from tests.faults.day.running import school
from tests.faults.ground import Ground

SEED = 20261119
#: In each hour of the day; of the shorter one, which ends at ten, while it sends.
KILLS, KILLS_OF_CONTROL = (1, 1, 1, 0, 0, 0), (0, 1, 0)
#: What is planted in the worker of the shorter day, and the kind of finding that must come of each.
PLANTED = {"unclaimed": "twice", "dropping": "text"}


@dataclass
class Lived:
    """A day that is over, in one school's tables."""

    ground: Ground
    schema: str
    book: Book
    struck: list[str]


@pytest.fixture(scope="module")
def day(place: Ground) -> Lived:
    """The sound one."""
    with school(place, forms=10, seed=SEED) as running:
        book = live_through(running, KILLS)
        return Lived(place, running.place.schema, book, running.struck)


def test_every_pupil_is_accounted_for_and_each_figure_is_a_recount(day: Lived) -> None:
    """0 marks lost, sent twice 0, silently lost 0; how many are in doubt is stated."""
    with day.ground.connect() as eyes:
        verdict = judge(eyes, day.schema, day.book)
    print(f"seed {SEED}, killed {day.struck}: {dict(verdict.stated)}")
    assert verdict.findings == []
    assert len(day.struck) == sum(KILLS)
    assert verdict.stated["pupils"] == 300
    book = day.book
    done = (book.calls, book.arrivals, book.texts, book.answers, book.receipts, book.signed_off)
    assert all(done), "something of the day was not tried"


def test_a_worker_that_sends_before_it_claims_or_drops_what_comes_in_is_found(place: Ground) -> None:
    """The controls: until ten in the morning, killed once while it sends."""
    with school(place, forms=3, seed=SEED, planted=",".join(PLANTED)) as running:
        book = live_through(running, KILLS_OF_CONTROL)
        with place.connect() as eyes:
            verdict = judge(eyes, running.place.schema, book)
    assert set(PLANTED.values()) <= verdict.kinds().keys(), f"{PLANTED} were planted: {verdict.kinds()}"


#: Harm done by hand to what the sound day left, and the kind of finding it must be.
BY_HAND = {
    "a mark gone": ("DELETE FROM registers_mark", "mark"),
    "a mark and its versions gone": (
        "WITH gone AS (DELETE FROM registers_mark) DELETE FROM registers_markversion",
        "unaccounted",
    ),
    "a save gone": (
        """DELETE FROM registers_entry
            WHERE idempotency_key = (SELECT min(idempotency_key) FROM registers_entry WHERE register_version = 1)""",
        "mark",
    ),
    "nobody took a child over": ("UPDATE absence_handover SET settled_at = NULL", "unaccounted"),
    "what the lead was told is not so": ("UPDATE absence_handover SET settled_at = NULL", "lead"),
    "calls gone": ("DELETE FROM absence_attempt WHERE channel = 'call'", "call"),
    "what the desk wrote down gone": ("DELETE FROM desk_arrival", "desk"),
    "texts gone": ("DELETE FROM absence_reply WHERE way = 'text'", "text"),
    "STOP not heeded": ("DELETE FROM absence_stopped", "text"),
    "answers gone": ("DELETE FROM absence_reply WHERE way = 'link'", "answer"),
    "a receipt passed over": ("UPDATE absence_message SET state = 'handed_over' WHERE state = 'delivered'", "receipt"),
    "a message left behind": ("UPDATE absence_message SET state = 'sending'", "silent"),
    "a message nobody knows of": ("DELETE FROM absence_message", "stray"),
    "a message said to be withdrawn": ("UPDATE absence_message SET state = 'withdrawn'", "stray"),
    "what was tried not on a child's record": ("DELETE FROM absence_attempt WHERE channel = 'text'", "silent"),
    "a promise not kept": ("UPDATE journal_outboxrow SET done_at = NULL", "silent"),
    "an inbox unread": ("UPDATE journal_inboxrow SET passed_on = false", "silent"),
    "no clock for those without a reason": ("DELETE FROM journal_duerow WHERE topic = 'registers.n_clock'", "silent"),
    "a figure miscounted": ("UPDATE public.figures_sessioncount SET unauthorised = unauthorised + 1", "figure"),
    "a week miscounted": ("UPDATE registers_pupilweek SET present = present + 1", "week"),
}


@pytest.mark.parametrize("harm", BY_HAND)
def test_the_judge_sees_harm_done_by_hand(day: Lived, harm: str) -> None:
    """In a transaction that is undone, with nothing in the tables to stand against it."""
    statement, kind = BY_HAND[harm]
    with day.ground.connect() as eyes, eyes.transaction(force_rollback=True):
        eyes.execute("SET LOCAL session_replication_role = replica")
        eyes.execute(f"SET LOCAL search_path = {day.schema}")
        assert eyes.execute(statement).rowcount
        assert kind in judge(eyes, day.schema, day.book).kinds()


def test_the_judge_sees_what_a_carrier_was_given_twice(day: Lived) -> None:
    book = copy.copy(day.book)
    book.carried = [*book.carried, book.carried[0]]
    with day.ground.connect() as eyes:
        assert judge(eyes, day.schema, book).kinds().keys() == {"twice"}
