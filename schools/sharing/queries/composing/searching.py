"""Children who cannot be found, and home education: what the case of each holds that the authority needs to act.

Of enquiries their day, kind and result, and none of their words; of the parent, what they wrote.
"""

import datetime as dt

from foundation.clock import local
from foundation.refusals import Fault
from schools.cases.models import Case
from schools.missing.models import Enquiry, HomeEducation, Search
from schools.missing.queries.standing import from_log, made_of
from schools.missing.rules.enquiries import kinds
from schools.sharing.models import Share
from schools.sharing.queries.composing.homes import shared_address
from schools.sharing.rules.composed import Composed


def missing(share: Share, now: dt.datetime) -> Composed:
    """A search: where the child lived, when they were last seen, and what was asked whom."""
    case = Case.objects.select_related("pupil").get(pk=share.source)
    search, known = Search.objects.get(case=case), kinds()
    made = made_of(list(Enquiry.objects.filter(case=case))) + from_log(case.pupil, search.first_day)
    enquiries = [
        {
            "on": one.on.isoformat(),
            "what": f"{known[one.kind].words}, {one.side.words}",
            "result": one.result.words,
        }
        for one in sorted(made, key=lambda one: (one.on, one.kind, one.side, one.result))
    ]
    facts = {
        "address": shared_address(case.pupil, local(now).date()),
        "first_day": search.first_day.isoformat(),
        "last_seen": search.seen_on.isoformat() if search.seen_on else "",
        "enquiries": enquiries,
    }
    none = Fault("No enquiry is written down yet.", "missing", "enquiries", remedy="Write one down in the search.")
    return Composed(facts, lacking=() if enquiries else (none,))


def home_education(share: Share, now: dt.datetime) -> Composed:
    """A parent’s wish to educate their child at home, as they wrote it."""
    case = Case.objects.select_related("pupil").get(pk=share.source)
    row = HomeEducation.objects.get(case=case)
    facts = {
        "address": shared_address(case.pupil, local(now).date()),
        "written_on": row.written_on.isoformat() if row.written_on else "",
        "left_on": row.starts_on.isoformat() if row.starts_on else "",
        "writing": row.written_as,
    }
    none = Fault("The parent’s writing is not here yet.", "missing", "written_on", remedy="Write it down in the case.")
    return Composed(facts, next_on=row.starts_on, lacking=() if row.written_on else (none,))
