"""The words of a pupil's history about referrals, of `schools.pupils.pages.history_words`."""

from typing import Final

#: Lists that show pupils who were referred, by their codes.
LISTS_OF_REFERRALS: Final = {
    "referrals": "with a referral",
    "service": "referred to one service",
    "shares": "in the log of shares",
}
#: Acts about a pupil, by their names in the journal.
ACTS_OF_REFERRALS: Final = {
    "case.attend": "filled in the form about what keeps the pupil away",
    "referral.answered": "wrote down what a service answered",
    "referral.asked": "wrote down that a service asks for more",
    "referral.begun": "began a referral of the pupil",
    "referral.consent": "wrote down consent to a referral",
    "referral.consent_withdrawn": "wrote down that consent was withdrawn",
    "referral.email_asked": "asked for a referral to go by email",
    "referral.health_written": "wrote the sensitive part of a referral",
    "referral.sent": "sent a referral of the pupil",
    "referral.taken_back": "took a referral of the pupil back",
    "referral.without_consent": "gave the reason to refer without consent",
    "referral.written": "wrote a referral of the pupil",
}
