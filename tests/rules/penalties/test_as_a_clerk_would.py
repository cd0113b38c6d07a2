"""Threshold, ledger and days to pay of pupils dealt at random, as the product and as a clerk work them out: the same.

ROLLCALL_PENALTY_PUPILS=20000 .venv/bin/python -m pytest tests/rules/penalties
"""

import datetime as dt
import os
import random

from schools.calendar.rules.academic_year import week_start
from schools.penalties.rules.clocks import add_working_days
from schools.penalties.rules.threshold import threshold_on
from tenants.policies.rules.notice_ledger import Issued, Rate, lapses_on, ledger_on
from tenants.policies.rules.notice_states import PENALTY
from tenants.policies.rules.paying import to_pay
from tests.rules.penalties import slowly
from tests.rules.penalties.dealt import deal

PUPILS = int(os.environ.get("ROLLCALL_PENALTY_PUPILS", "1000"))


def test_every_pupil_stands_where_the_clerk_finds_them() -> None:
    met = provisional = moved = 0
    for seed in range(PUPILS):
        dealt = deal(seed)
        slow = slowly.threshold(dealt.slow, dealt.schools, dealt.on, dealt.codes)
        found = threshold_on(dealt.pupil, dealt.calendar, dealt.on, codes=frozenset(dealt.codes))
        assert (found is not None and found.met) == slow.met, seed
        if found is not None and found.met:
            since = week_start(found.reached_on) if found.reached_on else None
            assert (found.window.count, found.provisional) == (slow.count, slow.provisional), seed
            assert since == slow.since, seed
            met, provisional = met + 1, provisional + found.provisional
            moved += bool(dealt.pupil.elsewhere)
    # What is dealt holds enough of each kind for the comparison to say something.
    assert met > PUPILS / 10
    assert provisional > PUPILS / 50
    assert moved > PUPILS / 50


def test_every_ledger_counts_what_the_clerk_counts() -> None:
    dice = random.Random(66)
    states = [one.key for one in PENALTY.states]
    for _ in range(PUPILS):
        on = dt.date(2024, 8, 19) + dice.randrange(3000) * slowly.DAY
        if dice.random() < 0.1:
            on = dt.date(2028, 2, 29)
        spread = dice.choice((1100, 20))
        near = dt.date(on.year - 3, on.month, min(on.day, 28))
        issued = [
            (near + dice.randrange(-20, spread) * slowly.DAY, dice.choice(states)) for _ in range(dice.randrange(5))
        ]
        ledger = ledger_on([Issued(*one) for one in issued], on)
        assert len(ledger.counting) == slowly.counting(issued, on), (issued, on)
        for one in ledger.counting:
            assert one.issued_on <= on < lapses_on(one.issued_on, 3)


def test_every_day_to_pay_is_the_clerks() -> None:
    dice = random.Random(6)
    for _ in range(PUPILS):
        posted = dt.date(2026, 1, 1) + dice.randrange(1000) * slowly.DAY
        holidays = {posted + dice.randrange(12) * slowly.DAY for _ in range(dice.randrange(4))}
        working = dice.randrange(6)
        received = add_working_days(posted, working, holidays)
        assert received == slowly.deemed(posted, working, holidays)
        first = to_pay(Rate.REDUCED, issued_on=posted, received_on=received)
        second = to_pay(Rate.FLAT, issued_on=posted, received_on=received)
        assert (first.reduced_by, first.full_by) == (slowly.last_of(received, 21), slowly.last_of(received, 28))
        assert (second.reduced_by, second.full_by) == (None, slowly.last_of(received, 28))
