"""The kind of letter that the policy has a stage write: each draft brings its words, and the policy says who approves it."""

from typing import Final

from foundation.access.permissions import Permission
from schools.letters.rules.kinds import LetterKind

STAGE_LETTER: Final = LetterKind(
    "stage",
    "Letter of a stage",
    heading="",
    text="",
    seen_by=Permission.SEE_CASES,
    worded=True,
    waits_for_lead=True,
)
