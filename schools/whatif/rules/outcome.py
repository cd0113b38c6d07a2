"""What a trial adds up to: what each of two policies would have asked of the same pupils, in JSON both ways."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schools.calendar.rules.academic_year import week_start
from schools.policy.rules.simulating import Course


@dataclass
class Side:
    """One policy: who entered each stage on which day, letters by month (2026-11), minutes by whose work it is."""

    entered: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    letters: Counter[str] = field(default_factory=Counter)
    minutes: Counter[str] = field(default_factory=Counter)

    def add(self, pupil: str, course: Course) -> None:
        """Add what came of one pupil."""
        for stage, on in course.entered:
            self.entered.setdefault(stage, []).append((pupil, on.isoformat()))
        self.letters.update(f"{one.on:%Y-%m}" for one in course.letters)
        for one in course.work:
            self.minutes[one.owner] += one.minutes

    def pupils(self, stage: str) -> set[str]:
        """Those who entered a stage, once however often."""
        return {pupil for pupil, _ in self.entered.get(stage, ())}

    def weeks(self, stage: str) -> Counter[dt.date]:
        """How many entered a stage, by the Monday of the week."""
        return Counter(week_start(dt.date.fromisoformat(on)) for _, on in self.entered.get(stage, ()))

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Side":
        """What JSON kept."""
        entered = {stage: [(pupil, on) for pupil, on in rows] for stage, rows in plain["entered"].items()}
        return cls(entered, Counter(plain["letters"]), Counter(plain["minutes"]))


@dataclass
class Outcome:
    """Both policies over the same pupils."""

    pupils: int = 0
    live: Side = field(default_factory=Side)
    draft: Side = field(default_factory=Side)

    def add(self, pupil: str, live: Course, draft: Course) -> None:
        """Add one pupil."""
        self.pupils += 1
        self.live.add(pupil, live)
        self.draft.add(pupil, draft)

    def added(self, stage: str) -> set[str]:
        """Who would have entered a stage by the draft alone."""
        return self.draft.pupils(stage) - self.live.pupils(stage)

    def removed(self, stage: str) -> set[str]:
        """Who would have entered a stage by the live policy alone."""
        return self.live.pupils(stage) - self.draft.pupils(stage)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        sides = {name: vars(getattr(self, name)) for name in ("live", "draft")}
        return {"pupils": self.pupils, **sides}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Outcome":
        """What `plain` gave."""
        return cls(plain["pupils"], Side.of_plain(plain["live"]), Side.of_plain(plain["draft"]))
