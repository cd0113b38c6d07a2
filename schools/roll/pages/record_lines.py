"""The lines of a roll record as people read them: spells, the other school, contacts and what happened."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.ui.numbers import as_at, lasting
from schools.roll.models import Admission, PupilContact
from schools.roll.queries import ContactOf, Dual, Event, ground_words

_RESPONSIBILITY = {
    PupilContact.Responsibility.YES.value: "Has parental responsibility.",
    PupilContact.Responsibility.NO.value: "No parental responsibility.",
}


@dataclass(frozen=True, slots=True)
class Lede:
    """The sentence a record opens with; `day` ends it and stands out, where there is one."""

    words: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class SpellLine:
    """One spell on the roll."""

    row: Admission

    @property
    def words(self) -> str:
        """From when until when, where the pupil came from, and whether as a boarder."""
        came = f"; came from {self.row.last_school}" if self.row.last_school else ""
        return f"{lasting(self.row.starts_on, self.row.ends_on)}{came}{'; boarder' if self.row.boarder else ''}"

    @property
    def leaving(self) -> list[str]:
        """On what ground the spell ended, and where the pupil went; nothing while it has not."""
        if not self.row.leaving_ground:
            return []
        note = f": {self.row.leaving_note}" if self.row.leaving_note else ""
        goes = [f"Goes to {self.row.destination}"] if self.row.destination else []
        return [f"{ground_words(self.row.leaving_ground)}{note}", *goes]


@dataclass(frozen=True, slots=True)
class DualLine:
    """One registration at another school; `open` while it has no last day."""

    row: uuid.UUID
    other_school: str
    words: str
    open: bool


def dual_line(dual: Dual) -> DualLine:
    """What this school is to the pupil, when they are due there, and from when until when."""
    ours = "main school" if dual.main else "subsidiary"
    days = lasting(dual.starts_on, dual.ends_on)
    words = f"We are the {ours}; due there: {dual.words}. {days[0].upper()}{days[1:]}"
    return DualLine(dual.row, dual.other_school, words, dual.ends_on is None)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened, and who recorded it and when: empty when nothing says.

    `name` is somebody's, or an address; `rest` follows it, or `what` where there is none, with its own comma or colon.
    """

    day: dt.date
    what: str
    name: str
    rest: str
    recorded: str


def event_line(event: Event, today: dt.date) -> EventLine:
    """One line of the roll history as it is read on `today`."""
    rest = f"{',' if event.name else ':'} {event.detail}" if event.detail else ""
    recorded = f"{event.by}, {as_at(event.at, today)}" if event.at is not None else ""
    return EventLine(event.day, event.what, event.name, rest, recorded)


def about_contact(contact: ContactOf) -> str:
    """What is known of a contact beside the name and the numbers, in sentences."""
    sentences = [
        "Lives with the pupil." if contact.lives_with else "",
        _RESPONSIBILITY.get(contact.responsibility, ""),
        f"{contact.language}." if contact.language else "",
        contact.address,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact with what is known of them in words."""

    of: ContactOf
    about: str


def contact_lines(contacts: list[ContactOf]) -> list[ContactLine]:
    """Contacts in the order of ringing."""
    return [ContactLine(contact, about_contact(contact)) for contact in contacts]
