"""What the page of audit lines shows: each line in words."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM, Actor
from tenants.journal.models import AuditLine
from tenants.journal.queries import names_of

#: What was done, after the name of who did it or to whom it was done.
_SAID = {
    "signed_in": "signed in",
    "signed_out": "signed out everywhere",
    "sign_in_failed": "did not get in: a wrong password",
    "second_factor_failed": "gave a wrong code, or one that had been used",
    "sign_in_locked": "was locked out after too many tries",
    "password_chosen": "chose a new password",
    "second_factor_enrolled": "set up an authenticator app",
    "second_factor_removed": "took an authenticator app away",
    "recovery_codes_made": "made new recovery codes",
    "handed_over": "went on to where they work",
    "person_invited": "was invited",
    "invitation_accepted": "took up an invitation",
    "person_disabled": "had their sign-in switched off",
    "person_enabled": "had their sign-in switched on again",
    "second_factor_forgotten": "had their authenticator app forgotten",
    "membership_ended": "had a role ended",
    "role_changed": "had a role changed",
    "trust_made": "The trust was made",
    "school_made": "A school was made",
    "mover_asked": "A school asked another what it counted of a pupil who came from it",
    "mover_told": "A school told another what it counted of a pupil who left",
    "mover_taken_back": "A school took back what it had told of a pupil",
    "movers_expired": "What schools had told of pupils who moved was deleted, three years after they left",
    "school_renamed": "A school was given another name",
    "teachers_asked": "A school asks its class teachers for a code from then on",
    "policy_begun": "The policy that every trust begins with was taken",
    "policy_draft_begun": "A draft of the next policy was begun",
    "policy_draft_changed": "The draft of the policy was changed",
    "policy_draft_withdrawn": "The draft of the policy was withdrawn",
    "policy_approved": "A version of the policy was approved",
    "profile_draft_changed": "The draft of an authority’s profile was changed",
    "profile_draft_withdrawn": "The draft of an authority’s profile was withdrawn",
    "profile_approved": "A version of an authority’s profile was approved",
    "share_asked": "Another authority was asked whether it holds a notice",
    "share_question_answered": "Another authority’s question was answered from the ledger",
    "share_answer_came": "The answer of another authority came",
    "share_received": "A school shared something with the authority",
    "share_ended": "Something shared with an authority ended, and is opened no more",
    "share_open": "Something shared with the authority was opened",
    "share_download": "A file shared with the authority was downloaded",
    "share_list_taken": "A list of what is shared was taken away as a file",
    "share_denied": "Something was asked for that is not shared with the authority",
    "share_take": "Something shared was taken on by an officer",
    "share_hand_on": "Something shared was handed on to another officer",
    "share_message": "The authority wrote to a school about something shared",
    "share_remind": "The authority reminded a school of something shared",
    "share_action": "What a meeting decided was recorded",
    "share_ask": "The authority asked a school for something more",
    "share_acknowledge": "The authority acknowledged what a school shared",
    "share_accept": "The authority accepted a pack",
    "share_decline": "The authority declined a pack",
    "share_issue": "The authority issued a penalty notice",
    "share_refuse": "The authority refused a penalty notice",
    "share_serve": "A penalty notice was received",
    "share_pay_reduced": "A penalty notice was paid at the reduced rate",
    "share_pay_full": "A penalty notice was paid in full",
    "share_lapse": "A penalty notice is unpaid",
    "share_withdraw": "The authority withdrew a penalty notice",
    "share_prosecute": "The authority prosecuted",
    "share_published": "A school shared something with an authority",
    "share_answered": "An authority answered what a school had shared",
    "share_wanted_back": "The trust took something back that a school had shared",
    "teachers_not_asked": "A school asks its class teachers for no code from then on",
}
NOBODY = "Somebody who has not signed in yet"


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is shown: when, whom it is about, what was done, by whom when that was somebody else, from where."""

    at: dt.datetime
    who: str
    said: str
    by: str
    notes: tuple[str, ...]
    address: str


def told(lines: list[AuditLine]) -> list[Told]:
    """The lines in words."""
    about = {line.pk: key for line in lines if (key := _person(line)) is not None}
    names = names_of(about.values())
    return [_told(line, about.get(line.pk), names) for line in lines]


def _person(line: AuditLine) -> uuid.UUID | None:
    return uuid.UUID(line.about_id) if line.about_kind == "person" else None


def _told(line: AuditLine, about: uuid.UUID | None, names: dict[uuid.UUID, str]) -> Told:
    themselves = about is not None and about == line.person_id
    who = line.person_name if themselves else names.get(about, NOBODY) if about else ""
    # Who acts by the command has a name and no key; only what Rollcall does by itself is nobody's.
    by = "" if themselves or Actor(line.person_id, line.person_name) == SYSTEM else line.person_name
    said = _SAID.get(line.act, line.act.replace("_", " "))
    return Told(line.at, who, said, by, tuple(_notes(line)), str(line.details.get("address", "")))


def _notes(line: AuditLine) -> list[str]:
    details, notes = line.details, []
    if (role := details.get("role")) in {one.value for one in Role}:
        notes.append(Role(role).label)
    if authority := details.get("authority"):
        notes.append(str(authority))
    if (tries := details.get("tries", 1)) > 1:
        notes.append(f"{tries} tries")
    if line.act == "signed_in" and not details.get("second_factor"):
        notes.append("without a second factor")
    return notes
