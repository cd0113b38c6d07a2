"""One decision as a page tells it: what it comes to, because of what, on which marks, and what a person may answer."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final

from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import middle_date, sessions_and_days, short_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.cases.rules import states
from schools.decisions.models import Answer, Decision
from schools.decisions.queries.decided import PROPOSALS
from schools.decisions.rules.agreeing import approver_of
from schools.policy.rules import decisions as rules
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.saying import further, says
from schools.registers.rules.spoken import shape_of
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules.aloud import KINDS, of_conditions, owner
from tenants.policies.rules.document import Criterion, Exit

_TAGS: Final = {
    states.AGREED: "sent",
    states.DIFFERED: "off",
    states.PUT_OFF: "soon",
    states.OVERTAKEN: "off",
}


@dataclass(frozen=True, slots=True)
class MarkShown:
    """A mark that was counted, as it then stood."""

    code: str
    shape: str
    on: str
    session: str


@dataclass(frozen=True, slots=True)
class ChangedShown:
    """A mark the agreed stage rested on that differs now, with the save that made each."""

    on: str
    was: str
    was_version: int | None
    now: str | None
    now_version: int | None


@dataclass(frozen=True)
class Told:
    """A decision that is kept, with the policy it cites. `entered_under` is the one its agreed stage was entered by.

    `answers` where the reader may decide differently or put it off, `agrees` where they may agree.
    `done` are the actions that were done since: nothing waits for them any more.
    """

    row: Decision
    policy: CitedPolicy
    entered_under: CitedPolicy | None = None
    answers: bool = False
    agrees: bool = False
    done: frozenset[str] = frozenset()

    @cached_property
    def made(self) -> rules.Decision:
        return rules.Decision.read(self.row.text)

    @property
    def address(self) -> str:
        return reverse("decision", args=[self.row.pk])

    @cached_property
    def words(self) -> str:
        """What it comes to, in one sentence."""
        return says(self.made, self.policy, entered_under=self.entered_under)

    @property
    def grounds(self) -> list[str]:
        """The lines of the policy that it rests on, read aloud."""
        found = []
        for key, _ in groupby(one.criterion for one in self.made.because):
            way = _way(key, self.entered_under or self.policy) or _way(key, self.policy)
            if way is not None:
                found.append(f"Because the policy asks for {of_conditions(way.all)}.")
        return found

    @property
    def counted(self) -> str:
        """ "10 sessions (5 days): 8 O, 2 N"."""
        codes = Counter(mark.code for mark in self.made.marks)
        by_code = ", ".join(f"{number} {code}" for code, number in sorted(codes.items()))
        return f"{sessions_and_days(len(self.made.marks))}: {by_code}"

    @property
    def further(self) -> Sequence[str]:
        """What is said beside it: that it may yet change, which marks have, and what the next stage waits for."""
        left = tuple(one for one in self.made.not_sooner if one.lacking not in self.done)
        return further(replace(self.made, not_sooner=left), self.policy)

    @property
    def following(self) -> str:
        """What comes next, and by when."""
        if self.made.next is None or self.made.next.action in self.done:
            return ""
        stage, _, key = self.made.next.action.partition(".")
        actions = self.policy.document.stage(stage).actions
        kind = next((KINDS[one.kind] for one in actions if one.key == key), KINDS["review"])
        by = f", by {short_date(self.made.next.by)}" if self.made.next.by else ""
        return f"{kind}{by}"

    @property
    def marks(self) -> list[MarkShown]:
        """The marks it rests on."""
        return [
            MarkShown(
                one.code,
                shape_of(one.code, one.date),
                f"{one.date:%a} {short_date(one.date)}",
                SESSION_NAMES[one.session],
            )
            for one in self.made.marks
        ]

    @property
    def changed(self) -> list[ChangedShown]:
        """The marks that the agreed stage rested on and that differ now."""
        return [ChangedShown(_session(one.date, one.session), *one[2:]) for one in self.made.changed]

    @property
    def version(self) -> str:
        """ "policy version 3 with the school's own lines 1"."""
        _, version, override = self.made.policy
        return f"policy version {version}" + (f" with the school’s own lines {override}" if override else "")

    @property
    def approver(self) -> str:
        """Who agrees to a move up to that stage, by the policy; empty for what leads down."""
        role = approver_of(self.made.stage, self.policy) if self.made.move is rules.Move.UP else None
        return owner(role) if role else ""

    @property
    def handed_on(self) -> str:
        """Who put it before whom the policy names, when, and with which word."""
        row = getattr(self.row, "handed_on", None)
        if row is None:
            return ""
        said = f"Handed on to the {self.approver} by {row.by_name}, {middle_date(local(row.at).date())}."
        return f"{said} {row.words}".strip()

    @property
    def answer(self) -> Answer | None:
        return getattr(self.row, "answer", None)

    @property
    def waits(self) -> bool:
        """Whether it is a proposal that nobody has answered."""
        return self.row.move in PROPOSALS and self.answer is None

    @property
    def tag(self) -> Tag:
        """How it stands."""
        if (answer := self.answer) is not None:
            until = f"until {short_date(answer.until)}" if answer.until else ""
            return Tag(_TAGS[answer.state], states.DECISION.words(answer.state), until)
        if self.waits:
            return Tag("now", "waits for an answer")
        return Tag("off", {"retreat": "taken back by itself"}.get(self.row.move, "stays"))

    @property
    def answered(self) -> str:
        """Who answered, when, and why."""
        answer = self.answer
        if answer is None:
            return ""
        if answer.state == states.OVERTAKEN:
            return f"The facts changed on {middle_date(local(answer.at).date())} before anybody answered."
        said = f"{answer.by_name}, {answer.by_position}, {middle_date(local(answer.at).date())}."
        return f"{said} {answer.because}".strip()

    @property
    def checked(self) -> str:
        """Since when it holds, and until when that was looked at."""
        since = f"Decided {middle_date(self.row.as_at)}"
        if self.row.checked_on == self.row.as_at:
            return f"{since}."
        return f"{since}; looked at again until {middle_date(self.row.checked_on)}, and nothing differed."


def _session(on: dt.date, session: int) -> str:
    return f"{on:%a} {short_date(on)} {SESSION_NAMES[session]}"


def _way(key: str, policy: CitedPolicy) -> Criterion | Exit | None:
    stage, _, name = key.partition(".")
    held = next((one for one in policy.stages if one.key == stage), None)
    ways: tuple[Criterion | Exit, ...] = (*held.criteria, *held.exits) if held is not None else ()
    return next((way for way in ways if way.key == name), None)
