"""One day at a school, through its public routes alone: registers, texts and what comes back, calls, the desk, the lead.

Whoever acts sends again, with the same key where a form has one, until somebody answers; only then it stands in the book.
Web server and worker are killed while they act and while the worker sends.
"""

import contextlib
import datetime as dt
import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from rollcall.servers.stand_ins import Fault, Kept, Post
from tests.faults.client import CSRF, PATIENCE, Officer, UnansweredError
from tests.faults.day.book import Book
from tests.faults.day.preparing import BIRTH
from tests.faults.day.running import School
from tests.faults.ledger import NO_MARK, TODAY, Mark, Where

IVY, NOOR, NOBODY = 0, 1, -1
LADDER = {
    "channel_1": "text",
    "place_1": "1",
    "step_1": "30",
    "channel_2": "call",
    "place_2": "1",
    "step_2": "60",
    "lead_minutes": "90",
    "visit_minutes": "150",
    "reply_minutes": "15",
    "hold_minutes": "0",
    "most_messages": "2000",
    "ring": "",
}
_LINK = re.compile(r"/by/[^/\s]+/")
_PROOF = re.compile(r'name="proof"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="proof"')
_REPLY = re.compile(r"/first-day/replies/[0-9a-f-]{36}/")
_NAMED = re.compile(r'name="words_(\d+)"')


@dataclass
class Day:
    """The people of one day and what they know: the marks they entered, and the book."""

    school: School
    book: Book = field(default_factory=Book)

    # -- how they act ------------------------------------------------------------------------------------------------

    def ask(
        self, who: int, method: str, path: str, form: dict[str, str] | None = None, *, first: bool = False
    ) -> tuple[int, str]:
        """Send until answered; the status and the page. With `first`, an unanswered try is not sent again: 0."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, text = self._once(who, method, path, form)
                if status < 500:
                    return status, text
            if first:
                return 0, ""
            if time.monotonic() > deadline:
                message = f"{method} {path} is not answered"
                raise AssertionError(message)
            time.sleep(0.03)

    def _once(self, who: int, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str]:
        session = f"__Host-session={self.school.place.sessions[who]}; " if who != NOBODY else ""
        headers = {"Host": f"{self.school.place.host}:{self.school.web.port}", "Cookie": f"{session}__Host-csrf={CSRF}"}
        headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.school.web.port, timeout=20)
        try:
            line.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def during(self, acts: Sequence[Callable[[], None]], kills: int) -> None:
        """Carry these out, three side by side, and kill at a moment of each share of them."""
        chance, shares = self.school.chance, max(1, kills)
        with ThreadPoolExecutor(3) as hands:
            for number in range(shares):
                begun = [hands.submit(act) for act in acts[number::shares]]
                if number < kills:
                    pause = chance.uniform(0.0, 0.4)
                    self.school.strike(after=partial(time.sleep, pause))
                for one in begun:
                    one.result()

    # -- registers ---------------------------------------------------------------------------------------------------

    def registers(self, session: int, kills: int, wanted: Callable[[int, str], Mark]) -> None:
        """Take every form's register; `wanted` says which mark for whom, by place in the form."""
        self.during(
            [partial(self._take, group, pupils, session, wanted) for group, pupils in self.school.place.groups.items()],
            kills,
        )

    def _take(self, group: str, pupils: list[str], session: int, wanted: Callable[[int, str], Mark]) -> None:
        officer = Officer(self.school.place, IVY, self.school.web.port, self.book.saves)
        where = Where(group, TODAY, session)
        version, there = self._read(officer, where)
        asked = {pupil: wanted(place, pupil) for place, pupil in enumerate(pupils)}
        sent = officer.write(where, version, there, asked)
        officer.insist(sent)
        officer.hang_up()
        assert sent.status == 200, f"{where} was answered {sent.status}"

    def _read(self, officer: Officer, where: Where) -> tuple[int, dict[str, Mark]]:

        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return officer.read(where)
            except UnansweredError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.03)

    def marks(self, session: int) -> dict[str, Mark]:
        """Every pupil's mark, as the registers show it."""
        found: dict[str, Mark] = {}
        for group in self.school.place.groups:
            officer = Officer(self.school.place, IVY, self.school.web.port, self.book.saves)
            found |= self._read(officer, Where(group, TODAY, session))[1]
            officer.hang_up()
        return found

    # -- what each does about a child ----------------------------------------------------------------------------------

    def call(self, pupil: str, said: str) -> None:
        """Note a call on the child's sheet."""
        key = f"call-{pupil}"
        form = {"contact": "nobody", "said": said, "note": "", "key": key}
        status, _ = self.ask(IVY, "POST", f"/first-day/{pupil}/{TODAY}/", form)
        if status == 302:
            with self.book.lock:
                self.book.calls[key] = (pupil, said)

    def late(self, pupil: str) -> None:
        """The child stands at the desk."""
        key = f"late-{pupil}"
        status, _ = self.ask(IVY, "POST", f"/desk/{pupil}/late/", {"reason": "Bus", "lunch": "", "key": key})
        if status == 302:
            with self.book.lock:
                self.book.arrivals[key] = pupil

    def take_over(self, pupil: str) -> None:
        """The lead takes the child over and says how it ended, where it was handed over."""
        address = f"/first-day/{pupil}/{TODAY}/"
        if self.ask(NOOR, "POST", f"{address}take-over/", {})[0] != 302:
            return
        with self.book.lock:
            self.book.taken.add(pupil)
        if self.ask(NOOR, "POST", f"{address}sign-off/", {"outcome": "Found at home, seen and well"})[0] == 302:
            with self.book.lock:
                self.book.signed_off.add(pupil)

    # -- what comes from outside -------------------------------------------------------------------------------------

    def tell(self, post: Post) -> bool:
        """A carrier tells again until it is answered; whether it was taken."""
        deadline = time.monotonic() + PATIENCE
        while (status := post.go()) in (0, 500, 502, 503) and time.monotonic() < deadline:
            time.sleep(0.05)
        return status == 200

    def receipt(self, kept: Kept) -> None:
        """The carrier says that it was delivered, in two steps, and the last of them twice."""
        carrier = self.school.carrier
        told = [carrier.receipt(kept.key, status) for status in ("sent", "delivered")]
        if all(self.tell(post) for post in (*told, told[-1])):
            with self.book.lock:
                self.book.receipts.add(kept.key)

    def text(self, kept: Kept, words: str) -> None:
        """Whoever was written to writes back."""
        if self.tell(self.school.carrier.reply(kept.to, kept.sender, words, about=kept.key)):
            with self.book.lock:
                self.book.texts.append((kept.to, words))

    def answer(self, kept: Kept, words: str) -> None:
        """A parent opens the link, types the birth date, and says of each child that it is ill."""
        found = _LINK.search(kept.text)
        assert found is not None
        path = found[0]
        _, page = self.ask(NOBODY, "POST", path, {"birth": f"{BIRTH:%d/%m/%Y}"})
        proof = _PROOF.search(page)
        if proof is None:
            return
        form = {"proof": proof[1] or proof[2]}
        said = [f"{words} {number}" for number in _NAMED.findall(page)]
        for number, line in enumerate(said):
            form |= {f"what_{number}": "ill", f"words_{number}": line}
        status, _ = self.ask(NOBODY, "POST", path, form)
        if status in (200, 404):  # a second try is told that the link was used, which is an answer too
            with self.book.lock:
                self.book.answers += said

    def rule(self) -> None:
        """Go through the replies on Today and accept what their words suggest, until none is left that was not seen."""
        while True:
            _, page = self.ask(IVY, "GET", "/today/")
            new = set(_REPLY.findall(page)) - self.book.ruled
            if not new:
                return
            for address in sorted(new):
                for ruling in ("suggested", "reached", "aside"):
                    if self.ask(IVY, "POST", address, {"ruling": ruling, "contact": "nobody"})[0] != 422:
                        break
            self.book.ruled |= new


def carried(day: Day) -> list[Kept]:
    """What the carrier was given so far."""
    with day.school.carrier.lock:
        return list(day.school.carrier.kept)


def morning(day: Day, kills: int) -> None:
    """The ladder is set and the registers are taken: one in ten without a reason, some ill, some late."""
    day.ask(IVY, "POST", "/first-day/ladder/", LADDER)

    def mark(place: int, _pupil: str) -> Mark:
        if place % 8 == 1 or place in (10, 29):
            return ("N", None)
        return {5: ("I", None), 15: ("L", 7), 20: ("M", None)}.get(place, ("/", None))

    day.registers(1, kills, mark)


def write_to_families(day: Day, kills: int) -> None:
    """ "Text N families", at a carrier that once keeps a message and hangs up, and once is out; the worker is killed."""
    carrier, chance = day.school.carrier, day.school.chance
    carrier.strike(Fault.CUT_AFTER, Fault.UNAVAILABLE)
    day.ask(IVY, "POST", "/first-day/messages/ask/", {"channel": "text"})
    reached, most = 0, 4 * len(day.school.place.groups) // max(1, kills)
    for _ in range(kills):
        reached += chance.randint(1, most)
        day.school.strike_worker(after=partial(_has_sent, day, reached))


def _has_sent(day: Day, many: int) -> None:
    """Wait until the carrier has so many messages, or there is nothing more to send."""
    look = time.monotonic()
    while len(day.school.carrier.kept) < many:
        if time.monotonic() > look:
            if not day.school.owes():
                return
            look = time.monotonic() + 0.2
        time.sleep(0.001)


def what_comes_back(day: Day, kills: int) -> None:
    """Receipts, texts, answers by link, calls and children at the desk, in any order; then replies are ruled on."""
    chance, acts = day.school.chance, list[Callable[[], None]]()
    book = carried(day)
    absent = sorted(pupil for pupil, mark in day.marks(1).items() if mark[0] == "N")
    for number, kept in enumerate(book):
        acts.append(partial(day.receipt, kept))
        words = {0: f"He is ill today, ref {number}", 1: f"On our way, ref {number}"}.get(number % 6)
        if number == 5:
            words = "STOP"
        if words:
            acts.append(partial(day.text, kept, words))
        elif number % 6 == 2:
            acts.append(partial(day.answer, kept, f"Since last night, ref {number}"))
    for number, pupil in enumerate(absent):
        if number % 5 == 0:
            said = ("illness", "no_answer", "spoke")[number // 5 % 3]
            acts.append(partial(day.call, pupil, said))
        elif number % 7 == 1:
            acts.append(partial(day.late, pupil))
    chance.shuffle(acts)
    day.during(acts, kills)
    day.school.settle()
    day.rule()


def hand_overs(day: Day, kills: int) -> None:
    """The lead takes over whoever was not reached."""
    day.school.settle()
    absent = sorted(pupil for session in (1, 2) for pupil, mark in day.marks(session).items() if mark[0] == "N")
    todo = [pupil for pupil in dict.fromkeys(absent) if pupil not in day.book.signed_off]
    day.during([partial(day.take_over, pupil) for pupil in todo], kills)


def afternoon(day: Day, kills: int) -> None:
    """The afternoon's registers: who was away still is, and one of every third form is new among them."""
    before = day.marks(1)

    def mark(place: int, pupil: str) -> Mark:
        code = before.get(pupil, NO_MARK)[0]
        return (code if code in {"N", "I", "M"} else "N" if place == 27 else "\\", None)

    day.registers(2, kills, mark)


#: The hours of the day, and what is done then.
HOURS: Sequence[tuple[tuple[int, int], Callable[[Day, int], None]]] = (
    ((8, 50), morning),
    ((9, 45), write_to_families),
    ((9, 53), what_comes_back),
    ((10, 50), hand_overs),
    ((13, 5), afternoon),
    ((15, 10), hand_overs),
)


def live_through(school: School, kills: Sequence[int]) -> Book:
    """So many hours of the day as `kills` has numbers, killed as often in each; until nothing is owed after its midnight.

    Web server and worker live through it as they do at a school: what starts them anew is a kill alone, never the hour.
    """
    day = Day(school)
    first, _ = HOURS[0]
    school.move_clock(*first)
    school.begin()
    for ((hour, minute), act), count in zip(HOURS, kills, strict=False):
        school.move_clock(hour, minute)
        if act is what_comes_back:
            school.settle()  # what was in doubt is asked about first
        act(day, count)
        school.settle()
    school.move_clock(0, 5, on=TODAY + dt.timedelta(days=1))
    school.settle()
    day.book.carried, day.book.ended_at = carried(day), school.now()
    school.end()
    return day.book
