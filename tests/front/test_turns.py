"""Who is given a thread next, without threads or server, by a clock that is set: order and limits alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from rollcall.front.application import Front
from rollcall.front.lines import Line, Lines
from rollcall.front.turns import Crowded, Turn, Turns, Waiting, Who

THREADS = 4


class Room:
    """Threads, and who has been given one in which order."""

    def __init__(self, *, place: int = 2, person: int = 2, **limits: Any) -> None:
        self.seconds = 0.0
        self.later: list[tuple[float, Callable[[], None]]] = []
        self.turns = Turns(
            THREADS, place=place, person=person, now=lambda: self.seconds, later=self.have_later, **limits
        )
        self.begun: list[str] = []
        self.refused: list[str] = []
        self.asked: dict[str, Turn] = {}

    def ask(self, name: str, place: str, person: str, address: str = "10.0.0.1") -> None:
        who = Who(place, address, person)
        self.asked[name] = self.turns.ask(who, lambda: self.begun.append(name), lambda: self.refused.append(name))

    def leave(self, name: str) -> None:
        self.turns.leave(self.asked.pop(name))

    def have_later(self, wait: float, act: Callable[[], None]) -> None:
        self.later.append((self.seconds + wait, act))

    def pass_by(self, seconds: float) -> None:
        """So many seconds go by; what was to be done in them is done."""
        ends = self.seconds + seconds
        while due := [one for one in self.later if one[0] <= ends]:
            first = min(due, key=lambda one: one[0])
            self.later.remove(first)
            self.seconds = first[0]
            first[1]()
        self.seconds = ends

    def loop(self, person: str, turns: int, *, each: float) -> None:
        """Somebody has so many turns in a row, whose next request waits each time; the last but one is at work then."""
        self.ask(f"{person} 0", "alder", person)
        for number in range(turns):
            self.ask(f"{person} {number + 1}", "alder", person)
            self.pass_by(each)
            self.leave(f"{person} {number}")

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


def test_who_asks_in_loops_stands_back_while_others_are_at_work() -> None:
    room = Room(person=1)
    room.ask("birch", "birch", "bea")
    room.loop("dana", 5, each=0.2)
    room.ask("dana 6", "alder", "dana")
    room.pass_by(1.9)
    assert room.begun[-1] == "dana 4"  # 1 s of turns in a row, and no more
    room.pass_by(0.1)
    assert room.begun[-1] == "dana 5"  # whoever works
    room.pass_by(0.2)
    room.leave("dana 5")
    room.leave("birch")
    room.pass_by(0.9)
    room.ask("colleague", "alder", "alex")
    assert room.begun[-1] == "colleague"
    room.leave("colleague")
    room.pass_by(0.9)
    assert room.begun[-1] == "colleague"
    room.pass_by(0.1)
    assert room.begun[-1] == "dana 6"  # a second after the others' last turn


def test_who_asks_in_loops_is_held_up_by_nobody_where_nobody_else_is() -> None:
    room = Room(person=1)
    room.loop("dana", 20, each=0.2)
    assert room.begun[-1] == "dana 20"


def test_who_waits_for_each_answer_or_waited_once_for_a_long_one_does_not_stand_back() -> None:
    room = Room(person=1)
    room.ask("birch", "birch", "bea")
    for number in range(20):
        room.ask(f"page {number}", "alder", "dana")
        room.pass_by(0.2)
        room.leave(f"page {number}")
    assert room.begun[-1] == "page 19"
    room.ask("long file", "alder", "dana")
    room.ask("save", "alder", "dana")
    room.pass_by(30)
    room.leave("long file")
    assert room.begun[-1] == "save"


def test_browsers_without_a_cookie_behind_one_address_stand_back_for_nobody() -> None:
    room = Room(person=1)
    room.ask("birch", "birch", "bea")
    room.loop("10.0.0.1", 20, each=0.2)  # thirty teachers, say, who open the page to sign in
    assert room.begun[-1] == "10.0.0.1 20"


def test_browsers_that_are_made_up_share_the_turns_of_one() -> None:
    room = Room(place=1)
    room.ask("before", "alder", "alex")
    room.leave("before")
    room.ask("flood", "alder", "made up")
    for number in range(6):
        room.ask(f"flood {number}", "alder", f"made up {number}")
    room.ask("alex", "alder", "alex")
    room.ask("alex again", "alder", "alex")
    order = room.answered()
    assert order.index("alex") <= 3
    assert order.index("alex again") <= 5


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
    room = Room(place=1)
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


def test_of_one_browser_the_newest_is_turned_away_and_there_is_room_again_later() -> None:
    room = Room(person=1, waiting=Waiting(person=2))
    for number in range(4):
        room.ask(f"flood {number}", "alder", "dana")
    assert room.refused == ["flood 3"]
    room.leave("flood 0")
    room.ask("again", "alder", "dana")
    assert room.refused == ["flood 3"]


def test_a_free_thread_is_given_however_many_wait() -> None:
    room = Room(waiting=Waiting(place=3, together=3))
    for number in range(9):
        room.ask(f"flood {number}", "alder", f"made up {number}", address=f"203.0.113.{number % 3}")
    room.ask("birch", "birch", "bea")
    assert room.begun == ["flood 0", "flood 1", "birch"]
    assert "birch" not in room.refused


def test_where_too_many_wait_the_newest_of_the_address_with_most_is_turned_away() -> None:
    room = Room(place=1, waiting=Waiting(address=100, place=4, together=6))
    for number in range(5):
        room.ask(f"flood {number}", "alder", f"made up {number}", address="203.0.113.9")
    room.ask("staff", "alder", "alex")  # the fifth that waits at alder
    assert room.refused == ["flood 4"]
    for place in ("birch", "cedar", "elm"):
        for number in range(2):  # of whom the third is the seventh that waits in all
            room.ask(f"{place} {number}", place, f"{place} {number}", address=f"{place} {number}")
    assert room.refused == ["flood 4", "flood 3"]


def test_of_one_address_the_newest_of_the_browser_with_most_is_turned_away() -> None:
    room = Room(person=1, waiting=Waiting(address=3))
    for number in range(4):
        room.ask(f"flood {number}", "alder", "dana")
    room.ask("running", "alder", "alex")
    room.ask("colleague", "alder", "carl")
    assert room.refused == ["flood 3"]


def test_the_host_where_all_sign_in_has_as_many_threads_as_it_is_given() -> None:
    room = Room(places={"id": 3})
    for number in range(4):
        room.ask(f"sign in {number}", "id", f"new {number}")
        room.ask(f"birch {number}", "birch", f"b {number}")
    assert room.begun == ["sign in 0", "birch 0", "sign in 1", "birch 1"]
    room.leave("birch 0")
    assert room.begun[-1] == "sign in 2"


def test_nothing_is_remembered_of_those_who_have_gone() -> None:
    room = Room()
    for number in range(10_000):
        room.ask("visitor", f"made up {number}", f"person {number}")
        room.leave("visitor")
    assert not room.turns._at_work
    assert not room.turns._waiting_of
    assert len(room.turns._last) <= 4096
    assert not room.turns._loops._at_work
    assert len(room.turns._loops._ended) <= 4096


class Crowd:
    """Lines that stay open, by name, and those that were dropped."""

    def __init__(self, held: ExitStack, lines: Lines) -> None:
        self.held, self.lines = held, lines
        self.dropped: list[str] = []

    def open(self, name: str, address: str, size: int = 0) -> Line:
        line = self.held.enter_context(self.lines.line(address))
        line.drop = lambda: self.dropped.append(name)
        line.carries(size)
        return line


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with ExitStack() as held:
        yield Crowd(held, Lines(lines=3, small=10, of_address=100, together=250))


def test_of_too_many_lines_of_an_address_the_oldest_is_dropped_that_waits_for_its_client(crowd: Crowd) -> None:
    crowd.open("whole", "a").is_through()
    for number in range(4):
        crowd.open(f"half {number}", "a")
    crowd.open("elsewhere", "b")
    assert crowd.dropped == ["half 0"]


def test_bytes_are_counted_as_they_come_and_the_oldest_of_who_has_most_makes_room(crowd: Crowd) -> None:
    for address in ("a", "b"):
        crowd.open(f"first of {address}", address, 50)
        crowd.open(f"second of {address}", address, 50)
    crowd.open("promises much", "c")
    slow = crowd.open("of c", "c", 50)
    assert crowd.dropped == []
    slow.carries(5)
    assert crowd.dropped == ["first of a"]


def test_an_address_makes_room_for_itself_and_small_bodies_need_none(crowd: Crowd) -> None:
    crowd.open("first", "a", 60)
    crowd.open("second", "a", 90)
    assert crowd.dropped == ["first"]
    for _ in range(2):
        crowd.open("small", "a", 10)
    assert crowd.dropped == ["first"]


def test_what_is_through_is_never_dropped_and_what_is_over_is_not_counted(crowd: Crowd) -> None:
    with crowd.lines.line("a") as line:
        line.carries(90)
        line.is_through()
        with pytest.raises(Crowded), crowd.lines.line("a") as other:
            other.carries(20)
    crowd.open("later", "a", 100)
    assert crowd.dropped == []


def test_a_cookie_that_is_spelled_otherwise_makes_no_other_browser() -> None:
    front = Front(lambda _environ, _start: [], pages={}, largest=1, cookies=("__Host-session",))
    key = "k3y" * 10 + "ab"
    plain = front._browser(f"other=1; __Host-session={key}".encode())
    assert len(plain) == 64
    assert front._browser(f"__Host-session={key.upper()}".encode()) != plain
    for spelled in (f'"{key}"', '"' + "".join(f"\\{ord(letter):03o}" for letter in key) + '"', key + "=", " ", "é"):
        assert front._browser(f"__Host-session={spelled}".encode()) == ""
