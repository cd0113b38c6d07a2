"""The kind of letter that is a referral: its words are the referral's own, and who works on the case sends it."""

from typing import Final

from foundation.access.permissions import Permission
from schools.letters.rules.kinds import LetterKind

REFERRAL_LETTER: Final = LetterKind(
    "referral",
    "Referral to a service",
    heading="",
    text="",
    approve=Permission.WORK_REFERRALS,
    seen_by=Permission.SEE_REFERRALS,
    worded=True,
)
