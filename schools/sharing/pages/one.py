"""The page of one share: how it stands, what went in each version, the thread of both ends, and what may be done with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.clock import local
from foundation.ui.numbers import counted, middle_date
from schools.roll.pages.today_lists import Tag
from schools.sharing.models import Share, ShareAct, ShareVersion
from schools.sharing.operations.sharing import loses
from schools.sharing.pages.sources import source_address
from schools.sharing.pages.words import answer_tag, move_words, opened_words, state_tag, what_words
from schools.sharing.queries.rights import agree_to_one, work_on_one
from schools.sharing.rules.restricted import agreed_by_whom
from schools.sharing.rules.states import DRAFT, OUT, PUBLISHED, SHARE
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ACTION, LOOKS

#: So many of the newest openings are listed.
NEWEST = 10


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the thread."""

    at: dt.datetime
    words: str
    more: str
    by: str
    problem: str = ""
    new: bool = False

    @property
    def on(self) -> dt.date:
        return local(self.at).date()


@dataclass(frozen=True)
class SharePage:
    """A share as one reader sees it."""

    share: Share
    versions: Sequence[ShareVersion]
    acts: Sequence[ShareAct]
    today: dt.date
    works: bool
    agrees: bool

    @property
    def what(self) -> str:
        return what_words(self.share)

    @property
    def tag(self) -> Tag:
        return state_tag(self.share)

    @property
    def answer_by(self) -> dt.date | None:
        return self.versions[0].answer_by if self.versions else None

    @property
    def answer(self) -> Tag | None:
        return answer_tag(self.share, self.answer_by, self.today)

    @property
    def unseen(self) -> int:
        """How many acts of the authority nobody here has ticked off."""
        return sum(not one.ours and one.seen_at is None for one in self.acts)

    @property
    def is_out(self) -> bool:
        return self.share.state in OUT

    @property
    def is_prepared(self) -> bool:
        return self.share.state == DRAFT

    @property
    def may_be_renewed(self) -> bool:
        """Whether a further version may be read and agreed to."""
        return self.share.state == PUBLISHED

    @property
    def lede(self) -> str:
        """What it is, with whom, until when, and who opened it."""
        row = self.share
        if row.state == DRAFT:
            who = agreed_by_whom(Purpose(row.purpose))
            return f"{self.what} for {row.authority_name}. It sees nothing before {who} has agreed to it."
        if row.state not in OUT:
            when = f" on {middle_date(local(row.ended_at).date())}" if row.ended_at else ""
            return f"{self.what}, {SHARE.words(row.state)}{when}. {row.authority_name} has nothing of it."
        until = f" until {middle_date(row.expires_on)}" if row.expires_on else ""
        said = f"{self.what}, version {row.number}, with {row.authority_name}{until}. {opened_words(row)}."
        return f"{said} {counted(self.unseen, 'thing')} of the authority’s to look at." if self.unseen else said

    @property
    def thread(self) -> Sequence[Said]:
        """What was agreed, said and done at both ends, the newest first."""
        found = [Said(one.agreed_at, f"Version {one.number} agreed", one.why, one.agreed_by) for one in self.versions]
        for one in self.acts:
            if one.move not in LOOKS:
                words = "The school wrote" if one.ours else f"{self.share.authority_name}: {self._moved(one)}"
                new = not one.ours and one.seen_at is None
                found.append(Said(one.at, words, _more(one), one.by_name, one.problem, new))
        if self.share.ended_at is not None:
            found.append(
                Said(
                    self.share.ended_at,
                    SHARE.words(self.share.state).capitalize(),
                    self.share.ended_why,
                    self.share.ended_by,
                )
            )
        return sorted(found, key=lambda one: one.at, reverse=True)

    def _moved(self, one: ShareAct) -> str:
        words = move_words(self.share, one.move)
        other_day = one.move != ACTION and one.on is not None and one.on != local(one.at).date()
        return f"{words}, {middle_date(one.on)}" if other_day and one.on is not None else words

    @property
    def openings(self) -> Sequence[Said]:
        """The newest openings and downloads."""
        found = [one for one in self.acts if one.move in LOOKS]
        return [Said(one.at, move_words(self.share, one.move), "", one.by_name) for one in found[::-1][:NEWEST]]

    @property
    def source(self) -> str:
        return source_address(self.share)


def _more(one: ShareAct) -> str:
    """What was said with an act; of an action of a meeting, who does it by when."""
    if one.move != ACTION:
        return one.words
    by_day = f", by {middle_date(one.on)}" if one.on else ""
    return f"{one.words} ({one.details.get('who', '')}{by_day})"


def share_page(share: Share, member: Member, today: dt.date) -> SharePage:
    """One share as this reader sees it. Two queries, and those of the rights."""
    return SharePage(
        share,
        list(share.versions.all()),
        list(share.acts.all()),
        today,
        work_on_one.may(member, share),
        agree_to_one.may(member, share),
    )


def lost_by(share: Share) -> list[tuple[str, str]]:
    """What taking it back changes, as the page that asks says it: what goes, what stays, and what a notice rests on."""
    found = [
        ("At once", f"{share.authority_name} sees nothing of it any more, and its copies of the files are deleted."),
        ("What stays", "Its decisions, its ledger of notices, which names nobody, and what an officer downloaded."),
    ]
    if loses(share):
        words = "A penalty notice stands on it. The authority loses the evidence that the notice rests on."
        found.insert(0, ("A notice stands", words))
    return found
