"""Where a pupil stands because a person said so: the stage last agreed, since when, by what, and what it rested on.

Only people's answers change it. What the engine takes back it takes back anew each time it is asked, so that the order in
which marks are saved does not matter, and a change that is undone is as if it had never been.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from schools.policy.rules.facts import Session
from schools.policy.rules.times import day


class RestedOn(NamedTuple):
    """A mark that was counted for the stage when a person agreed to it, as it then stood."""

    date: dt.date
    session: int
    code: str
    version: int | None


class Exited(NamedTuple):
    """The stage that a pupil last left by an exit, and when."""

    stage: str
    on: dt.date


@dataclass(frozen=True)
class Standing:
    """No stage is the one at place 0, where everybody is.

    `criterion` is what opened the stage, as `support.ten`, or `ten` for one of the stage's own; without one a person put the
    pupil there for a reason of their own, which no mark can take back. `through` is the last session that had counted when
    the stage was agreed: without it, the whole of `since`. `policy` is the version it was entered by: key, version of the
    trust, version of the school's override, 0 for none. `wait_until` is the day on which the proposal of `wait_for`
    is made again.
    """

    stage: str = ""
    since: dt.date | None = None
    criterion: str = ""
    policy: tuple[str, int, int] | None = None
    marks: tuple[RestedOn, ...] = ()
    through: Session | None = None
    last_exit: Exited | None = None
    wait_for: str = ""
    wait_until: dt.date | None = None

    def waits(self, stage: str, today: dt.date) -> bool:
        """Whether a person has put off the proposal of a stage to a later day."""
        return self.wait_until is not None and today < self.wait_until and self.wait_for in {"", stage}

    # As JSON

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "criterion": self.criterion,
            "last_exit": self.last_exit and [self.last_exit.stage, self.last_exit.on.isoformat()],
            "marks": [[one.date.isoformat(), *one[1:]] for one in sorted(self.marks)],
            "policy": self.policy and list(self.policy),
            "since": self.since and self.since.isoformat(),
            "stage": self.stage,
            "through": self.through and [self.through.date.isoformat(), self.through.session],
            "wait_for": self.wait_for,
            "wait_until": self.wait_until and self.wait_until.isoformat(),
        }

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> "Standing":
        """What `plain` gave."""
        exited, through, policy = plain["last_exit"], plain["through"], plain["policy"]
        return cls(
            stage=plain["stage"],
            since=plain["since"] and day(plain["since"]),
            criterion=plain["criterion"],
            policy=policy and (policy[0], policy[1], policy[2]),
            marks=tuple(RestedOn(day(on), session, code, version) for on, session, code, version in plain["marks"]),
            through=through and Session(day(through[0]), through[1]),
            last_exit=exited and Exited(exited[0], day(exited[1])),
            wait_for=plain["wait_for"],
            wait_until=plain["wait_until"] and day(plain["wait_until"]),
        )
