"""Why a pupil may be away with leave, the code that each ground has, and who may ask for it.

Leave is granted on the grounds of regulation 11 alone [R11]. Absences that need no leave (a day set apart by a religious
body, a parent who travels for work, a pupil not of compulsory age) are recorded beside them, by the same form [R10].
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Ground(StrEnum):
    """What leave is asked for, or what an absence is recorded as."""

    EXCEPTIONAL = "exceptional"
    PERFORMANCE = "performance"
    INTERVIEW = "interview"
    STUDY = "study"
    MEDICAL = "medical"
    RELIGIOUS = "religious"
    TRAVELLING = "travelling"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One ground: its code, what people call it, what to ask for, and whether somebody grants it or it is recorded."""

    code: str
    label: str
    evidence: str
    granted: bool = True


MEANINGS: Final = {
    Ground.EXCEPTIONAL: Meaning(
        "C", "Exceptional circumstances", "A holiday is not in itself exceptional: decide on the facts of this request."
    ),
    Ground.PERFORMANCE: Meaning(
        "C1",
        "Performance or employment abroad, regulated",
        "The licence or exemption, or the body of persons’ approval, with its dates.",
    ),
    Ground.INTERVIEW: Meaning(
        "J1", "Interview, for work or at another school or college", "Where, and when; asked for in advance."
    ),
    Ground.STUDY: Meaning("S", "Study for a public exam", "Only in an agreed study leave; never for a mock."),
    Ground.MEDICAL: Meaning("M", "Medical or dental appointment", "The appointment, if the school asks for it."),
    Ground.RELIGIOUS: Meaning(
        "R",
        "Religious observance",
        "The religious body and the day that it sets apart; further days are leave.",
        granted=False,
    ),
    Ground.TRAVELLING: Meaning(
        "T", "Parent travelling for work (mobile child)", "Which parent, and the work.", granted=False
    ),
    Ground.NOT_REQUIRED: Meaning(
        "X", "Not of compulsory school age, and not required then", "The date of birth shows the age.", granted=False
    ),
}

#: What a parent can ask for by a link: study leave is agreed with the school, and X is the school's to say.
BY_LINK: Final = (Ground.EXCEPTIONAL, Ground.MEDICAL, Ground.INTERVIEW, Ground.PERFORMANCE, Ground.RELIGIOUS)


def meaning(ground: str) -> Meaning:
    """What a ground means. ValueError for what is none."""
    return MEANINGS[Ground(ground)]
