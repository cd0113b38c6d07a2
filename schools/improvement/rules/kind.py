"""The letter that a notice to improve is to each parent. A school's own text of it has to name every one of its contents."""

from typing import Final

from foundation.access.permissions import Permission
from foundation.documents.merging import Field
from schools.letters.rules.kinds import LetterKind

_FIELDS: Final = (
    Field("record", "Sessions to attend, and attended", "From 1 Sep to 19 Nov there were 102 sessions to attend."),
    Field("offences", "Each session missed without agreement", "4 sessions since 7 Sep: 9 Nov, morning and afternoon."),
    Field("duty", "Why attendance matters, and the duty by section 7", "Every day at school counts."),
    Field("given", "Support already given", "A talk on 28 Sep; breakfast club since 5 Oct."),
    Field("offered", "Support on offer now", "A place at breakfast club each day."),
    Field("period", "The weeks, from the first to the last day", "Monday 23 November to Friday 11 December"),
    Field("enough", "What sufficient improvement looks like", "No half day missed without our agreement."),
    Field("warning", "What follows without it", "The school may ask the local authority for a penalty notice."),
    Field("sooner", "What may bring one before the weeks end", "A holiday that was not agreed."),
)
NOTICE_LETTER: Final = LetterKind(
    "notice_to_improve",
    "Notice to improve",
    heading="Notice to improve the attendance of {pupil_first_name}",
    text=(
        "Dear {contact_name}\n\n"
        "We want to help {pupil_first_name} to be at school every day. This notice says what has been missed, what we can "
        "do with you, and what follows if nothing changes. Please ring {ring} and talk to us.\n\n"
        "Attendance so far: {record}\n\n"
        "Missed without our agreement: {offences}\n\n"
        "{duty}\n\n"
        "What we have done with you so far: {given}\n\n"
        "What we offer now: {offered}\n\n"
        "The time to improve: {period}\n\n"
        "What would be enough: {enough}\n\n"
        "{warning}\n\n"
        "Before these weeks end, a penalty notice may be asked for in this case: {sooner}"
    ),
    fields=_FIELDS,
    must_name=frozenset(one.name for one in _FIELDS),
    approve=Permission.APPROVE_IMPROVEMENT,
    seen_by=Permission.SEE_IMPROVEMENT,
    waits_for_lead=True,
)
