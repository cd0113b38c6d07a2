"""What each return holds, and what is missing from one: field by field, each named in the school's own words.

There is no national form. The columns are those that authorities' forms have in common (data formats, section 7), and
what regulation 13 and regulation 8 ask for is required; where a thing may really not be there (a last school, a number not
issued yet) its lack is said and nothing is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from foundation.refusals import Fault
from schools.returns.rules.kinds import Kind

#: Parents that a file has columns for. Who lives with the pupil comes first.
MOST_PARENTS: Final = 4
#: Grounds that name another school, so that the return says which; and the one that names another home [R9(1)].
TO_A_SCHOOL: Final = ("a", "c", "d")
TO_AN_ADDRESS: Final = "g"

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what files and forms call it, its words, and whether a person writes it because nothing here knows it.

    `missing` is what is said when it is not there; empty for a field that may be. `long` ones have several lines. A
    `restricted` one is written and seen by the safeguarding lead and the headteacher alone: that it is there says something.
    """

    key: str
    label: str
    missing: str = ""
    typed: bool = False
    long: bool = False
    is_date: bool = False
    restricted: bool = False
    help: str = ""

    @property
    def required(self) -> bool:
        """Whether a return without it is incomplete."""
        return bool(self.missing)


_TO_APPROVE: Final = "Needed before it is approved."
_RECORD: Final = "Enter it on the roll record."
_SCHOOL: Final = (Field("laestab", "LAESTAB"), Field("school", "School"))
_PUPIL: Final = (
    Field("upn", "UPN"),
    Field("surname", "Surname", "The surname is missing."),
    Field("forename", "Forename", "The forename is missing."),
    Field("birth", "Date of birth", "The date of birth is missing.", is_date=True),
    Field("address", "Address", f"The pupil’s address is missing. {_RECORD}"),
)
_PARENTS: Final = tuple(
    Field(f"parent_{number}_{key}", f"Parent {number}: {label}")
    for number in range(1, MOST_PARENTS + 1)
    for key, label in (
        ("name", "name"),
        ("relationship", "relationship"),
        ("address", "address"),
        ("phone", "telephone"),
        ("lives_with", "lives with the pupil"),
    )
)
_HOME: Final = Field(
    "home_authority",
    "Home authority",
    typed=True,
    help="Only when the pupil’s home is another authority’s. Who then gets a copy is a setting.",
)
_CONTACTS_MADE: Final = Field("contacts_made", "Contacts made", typed=True, long=True)
_WORKER: Final = Field(
    "social_worker",
    "Social worker",
    typed=True,
    restricted=True,
    help="Only the safeguarding lead and the headteacher enter and see it. It goes into the file, which only they save.",
)
_RISKS: Final = (
    "Only the safeguarding lead and the headteacher enter and see them. They go into the file, which only they save."
)
_ABSENCE: Final = (
    Field("began", "Absence began", "The day the absence began is missing.", is_date=True),
    Field("ended", "Absence ended", is_date=True),
    Field("days", "School days", "The number of days is missing."),
    Field("sessions", "Sessions"),
    Field("codes", "Codes", "The codes are missing."),
    Field("grounds", "Why it is returned", "Why it is returned is missing."),
    Field("reason", "Reason, if known", typed=True, long=True),
)

FIELDS: Final = MappingProxyType(
    {
        Kind.NEW_PUPIL: (
            *_SCHOOL,
            *_PUPIL,
            Field("sex", "Sex", "The sex is missing."),
            Field("starts_on", "Starting day", "The starting day is missing.", is_date=True),
            Field("year_group", "Year group"),
            Field("last_school", "Last school attended", typed=True),
            Field("boarder", "Boarder or day pupil"),
            *_PARENTS,
            _HOME,
        ),
        Kind.DELETION: (
            *_SCHOOL,
            *_PUPIL,
            Field("last_day", "Last day on roll", "The last day on the roll is missing.", is_date=True),
            Field("ground", "Ground", "The ground of regulation 9 is missing. A name leaves the roll on a ground."),
            Field("ground_words", "Ground in words"),
            Field("destination", "Next school", typed=True),
            Field("next_starts_on", "Starts there on", typed=True, is_date=True),
            Field("new_address", "New address", typed=True, long=True),
            *_PARENTS,
            _HOME,
        ),
        Kind.ATTENDANCE: (*_SCHOOL, *_PUPIL, *_ABSENCE, _CONTACTS_MADE, _WORKER, _HOME),
        Kind.SICKNESS: (
            *_SCHOOL,
            *_PUPIL,
            Field("began", "Illness began", "The day the illness began is missing.", is_date=True),
            Field("days", "School days so far", "The number of days is missing."),
            Field(
                "until",
                "Expected until",
                "Write until when they are expected to be away.",
                typed=True,
                is_date=True,
                help=_TO_APPROVE,
            ),
            Field(
                "evidence",
                "Medical evidence held",
                "Say whether medical evidence is held: yes or no.",
                typed=True,
                help=_TO_APPROVE,
            ),
            Field("education", "Education offered", typed=True, long=True),
            _CONTACTS_MADE,
            _WORKER,
            _HOME,
        ),
        Kind.PART_TIME: (
            *_SCHOOL,
            *_PUPIL,
            Field("starts_on", "Starts on", "The first day is missing.", is_date=True),
            Field("review_on", "Review on", "The day of the next review is missing.", is_date=True),
            Field("ends_on", "Ends on", "The agreed last day is missing.", is_date=True),
            Field("hours", "Hours a week", "The hours a week are missing."),
            Field("reason", "Reason", "The reason is missing."),
            Field("agreed_by", "Agreed by", "Which parent agreed is missing."),
            Field("sen", "Medical or SEN", typed=True),
            _WORKER,
            _HOME,
        ),
        Kind.CME: (
            *_SCHOOL,
            *_PUPIL,
            Field("first_day", "First day missing", "The first day missing is missing.", is_date=True),
            Field("last_seen", "Last seen", is_date=True),
            Field("last_session", "Last session attended"),
            Field("days", "School days of G, N and O so far"),
            Field("enquiries", "Enquiries made", "No enquiry is written down yet.", long=True),
            Field("siblings", "Brothers and sisters, and their schools", typed=True, long=True),
            Field("agencies", "Agencies that work with the family", typed=True, long=True),
            Field("risks", "Risks", typed=True, long=True, restricted=True, help=_RISKS),
            *_PARENTS,
            _WORKER,
            _HOME,
        ),
        Kind.EHE: (
            *_SCHOOL,
            *_PUPIL,
            Field("written_on", "Date of the parent’s writing", "The parent’s writing is not dated.", is_date=True),
            Field("written_by", "Written by", "Who wrote is missing."),
            Field("starts_on", "Educated otherwise from", is_date=True),
            Field("reasons", "Reasons given", typed=True, long=True),
            Field("sen", "SEN or EHC plan", typed=True),
            *_PARENTS,
            _WORKER,
            _HOME,
        ),
        **{
            kind: (
                *_SCHOOL,
                *_PUPIL,
                Field("type", "Type"),
                Field("first_day", "First day", "The first day is missing.", is_date=True),
                Field("last_day", "Last day", is_date=True),
                Field("half_days", "Half-days"),
                Field("reasons", "Reason codes", "The reasons are missing."),
                Field("term_total", "Half-days this term"),
                Field("year_total", "Half-days this year"),
                Field("day_6", "Provision from day 6"),
                _WORKER,
                _HOME,
            )
            for kind in (Kind.SUSPENSION, Kind.PERMANENT)
        },
    }
)


def field_of(kind: Kind, key: str) -> Field | None:
    """The field of that key in a kind."""
    return next((one for one in FIELDS[kind] if one.key == key), None)


def typed_fields(kind: Kind) -> tuple[Field, ...]:
    """What a person writes."""
    return tuple(one for one in FIELDS[kind] if one.typed)


def holds_restricted(kind: Kind, values: Values) -> bool:
    """Whether a return says something that only the safeguarding lead and the headteacher see."""
    return any(one.restricted and values.get(one.key) for one in FIELDS[kind])


def check(kind: Kind, values: Values) -> list[Fault]:
    """Everything that a return of this kind lacks, each with its field. Nothing for one that is complete."""
    faults = [
        Fault(one.missing, "missing", one.key)
        for one in FIELDS[kind]
        if one.required and not values.get(one.key, "").strip()
    ]
    if kind in (Kind.NEW_PUPIL, Kind.DELETION):
        faults += _check_parents(values)
    if kind is Kind.DELETION:
        faults += _check_destination(values)
    if kind is Kind.SICKNESS and values.get("evidence", "").strip().casefold() not in ("", "yes", "no"):
        faults.append(Fault("Say whether medical evidence is held: yes or no.", "evidence", "evidence"))
    return faults


def parents_in(values: Values) -> list[int]:
    """The numbers of the parents that are named."""
    return [number for number in range(1, MOST_PARENTS + 1) if values.get(f"parent_{number}_name", "").strip()]


def _check_parents(values: Values) -> list[Fault]:
    """Every known parent with name and address, and a telephone of each whom the pupil normally lives with [R8]."""
    numbers = parents_in(values)
    if not numbers:
        return [Fault("No parent is recorded.", "parents", "parent_1_name", remedy="Enter one among the contacts.")]
    faults = []
    for number in numbers:
        name = f"Parent {number}"
        if not values.get(f"parent_{number}_address", "").strip():
            faults.append(Fault(f"{name} has no address.", "address", f"parent_{number}_address", remedy=_RECORD))
        if values.get(f"parent_{number}_lives_with") == "yes" and not values.get(f"parent_{number}_phone", "").strip():
            words = f"{name} lives with the pupil and has no telephone number, or none that may be given out."
            faults.append(Fault(words, "phone", f"parent_{number}_phone", remedy="Enter one among the contacts."))
    if not any(values.get(f"parent_{number}_lives_with") == "yes" for number in numbers):
        words = "Nobody is recorded whom the pupil normally lives with."
        faults.append(Fault(words, "lives_with", "parent_1_lives_with", remedy="Say so among the contacts."))
    return faults


def _check_destination(values: Values) -> list[Fault]:
    ground = values.get("ground", "")
    if ground in TO_A_SCHOOL and not values.get("destination", "").strip():
        words = f"Ground 9(1)({ground}) names another school. Write which."
        return [Fault(words, "destination", "destination")]
    if ground == TO_AN_ADDRESS and not values.get("new_address", "").strip():
        words = "Ground 9(1)(g) is that the pupil has moved away. Write the new address, or that it is not known."
        return [Fault(words, "new_address", "new_address")]
    return []


def summary(faults: Sequence[Fault]) -> str:
    """How a list says it: "complete", "2 fields missing"."""
    if not faults:
        return "complete"
    return "1 field missing" if len(faults) == 1 else f"{len(faults)} fields missing"
