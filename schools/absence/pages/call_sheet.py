"""One child without a reason: whom to ring, what was tried, and what was said."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString

from foundation.london import LONDON
from foundation.ui.numbers import clock, long_date
from schools.absence.models import HomeVisit, Reply
from schools.absence.operations.messages import under_way
from schools.absence.pages.ladder_marks import ladder_marks
from schools.absence.pages.reply_words import code_words, event_words, settled_words
from schools.absence.pages.visits import visit_events
from schools.absence.pages.words import CHANNEL_WORDS, Event, clock_tag, hand_over_words, outcome_words, state_tag
from schools.absence.queries.following import Child
from schools.absence.queries.visits import visit_due
from schools.absence.rules.ladder import WRITTEN, Channel
from schools.absence.rules.messages import ASK_FIRST
from schools.absence.rules.replies import disagree
from schools.absence.rules.visits import State
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.contacts import ContactOf


@dataclass(frozen=True, slots=True)
class Writable:
    """A message that may be asked for: to whom, and how. `lead_first` when it waits for the safeguarding lead's word."""

    contact: ContactOf
    channel: Channel
    lead_first: bool = False

    @property
    def words(self) -> str:
        """ "Text Dawn Brown"."""
        after = ", once the lead lets it go" if self.lead_first else ""
        return f"{CHANNEL_WORDS[self.channel]} {self.contact.name}{after}"


@dataclass(frozen=True)
class CallSheet:
    """The page of one child on one day."""

    child: Child
    on: dt.date
    now: dt.datetime
    channels: tuple[str, ...] = ()
    visits: tuple[HomeVisit, ...] = ()

    @property
    def today(self) -> bool:
        return self.now.astimezone(LONDON).date() == self.on

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
    def listed(self) -> list[tuple[ContactOf, list[Writable]]]:
        """Every contact in order, each with the messages that may be asked for, but for the one that is next anyway."""
        carried = [Channel(one) for one in self.channels]
        found = []
        for contact, may in zip(self.child.contacts, self.child.askable, strict=True):
            lead_first = contact.kinds == {ASK_FIRST}
            ways = [Writable(contact, one, lead_first) for one in carried if one in may or lead_first]
            found.append((contact, [one for one in ways if one != self.next_message] if self.may_write else []))
        return found

    @property
    def may_write(self) -> bool:
        """Whether families can be written to about this child now."""
        return self.today and not self.child.ended and under_way(self.child) is None

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
    def next_message(self) -> "Writable | None":
        """The message that the ladder has next, unless one is under way."""
        step, contact = self.child.stands.next, self.child.next_contact
        if step is None or contact is None or step.channel not in WRITTEN or under_way(self.child):
            return None
        return Writable(contact, step.channel)

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
        found = visit_events(self.visits)
        for attempt in self.child.attempts:
            if attempt.channel == Channel.VISIT:
                continue  # the visit itself says more
            message = messages.get(attempt.message_id) if attempt.message_id else None
            tag = state_tag(message) if message else None
            who = f", {attempt.contact.name}" if attempt.contact else ""
            found.append(Event(attempt.at, outcome_words(attempt) + who, attempt.by_name, attempt.note, tag))
        for reply in self.child.replies:
            tag = Tag("now", "to be read") if reply.settled_at is None else None
            taken = f"taken down by {reply.taken_by}" if reply.taken_by else ""
            found.append(Event(reply.at, event_words(reply), taken or settled_words(reply), reply.words, tag))
        noted = {attempt.message_id for attempt in self.child.attempts}
        for message in messages.values():
            if message.pk not in noted:
                how = CHANNEL_WORDS[Channel(message.channel)]
                words = f"{how}, asked for, {message.contact.name}"
                found.append(Event(message.asked_at, words, message.asked_by, tag=state_tag(message)))
        return sorted(found, key=lambda event: event.at, reverse=True)

    @property
    def unread(self) -> Reply | None:
        """The first reply that nobody has dealt with."""
        return self.child.unread

    @property
    def two_said(self) -> str:
        """What was said of this child, where it is not one thing."""
        said = [(one.code, one.contact, one.at) for one in self.child.attempts if one.code]
        said += [(one.suggested, one.contact, one.at) for one in self.child.replies if one.settled_at is None]
        said = [one for one in said if one[0]]
        if not disagree(code for code, _, _ in said):
            return ""
        words = (
            f"{contact.name if contact else 'Somebody'} at {clock(at)}: {code_words(code, self.on)}"
            for code, contact, at in sorted(said, key=lambda one: one[2])
        )
        return "; ".join(words)

    @property
    def stopped(self) -> frozenset[str]:
        """Numbers whose holders want no more texts."""
        return self.child.stopped

    @property
    def open_visit(self) -> HomeVisit | None:
        """The visit that is planned or under way, or was the last."""
        return next((one for one in reversed(self.visits) if one.state is not State.CALLED_OFF), None)

    @property
    def may_plan(self) -> bool:
        """Whether another visit can be planned: the child has no reason today, and none is planned or under way."""
        last = self.open_visit
        return self.today and not self.child.ended and (last is None or last.state is State.BACK)

    @property
    def visit_due(self) -> bool:
        """Whether the ladder says that somebody goes."""
        return visit_due(self.child, self.visits, self.now)

    @property
    def lead(self) -> str:
        """Where it stands with the safeguarding lead."""
        row = self.child.hand_over
        return "" if row is None else hand_over_words(row)
