"""The page of one paper: what it says, what it leaves out, and what may be done with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.clock import local
from foundation.ui.numbers import counted, middle_date
from schools.papers.models import Paper
from schools.papers.pages.boxes import tag_of
from schools.papers.pages.composing import Composed, composed
from schools.papers.queries.rights import approve_policy
from schools.papers.rules.kinds import How, PaperKind, State
from schools.papers.rules.shapes import Because, LeftOut, Part
from schools.roll.pages.today_lists import Tag

_APPROVERS = {
    PaperKind.FAMILY: "The headteacher approves it",
    PaperKind.TAF: "Whoever works on the case approves it",
}


@dataclass(frozen=True)
class PaperPage:
    """A paper as one reader sees it. `left_out` is for whoever approves it alone, and has words while it is a draft."""

    paper: Paper
    now: Composed
    approves: bool
    today: dt.date

    @property
    def title(self) -> str:
        return PaperKind(self.paper.kind).words

    @property
    def tag(self) -> Tag:
        return tag_of(self.paper)

    @property
    def is_draft(self) -> bool:
        return self.paper.state == State.DRAFT

    @property
    def may_be_dropped(self) -> bool:
        return self.paper.state in {State.DRAFT, State.APPROVED}

    @property
    def may_be_handed(self) -> bool:
        return self.paper.state == State.APPROVED and self.paper.document is not None

    @property
    def opens(self) -> bool:
        """Whether there is a file that may be opened."""
        return self.paper.document is not None and self.paper.state in {State.APPROVED, State.HANDED}

    @property
    def lede(self) -> str:
        """For whom it is, how much it holds, and what comes next."""
        lines = sum(len(part.rows) for part in self.now.parts)
        out = self.now.left_out
        held = f"For {self.paper.recipient}: {counted(lines, 'line')}"
        bound = f", {counted(len(self.now.bound), 'file')} bound in" if self.now.bound else ""
        left = f"; {counted(len(out), 'thing')} left out" if self.approves and self.is_draft else ""
        return f"{held}{bound}{left}. {self._next}"

    @property
    def _next(self) -> str:
        if self.is_draft:
            lead = "The safeguarding lead or the headteacher approves it"
            who = _APPROVERS.get(PaperKind(self.paper.kind), lead)
            return f"{who}, as it is read, before it is made."
        if self.paper.state == State.HANDED and self.paper.handed_on:
            how = How(self.paper.handed_how).words
            return f"Handed over {how} on {middle_date(self.paper.handed_on)}, {self.paper.handed_by}."
        if self.paper.state == State.APPROVED:
            return "It is to be handed over." if self.paper.document else "It is being made."
        return "It was not needed."

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Who asked, prepared and approved."""
        paper = self.paper
        found = [
            ("For", ", ".join(one for one in (paper.recipient, paper.organisation) if one)),
            ("Purpose", paper.purpose),
            ("Asked on" if paper.kind == PaperKind.FAMILY else "Meeting", middle_date(paper.asked_on)),
            ("Prepared", f"{middle_date(local(paper.at).date())}, {paper.by_name}"),
        ]
        if paper.approved_at:
            day = middle_date(local(paper.approved_at).date())
            found.append(("Approved", f"{day}, {paper.approved_by}, {paper.approved_position}"))
        return found

    @property
    def parts(self) -> Sequence[Part]:
        return self.now.parts

    @property
    def put_back(self) -> int:
        """How much was put back."""
        return len(self.paper.put_back)

    @property
    def left_out(self) -> Sequence[LeftOut]:
        return self.now.left_out if self.approves else ()

    @property
    def offered(self) -> list[str]:
        """The keys of what may be put back."""
        return [one.key for one in self.left_out if one.may_be_put_back]


def paper_page(paper: Paper, member: Member, today: dt.date, *, school: str) -> PaperPage:
    """A paper: as it would be now, or once it is approved, as it then was."""
    now = composed(paper, member, today, school=school) if paper.state == State.DRAFT else _kept(paper)
    return PaperPage(paper, now, approve_policy.may(member, paper), today)


def _kept(paper: Paper) -> Composed:
    left_out = tuple(
        LeftOut(one["key"], dt.date.fromisoformat(one["on"]), "", Because(one["because"])) for one in paper.left_out
    )
    return Composed(tuple(map(Part.of, paper.parts)), tuple((title, key) for title, key in paper.bound), left_out)
