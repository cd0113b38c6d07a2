"""The first-day ladder: who is asked next about a child who is not there, how, and by when.

The law says that parents are asked on the first day, that more is done where nobody answers, and that it goes on to the
safeguarding lead (domain rules, section 5: WT26 p.20). Which channel, in which order and after how many minutes is each
school's own policy: configuration, with a default of ours. Minutes are counted from the close of the first register of
the day in which the child has no reason.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault

#: The most steps a ladder has, and the longest wait of one: a school day.
MOST_STEPS: Final = 8
LONGEST: Final = 420
#: Contacts are rung by their place at the child: 1 first.
MOST_CONTACTS: Final = 4


class Channel(StrEnum):
    """How somebody is asked."""

    TEXT = "text"
    EMAIL = "email"
    CALL = "call"
    VISIT = "visit"


#: What a message is; a call and a visit are made by people.
WRITTEN: Final = frozenset({Channel.TEXT, Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: a channel, the place of the contact asked (1 is rung first), and by how many minutes it is due."""

    channel: Channel
    place: int
    minutes: int

    @property
    def words(self) -> str:
        """ "Text contact 1", "Call contact 2"."""
        return f"{self.channel.capitalize()} contact {self.place}"


@dataclass(frozen=True, slots=True)
class Ladder:
    """A school's steps in order, when the safeguarding lead takes over, and when a visit is due. Minutes.

    `reply_minutes` is the least that somebody is given to answer what was written to them, however late it was.
    """

    steps: tuple[Step, ...]
    lead_minutes: int
    visit_minutes: int
    reply_minutes: int = 15


#: Ours, until a school sets its own: with a register closed at 09:15, a text by 09:45, calls from 10:15, the lead at 10:45.
DEFAULT: Final = Ladder(
    (
        Step(Channel.TEXT, 1, 30),
        Step(Channel.CALL, 1, 60),
        Step(Channel.CALL, 2, 75),
    ),
    lead_minutes=90,
    visit_minutes=150,
)


def faults_of(ladder: Ladder) -> list[Fault]:
    """What is wrong with a ladder, by the field of the form that holds it."""
    found = []
    if not 1 <= len(ladder.steps) <= MOST_STEPS:
        found.append(Fault(f"A ladder has 1 to {MOST_STEPS} steps. Add or remove some.", "steps", "step_1"))
    before = 0
    for number, step in enumerate(ladder.steps, start=1):
        found += [Fault(words, code, f"step_{number}") for words, code in _step_faults(step, number, before)]
        before = max(before, step.minutes)
    if len({(step.channel, step.place) for step in ladder.steps}) < len(ladder.steps):
        found.append(Fault("The same step is there twice. Remove one of them.", "twice", "step_1"))
    if not before <= ladder.lead_minutes <= LONGEST:
        words = f"The safeguarding lead takes over after the last step: {before} to {LONGEST} minutes."
        found.append(Fault(words, "lead", "lead_minutes"))
    if not ladder.lead_minutes <= ladder.visit_minutes <= LONGEST:
        words = f"A visit is due once the lead has taken over: {ladder.lead_minutes} to {LONGEST} minutes."
        found.append(Fault(words, "visit", "visit_minutes"))
    if not 1 <= ladder.reply_minutes <= LONGEST:
        found.append(Fault(f"Give 1 to {LONGEST} minutes to answer.", "reply", "reply_minutes"))
    return found


def _step_faults(step: Step, number: int, before: int) -> list[tuple[str, str]]:
    """What is wrong with one step after those that are due by `before`: in words, and by a stable name."""
    found = []
    if step.channel is Channel.VISIT:
        found.append(("A visit has its own time below. Choose a text, an email or a call.", "visit"))
    if not 1 <= step.place <= MOST_CONTACTS:
        found.append((f"Choose a contact from 1 to {MOST_CONTACTS}.", "place"))
    if not 0 <= step.minutes <= LONGEST:
        found.append((f"Minutes are 0 to {LONGEST}.", "minutes"))
    elif step.minutes < before:
        found.append((f"Step {number} is due before the step above it. Give it at least {before} minutes.", "order"))
    return found


class Outcome(StrEnum):
    """What came of one attempt."""

    WRITTEN = "written"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    WRONG_NUMBER = "wrong_number"
    SPOKE = "spoke"
    SEEN = "seen"
    ANSWERED = "answered"


#: Somebody has been reached: what is not known yet is asked of them, and no further contact is rung.
REACHED: Final = frozenset({Outcome.SPOKE, Outcome.ANSWERED})


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was made: how, which contact (by place; None for nobody of the list), when, and what came of it."""

    channel: Channel
    place: int | None
    at: dt.datetime
    outcome: Outcome


class State(StrEnum):
    """Where a step of a child's ladder stands."""

    DONE = "done"
    WAITING = "waiting"
    SKIPPED = "skipped"
    NEXT = "next"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step as it stands for one child."""

    step: Step
    state: State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one child's ladder stands at a moment.

    `next` is the step to take, None when all are done or somebody was reached; `due_at` is when it must be taken, or when
    what was written must have been answered. `now` says that it is due. `lead_due` says that the lead should have it.
    """

    rungs: tuple[Rung, ...]
    next: Step | None
    due_at: dt.datetime
    now: bool
    waiting: bool
    reached: bool
    lead_at: dt.datetime
    visit_at: dt.datetime
    lead_due: bool


def standing(
    ladder: Ladder,
    *,
    opens_at: dt.datetime,
    tried: Iterable[Tried],
    askable: Sequence[frozenset[Channel]],
    contact_first: bool,
    now: dt.datetime,
) -> Standing:
    """Where a child's ladder stands.

    `askable` has the channels by which each contact, in order of ringing, may be asked without asking anybody first: a
    contact who is barred, or has no number, has none, and their steps are skipped. A child to be looked for first is rung
    at once, whatever was written: nobody waits for a reply.
    """
    attempts = sorted(tried, key=lambda one: one.at)
    reached = any(one.outcome in REACHED for one in attempts)
    states = [_state(step, attempts, askable, contact_first=contact_first) for step in ladder.steps]
    following = None if reached else next((n for n, state in enumerate(states) if state is State.AHEAD), None)
    lead_at = opens_at + dt.timedelta(minutes=ladder.lead_minutes)
    due_at = lead_at
    if following is not None:
        minutes = 0 if contact_first else ladder.steps[following].minutes
        due_at = opens_at + dt.timedelta(minutes=minutes)
    waiting = False
    if attempts and attempts[-1].outcome is Outcome.WRITTEN and not contact_first and not reached:
        due_at = max(due_at, attempts[-1].at + dt.timedelta(minutes=ladder.reply_minutes))
        waiting = now < due_at
    if following is not None and not waiting:
        states[following] = State.NEXT
    if waiting:
        written = (attempts[-1].channel, attempts[-1].place)
        at = next((n for n, step in enumerate(ladder.steps) if (step.channel, step.place) == written), None)
        states = [State.WAITING if n == at else state for n, state in enumerate(states)]
    return Standing(
        tuple(Rung(step, state) for step, state in zip(ladder.steps, states, strict=True)),
        None if following is None else ladder.steps[following],
        due_at,
        now=following is not None and not waiting and now >= due_at,
        waiting=waiting,
        reached=reached,
        lead_at=lead_at,
        visit_at=opens_at + dt.timedelta(minutes=ladder.visit_minutes),
        lead_due=not reached and (now >= lead_at or (following is None and not waiting)),
    )


def _state(
    step: Step, attempts: Sequence[Tried], askable: Sequence[frozenset[Channel]], *, contact_first: bool
) -> State:
    if any((one.channel, one.place) == (step.channel, step.place) for one in attempts):
        return State.DONE
    may = askable[step.place - 1] if step.place <= len(askable) else frozenset()
    if step.channel not in may or (contact_first and step.channel in WRITTEN):
        return State.SKIPPED
    return State.AHEAD
