"""What a policy would have asked of one pupil over days that are past: stages entered and left, letters, time of staff.

Nothing is known of what people would have done, so it is assumed, and the page says so: the pupil begins at the lowest
stage; what is proposed is agreed to on its day; whatever a stage asks is done on the last of its days; a review is held as
often as the stage says, and finds improvement where fewer sessions were missed since the stage was entered, or since the
review before, than in as many school days before that. The family refuses nothing, and marks count as they stand now.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from schools.calendar.rules.academic_year import week_start
from schools.policy.rules.ahead import Ahead
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.day_sets import DaySet, days_between
from schools.policy.rules.deciding import Proposal, Pupil
from schools.policy.rules.decisions import Move
from schools.policy.rules.doing import REVIEW
from schools.policy.rules.facts import CaseEvent, Facts, Happened
from schools.policy.rules.foreseeing import foresee
from schools.policy.rules.standing import Exited, Standing
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import Times
from tenants.policies.rules.document import CLOSE, Action, Stage


class Entered(NamedTuple):
    """A stage that was entered upwards, and the day of it."""

    stage: str
    on: dt.date


class Written(NamedTuple):
    """A letter about the pupil, one however many parents it goes to, and the day of it."""

    letter: str
    on: dt.date


class Worked(NamedTuple):
    """Something that a person did, whose work it is by the policy, and how long it takes by that."""

    owner: str
    on: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Course:
    """What would have come of one pupil."""

    entered: tuple[Entered, ...] = ()
    letters: tuple[Written, ...] = ()
    work: tuple[Worked, ...] = ()


def courses(policies: Sequence[CitedPolicy], facts: Facts, days: Sequence[dt.date]) -> list[Course]:
    """What each of some policies would have asked of a pupil on these school days, in order: the marks are laid out once.

    What really happened in the pupil's case does not count, or the policy of then would be tried with a head start.
    """
    facts = replace(facts, events=())
    tally = Tally(tuple(sorted(facts.marks)), facts.times)
    ahead = Ahead(facts, tally, facts.times.asked(days))
    return [_course(Pupil(policy, facts, Standing(), policy, tally), ahead) for policy in policies]


def _course(pupil: Pupil, ahead: Ahead) -> Course:
    days, left = ahead.asked.days, ahead.asked.every
    found = _Found(ahead.facts.times, ahead.tally.sessions("absence", ahead.facts.through))
    while move := first_move(pupil, ahead, left):
        number, proposal = move
        pupil = found.follow(pupil, proposal, days[number], until=days[-1])
        left = days_between(number + 1, len(days))
    return Course(tuple(found.entered), tuple(found.letters), tuple(found.work))


def first_move(pupil: Pupil, ahead: Ahead, left: DaySet) -> tuple[int, Proposal] | None:
    """The first proposal that stands at the end of a school week, on the first day left of that week that makes one.

    So what rose and fell within a week proposes nothing.
    """
    days, foreseen = ahead.asked.days, foresee(pupil, ahead)
    at_an_end = foreseen.first(left & ahead.asked.ends_of_weeks)
    if at_an_end is None:
        return None
    end, _ = at_an_end
    monday = bisect_left(days, week_start(days[end]))
    return foreseen.first(left & days_between(monday, end)) or at_an_end


@dataclass
class _Found:
    """What has come of the pupil so far, and what the stage the pupil is at will ask. `absent` are the sessions missed."""

    times: Times
    absent: Sequence[int]
    entered: list[Entered] = field(default_factory=list)
    letters: list[Written] = field(default_factory=list)
    work: list[Worked] = field(default_factory=list)

    def follow(self, pupil: Pupil, proposal: Proposal, on: dt.date, *, until: dt.date) -> Pupil:
        """The pupil once a proposal was agreed to: what the stage it left would still have asked falls away."""
        self.letters = [one for one in self.letters if one.on <= on]
        self.work = [one for one in self.work if one.on <= on]
        left = pupil.standing.last_exit
        if proposal.move is Move.UP:
            self.entered.append(Entered(proposal.stage, on))
        else:
            left = Exited(pupil.at.key, on)
            self._thank(pupil, proposal.stage, on)
        events = [one for one in pupil.facts.events if one.on <= on]
        if proposal.stage != CLOSE and (stage := pupil.policy.document.stage(proposal.stage)).place:
            events += self._ask(stage, on, until)
        # Marks count as they stand now, so none that opened a stage is changed: it is agreed to as what rests on none.
        return pupil.after(Standing(proposal.stage, on, last_exit=left), tuple(events))

    def _thank(self, pupil: Pupil, to: str, on: dt.date) -> None:
        way = next((one for one in pupil.at.exits if one.to == to), None)
        if way is not None and way.letter:
            self.letters.append(Written(way.letter, on))

    def _ask(self, stage: Stage, entered: dt.date, until: dt.date) -> Iterator[CaseEvent]:
        """What a stage asks from the day it is entered, as events of the case. School days go by their number."""
        days = self.times.days
        begun, end = bisect_right(days, entered) - 1, bisect_right(days, until)
        for action in stage.actions:
            number = begun + action.within_school_days
            if action.kind != REVIEW and number < end:
                yield self._done(stage, action, days[number])
        review = next((one for one in stage.actions if one.kind == REVIEW), None)
        since, number = begun, begun + (review.within_school_days if review else stage.review_every_school_days)
        while number < end:
            on, improved = days[number], fewer_missed(self.absent, self.times, since, number)
            yield self._done(stage, review, on, improved) if review else CaseEvent(on, Happened.REVIEW, "", improved)
            since, number = number, number + stage.review_every_school_days

    def _done(self, stage: Stage, action: Action, on: dt.date, improved: bool | None = None) -> CaseEvent:
        self.work.append(Worked(action.owner, on, action.minutes))
        if action.letter:
            self.letters.append(Written(action.letter, on))
        return CaseEvent(on, Happened(action.kind), f"{stage.key}.{action.key}", improved)


def fewer_missed(absent: Sequence[int], times: Times, since: int, on: int) -> bool:
    """Whether fewer sessions were missed after a school day, up to another, than in as many school days before.

    The days are given by their numbers in the calendar; of what lies before it nothing is known. `absent` are in order.
    """
    begins, ends = times.sessions_of_days

    def missed(first: int, last: int) -> int:
        return bisect_right(absent, ends[last]) - bisect_left(absent, begins[first])

    before = max(0, since + 1 - (on - since))
    return since >= 0 and missed(since + 1, on) < missed(before, since)
