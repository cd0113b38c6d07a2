"""One child without a reason: whom to ring, what was tried, and what was said."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString

from foundation.ui.numbers import clock, long_date
from schools.absence.models import HomeVisit
from schools.absence.pages.ladder_marks import ladder_marks
from schools.absence.pages.words import clock_tag, hand_over_words, outcome_words, state_tag
from schools.absence.queries.following import Child
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.contacts import ContactOf


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done or came in: when, what, and the note that goes with it."""

    at: dt.datetime
    words: str
    by: str
    note: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class CallSheet:
    """The page of one child on one day."""

    child: Child
    on: dt.date
    now: dt.datetime
    today: bool
    visits: tuple[HomeVisit, ...] = ()

    @property
    def name(self) -> str:
        return self.child.placed.name

    @property
    def form(self) -> str:
        return self.child.placed.form

    @property
    def since(self) -> str:
        """Since when, and how far it has come."""
        day = self.child.day
        first = f"{SESSION_NAMES[day.session]}, {long_date(self.on)}"
        closes = "closed" if self.now >= day.opens_at else "closes"
        opened = f"No reason since {first}. The register {closes} at {clock(day.opens_at)}."
        if self.child.ended:
            since = f" since {clock(day.ended_at)}" if day.ended_at else ""
            return f"{opened} Over{since}: there is a reason, or the child came in."
        return opened

    @property
    def state(self) -> Tag | str:
        return clock_tag(self.child)

    @property
    def ladder(self) -> SafeString:
        return ladder_marks(self.child.stands, handed_over=self.child.hand_over is not None)

    @property
    def contacts(self) -> tuple[ContactOf, ...]:
        """Whom to ring, in order."""
        return self.child.contacts

    @property
    def ringable(self) -> list[ContactOf]:
        """Those whom nothing bars from being rung about this child."""
        return [one for one in self.child.contacts if not one.restrictions]

    @property
    def first_choice(self) -> str:
        """Whom the form offers first: the contact of the next step, or else the first who may be rung."""
        step = self.child.next_contact
        choice = step if step is not None and not step.restrictions else next(iter(self.ringable), None)
        return str(choice.contact) if choice else ""

    @property
    def answer(self) -> str:
        """What was said of another child of the family, to be confirmed for this one."""
        said = self.child.answer
        if said is None or said.contact is None:
            return ""
        return f"{said.contact.name} answered for a brother or sister at {clock(said.at)}: reason {said.code}."

    @property
    def events(self) -> list[Event]:
        """All that was done, the newest first."""
        messages = {one.pk: one for one in self.child.messages}
        found = []
        for attempt in self.child.attempts:
            message = messages.get(attempt.message_id) if attempt.message_id else None
            tag = state_tag(message) if message else None
            who = f", {attempt.contact.name}" if attempt.contact else ""
            found.append(Event(attempt.at, outcome_words(attempt) + who, attempt.by_name, attempt.note, tag))
        return sorted(found, key=lambda event: event.at, reverse=True)

    @property
    def lead(self) -> str:
        """Where it stands with the safeguarding lead."""
        row = self.child.hand_over
        return "" if row is None else hand_over_words(row)
