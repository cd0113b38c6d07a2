"""A notice to improve as one parent was given it: their letter is the source, so nothing of another parent goes with it."""

import datetime as dt

from foundation.refusals import Fault
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules import states
from schools.improvement.rules.contents import Content
from schools.improvement.rules.record import Record, offences_words, record_words
from schools.letters.models import Letter
from schools.sharing.models import Share
from schools.sharing.rules.composed import Composed


def improvement(share: Share, _now: dt.datetime) -> Composed:
    """The notice, its weeks, and the review once it is over."""
    letter = Letter.objects.get(pk=share.source)
    row = ImprovementNotice.objects.get(pk__in=[letter.about_id])
    if letter.dated is None or row.state not in states.GIVEN or row.begins_on is None or row.ends_on is None:
        given = Fault(
            f"The notice is {states.NOTICE.words(row.state)}, and was not given to this parent.",
            "not_given",
            "given_on",
            remedy="Share it once its letter has left.",
        )
        return Composed({}, lacking=(given,))
    record = Record.of_plain(row.record)
    facts = {
        "parent_name": letter.to_name,
        "given_on": letter.dated.isoformat(),
        "begins_on": row.begins_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "weeks": row.weeks,
        "record": [
            {"what": "Attendance", "words": record_words(record)},
            {"what": "Missed without the school’s agreement", "words": offences_words(record)},
        ],
        "contents": [{"what": one.words, "words": row.written[one]} for one in Content if row.written.get(one)],
        "review": f"{states.NOTICE.words(row.state).capitalize()}: {row.over_words}" if row.over_on else "",
    }
    return Composed(facts, next_on=row.ends_on)
