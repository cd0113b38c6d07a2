"""The words of a pupil's history: "saw the register of 9B for Monday 16 November 2026"."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from foundation.ui.numbers import counted, long_date, middle_date, span
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.journal.models import Shown
from schools.pupils.pages.history_of_evidence import ACTS_OF_EVIDENCE, LISTS_OF_EVIDENCE
from schools.pupils.pages.history_of_referrals import ACTS_OF_REFERRALS, LISTS_OF_REFERRALS
from schools.registers.models import Entry
from schools.registers.pages.week import MIXED
from schools.roll.rules.year_group import year_group_label

What = Shown.What

#: What the codes of a list begin with when it left as a file.
FILE = "file "
#: A mark that is not there.
NO_MARK_WORDS = "missing"
#: Changes named one by one; of an import's hundreds, the number and the period are said.
NAMED = 6

_OF_ONE_PUPIL = {
    What.PUPIL: "saw this pupil’s page",
    What.CONTACTS: "saw the contacts",
    What.VERSIONS: "saw marks as they stood before",
    What.HISTORY: "opened this history",
    What.CASE: "saw a case of the pupil",
    What.CLASS_PLAN: "saw what helps the pupil in class",
    What.SENSITIVE: "saw sensitive barriers of the pupil",
    What.RESTRICTED: "saw restricted notes about the pupil",
}
_SHOW = {
    "cases": "with a case",
    "group": "of a group that is helped",
    "meeting": "on the agenda of a meeting",
    "meetings": "with a family meeting",
    "patterns": "with a pattern of absence",
    "plans": "with a plan in class",
    "persistent": "persistently absent",
    "severe": "severely absent",
    "near": "near persistent absence",
    "first": "to contact first",
    "today": "on the lists of Today",
    "hand-overs": "with the safeguarding lead",
    "replies": "named beside another in a reply",
    "import": "that an import would change",
    "sweep": "in a sweep of the registers",
    "recover": "who can still recover",
    "missing": "with marks missing",
    "clashes": "with plans that clash",
    "absent": "absent",
    "unexplained": "with no reason yet",
    "unauthorised": "with an unauthorised absence",
    "late": "late",
    "away": "not present",
    "found": "found by name",
    "desk": "at the desk",
    "evacuation": "on site",
    "off-site": "expected elsewhere",
    "provider": "placed at a provider",
    "kept": "on site, on a device without a network",
    **LISTS_OF_REFERRALS,
    **LISTS_OF_EVIDENCE,
}
_SOURCES = {
    Entry.Source.API: ", sent by a program",
    Entry.Source.DESK: ", at the desk",
    Entry.Source.IMPORT: ", imported from a file",
    Entry.Source.SYSTEM: ", by a rule",
    Entry.Source.PLAN: ", as planned",
}
#: Acts about a pupil, by their names in the journal. One that is not here is shown by that name.
ACTS = {
    "absence.acknowledged": "took the pupil over from the school’s search",
    "absence.attempt_noted": "noted an attempt to find out where the pupil was",
    "absence.call_taken": "took down a call about the pupil",
    "absence.handed_over": "handed the pupil over to the safeguarding lead",
    "absence.reply_came": "kept what came back about the pupil",
    "absence.reply_placed": "said that a reply was about the pupil",
    "absence.reply_settled": "decided what to make of a reply",
    "absence.signed_off": "wrote down how the search for the pupil ended",
    "case.barrier": "noted what keeps the pupil away",
    "case.barrier_gone": "said that a barrier is gone",
    "case.closed": "closed a case of the pupil",
    "case.delegated": "had somebody stand in for a case’s owner",
    "case.given": "gave a case of the pupil to somebody",
    "case.note": "wrote a note in a case",
    "case.note_opened": "let somebody read a restricted note",
    "case.note_shut": "took the named reader off a restricted note",
    "case.noted": "wrote into a case’s timeline",
    "case.offer": "wrote down an offer of help",
    "case.offer_answered": "wrote down the answer to an offer",
    "case.opened": "opened a case of the pupil",
    "case.plan": "wrote down a plan agreed with the family",
    "case.plan_ended": "ended a plan",
    "case.reopened": "reopened a case of the pupil",
    "case.reviewed": "wrote down a review of a plan",
    "case.stage": "set the stage of a case",
    "case.task": "gave out a task of a case",
    "case.task_ended": "ended a task of a case",
    "case.view": "wrote down what the child or a parent said",
    "case.waits": "left a case to wait",
    "case.went_on": "took a case up again",
    "carried_over.came": "kept what another school of the trust counted of the pupil",
    "carried_over.confirmed": "confirmed what another school of the trust counted of the pupil",
    "carried_over.taken_back": "heard that another school of the trust takes back what it told of the pupil",
    "contact_first.lifted": "took off the sign to contact first",
    "contact_first.set": "put on the sign to contact first",
    "decision.answered": "answered what the policy proposes for the pupil",
    "decision.handed_on": "put what the policy proposes before whoever agrees to it",
    "desk.back": "wrote down that the pupil came in by the door",
    "desk.late": "marked the pupil late at the desk",
    "desk.out": "wrote down that the pupil went out",
    "exclusion.elsewhere_noted": "wrote down exclusions of the pupil at another school",
    "exclusion.elsewhere_taken_back": "took back what was written down of another school",
    "help_group.joined": "put the pupil into a group that is helped",
    "help_group.left": "took the pupil out of a group that is helped",
    "history.downloaded": "downloaded this history",
    "leave.asked": "wrote down that leave was asked for",
    "leave.away_answered": "said what an absence without leave was",
    "leave.decided": "decided on leave",
    "leave.enquired": "wrote down an enquiry after leave",
    "leave.link_asked_for": "had a parent sent a link to ask for leave",
    "leave.link_not_sent": "did not send a parent the link to ask for leave",
    "leave.link_opened": "made a link by which a parent asks for leave",
    "leave.return_settled": "settled whether the pupil came back from leave",
    "leave.withdrawn": "withdrew leave",
    "meeting.added": "put the pupil on the agenda of a meeting",
    "paper.approved": "approved a paper about the pupil for somebody outside the school",
    "paper.dropped": "said that a paper about the pupil is not needed",
    "paper.handed": "handed a paper about the pupil over",
    "paper.not_made": "gave up a paper of which a file is gone",
    "paper.page_made": "made the page of the pupil for a meeting",
    "paper.prepared": "prepared a paper about the pupil",
    "paper.put_back": "put back into a paper what was left out",
    "part_time.agreed": "agreed a part-time timetable",
    "part_time.ended": "ended the part-time timetable",
    "part_time.extended": "let the part-time timetable go on after a review",
    "part_time.lead_told": "noted that those to be told of the part-time timetable were told",
    "part_time.reviewed": "wrote down a review of the part-time timetable",
    "plan.confirmed": "wrote down what another place said of the pupil",
    "plan.set": "planned sessions of the pupil",
    "provision.changed": "changed a placement elsewhere",
    "provision.not_entered": "kept what a provider said and the register did not take",
    "provision.placed": "placed the pupil elsewhere",
    "provision.review_planned": "planned a visit or review of a placement elsewhere",
    "provision.reviewed": "wrote down a visit or review of a placement elsewhere",
    "provision.said": "kept what a provider said of a session",
    "provision.settled": "decided what to make of an absence elsewhere",
    "pupil.admitted": "admitted the pupil",
    "pupil.contact_added": "added a contact",
    "pupil.contact_birth_kept": "wrote down a contact’s birth date",
    "pupil.contact_changed": "changed a contact",
    "pupil.contact_ended": "ended a contact",
    "pupil.contact_moved": "changed who is rung first",
    "pupil.contact_restricted": "restricted a contact",
    "pupil.contact_restriction_lifted": "lifted the restriction of a contact",
    "pupil.dual_ended": "ended dual registration",
    "pupil.dual_set": "recorded dual registration",
    "pupil.home_authority_set": "set the authority of the pupil’s home",
    "pupil.household_corrected": "corrected the address of the household",
    "pupil.household_ended": "ended the household",
    "pupil.household_set": "set the household",
    "pupil.imported": "changed the pupil’s record by an import",
    "pupil.leaving_corrected": "corrected how the pupil left",
    "pupil.leaving_undone": "undid the pupil’s leaving",
    "pupil.left": "took the pupil off the roll",
    "pupil.moved": "moved the pupil to another year or group",
    "pupil.readmitted": "took the pupil back on the roll",
    "pupil.upn_changed": "changed the unique pupil number",
    "pupil.withdrawn": "took the pupil off before the starting day",
    "restricted_flags.ended": "ended a restricted flag",
    "restricted_flags.seen": "saw the restricted flags",
    "related_staff.set": "flagged somebody on the staff as related",
    "restricted_flags.set": "set a restricted flag",
    "return.corrected": "told the authority that a return no longer holds",
    "return.drafted": "filled in a return to the authority",
    "return.holds_again": "found that a return holds again",
    "return.not_needed": "said that no return is needed",
    "return.overtaken": "found that a sent return no longer holds",
    "return.raised": "raised a return to the authority",
    "return.retreated": "took back a return that no longer held",
    **ACTS_OF_REFERRALS,
    **ACTS_OF_EVIDENCE,
}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One change of one mark."""

    date: dt.date
    session: int
    old: str | None
    new: str | None
    minutes: int | None
    reason: str

    @property
    def slot(self) -> str:
        """Monday 16 November 2026, AM."""
        return f"{long_date(self.date)}, {SESSION_NAMES[self.session]}"

    @property
    def became(self) -> str:
        """The code it became, with its minutes."""
        if self.new is None:
            return NO_MARK_WORDS
        return self.new if self.minutes is None else f"{self.new} ({counted(self.minutes, 'minute')})"

    @property
    def was(self) -> str:
        return self.old or NO_MARK_WORDS

    @property
    def words(self) -> str:
        """I → C1, because: letter received."""
        return f"{self.was} → {self.became}{f', because: {self.reason}' if self.reason else ''}"


def read_words(shown: Shown, group: str, day: dt.date | None) -> str:
    """What somebody saw. `group` is the name today of the registration group it was about, if it was about one."""
    what = What(shown.what)
    if what in _OF_ONE_PUPIL and shown.about_kind == "pupil":
        return _OF_ONE_PUPIL[what] + _on(day, ", ")
    if what is What.DOCUMENT:
        return "opened a file"
    key = shown.about_id.removeprefix(FILE)
    whose = f"of {group or _list_words(shown.about_kind, key)}"
    if what is What.REGISTER:
        return f"saw the register {whose}{_on(day, ' for ')}"
    if what is What.WEEK:
        return f"saw the week’s marks {whose}{_on(day, ' from ')}"
    if what is What.VERSIONS:
        return f"saw the register {whose} as it stood before{_on(day, ', week of ')}"
    verb = "saw" if key == shown.about_id else "downloaded"
    return f"{verb} a list {whose} ({counted(len(shown.pupil_keys), 'pupil')})"


def _on(day: dt.date | None, word: str) -> str:
    return "" if day is None else f"{word}{long_date(day)}"


def _list_words(kind: str, key: str) -> str:
    """What a list was narrowed by: "Year 9, form 9B, near persistent absence"; of nothing, "the whole school"."""
    if kind == "year":
        return year_group_label(key)
    words = []
    for name, value in parse_qsl(key):
        if name == "year":
            words.append("mixed ages" if value == MIXED else year_group_label(value))
        elif name == "form":
            words.append(f"form {value}")
        elif name == "show":
            words.append(_SHOW.get(value) or f"with the code {value}")
        elif name == "at":
            words.append(_session(value))
    return ", ".join(words) or "the whole school"


def _session(address: str) -> str:
    """A session as an address names it ("2026-11-19-am"), in words."""
    day, _, session = address.rpartition("-")
    try:
        return f"{middle_date(dt.date.fromisoformat(day))} {session.upper()}"
    except ValueError:
        return address


def marks_words(changes: tuple[MarkChange, ...], source: Entry.Source) -> str:
    """What one save did to this pupil's marks; each of few is named beside it, of many the period is said here."""
    first = all(change.old is None for change in changes)
    if len(changes) == 1:
        said = "entered a mark" if first else "changed a mark"
    else:
        said = f"{'entered' if first else 'changed'} {counted(len(changes), 'mark')}"
    if len(changes) > NAMED:
        said += f", {span(changes[0].date, changes[-1].date)}"
    return said + _SOURCES.get(source, "")


def act_words(act: str, details: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What an audit line says was done, and the counts and codes it keeps; keys of other rows are left out."""
    said = ACTS.get(act) or act.replace(".", ": ").replace("_", " ")
    return said, tuple(_details("", details))


def _details(before: str, details: dict[str, Any]) -> Iterator[str]:
    for name, value in details.items():
        words = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            yield from _details(f"{words} ", value)
        elif (said := _value(value)) is not None:
            yield f"{words}: {said}"


def _value(value: object) -> str | None:
    """A count, code or date as it is said; None for keys of other rows, which say nothing to anybody."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    readers: tuple[Callable[[str], uuid.UUID | dt.date], ...] = (uuid.UUID, dt.date.fromisoformat)
    for reads in readers:
        try:
            read = reads(str(value))
        except ValueError:
            continue
        return middle_date(read) if isinstance(read, dt.date) else None
    return str(value) if value not in ("", None) else None
