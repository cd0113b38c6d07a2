"""What a pupil's history says of notices to improve, penalty notices, evidence for an authority, and missing or leaving."""

from typing import Final

#: Lists that show such pupils, by their codes.
LISTS_OF_EVIDENCE: Final = {
    "penalties": "who meets the threshold of a penalty notice",
    "improvement": "with a notice to improve",
    "sought": "missing or leaving",
    "not_in_school": "not in school",
}
#: Acts about a pupil, by their names in the journal.
ACTS_OF_EVIDENCE: Final = {
    "improvement.begun": "began a notice to improve about the pupil",
    "improvement.written": "wrote in a notice to improve about the pupil",
    "improvement.approved": "approved a notice to improve about the pupil",
    "improvement.reopened": "made a notice to improve about the pupil a draft again",
    "improvement.sent": "had the first letter of a notice to improve leave",
    "improvement.running": "had the weeks of a notice to improve begin",
    "improvement.improved": "reviewed a notice to improve: improved",
    "improvement.not_improved": "reviewed a notice to improve: not improved",
    "improvement.ended_early": "ended a notice to improve early",
    "improvement.withdrawn": "withdrew a notice to improve",
    "penalty.considered": "considered penalty notices about the pupil",
    "penalty.answered": "decided of one parent whether to propose a penalty notice",
    "penalty.turned": "wrote down what became of a penalty notice",
    "penalty.elsewhere_written": "wrote down a penalty notice of elsewhere",
    "penalty.elsewhere_restated": "wrote down what became of a penalty notice of elsewhere",
    "penalty.carried_put": "said to whom a penalty notice of an earlier school went",
    "penalty.step_written": "wrote down a legal step about the pupil",
    "bundle.prepared": "prepared evidence about the pupil for an authority",
    "bundle.changed": "changed what goes into evidence about the pupil",
    "bundle.frozen": "froze evidence about the pupil",
    "bundle.sent": "wrote down that evidence about the pupil was sent",
    "bundle.asked": "wrote down what the authority asks about evidence",
    "bundle.accepted": "wrote down that the authority accepted evidence",
    "bundle.declined": "wrote down that the authority declined evidence",
    "bundle.taken_back": "took evidence about the pupil back",
    "bundle.dropped": "found evidence about the pupil not needed",
    "missing.first_day": "wrote down the first day on which the pupil was missing",
    "missing.last_seen": "wrote down when the pupil was last seen",
    "missing.cause": "wrote down what is known of sickness or another cause",
    "missing.enquiry": "wrote down an enquiry after the pupil",
    "missing.ground": "chose the ground on which the pupil would leave the roll",
    "missing.evidence": "wrote down evidence for the pupil’s leaving",
    "missing.removal": "acted on the pupil’s removal from the roll",
    "missing.spoke": "wrote down who first spoke of home education",
    "missing.written": "wrote down the parent’s writing about home education",
    "missing.talk": "wrote down a talk offered about home education",
    "missing.bars": "wrote down what stands against home education",
    "missing.consent": "wrote down a consent to home education",
    "missing.coming_back": "planned how the pupil comes back",
    "missing.step": "changed a step of how the pupil comes back",
}
