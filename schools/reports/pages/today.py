"""Today: the lists that rooms offer, in order of need, each with its first lines and then all."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from foundation.london import LONDON
from foundation.ui.sentences import Said
from schools.roll.pages.today_lists import NOTHING, Answer, Asked, Line, TodayList, idle, lists_of

#: Lines of a list that are drawn before "all" is asked for.
FIRST_LINES: Final = 40
#: Lists that a digit goes to; later ones are reached by the arrows.
MOST_DIGITS: Final = 9
_SECONDS: Final = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Shown:
    """One list as the page draws it. `digit` is the key that goes to it, empty for none.

    `whole` when every line is drawn, because there are few or all were asked for.
    """

    key: str
    name: str
    digit: str
    answer: Answer
    whole: bool

    @property
    def count(self) -> int:
        return len(self.answer.lines)

    @cached_property
    def lines(self) -> list[Line]:
        return list(self.answer.lines[: None if self.whole else FIRST_LINES])

    @property
    def more(self) -> int:
        """Lines that are not drawn."""
        return self.count - len(self.lines)

    @property
    def drawn(self) -> bool:
        """Whether it has a section of its own: when something waits, or the room has more to show than lines."""
        return bool(self.count or self.answer.parts)


@dataclass(frozen=True)
class TodayPage:
    """The page. `until` is the moment at which a list changes by itself, midnight at the latest."""

    now: dt.datetime
    lists: tuple[Shown, ...]
    until: dt.datetime

    @property
    def lede(self) -> list[Said]:
        return [said for one in self.lists for said in one.answer.lede]

    @property
    def explained(self) -> list[tuple[str, object]]:
        return [part for one in self.lists for part in one.answer.explained]

    @property
    def sections(self) -> list[Shown]:
        return [one for one in self.lists if one.drawn]

    @property
    def first(self) -> str:
        """The list whose first line has the focus as the page opens."""
        return next((one.key for one in self.lists if one.count), "")

    @property
    def done(self) -> list[str]:
        """The names of the lists in which nothing waits."""
        return [one.name for one in self.lists if not one.count]

    @property
    def pupils(self) -> set[int]:
        """The compact keys of everybody the page names."""
        return {line.pupil for one in self.sections for line in one.lines if line.pupil is not None}


def today_page(asked: Asked, *, whole: str = "") -> TodayPage:
    """The page for who asks; of the list called `whole` every line is drawn."""
    offered = lists_of(asked.member)
    nothing = idle(offered, asked)
    answered = [(one, NOTHING if one.key in nothing else one.answer(asked)) for one in offered]
    drawn = [(one, answer) for one, answer in answered if answer.lines or not one.quiet]
    digits = _digits([one for one, _ in drawn])
    lists = tuple(_shown(digits.get(one.key, ""), one, answer, whole) for one, answer in drawn)
    midnight = dt.datetime.combine(asked.today + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    moments = [answer.until for _, answer in answered if answer.until is not None]
    return TodayPage(asked.now, lists, min([*moments, midnight]))


def _digits(lists: list[TodayList]) -> dict[str, str]:
    """The digit that goes to each of the first nine lists that stay, and 0 to the first alarm: as alarms come and go they
    move no other key.
    """
    lasting = [one.key for one in lists if not one.quiet]
    alarms = [one.key for one in lists if one.quiet]
    return {key: str(number) for number, key in enumerate(lasting[:MOST_DIGITS], start=1)} | dict.fromkeys(
        alarms[:1], "0"
    )


def _shown(digit: str, one: TodayList, answer: Answer, whole: str) -> Shown:
    return Shown(one.key, one.name, digit, answer, whole=one.key == whole or len(answer.lines) <= FIRST_LINES)


def stamp_of(newest: str, until: dt.datetime) -> str:
    """What a page is known by: the newest rows it was drawn from, and until when it stands by itself."""
    return f"{newest}-{int(until.timestamp())}"


def is_current(stamp: str, newest: str, now: dt.datetime) -> bool:
    """Whether a page with this stamp would be drawn the same again. One that cannot be read would not."""
    rows, _, until = stamp.rpartition("-")
    return rows == newest and _SECONDS.fullmatch(until) is not None and now.timestamp() < int(until)
