"""One letter: how it reads, to whom and where it would go, what can be done with it, and its history."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.access.roles import Role
from foundation.clock import local
from foundation.documents.reading_age import reading_age
from foundation.documents.typesetting import paragraphs
from foundation.ui.numbers import clock, middle_date
from schools.letters.models import Letter, LetterEvent
from schools.letters.operations.sending import signature_of_letter
from schools.letters.pages.papers import against_unsent
from schools.letters.pages.words import event_words, kind_label, state_tag
from schools.letters.queries.letters import beside
from schools.letters.queries.standing import standing_of
from schools.letters.queries.templates import letterhead_now
from schools.letters.rules.kinds import kind_of
from schools.letters.rules.marking import marked
from schools.letters.rules.standing import Standing
from schools.letters.rules.states import MAY, WAITS_TO_LEAVE, Act, State
from schools.letters.rules.words import CLOSING
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done: what is sent, what the button says, and whether it is the likely thing."""

    act: str
    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The page of a letter, for somebody who may approve its kind or may not, and who is the safeguarding lead or not."""

    letter: Letter
    standing: Standing
    events: tuple[LetterEvent, ...]
    head_lines: tuple[str, ...]
    may_approve: bool
    lead: bool
    today: dt.date
    beside: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return kind_label(self.letter.kind)

    @property
    def state(self) -> Tag:
        return state_tag(self.letter)

    @property
    def approver(self) -> str:
        """Who approves it, where its text says so."""
        return Role(self.letter.approver).label if self.letter.approver else ""

    @property
    def is_draft(self) -> bool:
        return self.letter.state == State.DRAFT

    @property
    def name(self) -> str:
        return self.letter.to_name if self.letter.has_left else self.standing.name

    @property
    def lines(self) -> list[str]:
        """The postal address: as it left, or as it now is."""
        return self.letter.to_address.split("\n") if self.letter.has_left else list(self.standing.lines)

    @property
    def dated(self) -> dt.date:
        return (self.letter.dated if self.letter.has_left else None) or self.today

    @property
    def body(self) -> list[list[list[tuple[str, bool]]]]:
        """The text in paragraphs of lines, each line in parts: words, and whether they were filled in from the record."""
        filled = [*self.letter.filled, *self.letter.gaps] if self.is_draft else []
        return [[marked(line, filled) for line in lines] for lines in paragraphs(self.letter.body)]

    @property
    def marks(self) -> bool:
        return self.is_draft and bool(self.letter.filled or self.letter.gaps)

    @property
    def closing(self) -> str:
        return CLOSING

    @property
    def signature(self) -> list[str]:
        return signature_of_letter(self.letter) or ["(whoever approves it)"]

    @property
    def history(self) -> list[tuple[LetterEvent, str]]:
        return [(one, event_words(one)) for one in self.events]

    @property
    def warning(self) -> str:
        """What stands in the letter's way, while it has not left."""
        if self.letter.has_left or self.letter.state == State.WITHDRAWN:
            return ""
        if self.standing.barred is not None:
            return self.standing.barred.words
        if self.standing.lead_first:
            return "The safeguarding lead is to be asked before they hear of this pupil."
        return ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Where it would go, or went."""
        one = self.letter
        post = ", ".join(self.lines) or ("Handed over" if one.by_hand else "No postal address is kept")
        email = (one.to_email if one.has_left and one.gateway else self.standing.email) or "No email address is kept"
        if self.standing.kinds:  # as the roll withholds it, whatever the restriction is
            email = "Withheld"
        facts = [("To", self.name), ("Kind", self.kind), ("Post", post), ("Email", email), ("Reference", one.reference)]
        return [*facts, *self._more_facts]

    @property
    def _more_facts(self) -> list[tuple[str, str]]:
        """What there is to say of some letters alone."""
        one, age = self.letter, reading_age(self.letter.body)
        until = one.leaves_from
        return [
            (term, words)
            for term, words in (
                ("Approves", self.approver if not one.approved_at else ""),
                (
                    "Held until",
                    f"{clock(until)}, {middle_date(local(until).date())}" if until and not one.has_left else "",
                ),
                ("Language", f"{one.language}, then English" if one.language else ""),
                ("Goes with", "; ".join(self.beside)),
                ("Reading age", f"about {age} (estimate)" if age is not None and not one.language else ""),
            )
            if words
        ]

    @property
    def file_words(self) -> str:
        """What its PDF is; empty where nobody is given one."""
        if self.letter.has_left:
            return "Open as it left"
        return "" if against_unsent(self.letter, self.standing) else "See it as printed"

    @property
    def buttons(self) -> list[Button]:
        """What can be done now, the likely thing first. Approving stands with the words: what is approved is saved."""
        return [button for act in _ORDER if self.letter.state in MAY[act] for button in self._buttons(act)]

    def _buttons(self, act: Act) -> list[Button]:
        if act in (Act.PRINT, Act.SEND) and self.standing.barred is not None:
            return []
        if act is Act.PRINT:
            return self._print_buttons()
        if act is Act.SEND:
            return [Button("send", "Send by email")] if self.standing.email else []
        if act is Act.LET_GO:
            return [Button("let_go", "Let it go", "primary")] if self.lead or self.letter.held_for != "lead" else []
        return list(_BUTTONS[act])

    def _print_buttons(self) -> list[Button]:
        if self.standing.lead_first:
            return [Button("lead_says_so", "It may go to them", "primary")] if self.lead else []
        posted = [Button("print", "Print", "primary")] if self.standing.lines else []
        return [*posted, Button("print_by_hand", "Print to hand over", "" if posted else "primary")]


_ORDER: Final = (Act.LET_GO, Act.PRINT, Act.SEND, Act.SETTLE, Act.REOPEN, Act.WITHDRAW)
_BUTTONS: Final = {
    Act.SETTLE: (Button("was_sent", "It was sent"), Button("was_not_sent", "It was not sent")),
    Act.REOPEN: (Button("reopen", "Make it a draft again"),),
    Act.WITHDRAW: (Button("withdraw", "Withdraw"),),
}


def letter_page(letter: Letter, *, may_approve: bool, lead: bool, today: dt.date) -> LetterPage:
    """The page of a letter."""
    return LetterPage(
        letter,
        standing_of(letter, today),
        tuple(letter.events.all()),
        tuple(letter.head.get("lines", []) if letter.has_left else letterhead_now().lines),
        may_approve,
        lead,
        today,
        tuple(_about_siblings(letter)),
    )


def _about_siblings(letter: Letter) -> list[str]:
    """The children about whom a letter of the same day goes to the same person, at the same moment."""
    if letter.has_left or not kind_of(letter.kind).worded:
        return []
    rows = beside(letter, *WAITS_TO_LEAVE).select_related("pupil")
    return sorted({str(one.pupil) for one in rows})
