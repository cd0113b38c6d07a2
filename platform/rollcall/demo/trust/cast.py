"""The cast of the demo's morning at Alder: the same people in the same straits whenever the trust is made.

Everybody else is dealt out by chance. These few are not, so that what the product does about each can be looked at: a
brother and a sister with one mother, a father barred for one of them, a child gone for the second day, one that was handed
over and nobody has taken, fourteen who came late, six whose N's are one to six school days old, three who are out, and a
text of which nobody knows whether it was sent.
Played once, after the school was filled.
"""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Final

from foundation.audit.actors import SYSTEM, Actor
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer as attendance_officer
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.renaming import rename
from schools.absence.models import FirstDay, HandOver, Message, MessageChild
from schools.absence.operations.following import follow, hand_over
from schools.absence.queries.following import children_of, mobile_of
from schools.absence.rules.ladder import Channel
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_of
from schools.calendar.rules.sessions import SESSIONS
from schools.desk.operations.out_and_back import go_out
from schools.registers.models import Entry, Mark
from schools.registers.operations import marks_changed, open_entry, replace_marks
from schools.registers.operations.bulk import MOST_PUPILS, ReplacedMark
from schools.registers.operations.n_clock import POSITION
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.unexplained import AFTER_THE_CLOCK
from schools.roll.models import ContactFirst, HouseholdPupil, Placement, Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact, set_restriction
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.cast"
LATE: Final = 14
#: N's of different age, each of another school day before this one.
CLOCKS: Final = 6
#: Of those who came late, how many nobody has said how late.
WITHOUT_MINUTES: Final = 2
OUT: Final = ("Dentist", "Music exam", "Doctor")
MOTHER, AUNT, FATHER = "Dawn Brown", "Rose Brown", "Carl Brown"
PHONES: Final = {MOTHER: "07700 900118", AUNT: "07700 900119", FATHER: "07700 900120"}


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Put the cast in its places on the demo's day; whether that was still to be done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        officer = attendance_officer()
        by = Actor(officer.person_id, officer.name)
        free = _Free(on)
        kai, mia, amara = (free.take(form) for form in ("9C", "7A", "7D"))
        for pupil, forename, surname in ((kai, "Kai", "Brown"), (mia, "Mia", "Brown"), (amara, "Amara", "Okafor")):
            rename(pupil, forename, surname)
        tell_apart()
        _family(kai, mia, on, by)
        before = school_calendar().school_days(on - dt.timedelta(days=14), on - dt.timedelta(days=1))[-1]
        gone = [(pupil, on, 1) for pupil in (kai, mia, amara)] + [(amara, before, session) for session in SESSIONS]
        mark(((pupil, day, session, NO_REASON_YET, None) for pupil, day, session in gone), officer, now)
        _late(free, on, officer, now)
        _clocks(free, on, officer, now)
        follow(on, None, now=now)
        waiting = FirstDay.objects.filter(date=on).exclude(pupil__in=[kai, mia, amara]).order_by("pupil__key").first()
        if waiting is not None:
            note = "His tutor saw him at the bus stop at half past eight."
            hand_over(waiting, HandOver.Why.CHOICE, now=now, by=by, note=note)
        _in_doubt(on, now, officer)
        for reason in OUT:
            go_out(free.take_present(), reason=reason, with_whom="A parent", day=on, now=now, by=by)
        _follow_all()
        filling.done(PLAYED, school)
    return True


class _Free:
    """Pupils of the school about whom there is nothing to know, each given out once."""

    def __init__(self, on: dt.date) -> None:
        marked = set(Mark.objects.filter(date=on, session=1, code="/").values_list("pupil_key", flat=True))
        signed = ContactFirst.objects.values("pupil")
        rows = (
            Placement.objects.filter(holds_on(on), group__isnull=False)
            .exclude(pupil__in=signed)
            .exclude(pupil__restricted_flags__isnull=False)
            .select_related("pupil", "group")
            .order_by("pupil__key")
        )
        self._rows = [(row.pupil, row.group.name, row.pupil.key in marked) for row in rows if row.group is not None]
        self._taken: set[uuid.UUID] = set()

    def take(self, form: str) -> Pupil:
        """The first who is left in a form, present this morning if anybody of it is."""
        mine = [(pupil, here) for pupil, name, here in self._rows if name == form and pupil.pk not in self._taken]
        return self._give(next((pupil for pupil, here in mine if here), mine[0][0]))

    def take_present(self) -> Pupil:
        """The first who is left and is present this morning, far enough down to be in no form of the cast's."""
        present = [pupil for pupil, _, here in self._rows if here and pupil.pk not in self._taken]
        return self._give(present[len(present) // 3])

    def _give(self, pupil: Pupil) -> Pupil:
        self._taken.add(pupil.pk)
        return pupil


def _family(kai: Pupil, mia: Pupil, on: dt.date, by: Actor) -> None:
    """One home and one mother; an aunt next; their father, of whom a court says that he is not to be asked about Mia."""
    since = max(spell.starts_on for pupil in (kai, mia) for spell in pupil.admissions.all())
    eve = on - dt.timedelta(days=1)
    for pupil in (kai, mia):
        pupil.contacts.filter(ends_on__isnull=True).update(ends_on=max(eve, since))
        pupil.households.filter(ends_on__isnull=True).exclude(household__pupils__pupil=kai.pk).update(ends_on=eve)
    home = kai.households.select_related("household").order_by("-starts_on").first()
    if home is not None:
        HouseholdPupil.objects.create(household=home.household, pupil=mia, starts_on=on)
    for name, relationship in ((MOTHER, "mother"), (AUNT, "aunt"), (FATHER, "father")):
        details = Details(name=name, phones=[(PHONES[name], "mobile")])
        bond = Bond(relationship=relationship, lives_with=name == MOTHER)
        link = add_contact(kai, bond, starts_on=since, by=by, details=details)
        other = add_contact(mia, bond, starts_on=since, by=by, known=link.contact)
        if name == FATHER:
            set_restriction(other, "court_order", starts_on=since, by=by, note="Not to be told where she is.")


def _late(free: _Free, on: dt.date, officer: StaffMember, now: dt.datetime) -> None:
    """As many late this morning as the cast wants, two of them without their minutes."""
    late = list(
        Mark.objects.filter(date=on, session=1, code="L").order_by("pupil_key").values_list("pupil_key", flat=True)
    )
    others = LATE - WITHOUT_MINUTES
    early = Pupil.objects.filter(key__in=late[others:])
    more = [(free.take_present(), 3 + 2 * number % 11) for number in range(others - len(late[:others]))]
    unsaid = [(free.take_present(), None) for _ in range(WITHOUT_MINUTES)]
    mark(((pupil, on, 1, "/", None) for pupil in early), officer, now)
    mark(((pupil, on, 1, "L", minutes) for pupil, minutes in [*more, *unsaid]), officer, now)


def _clocks(free: _Free, on: dt.date, officer: StaffMember, now: dt.datetime) -> None:
    """What the clock of code N has made of the year, had it run; and N's of one to six school days ago, one of each.

    The oldest is past its last day, and stands because a register was completed this morning: it has until tonight.
    """
    calendar = school_calendar()
    days = calendar.school_days(on - dt.timedelta(days=28), on - dt.timedelta(days=1))[-CLOCKS:]
    first = dt.date(academic_year_of(on), 9, 1)
    old = Mark.objects.filter(code=NO_REASON_YET, date__gte=first, date__lte=days[0], planned=False).order_by(
        "pupil_key"
    )
    over: dict[int, list[ReplacedMark]] = defaultdict(list)
    for key, day, session in old.values_list("pupil_key", "date", "session"):
        over[key].append((day, session, NO_REASON_YET, AFTER_THE_CLOCK, None))
    if over:
        entry = open_entry(by=SYSTEM, position=POSITION, source=Entry.Source.SYSTEM, at=now)
        replace_marks(entry, over.items())
    mark(((free.take_present(), day, 1, NO_REASON_YET, None) for day in days), officer, now)


def _in_doubt(on: dt.date, now: dt.datetime, officer: StaffMember) -> None:
    """A text that was being sent when the machine stopped: nobody knows whether the family has it."""
    plain = [one for one in children_of(on, now) if one.hand_over is None and not one.placed.contact_first]
    children = (one for one in plain if not one.placed.name.startswith("Brown, "))
    child = next((one for one in children if one.askable and Channel.TEXT in one.askable[0]), None)
    if child is None:
        return
    contact = child.contacts[0]
    message = Message.objects.create(
        date=on,
        contact_id=contact.contact,
        channel=Channel.TEXT.value,
        address=mobile_of(contact),
        body="Your child is not at school this morning. Please ring the office.",
        state=Message.State.IN_DOUBT,
        why="Rollcall was interrupted while it was being sent",
        asked_at=now,
        asked_by=officer.name,
        send_at=now,
        tries=1,
        claimed_at=now,
        state_at=now,
    )
    MessageChild.objects.create(message=message, day=child.day, place=1)


def _follow_all() -> None:
    """Let the worker follow every N of the school: today's children, and the clocks of all others."""
    days = Mark.objects.filter(code=NO_REASON_YET).order_by().values_list("date", flat=True).distinct()
    marks_changed(days, pupils=range(MOST_PUPILS + 1))
