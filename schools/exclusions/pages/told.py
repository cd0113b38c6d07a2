"""Who was told of an exclusion and who was not, and what the board has of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import as_at, long_date, middle_date
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.exclusions.models import Exclusion, Representation
from schools.exclusions.pages.one import ExclusionPage
from schools.exclusions.pages.words import run_words, session_words, span_words
from schools.exclusions.queries.board import review_facts
from schools.exclusions.queries.notices import Standing
from schools.exclusions.queries.settings import settings_now
from schools.exclusions.rules.drafts import Known, draft
from schools.exclusions.rules.notices import About, How, NoticeDue, To
from schools.exclusions.rules.periods import Kind, days_words
from schools.exclusions.rules.reasons import reason_words
from schools.exclusions.rules.reviews import APPLY_WITHIN, Decision, ground_refusal, review_clocks
from schools.exclusions.rules.triggers import Duty, is_late
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice that is owed: to whom, how it stands, each time it was given, and where it is recorded."""

    who: str
    of: str
    tag: Tag
    given: tuple[str, ...]
    address: str


def notice_lines(standing: Standing, today: dt.date, *, keeps: bool, leads: bool) -> list[NoticeLine]:
    """Every notice that is owed. What the lead told has no names, and only the lead records it."""
    lines = []
    for due in standing.due:
        may = leads if due.to is To.LEAD else keeps
        address = reverse("exclusion_notice", args=[standing.row.pk, due.to.value, due.about.value]) if may else ""
        who = f"{due.to.words}, {standing.home_authority}" if due.to is To.HOME_AUTHORITY else due.to.words
        lines.append(
            NoticeLine(who, due.about.words, _tag(standing, due), tuple(_given(standing, due, today)), address)
        )
    return lines


def _tag(standing: Standing, due: NoticeDue) -> Tag:
    if standing.is_given(due):
        return Tag("sent", "told")
    if standing.counting(due):
        return Tag("soon", "in writing", "still to be sent")
    return Tag("now", "without delay") if due.without_delay else Tag("requested", "by the end of term")


def _given(standing: Standing, due: NoticeDue, today: dt.date) -> list[str]:
    found = []
    for one in standing.given:
        if one.to == due.to and one.about == due.about:
            words = f"{as_at(one.given_at, today)} {How(one.how).words}"
            found.append(", ".join(filter(None, [words, one.whom, one.proof, f"recorded by {one.recorded_by}"])))
    return found


def known_of(page: ExclusionPage, standing: Standing, advice: str) -> Known:
    """What a draft is made of."""
    row, weighed, decided = page.row, page.weighed, standing.decision
    pupil = row.pupil
    apply_by = f"You may apply for an independent review within {APPLY_WITHIN} school days of this notice."
    return Known(
        name=f"{pupil.preferred or pupil.forename} {pupil.surname}",
        of=f"The {Kind(row.kind).words.lower()}",
        span=span_words(row),
        takes=days_words(weighed.taken.half_days) if weighed and row.ends_on else "with no last day",
        reasons=reason_words(row.reasons),
        circumstances=row.circumstances,
        in_term=weighed.words if weighed else "",
        board=standing.duty.words,
        duty=standing.duty.duty,
        sixth=run_words(page.run, compulsory=page.compulsory),
        permanent=row.kind == Kind.PERMANENT,
        advice=advice,
        exam=standing.exam,
        cancelled_because=row.cancelled_because,
        returns=session_words(row.back_from) if row.back_from else "",
        decision=decided.words if decided else "",
        because=decided.because if decided else "",
        review=apply_by if row.kind == Kind.PERMANENT and decided and decided.may_be_reviewed else "",
    )


def drafted(page: ExclusionPage, standing: Standing, to: To, about: About, advice: str) -> str:
    """The words a notice begins with."""
    return draft(to, about, known_of(page, standing, advice))


@dataclass(frozen=True)
class BoardPage:
    """What the board has of an exclusion, what it must do and by when."""

    row: Exclusion
    standing: Standing
    representations: Sequence[Representation]
    today: dt.date
    who_sits: str
    calendar: SchoolCalendar

    @property
    def tag(self) -> Tag:
        """How the board stands."""
        duty, board = self.standing.duty, self.standing.board
        if board is not None and board.decided_on is not None:
            late = is_late(duty.by, board.decided_on)
            return Tag("sent", "decided", "after its deadline" if late else "")
        if duty.duty is Duty.NOTHING or self.row.cancelled_at is not None:
            return Tag("off", "nothing to do")
        if is_late(duty.by, self.today):
            return Tag("now", "deadline missed", "still to be met")
        return Tag("soon", "to consider")

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The trigger, the duty, the deadline and what is recorded."""
        duty, board = self.standing.duty, self.standing.board
        facts = [(self.standing.trigger.words, duty.words)]
        if board is not None and board.received_on is not None:
            facts.append(("Received", f"{long_date(board.received_on)}, recorded by {board.received_by}"))
        elif duty.duty is Duty.MEET:
            facts.append(("Received", "Not recorded: the clerk records it, and the deadline runs from then."))
        if duty.by is not None:
            facts.append(("To be considered by", f"{long_date(duty.by)}{self._missed(duty.by)}"))
        if duty.too_short:
            facts.append(
                ("To be considered by", "The school’s calendar ends before the deadline: enter the next half-term.")
            )
        if self.standing.exam:
            facts.append(("Before", self.standing.exam))
        if board is not None and board.meets_at is not None:
            at = local(board.meets_at)
            facts.append(("Meets", f"{long_date(at.date())}, {at:%H:%M} {board.place}".strip()))
        if board is not None and board.decided_on is not None:
            words = f"{middle_date(board.decided_on)}: {Decision(board.decision).words}. {board.because}"
            facts.append(("Decision", f"{words} Recorded by {board.recorded_by}."))
        facts += self._review
        facts.append(("Who decides", self.who_sits or "As the trust’s articles say; not set. The chair alone may not."))
        return facts

    @property
    def reviewed(self) -> bool:
        """Whether an independent review may follow: of a permanent exclusion that the board has upheld."""
        board = self.standing.board
        return self.row.kind == Kind.PERMANENT and board is not None and board.decision == Decision.DECLINED

    @property
    def _review(self) -> list[tuple[str, str]]:
        """The clocks of the independent review, how far it has come, and whether the name may leave the roll."""
        if not self.reviewed:
            return []
        facts = review_facts(self.standing.board, self.standing.review)
        clocks = review_clocks(facts, self.calendar)
        found = []
        if clocks.apply_by is not None:
            found.append(("Parents may apply for a review until", long_date(clocks.apply_by)))
        if facts.waived_on is not None:
            found.append(("Review waived", middle_date(facts.waived_on)))
        if facts.claimed_on is not None:
            ended = facts.claim_ended_on
            words = (
                f", determined {middle_date(ended)}" if ended else ", pending: parents may apply once it is determined"
            )
            found.append(("Claim of discrimination", f"{middle_date(facts.claimed_on)}{words}"))
        if facts.applied_on is not None:
            back = f", taken back {middle_date(facts.withdrawn_on)}" if facts.withdrawn_on else ""
            found.append(("Applied", f"{middle_date(facts.applied_on)}{back}"))
        if clocks.begin_by is not None:
            found.append(("Review begins by", long_date(clocks.begin_by)))
        if facts.outcome is not None and facts.outcome_on is not None:
            found.append(("Review panel", f"{middle_date(facts.outcome_on)}: {facts.outcome.words}"))
        if clocks.reconsider_by is not None:
            found.append(("Board reconsiders by", long_date(clocks.reconsider_by)))
        if facts.reconsidered is not None:
            found.append(("Reconsidered", self._reconsidered))
        refusal = ground_refusal(facts, self.today, self.calendar)
        return [*found, ("Off the roll, ground 9(1)(o)", refusal or "Reviews are over or waived: it may be used.")]

    @property
    def _reconsidered(self) -> str:
        decided = self.standing.decision
        return f"{middle_date(decided.on)}: {decided.words}. {decided.because}" if decided else ""

    def _missed(self, by: dt.date) -> str:
        board = self.standing.board
        decided = board.decided_on if board is not None else None
        if not is_late(by, decided or self.today):
            return ""
        return ", decided after it; the decision is valid" if decided else ", missed; it stays to be met"


def board_page(standing: Standing, today: dt.date) -> BoardPage:
    """What the board has of an exclusion."""
    row = standing.row
    representations = list(row.representations.all())
    return BoardPage(row, standing, representations, today, settings_now().who_sits, school_calendar())
