"""One referral: what it still lacks with the act that gives it, its parts, consents, and what was sent."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse

from foundation.access.member import Member
from foundation.ui.numbers import middle_date
from schools.cases.pages.files import case_address
from schools.cases.queries.rights import sensitive_exists_policy
from schools.cases.rules import states as case_states
from schools.documents.pages import FileLine, file_lines
from schools.letters.models import Letter
from schools.letters.pages.words import state_tag
from schools.referrals.models import Consent, Referral, Version
from schools.referrals.operations.sending import SENT
from schools.referrals.pages.words import for_whom, referral_tag, reply_tag, waiting_words
from schools.referrals.queries.rights import lead_referrals, sent_versions, work_referrals
from schools.referrals.queries.standing import consent_words, given, lacks
from schools.referrals.rules import states
from schools.referrals.rules.lacking import CASE, CONSENT, SENSITIVE, SERVICE, WRITE, Lacking
from schools.referrals.rules.services import Way, age_on, is_of_age
from schools.referrals.rules.states import REFERRAL
from schools.referrals.rules.wanted import HEALTH, HOME, Wanted, parts_of
from schools.roll.pages.today_lists import Tag

_ACTS: Final[dict[str, tuple[str, Callable[[object], str]]]] = {
    WRITE: ("Write it", lambda key: reverse("referral_write", args=[key])),
    CONSENT: ("Write down consent", lambda key: reverse("referral_consent", args=[key])),
    SENSITIVE: ("Write it", lambda key: reverse("referral_health", args=[key])),
}


@dataclass(frozen=True, slots=True)
class LackingLine:
    """What is lacking, with the act that gives it; no address where it is somebody else's."""

    words: str
    act: str
    address: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part as a reader sees it; `kept` where there is something that they do not read."""

    part: Wanted
    words: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent and how it stands today."""

    row: Consent
    words: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What was sent, or is about to go; with its file or its letter, for who may open it."""

    row: Version
    how: str
    when: str
    tag: Tag | None
    files: Sequence[FileLine]
    letter: str
    kept: bool


@dataclass(frozen=True)
class ReferralPage:
    """A referral as one reader sees it. `exists`: they may know that there is something sensitive."""

    row: Referral
    member: Member
    today: dt.date
    works: bool
    leads: bool
    exists: bool

    @property
    def tag(self) -> Tag:
        return referral_tag(self.row)

    @property
    def reply(self) -> Tag | None:
        return reply_tag(self.row, self.today)

    @property
    def case_address(self) -> str:
        return case_address(self.row.case_id)

    @property
    def writes(self) -> bool:
        """Whether the reader may write in it now."""
        return (
            self.works
            and self.row.case.state != case_states.CLOSED
            and self.row.state in (*states.UNSENT, states.ASKED)
        )

    @property
    def with_service(self) -> bool:
        return self.row.state in (*states.WITH_SERVICE, states.ASKED)

    @property
    def can_ask(self) -> bool:
        return self.row.state in states.WITH_SERVICE

    @property
    def can_take_back(self) -> bool:
        return self.row.state in REFERRAL.move("take_back").before

    @cached_property
    def lacking(self) -> list[LackingLine]:
        """What it lacks while it is the school's to send."""
        if self.row.state not in (*states.UNSENT, states.ASKED):
            return []
        return [self._lacking(one) for one in lacks(self.row, self.today)]

    def _lacking(self, one: Lacking) -> LackingLine:
        if one.act == SERVICE:
            return LackingLine(one.words, "See the directory", reverse("services"))
        if one.act == CASE:
            return LackingLine(one.words, "See the case", self.case_address)
        words, address = _ACTS[one.act]
        mine = self.writes and (self.leads or one.act != SENSITIVE)
        return LackingLine(one.words, words, address(self.row.pk) if mine else "")

    @property
    def may_send(self) -> bool:
        return self.writes and not self.lacking and self.going is None

    @property
    def lede(self) -> str:
        row, service = self.row, self.row.service
        head = f"To {service.name}, for {for_whom(service)}; waiting time {waiting_words(service)}."
        if row.over_on is not None:
            return f"{head} {REFERRAL.words(row.state).capitalize()} {middle_date(row.over_on)}: {row.answer}"
        if self.lacking:
            number = len(self.lacking)
            return f"{head} {number} {'thing keeps' if number == 1 else 'things keep'} it from being sent."
        if row.state == states.ASKED:
            return f"{head} The service asks for more: {row.asked}"
        if row.state in states.WITH_SERVICE and row.reply is not None:
            return f"{head} It has the referral, and its answer is due {middle_date(row.reply.due_on)}."
        return f"{head} Nothing is lacking." if row.state in states.UNSENT else head

    @property
    def too_old(self) -> str:
        """What to know of the child's age before it is sent; empty where the service is for it."""
        age, service = age_on(self.row.case.pupil.birth, self.today), self.row.service
        if self.row.over_on or is_of_age(age, service.from_age, service.to_age):
            return ""
        return f"The child is {age}, and the directory says that it is for {for_whom(service)}. Ask before you send."

    @property
    def parts(self) -> list[PartLine]:
        return [self._part(one) for one in parts_of(self.row.service.wants)]

    def _part(self, one: Wanted) -> PartLine:
        if one.key == HEALTH:
            return PartLine(
                one,
                self.row.health if self.leads else "",
                kept=bool(self.row.health) and self.exists and not self.leads,
            )
        if one.key == HOME:
            return PartLine(one, self.row.rings.name if self.row.rings is not None else "")
        return PartLine(one, self.row.parts.get(one.key, ""))

    @property
    def reads_health(self) -> bool:
        """Whether the page shows the sensitive part."""
        return self.leads and bool(self.row.health)

    @property
    def consents(self) -> list[ConsentLine]:
        return [ConsentLine(one, consent_words(one), self._consent_tag(one)) for one in self.row.consents.all()]

    def _consent_tag(self, one: Consent) -> Tag:
        if one.withdrawn_on is not None:
            return Tag("off", "withdrawn", f"{middle_date(one.withdrawn_on)}: {one.withdrawn_as}")
        return Tag("sent", "holds") if given(one).holds(self.today) else Tag("soon", "holds no more")

    @cached_property
    def versions(self) -> list[VersionLine]:
        """What was sent and what is about to be, the newest first. Three queries, and one for each file."""
        rows = list(self.row.versions.order_by("-number"))
        letters = Letter.objects.in_bulk([row.letter for row in rows if row.letter is not None])
        opened = set(sent_versions(self.member).filter(referral=self.row).values_list("pk", flat=True))
        return [self._version(one, letters, opens=one.pk in opened) for one in rows]

    def _version(self, one: Version, letters: dict[object, Letter], *, opens: bool) -> VersionLine:
        letter = letters.get(one.letter)
        return VersionLine(
            row=one,
            how=Way(one.way).words,
            when=middle_date(one.sent_on) if one.sent_on else "not sent",
            tag=state_tag(letter) if letter is not None else None,
            files=file_lines((SENT, one.pk), self.member) if opens and one.document else [],
            letter=reverse("letter", args=[one.letter]) if opens and one.letter else "",
            kept=not opens and self.exists,
        )

    @property
    def going(self) -> VersionLine | None:
        """The email that is about to go; None where none is."""
        waits = {"approved", "held", "queued", "sending", "in_doubt"}
        keys = [one.row.letter for one in self.versions if one.row.sent_on is None and one.row.letter is not None]
        letters = set(Letter.objects.filter(state__in=waits, pk__in=keys).values_list("pk", flat=True))
        return next((one for one in self.versions if one.row.letter in letters), None)


def referral_page(row: Referral, member: Member, today: dt.date) -> ReferralPage:
    """One referral as a reader sees it."""
    works, leads = work_referrals.may(member, row), lead_referrals.may(member, row)
    exists = sensitive_exists_policy.may(member, row.case)
    return ReferralPage(row, member, today, works=works, leads=leads, exists=exists)
