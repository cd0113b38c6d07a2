"""What one local authority asks of a school before it issues a penalty notice, as its own code of conduct says.

The national framework (Education (Penalty Notices) (England) Regulations 2007 as amended in 2024) fixes the codes that may
count, and that an improvement period is of three to six weeks. Which of these an authority uses, and everything else here,
is its own: configuration, with where it was read in `source`. It is read as strictly as a policy document.
"""

import re
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field, StrictInt, StrictStr, StringConstraints

from foundation.refusals import Fault
from tenants.policies.rules.document import Part
from tenants.policies.rules.values import Day, Listed, wrong

#: The codes of unauthorised absence that a penalty notice may rest on, in the order in which they are said.
Code = Literal["G", "N", "O", "U"]
CODES: Final[tuple[Code, ...]] = get_args(Code)
#: What a pack may have to hold. A paper that is not in this list is asked for by hand.
Document = Literal[
    "extract", "letters", "support", "notice_to_improve", "leave_decision", "parent",
    "code_key", "chronology", "meetings", "earlier_notices",
]  # fmt: skip
DOCUMENTS: Final[tuple[Document, ...]] = get_args(Document)
Issuer = Literal["school", "authority"]
LivingOutside = Literal["school_authority", "home_authority"]

#: An improvement period, in weeks (rules.md 8). That these are school weeks is our choice.
SHORTEST_WEEKS, LONGEST_WEEKS = 3, 6
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{1,29}[a-z0-9]")


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise wrong("twice", f"“{twice}” stands here twice. Write it once.")
    return values


def _weeks(weeks: int) -> int:
    if not SHORTEST_WEEKS <= weeks <= LONGEST_WEEKS:
        raise wrong(
            "weeks",
            f"An improvement period is of {SHORTEST_WEEKS} to {LONGEST_WEEKS} weeks. "
            f"Write a whole number from {SHORTEST_WEEKS} to {LONGEST_WEEKS}.",
        )
    return weeks


def _slug(written: str) -> str:
    if not _SLUG.fullmatch(written):
        raise wrong("not_an_authority", "This is no authority’s short name. Write it as its address has it: eastshire.")
    return written


Slug = Annotated[StrictStr, AfterValidator(_slug)]
Codes = Annotated[tuple[Code, ...], Listed, AfterValidator(_once)]
Days = Annotated[StrictInt, Field(ge=1, le=400)]


class NoticeToImprove(Part):
    """Who issues a notice to improve, for how many school weeks it runs, and for which absences none is used.

    Where every session of a child is of a code in `not_used_for`, a notice to improve comes before nothing.
    """

    issued_by: Issuer
    weeks: Annotated[StrictInt, AfterValidator(_weeks)]
    not_used_for: Codes = ()


class Profile(Part):
    """One authority's profile from one day on. `authority` is the authority's short name, as its host has it.

    `codes` are those that count to the ten sessions. A request comes within `request_within_school_days` of the tenth, and
    its oldest session is at most `oldest_session_days` old, which only warns. `deemed_served_working_days` after it is
    posted, a notice counts as received.
    """

    authority: Slug
    from_day: Annotated[Day, Field(alias="from")]
    source: Annotated[StrictStr, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=300)]
    codes: Annotated[Codes, Field(min_length=1)]
    documents: Annotated[tuple[Document, ...], Listed, AfterValidator(_once)]
    request_within_school_days: Days
    oldest_session_days: Days
    pupil_living_outside: LivingOutside
    answer_within_working_days: Days
    deemed_served_working_days: Annotated[StrictInt, Field(ge=0, le=60)]
    notice_to_improve: NoticeToImprove

    @property
    def counted(self) -> frozenset[str]:
        """The codes that count."""
        return frozenset(self.codes)

    @property
    def uses_notices_to_improve(self) -> bool:
        """Whether a notice to improve is used for any of the absences that count."""
        return bool(self.counted - set(self.notice_to_improve.not_used_for))

    def wants_notice_for(self, codes: frozenset[str]) -> bool:
        """Whether a notice to improve comes first, where the sessions counted are of these codes."""
        return bool((codes & self.counted) - set(self.notice_to_improve.not_used_for))


def contradictions(profile: Profile) -> list[Fault]:
    """What contradicts itself in a profile that reads well; `field` is the path of the line."""
    notice, found = profile.notice_to_improve, []
    if strange := [code for code in notice.not_used_for if code not in profile.codes]:
        found.append(
            Fault(
                f"This names {', '.join(strange)}, which does not count here.",
                "not_counted",
                "notice_to_improve.not_used_for",
                remedy="Leave it out, or write it in codes too.",
            )
        )
    if "notice_to_improve" in profile.documents and not profile.uses_notices_to_improve:
        found.append(
            Fault(
                "This asks for a notice to improve, and not_used_for says that none is ever used.",
                "never_used",
                "documents",
                remedy="Leave notice_to_improve out here, or a code out of not_used_for.",
            )
        )
    return found
