"""Which stage a pupil is at by a policy, and what is proposed: no clock, no database, the same answer for ever.

First the agreed stage is looked back on: does what opened it still hold, on the day it was entered, with the marks as they
now stand? Where nothing does, the pupil is at the highest stage that then held: a *retreat*. It only takes back, needs
nobody, and is found again each time while the marks stay so. From where that leaves the pupil, today is asked for a way out
(*exit*), then for a way up (*up*): proposals, never both. `docs/algorithms/stage-decisions.md` is this page in prose.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from schools.policy.rules.asked_of import is_asked_of
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.decisions import Because, Changed, Decision, Move, Next, NotSooner
from schools.policy.rules.doing import lacking, next_of
from schools.policy.rules.facts import CaseEvent, Facts, Session
from schools.policy.rules.measuring import Measuring
from schools.policy.rules.standing import RestedOn, Standing
from schools.policy.rules.tally import Tally
from schools.registers.rules.codes import NO_REASON_YET
from tenants.policies.rules.document import CLOSE, Criterion, Exit, Stage
from tenants.policies.rules.windows import Stretch, Window

#: Nothing has been done yet in a stage that is only proposed.
_NOT_YET: Final = dt.date.max


def decide(
    policy: CitedPolicy, facts: Facts, standing: Standing, today: dt.date, *, entered_under: CitedPolicy | None = None
) -> Decision:
    """What the policy in force makes of a pupil today.

    `entered_under` is the policy that the agreed stage was entered by, where that is another version than the one in force:
    a retreat asks whether the stage was rightly entered, which only the lines it was entered by can say. Else a new version
    with higher numbers would take back what was right, and one with lower numbers would hide what was wrong.
    ValueError where `standing` names a version, or a stage, that is not the one given.
    """
    return Pupil(policy, facts, standing, entered_under or policy).decide(today)


class Proposal(NamedTuple):
    """A move, where it leads, and for an up the first criterion that opens it."""

    move: Move
    stage: str
    criterion: str = ""


class Way(NamedTuple):
    """A criterion or an exit of a stage, as its key and its conditions."""

    stage: Stage
    of: Criterion | Exit

    @property
    def key(self) -> str:
        """As a decision names it: `support.ten`."""
        return f"{self.stage.key}.{self.of.key}"

    @property
    def direct(self) -> bool:
        """Whether it leads there from any stage, and waits for no support."""
        return isinstance(self.of, Criterion) and self.of.direct

    @property
    def proposal(self) -> Proposal:
        """What is proposed by it."""
        if isinstance(self.of, Exit):
            return Proposal(Move.EXIT, self.of.to)
        return Proposal(Move.UP, self.stage.key, self.key)


@dataclass(frozen=True)
class Pupil:
    """One pupil with what was agreed, to be asked about any number of days: the marks are laid out once."""

    policy: CitedPolicy
    facts: Facts
    standing: Standing
    entered_under: CitedPolicy
    laid_out: Tally | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        entered = self.entered_under
        if self.standing.policy is not None and tuple(self.standing.policy) != entered.reference:
            raise ValueError(
                f"The stage was entered by {self.standing.policy}; {entered.reference} was given to look back by."
            )
        if self.standing.stage not in entered.standings:
            raise ValueError(f"{entered.reference} has no stage {self.standing.stage!r}.")

    def decide(self, today: dt.date) -> Decision:
        """The decision of a day."""
        asked = self._on(today)
        if leaving := self._exit(asked):
            return self._decision(asked, Move.EXIT, leaving.to, [Way(self.at, leaving)], asked)
        rising = list(self._up(asked))
        if free := list(self._free(rising, today)):
            return self._decision(asked, Move.UP, free[0].stage.key, free, asked)
        if self.retreated:
            return self._decision(asked, Move.RETREAT, self.at.key, self._ground_lost, self._entered)
        if rising:
            return self._decision(asked, Move.STAY, self.at.key, rising, asked)
        return self._decision(asked, Move.STAY, self.at.key, self._ground, self._entered)

    def move_on(self, today: dt.date) -> Proposal:
        """What `decide` comes to on a day, without its reasons: for asking of many days, as a what-if does."""
        asked = self._on(today)
        if leaving := self._exit(asked):
            return Way(self.at, leaving).proposal
        if first := next(self._free(self._up(asked), today), None):
            return first.proposal
        return Proposal(Move.RETREAT if self.retreated else Move.STAY, self.at.key)

    def may_go(self, way: Way, today: dt.date) -> bool:
        """Whether a way that is open may be proposed on a day: an exit always, a way up to whom it is asked of."""
        if isinstance(way.of, Exit):
            return True
        return not self._held_back(way.stage, today) and is_asked_of(way.of, self.facts, today)

    def after(self, standing: Standing, events: tuple[CaseEvent, ...]) -> "Pupil":
        """The same pupil once a person has agreed to something under the policy in force, and what then happened."""
        return Pupil(self.policy, replace(self.facts, events=events), standing, self.policy, self._tally)

    @cached_property
    def _tally(self) -> Tally:
        return self.laid_out or Tally(tuple(sorted(self.facts.marks)), self.facts.times)

    def _on(self, day: dt.date, through: Session | None = None) -> Measuring:
        return Measuring(self.facts, self._tally, day, through)

    # Looking back

    @cached_property
    def agreed(self) -> Stage:
        """The stage last agreed, as the version it was entered by has it."""
        named = self.standing.stage
        return self.entered_under.stages[0] if named in {"", CLOSE} else self.entered_under.document.stage(named)

    @cached_property
    def _entered(self) -> Measuring:
        """The day the agreed stage was entered, up to the session that had then counted."""
        return self._on(self.standing.since or self.facts.through.date, self.standing.through)

    @property
    def _rests_on_marks(self) -> bool:
        return bool(self.agreed.place and self.standing.criterion and self.standing.since)

    @cached_property
    def _ground(self) -> list[Way]:
        """What of the agreed stage held on the day it was entered, with the marks as they now stand."""
        return list(self._open(self.agreed, self._entered)) if self._rests_on_marks else []

    @property
    def rests_on(self) -> tuple[RestedOn, ...]:
        """The marks that bear the agreed stage; none where it rests on no criterion, or on nothing any more."""
        return _marks(self._ground, self._entered)

    @property
    def _ground_lost(self) -> list[Way]:
        """The criterion that the agreed stage was entered by."""
        own = [Way(self.agreed, one) for one in self.agreed.criteria]
        return [way for way in own if self.standing.criterion in {way.key, way.of.key}] or own

    @cached_property
    def retreated(self) -> bool:
        """Whether the marks no longer bear the agreed stage."""
        return self._rests_on_marks and not any(self._open(self.agreed, self._entered))

    @cached_property
    def at(self) -> Stage:
        """Where the pupil is: the agreed stage, or after a retreat the highest that then held; as the policy now has it."""
        stage = self.agreed
        if self.retreated:
            below = [one for one in self.entered_under.stages if one.place < stage.place]
            stage = [one for one in below if not one.place or any(self._open(one, self._entered))][-1]
        return self.policy.stage_for(stage.key, stage.place)

    # Today

    def _exit(self, asked: Measuring) -> Exit | None:
        """The first way out that is met, once the weeks or days it counts lie wholly after the stage was entered."""
        return next((way for way in self.at.exits if self._after_entry(way, asked) and asked.holds(way)), None)

    def _after_entry(self, way: Exit, asked: Measuring) -> bool:
        """Whether an exit's weeks or days begin after the stage was entered, so that the stage has had that time.

        Without this a pupil whose stage was opened by illness would be shown the way out on the day after.
        """
        since, spans = self.standing.since, [asked.span(window) for window in rolling(way)]
        return since is None or all(span is not None and since <= span.first for span in spans)

    def _up(self, asked: Measuring) -> Iterator[Way]:
        """What opens a higher stage today: direct criteria of the highest that has one, or else any of the next stage."""
        for stage in self.policy.direct:
            may = stage.place > self.at.place and not self._held_back(stage, asked.on)
            if may and any(self._open(stage, asked, direct=True)):
                return self._open(stage, asked, direct=True)
        following = self.policy.above.get(self.at.key)
        return self._open(following, asked) if following else iter(())

    def _free(self, rising: Iterable[Way], today: dt.date) -> Iterator[Way]:
        """What of it may be proposed: nothing of a stage put off or cooling off; before support, only what is direct."""
        for way in rising:
            if not self._held_back(way.stage, today):
                waits = not way.direct and lacking(self.at, way.stage, self.facts, today, self.counted_since)
                if not waits:
                    yield way

    def _held_back(self, stage: Stage, today: dt.date) -> bool:
        left = self.standing.last_exit
        if self.standing.waits(stage.key, today):
            return True
        if left is None or left.stage != stage.key:
            return False
        return self.facts.times.school_days_after(left.on, today) < self.policy.document.cool_off_school_days

    def _open(self, stage: Stage, asked: Measuring, *, direct: bool = False) -> Iterator[Way]:
        """The criteria of a stage that hold."""
        for one in stage.criteria:
            if (one.direct or not direct) and asked.holds(one) and is_asked_of(one, self.facts, asked.on):
                yield Way(stage, one)

    # The decision

    @property
    def counted_since(self) -> dt.date | None:
        """From when what was done counts for the stage the pupil is at: after a retreat, whenever it was."""
        return None if self.retreated else self.standing.since

    def _decision(self, asked: Measuring, move: Move, stage: str, ways: list[Way], counted_on: Measuring) -> Decision:
        marks = _marks(ways, counted_on)
        return Decision(
            stage=stage,
            was=self.agreed.key if move is Move.RETREAT else self.at.key,
            move=move,
            because=tuple(_because(ways, counted_on)),
            marks=marks,
            next=self._next(move, stage, asked.on),
            changed=tuple(self._changed()),
            not_sooner=tuple(self._not_sooner(move, stage, asked.on)),
            provisional=any(mark.code == NO_REASON_YET for mark in marks),
            policy=self.policy.reference,
            policy_hash=self.policy.sha256,
            as_at=asked.on,
            facts_hash=self.facts.sha256,
        )

    def _next(self, move: Move, key: str, today: dt.date) -> Next | None:
        if move is Move.EXIT:
            return None
        stage = self.policy.document.stage(key)
        if move is Move.UP:
            return next_of(stage, self.facts, today, since=_NOT_YET, due_from=today)
        return next_of(stage, self.facts, today, since=self.counted_since, due_from=self.standing.since or today)

    def _not_sooner(self, move: Move, key: str, today: dt.date) -> list[NotSooner]:
        if move is Move.EXIT:
            return []
        stage = self.policy.document.stage(key)
        return lacking(
            stage, self.policy.above.get(key), self.facts, today, _NOT_YET if move is Move.UP else self.counted_since
        )

    def _changed(self) -> list[Changed]:
        """The marks the agreed stage rested on whose code is another now, or that are gone."""
        held = {(mark.date, mark.session): mark for mark in self.facts.marks} if self.standing.marks else {}
        found = []
        for was in sorted(self.standing.marks):
            now = held.get((was.date, was.session))
            if now is None or now.code != was.code:
                found.append(Changed(*was, now and now.code, now and now.version))
        return found


def rolling(way: Exit) -> list[Window]:
    """The windows of an exit that move on from day to day, not those that are a period."""
    return [one.window for one in way.all if one.window.stretch in {Stretch.WEEKS, Stretch.DAYS}]


def _because(ways: list[Way], asked: Measuring) -> list[Because]:
    found = []
    for way in ways:
        for condition in way.of.all:
            counted = asked.counted(condition)
            values = condition.values
            needed = values[0] if len(values) == 1 else (values[0], values[1])
            found.append(Because(way.key, counted.count, needed, counted.window, counted.of, counted.elsewhere))
    return found


def _marks(ways: list[Way], asked: Measuring) -> tuple[RestedOn, ...]:
    counted = {mark for way in ways for condition in way.of.all for mark in asked.evidence(condition)}
    return tuple(RestedOn(mark.date, mark.session, mark.code, mark.version) for mark in sorted(counted))
