"""The short tier: a few of each fault under saves of registers, and for each trial a planted fault that it must catch.

`make faults` runs the long tier. A trial that found nothing proves as much as it would have found: so each has its twin,
with one thing broken on purpose, in which the judge must find harm of the kind that comes of it.

What a fault costs here is the start of a server: the trials that do it no harm are served by one that runs through all of
them.
"""

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest

from tests.faults.checker import check
from tests.faults.ground import Ground
from tests.faults.pairs import pairs, side_by_side
from tests.faults.serving import Server
from tests.faults.striking import Outcome, cut_commits, kill_database, kill_web

SEED = 20261119
#: A trial, how many faults, what is planted, and the kinds of finding one of which must come of that.
Trial = tuple[Callable[..., Outcome], int, str, set[str]]
TRIALS: dict[str, Trial] = {
    "web killed": (kill_web, 9, "", set()),
    "COMMIT cut": (cut_commits, 20, "", set()),
    "pairs": (pairs, 25, "", set()),
    "side by side": (side_by_side, 10, "", set()),
    "web killed, marks and versions apart": (kill_web, 3, "halves", {"half", "lost"}),
    "COMMIT cut, taken for done": (cut_commits, 6, "swallow", {"lost"}),
    "pairs, deaf to what is refused": (pairs, 5, "deaf", {"overwritten"}),
    "pairs, register not held": (pairs, 8, "unlocked", {"version"}),
    "side by side, weeks counted apart": (side_by_side, 6, "overwriting", {"week"}),
}
#: Trials of the product as it is, in which its server is not touched.
UNHARMED = {"pairs", "side by side", "pairs, deaf to what is refused"}


@pytest.fixture(scope="module")
def server(place: Ground) -> Iterator[Server]:
    """The product as it is, for all that do not harm it."""
    with Server(place) as running:
        yield running


@pytest.fixture(scope="module")
def trials(place: Ground, server: Server) -> Iterator[dict[str, "Future[Outcome]"]]:
    """All but those that kill the database, two at a time: each mostly waits for a server to start."""
    with ThreadPoolExecutor(2) as hands:
        yield {
            name: hands.submit(
                trial,
                place,
                seed=SEED,
                count=count,
                planted=planted,
                **({"running": server} if name in UNHARMED else {}),
            )
            for name, (trial, count, planted, _) in TRIALS.items()
        }


@pytest.mark.parametrize("name", TRIALS)
def test_what_was_answered_is_kept_once_and_whole(trials: dict[str, "Future[Outcome]"], name: str) -> None:
    """Nothing lost, doubled, halved or overwritten; and with a fault planted, just that is found."""
    _, count, planted, wanted = TRIALS[name]
    outcome = trials[name].result()
    print(f"{name}: seed {SEED}, {outcome.faults} faults, {outcome.saves} saves, {dict(outcome.fell)}")
    assert outcome.faults == count
    if planted:
        assert wanted & outcome.kinds().keys(), f"{planted} was planted and not found: {outcome.kinds()}"
    else:
        assert outcome.findings == []


#: Harm done by hand to what a trial left, and the kind of finding it must be.
BY_HAND = {
    "a mark gone": ("DELETE FROM registers_mark WHERE entry_id = %(entry)s", "mark"),
    "a mark altered": (
        "UPDATE registers_mark SET code = CASE code WHEN 'O' THEN 'I' ELSE 'O' END WHERE entry_id = %(entry)s",
        "mark",
    ),
    "a version gone": (
        """DELETE FROM registers_markversion WHERE entry_id = %(entry)s
              AND pupil_key = (SELECT min(pupil_key) FROM registers_markversion WHERE entry_id = %(entry)s)""",
        "half",
    ),
    "a version that denies what stood there": (
        "UPDATE registers_markversion SET old_code = 'T' WHERE entry_id = %(entry)s",
        "chain",
    ),
    "a save gone, its key kept": (
        """WITH gone AS (DELETE FROM registers_entry WHERE id = %(entry)s),
                others AS (DELETE FROM registers_mark WHERE entry_id = %(entry)s)
           DELETE FROM registers_markversion WHERE entry_id = %(entry)s""",
        "lost",
    ),
    "a save done twice": (
        """INSERT INTO registers_entry (at, by_name, by_position, source, register_id, register_version, idempotency_key)
           SELECT at, by_name, by_position, source, register_id, register_version, idempotency_key
             FROM registers_entry WHERE id = %(entry)s""",
        "doubled",
    ),
    "a save nobody asked for": (
        "UPDATE registers_entry SET idempotency_key = 'nobody' WHERE id = %(entry)s",
        "stray",
    ),
    "a save put before the one it followed": (
        "UPDATE registers_entry SET at = '2026-01-01' WHERE id = %(entry)s",
        "order",
    ),
    "a version of the register skipped": ("UPDATE registers_register SET version = version + 1", "version"),
    "a key gone": ("DELETE FROM journal_idempotencykey", "key"),
    "an audit line gone": ("DELETE FROM journal_auditline WHERE act = 'register.saved'", "audit"),
    "a promise gone": ("DELETE FROM journal_outboxrow", "promise"),
    "a week miscounted": ("UPDATE registers_pupilweek SET present = present + 1", "week"),
}


@pytest.mark.parametrize("harm", BY_HAND)
def test_the_judge_sees_harm_done_by_hand(place: Ground, trials: dict[str, "Future[Outcome]"], harm: str) -> None:
    """To what a sound trial left, in a transaction that is undone."""
    outcome = trials["pairs"].result()
    statement, kind = BY_HAND[harm]
    with place.connect() as eyes, eyes.transaction(force_rollback=True):
        eyes.execute(f"SET LOCAL search_path = {outcome.schema}")
        # A save whose marks still stand, so that every harm can be done to it.
        (entry,) = eyes.execute("SELECT max(entry_id) FROM registers_mark").fetchone() or (None,)
        eyes.execute(statement, {"entry": entry})
        findings = check(eyes, outcome.schema, outcome.sent)
    assert kind in {finding.partition(":")[0] for finding in findings}


def test_the_judge_knows_what_each_officer_had_seen(place: Ground, trials: dict[str, "Future[Outcome]"]) -> None:
    """The same register, but with an officer who had been shown something else in one cell."""
    outcome = trials["pairs"].result()
    sent = copy.deepcopy(outcome.sent)
    save = next(one for one in sent if one.status == 200 and one.saved)
    save.saw = dict.fromkeys(save.saw, ("T", None))
    with place.connect() as eyes:
        findings = check(eyes, outcome.schema, sent)
    assert {finding.partition(":")[0] for finding in findings} == {"overwritten"}


@pytest.fixture
def mortal(place: Ground, trials: dict[str, "Future[Outcome]"]) -> Ground:
    """The cluster, once nobody else needs it."""
    wait(trials.values())
    return place


def test_a_killed_database_keeps_what_was_answered(mortal: Ground, server: Server) -> None:
    """After crash recovery every save that was answered is there; the web server lives through it."""
    outcome = kill_database(mortal, seed=SEED, count=5, running=server)
    print(f"seed {SEED}, {outcome.faults} kills, {outcome.saves} saves, {dict(outcome.fell)}")
    assert outcome.findings == []


def test_a_commit_that_does_not_wait_for_the_disk_is_found(mortal: Ground) -> None:
    """The control: with synchronous_commit off, what was answered just before the blow is lost."""
    outcome = kill_database(mortal, seed=SEED, count=3, planted="unhurried")
    assert "lost" in outcome.kinds(), f"nothing was found: {outcome.kinds()}, {outcome.fell}"
