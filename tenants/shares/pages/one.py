"""One share as an officer sees it: what a version holds, the thread of both ends, the ledger, and what may be done."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import counted, middle_date, short_date
from tenants.policies.rules import notice_states
from tenants.policies.rules.framework import framework_on
from tenants.policies.rules.notice_ledger import Ledger, Rate
from tenants.shares.models import Act, File, Notice, Share, Version
from tenants.shares.operations.answering import NOTICE_MOVES, ledger_of, thing_of, to_pay_of
from tenants.shares.operations.indexing import reference_of
from tenants.shares.pages.notices import pay_words
from tenants.shares.pages.snapshot import Held, held
from tenants.shares.pages.words import Tag, due_tag, next_words, state_words
from tenants.shares.queries.listed import notices_on
from tenants.shares.queries.shares import thread_of, versions_of
from tenants.shares.rules import states
from tenants.shares.rules.amended import Count, counted_now
from tenants.shares.rules.due import PLANS, due_on
from tenants.shares.rules.purposes import Moves, Purpose, Snapshot

#: A move as its button says it.
BUTTONS: Final[Mapping[str, str]] = {
    "ask": "Ask for something",
    "accept": "Accept",
    "decline": "Decline, with a reason",
    "acknowledge": "Acknowledge",
    "issue": "Issue the notice",
    "refuse": "Refuse the notice, with a reason",
    "serve": "It was received",
    "pay_reduced": "Paid at the reduced rate",
    "pay_full": "Paid in full",
    "lapse": "It is unpaid",
    "withdraw": "Withdraw the notice",
    "prosecute": "Prosecute",
}
#: What is done next as a rule: the one button that stands out.
_LIKELY: Final = (*("accept", "acknowledge", "issue", "serve", "lapse", "pay_full", "prosecute"),)
#: What was done, after the name of who did it.
_DID: Final[Mapping[str, str]] = {
    "ask": "asked for something",
    "accept": "accepted it",
    "decline": "declined it",
    "acknowledge": "acknowledged it",
    "issue": "issued the notice",
    "refuse": "refused the notice",
    "serve": "noted that the notice was received",
    "pay_reduced": "noted that it was paid at the reduced rate",
    "pay_full": "noted that it was paid in full",
    "lapse": "noted that it is unpaid",
    "withdraw": "withdrew the notice",
    "prosecute": "prosecuted",
    "take": "took it on",
    "hand_on": "handed it on",
    "message": "wrote",
    "remind": "reminded the school",
    "action": "recorded an action",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the thread: the day, what happened, what was said with it, and who did it at which end."""

    day: str
    said: str
    words: str = ""
    by: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be done now."""

    words: str
    address: str
    first: bool


@dataclass(frozen=True)
class SharePage:
    """A share, with one of its versions open."""

    share: Share
    versions: Sequence[Version]
    version: Version
    acts: Sequence[Act]
    notice: Notice | None
    today: dt.date
    person: uuid.UUID
    answers: bool

    @cached_property
    def held(self) -> Held:
        return held(self.version.snapshot)

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.share.purpose)

    @property
    def is_newest(self) -> bool:
        return bool(self.version.number == self.share.number)

    @property
    def reference(self) -> str:
        return reference_of(self.share.pk)

    @property
    def due(self) -> dt.date | None:
        pay = to_pay_of(self.notice) if self.notice is not None else None
        return due_on(
            self.purpose,
            self.share.state,
            answer_by=self.share.answer_by,
            next_on=self.share.next_on,
            pay_by=pay.full_by if pay else None,
        )

    @property
    def tag(self) -> Tag:
        return due_tag(self.share, self.due, self.today)

    @property
    def lede(self) -> str:
        """How it stands, what comes next and by when, and who has it."""
        words = state_words(self.share)
        said = [f"{words}."] if self.tag.word != words else []
        if next_said := next_words(self.share, self.today):
            said.append(f"Next: {next_said}{f', by {middle_date(self.due)}' if self.due else ''}.")
        if self.share.taken_name and self.share.taken_on is not None:
            said.append(f"{self.share.taken_name} has it since {middle_date(self.share.taken_on)}.")
        else:
            said.append("Nobody has taken it on.")
        return " ".join(said)

    @property
    def is_mine(self) -> bool:
        return bool(self.share.taken_by == self.person)

    @property
    def offers(self) -> list[Offer]:
        """Its moves from here, the likely one first."""
        if not self.answers:
            return []
        keys = [move.key for move in thing_of(self.share).moves_from(self.share.state) if self._open_to(move.key)]
        first = next((key for key in _LIKELY if key in keys), "")
        ordered = sorted(keys, key=lambda key: key != first)
        return [Offer(self._button(key), self._answer_address(key), key == first) for key in ordered]

    def _answer_address(self, move: str) -> str:
        return f"{reverse('share_answer', args=[self.share.pk, move])}?version={self.version.number}"

    def _button(self, move: str) -> str:
        several = move in ("accept", "acknowledge") and self.share.number > 1
        return f"{BUTTONS[move]} version {self.share.number}" if several else BUTTONS[move]

    def _open_to(self, move: str) -> bool:
        pay = to_pay_of(self.notice) if self.notice is not None else None
        if pay is None:
            return True
        if move == "pay_reduced":
            return pay.reduced_by is not None
        return move != "lapse" or self.today > pay.full_by

    @property
    def thread(self) -> list[Line]:
        """Both ends in one, the newest first."""
        lines = [(one.at, _act_line(one, self.share)) for one in self.acts if one.move not in states.LOOKS]
        lines += [(one.at, _version_line(one, self.share)) for one in self.versions]
        found = [line for _, line in sorted(lines, key=lambda one: one[0], reverse=True)]
        answer_by = self.share.answer_by
        if self.share.state == states.RECEIVED and answer_by is not None:
            was = "was due" if answer_by < self.today else "is due"
            found.insert(0, Line(short_date(answer_by), f"Your answer {was}", sign="key"))
        return found

    @property
    def files(self) -> Sequence[File]:
        return list(self.version.files.all())

    @property
    def amended(self) -> list[str]:
        """What the register says by now otherwise than the extract, a line for each session."""
        return [
            f"{middle_date(dt.date.fromisoformat(one['date']))} {one['session']}: {one['was']}, now {one['is']}"
            for one in self.version.amended
        ]

    @property
    def counts_now(self) -> Count:
        return counted_now(self.held.extract, self.version.amended)

    @property
    def is_pack(self) -> bool:
        return self.purpose.listed.moves is Moves.PACK

    @cached_property
    def ledger(self) -> Ledger:
        """The notices to this parent for this child that count today."""
        return ledger_of(self.held.snapshot, self.today)

    @property
    def ledger_lines(self) -> list[tuple[str, str]]:
        """Each notice that counts, with what became of it."""
        own = self.notice.issued_on if self.notice is not None else None
        return [
            (
                middle_date(one.issued_on),
                f"{states.PACK.words(one.state)}{', on this pack' if one.issued_on == own else ''}",
            )
            for one in self.ledger.counting
        ]

    @property
    def is_meeting(self) -> bool:
        return self.purpose is Purpose.MEETING

    @property
    def lists(self) -> tuple[str, str]:
        """The list it stands in: its name, and its address."""
        if self.is_meeting:
            return "Meetings", reverse("shared_meetings")
        return (
            ("Part-time and off-site", reverse("shared_plans"))
            if self.purpose in PLANS
            else ("Cases", reverse("shares"))
        )

    @property
    def ledger_words(self) -> str:
        """What the next notice would be, or why there can be none."""
        return ledger_words(self.ledger)

    @property
    def notice_facts(self) -> list[tuple[str, str]]:
        """The notice issued on this pack."""
        notice = self.notice
        if notice is None:
            return []
        days = [("First issued", notice.issued_on), ("Received", notice.received_on), ("Paid", notice.paid_on)]
        found = [("Which", Rate(notice.rate).words)]
        found += [(term, middle_date(day)) for term, day in days if day is not None]
        if self.share.state in (notice_states.SERVED, notice_states.UNPAID):
            found.append(("To pay", pay_words(to_pay_of(notice), self.today)))
        return found

    @property
    def standing(self) -> list[tuple[str, str]]:
        """What is known of the share itself."""
        share = self.share
        return [
            ("From", share.school_name),
            ("Reference", self.reference),
            ("Version", f"{self.version.number} of {share.number}"),
            ("Received", f"{middle_date(local(self.version.at).date())}"),
            ("Agreed at the school by", self.version.agreed_by),
            ("Shared under", self.purpose.listed.source),
            ("Kept until", middle_date(share.expires_on)),
        ]


def ledger_words(ledger: Ledger) -> str:
    """What the next notice to a parent for a child would be, or why there can be none, with what there is instead."""
    if ledger.fault is not None:
        return ledger.fault.said
    held_on, order = ledger.framework, {1: "first", 2: "second"}[ledger.order]
    if ledger.rate is Rate.REDUCED:
        price = f"£{held_on.reduced} in {held_on.reduced_days} days, then £{held_on.full} in {held_on.full_days}"
    else:
        price = f"£{held_on.full} in {held_on.full_days} days, the flat rate"
    return f"The next would be the {order} in {held_on.years} years: {price}."


def _act_line(act: Act, share: Share) -> Line:
    day = short_date(local(act.at).date())
    did = _DID.get(act.move, "did something")
    if act.move in NOTICE_MOVES and act.on is not None and act.on != local(act.at).date():
        did = f"{did}, of {middle_date(act.on)}"
    rate = act.details.get("rate") if isinstance(act.details, dict) else None
    if act.move == "issue" and rate in set(Rate):
        did = f"{did}: {Rate(rate).words}"
    if act.move == states.ACTION:
        by_day = f", by {middle_date(act.on)}" if act.on else ""
        did = f"recorded for {act.details.get('who', '')}{by_day}"
    end = "" if act.ours else share.school_name
    name = act.by_name if act.ours else act.by_name.partition(",")[0]
    return Line(day, f"{name} {did}", act.words, end, "key" if act.ours else "")


def _version_line(version: Version, share: Share) -> Line:
    said = f"Version {version.number} received"
    return Line(
        short_date(local(version.at).date()), f"{said}: {version.why}" if version.why else said, "",
        f"{version.agreed_by}, {share.school_name}", "key",
    )  # fmt: skip


def share_page(
    share: Share, *, number: int | None, today: dt.date, person: uuid.UUID, answers: bool
) -> SharePage | None:
    """A share with its newest version open, or that of a number; None where it has no such version. Four statements."""
    versions = versions_of(share)
    wanted = share.number if number is None else number
    version = next((one for one in versions if one.number == wanted), None)
    if version is None:
        return None
    notice = notices_on([share]).get(share.pk)
    return SharePage(share, versions, version, thread_of(share), notice, today, person, answers)


def pack_facts(share: Share, on: dt.date) -> list[tuple[str, str]]:
    """What issuing a notice on a pack would be: to whom, what stands in the ledger, and at which rate."""
    version = Version.objects.get(share=share, number=share.number)
    snapshot = Snapshot.of(version.snapshot)
    ledger = ledger_of(snapshot, on)
    earlier = counted(len(ledger.counting), "notice counts", "notices count")
    return [
        ("To", str(snapshot.facts.get("parent_name", ""))),
        ("Ledger", f"{earlier} in the {framework_on(on).years} years to today." if ledger.counting else "None counts."),
        ("This one", ledger_words(ledger).replace("The next would be", "It would be")),
    ]
