"""A decision and its JSON: what stage, by what, resting on which marks, and what is to be done next.

Sentences are made from it (`saying.py`) and never stored. Two decisions of the same facts are the same bytes.
"""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from schools.policy.rules.standing import RestedOn
from schools.policy.rules.times import day


class Move(StrEnum):
    """What a decision comes to. Up and exit are proposals to a person; a retreat only takes back, and needs nobody."""

    UP = "up"
    STAY = "stay"
    EXIT = "exit"
    RETREAT = "retreat"


@dataclass(frozen=True, slots=True)
class Because:
    """One condition of a criterion or an exit: `criterion` as `support.ten`; those of one follow in its own order.

    `of` is the possible sessions of a rate; `elsewhere` how much of the count was at an earlier school. `window` is its
    first and last school week (their Mondays) or school day, or those of the period; None before the calendar begins.
    """

    criterion: str
    count: int
    needed: int | Fraction | tuple[int | Fraction, int | Fraction]
    window: tuple[dt.date, dt.date] | None
    of: int | None = None
    elsewhere: int = 0

    @property
    def stage(self) -> str:
        """The stage whose criterion or exit it is."""
        return self.criterion.partition(".")[0]


class Next(NamedTuple):
    """What is to be done next, as `support.meeting` or `support.review`, and by when; None past the calendar's end."""

    action: str
    by: dt.date | None


class Changed(NamedTuple):
    """A mark the agreed stage rested on that differs now: as it was and as it stands, each with its version."""

    date: dt.date
    session: int
    was: str
    was_version: int | None
    now: str | None
    now_version: int | None


class NotSooner(NamedTuple):
    """A required action that the next stage waits for."""

    stage: str
    lacking: str


@dataclass(frozen=True)
class Decision:
    """`was` is the stage a proposal starts from, or that a retreat leaves. `stage` may be `close`, the end of the case.

    `provisional`: a mark it counted is N, which may yet become another code.
    """

    stage: str
    was: str
    move: Move
    because: tuple[Because, ...]
    marks: tuple[RestedOn, ...]
    next: Next | None
    changed: tuple[Changed, ...]
    not_sooner: tuple[NotSooner, ...]
    provisional: bool
    policy: tuple[str, int, int]
    policy_hash: str
    as_at: dt.date
    facts_hash: str

    @property
    def text(self) -> str:
        """Its canonical JSON: sorted keys, no spaces."""
        return json.dumps(self._plain(), sort_keys=True, separators=(",", ":"))

    def _plain(self) -> dict[str, Any]:
        return {
            "as_at": self.as_at.isoformat(),
            "because": [_plain_because(one) for one in self.because],
            "changed": [[one.date.isoformat(), *one[1:]] for one in self.changed],
            "facts_hash": self.facts_hash,
            "marks": [[one.date.isoformat(), *one[1:]] for one in self.marks],
            "move": self.move.value,
            "next": self.next and {"action": self.next.action, "by": self.next.by and self.next.by.isoformat()},
            "not_sooner": [one._asdict() for one in self.not_sooner],
            "policy": list(self.policy),
            "policy_hash": self.policy_hash,
            "provisional": self.provisional,
            "stage": self.stage,
            "was": self.was,
        }

    @classmethod
    def read(cls, text: str) -> "Decision":
        """The decision that `text` wrote."""
        plain = json.loads(text)
        key, version, override = plain["policy"]
        following = plain["next"]
        return cls(
            stage=plain["stage"],
            was=plain["was"],
            move=Move(plain["move"]),
            because=tuple(_read_because(one) for one in plain["because"]),
            marks=tuple(RestedOn(day(on), *further) for on, *further in plain["marks"]),
            next=following and Next(following["action"], following["by"] and day(following["by"])),
            changed=tuple(Changed(day(on), *further) for on, *further in plain["changed"]),
            not_sooner=tuple(NotSooner(**one) for one in plain["not_sooner"]),
            provisional=plain["provisional"],
            policy=(key, version, override),
            policy_hash=plain["policy_hash"],
            as_at=day(plain["as_at"]),
            facts_hash=plain["facts_hash"],
        )


def differs(earlier: Decision, later: Decision) -> bool:
    """Whether the later one is to be stored beside the pupil's last: its stage, what it rests on or its marks are others.

    A mark that was changed and put back has another version and is the same mark. Possible sessions that grow by the day,
    and a window that moves on over the same marks, are no other reason.
    """
    return _substance(earlier) != _substance(later)


def _substance(decision: Decision) -> tuple[object, ...]:
    marks = tuple((one.date, one.session, one.code) for one in decision.marks)
    return decision.stage, decision.was, decision.move, tuple(one.criterion for one in decision.because), marks


def _plain_because(one: Because) -> dict[str, Any]:
    """The four keys that every reason has; `of` and `elsewhere` only where there is something to say."""
    needed = (
        [_plain_number(value) for value in one.needed] if isinstance(one.needed, tuple) else _plain_number(one.needed)
    )
    plain = {
        "criterion": one.criterion,
        "count": one.count,
        "needed": needed,
        "window": one.window and [on.isoformat() for on in one.window],
    }
    further = {"of": one.of} if one.of is not None else {}
    return plain | further | ({"elsewhere": one.elsewhere} if one.elsewhere else {})


def _read_because(plain: dict[str, Any]) -> Because:
    needed, window = plain["needed"], plain["window"]
    return Because(
        criterion=plain["criterion"],
        count=plain["count"],
        needed=(_number(needed[0]), _number(needed[1])) if isinstance(needed, list) else _number(needed),
        window=window and (day(window[0]), day(window[1])),
        of=plain.get("of"),
        elsewhere=plain.get("elsewhere", 0),
    )


def _plain_number(value: int | Fraction) -> int | str:
    return value if isinstance(value, int) else f"{value.numerator}/{value.denominator}"


def _number(written: int | str) -> int | Fraction:
    return written if isinstance(written, int) else Fraction(written)
