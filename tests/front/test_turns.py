"""Who is given a thread next, without clock, threads or server: order and limits alone."""

import pytest

from rollcall.front.turns import Crowded, Tally, Turn, Turns, Who

THREADS = 4


class Room:
    """Threads, and who has been given one in which order."""

    def __init__(self, **limits: int) -> None:
        self.turns = Turns(THREADS, **{"school": 2, "person": 2, **limits})
        self.begun: list[str] = []
        self.asked: dict[str, Turn] = {}

    def ask(self, name: str, school: str, person: str, address: str = "10.0.0.1") -> None:
        self.asked[name] = self.turns.ask(Who(school, address, person), lambda: self.begun.append(name))

    def leave(self, name: str) -> None:
        self.turns.leave(self.asked.pop(name))

    def answered(self) -> list[str]:
        """Let all be answered, one after the other; who had a turn since the beginning, in that order."""
        at = 0
        while at < len(self.begun):
            if self.begun[at] in self.asked:
                self.leave(self.begun[at])
            at += 1
        return self.begun


def test_one_person_has_two_threads_and_one_school_half_of_them() -> None:
    room = Room()
    for number in range(6):
        room.ask(f"flood {number}", "alder", "dana")
    room.ask("colleague", "alder", "alex")
    assert room.begun == ["flood 0", "flood 1"]
    room.ask("birch", "birch", "bea")
    assert room.begun == ["flood 0", "flood 1", "birch"]


def test_one_person_leaves_a_thread_of_their_school_to_a_colleague() -> None:
    room = Room(person=1)
    for number in range(6):
        room.ask(f"flood {number}", "alder", "dana")
    room.ask("colleague", "alder", "alex")
    assert room.begun == ["flood 0", "colleague"]


def test_a_person_is_the_same_from_every_address() -> None:
    room = Room(person=1)
    for number in range(3):
        room.ask(f"flood {number}", "alder", "dana", address=f"10.0.0.{number}")
    assert room.begun == ["flood 0"]


def test_who_waits_has_a_turn_before_who_sent_many_has_another() -> None:
    room = Room()
    for school in ("cedar", "elm"):
        for number in range(2):
            room.ask(f"{school} {number}", school, f"{school} {number}")
    for number in range(5):
        room.ask(f"flood {number}", "alder", "dana")
    room.ask("birch", "birch", "bea")
    room.ask("colleague", "alder", "alex")
    order = room.answered()[4:]
    assert order.index("birch") <= 1
    assert order.index("colleague") <= 3
    assert [name for name in order if name.startswith("flood")] == [f"flood {number}" for number in range(5)]


def test_of_one_school_an_address_that_claims_to_be_many_people_has_the_turns_of_one() -> None:
    room = Room(school=1)
    for number in range(20):
        room.ask(f"claimed {number}", "alder", f"made up {number}", address="203.0.113.9")
    for number in range(3):
        room.ask(f"staff {number}", "alder", f"staff {number}")
    order = room.answered()
    assert [order.index(f"staff {number}") for number in range(3)] == [1, 3, 5]


def test_who_gives_up_waiting_is_passed_over_and_gives_no_thread_back() -> None:
    room = Room()
    for number in range(4):
        room.ask(f"flood {number}", "alder", "dana")
    room.leave("flood 2")
    room.leave("flood 0")
    assert room.begun == ["flood 0", "flood 1", "flood 3"]
    room.ask("more", "alder", "alex")
    assert "more" not in room.begun


def test_waiting_is_hopeless_behind_too_many_and_possible_again_later() -> None:
    room = Room(person=1, person_waiting=3, waiting=5)
    for number in range(4):
        room.ask(f"flood {number}", "alder", "dana")
    with pytest.raises(Crowded):
        room.ask("one too many", "alder", "dana")
    room.ask("running", "birch", "bea")
    for number in range(2):
        room.ask(f"waiting {number}", "birch", "bea")
    with pytest.raises(Crowded):
        room.ask("anybody", "cedar", "cleo")
    room.leave("flood 0")
    room.ask("again", "cedar", "cleo")
    assert room.begun[-1] == "again"


def test_nothing_is_remembered_of_those_who_have_gone() -> None:
    room = Room()
    for number in range(10_000):
        room.ask("visitor", f"made up {number}", f"person {number}")
        room.leave("visitor")
    assert not room.turns._at_work
    assert not room.turns._waiting_of
    assert len(room.turns._last) <= 4096


def test_what_is_held_is_counted_by_key_and_in_all() -> None:
    tally = Tally(each=2, together=3)
    with tally.holding("a", 2):
        with pytest.raises(Crowded), tally.holding("a"):
            pass
        with tally.holding("b"), pytest.raises(Crowded), tally.holding("c"):
            pass
        with tally.holding("c"):
            pass
    with tally.holding("a", 2):
        pass
