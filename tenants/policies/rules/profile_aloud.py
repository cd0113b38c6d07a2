"""An authority's profile read aloud: each line as a sentence, and beside it what is law in it and what is configuration."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted
from tenants.policies.rules.difference import Change, Line, compared
from tenants.policies.rules.profile import (
    CODES,
    LONGEST_WEEKS,
    SHORTEST_WEEKS,
    Code,
    Document,
    Issuer,
    LivingOutside,
    Profile,
)

#: Each paper that a pack may have to hold, as it is said within a sentence.
PAPERS: Final[dict[Document, str]] = {
    "extract": "the certified extract of the register",
    "letters": "the letters to the family",
    "support": "the support that was given, and what the family said to it",
    "notice_to_improve": "the notice to improve",
    "leave_decision": "the decision on leave that was asked for",
    "parent": "the parent’s name, address, birth date and relationship",
    "code_key": "the key to the register’s codes",
    "chronology": "a chronology of contacts",
    "meetings": "the minutes of meetings",
    "earlier_notices": "earlier penalty notices to the same parent",
}
#: The codes that may count, as a person knows them.
CODE_NAMES: Final[dict[Code, str]] = {
    "G": "holiday not agreed",
    "N": "no reason yet",
    "O": "other unauthorised absence",
    "U": "late after registers close",
}
ISSUERS: Final[dict[Issuer, str]] = {
    "school": "The school issues it.",
    "authority": "The authority issues it: the school asks for one.",
}
LIVING_OUTSIDE: Final[dict[LivingOutside, str]] = {
    "school_authority": "the authority that the school is in",
    "home_authority": "the authority that the pupil lives in",
}
#: Where a line's authority lies, when nothing but the authority's code stands behind it.
OWN: Final = "Configuration: the authority’s own"


@dataclass(frozen=True, slots=True)
class Said:
    """One line: its path, what it is about, what it says, and what of it is law."""

    path: str
    about: str
    words: str
    basis: str


def said(profile: Profile) -> tuple[Said, ...]:
    """Every line of the profile, in the order in which a school meets them."""
    return (*_counting(profile), *_notices(profile), *_requests(profile))


def _counting(profile: Profile) -> Iterable[Said]:
    names = [f"{code} ({CODE_NAMES[code]})" for code in CODES if code in profile.codes]
    words = f"{_and(names)} {'counts' if len(names) == 1 else 'count'} to the ten sessions."
    if left := [code for code in CODES if code not in profile.codes]:
        words += f" {_and(left)} {'does' if len(left) == 1 else 'do'} not."
    basis = "Law names G, N, O and U; which of them count here is configuration"
    yield Said("codes", "What counts", words, basis)


def _notices(profile: Profile) -> Iterable[Said]:
    notice, path = profile.notice_to_improve, "notice_to_improve"
    if not profile.uses_notices_to_improve:
        yield Said(f"{path}.not_used_for", "Notice to improve", "None is used.", OWN)
    else:
        yield Said(f"{path}.issued_by", "Notice to improve", ISSUERS[notice.issued_by], OWN)
        if notice.not_used_for:
            some = _and([code for code in CODES if code in notice.not_used_for])
            yield Said(f"{path}.not_used_for", "Without one", f"None is used where every session is {some}.", OWN)
    law = f"The national framework says {SHORTEST_WEEKS} to {LONGEST_WEEKS} weeks; how many, and that they are school"
    yield Said(
        f"{path}.weeks", "Improvement period", f"It runs for {counted(notice.weeks, 'school week')}.",
        f"{law} weeks, is configuration",
    )  # fmt: skip


def _requests(profile: Profile) -> Iterable[Said]:
    papers = [PAPERS[one] for one in PAPERS if one in profile.documents]
    asks = f"It holds {_and(papers)}." if papers else "No paper is asked for."
    yield Said("documents", "What a pack holds", asks, OWN)
    within = counted(profile.request_within_school_days, "school day")
    yield Said("request_within_school_days", "A request is sent", f"Within {within} of the tenth session.", OWN)
    oldest = counted(profile.oldest_session_days, "day")
    yield Said(
        "oldest_session_days", "The oldest session", f"It warns where a session is more than {oldest} old.",
        "Configuration. Six months to lay an information is unverified: a person confirms",
    )  # fmt: skip
    yield Said(
        "pupil_living_outside", "A pupil who lives elsewhere",
        f"The request goes to {LIVING_OUTSIDE[profile.pupil_living_outside]}.", OWN,
    )  # fmt: skip
    answers = counted(profile.answer_within_working_days, "working day")
    yield Said("answer_within_working_days", "The authority answers", f"Within {answers}.", OWN)
    served = profile.deemed_served_working_days
    words = f"{counted(served, 'working day')} after it is posted." if served else "On the day on which it is posted."
    yield Said(
        "deemed_served_working_days", "A notice counts as received", words,
        "Configuration. When post is deemed served is unverified: a person confirms",
    )  # fmt: skip


def profile_differences(before: Profile | None, now: Profile) -> list[Change]:
    """Every line that reads otherwise, with what it said before. Of a first profile every line is new. Dates aside."""
    return compared(dict(_lines(before)) if before else {}, dict(_lines(now)))


def _lines(profile: Profile) -> Iterable[tuple[str, Line]]:
    yield from ((one.path, Line(one.about, one.words)) for one in said(profile))
    yield "source", Line("Where it was read", f"“{profile.source}”.")


def _and(words: Sequence[str]) -> str:
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last
