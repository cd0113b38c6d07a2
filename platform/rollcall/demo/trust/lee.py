"""Lee, of Year 9: at formal support under the third version of the policy, on exactly ten sessions of O in ten weeks.

The letter that invites his family is approved since this morning and held until tomorrow. Proof of illness for four of the
ten takes its ground away: the stage goes back, and the letter is withdrawn before anybody has it.
"""

import datetime as dt
from typing import Final

from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import Days, days_of
from rollcall.demo.trust.case_letters import write
from rollcall.demo.trust.case_steps import PRESENT, Part, Step, barriers, go_on_in, meeting_to_come, offer, taken, talk
from rollcall.demo.trust.case_words import STORIES
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.renaming import rename
from schools.calendar.rules.sessions import SESSIONS
from schools.cases.models import Case
from schools.decisions.models import Decision
from schools.decisions.operations.answering import agree
from schools.decisions.operations.deciding import look_at
from schools.decisions.queries.decided import PROPOSALS
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.roll.models import ContactFirst, Placement, Pupil, PupilContact, RestrictedFlag
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.lee"
YEAR: Final = "9"
#: School days ago on which he was away all day without a reason: ten sessions, six of them before he was listened to.
AWAY: Final = (34, 27, 20, 16, 10)
#: School days ago on which his stages were agreed: the second of them since the third version of the policy decides.
LISTENED_TO, SUPPORTED = 19, 9
#: Two windows of ten school weeks back from today.
CLEARED: Final = dt.timedelta(weeks=22)


def play(school: School, on: dt.date) -> bool:
    """Put him there; whether that was still to be done."""
    with school_work(school, statement_timeout="1min"):
        pupil = None if filling.is_done(PLAYED) else _free(on)
        if pupil is None:
            return False
        rename(pupil, "Lee", "Hartley")
        tell_apart()
        days = days_of(on)
        _mark(pupil, days)
        part = Part(pupil, 2, STORIES[0].of(pupil.sex), "", days.owner, days)
        for ago, step in _STEPS:
            case = part.case
            if case is not None:
                step(part, case, days.now - ago)
            elif step is _agreed:
                _answer(part, days.now - ago)
        filling.done(PLAYED, school)
        return True


def _free(on: dt.date) -> Pupil | None:
    """A boy of the year with a home that can be written to, no case, and nothing that anybody has to know of him."""
    placed = Placement.objects.filter(holds_on(on), year_group=YEAR).values("pupil")
    home = PupilContact.objects.filter(holds_on(on), lives_with=True, restrictions__isnull=True)
    rows = Pupil.objects.filter(pk__in=placed, sex="M", contacts__in=home.exclude(contact__address=""))
    rows = rows.exclude(pk__in=Case.objects.values("pupil")).exclude(pk__in=ContactFirst.objects.values("pupil"))
    rows = rows.exclude(pk__in=RestrictedFlag.objects.values("pupil"))
    here = Mark.objects.filter(date=on, session=1, code="/").values("pupil_key")
    return rows.filter(key__in=here).order_by("key").first() or rows.order_by("key").first()


def _mark(pupil: Pupil, days: Days) -> None:
    """Present wherever he was away before, but for five whole days on which he was expected."""
    held = Mark.objects.filter(pupil_key=pupil.key, date__range=(days.ago(0) - CLEARED, days.ago(1)), planned=False)
    codes = {(on, session): code for on, session, code in held.values_list("date", "session", "code")}
    possible = {slot for slot, code in codes.items() if code[0] not in "#YZX"}
    away = {(on, session) for on in map(days.ago, AWAY) for session in SESSIONS} & possible
    wanted = {slot: "O" if slot in away else PRESENT[slot[1] - 1] for slot in possible}
    changed = [slot for slot in sorted(possible) if codes[slot] != wanted[slot]]
    for ago in (0, *AWAY):  # each day's absence is known on its day
        upto = (
            [slot for slot in changed if slot[0] == days.ago(ago)]
            if ago
            else [one for one in changed if one not in away]
        )
        act = days.act(ago)
        if upto:
            mark([(pupil, on, session, wanted[on, session], None) for on, session in upto], days.owner, act.now)
    if changed:
        marks_changed({on for on, _ in changed}, pupils={pupil.key})


def _answer(part: Part, day: int) -> None:
    """Have the engine look at him, and agree to what it proposes."""
    look_at([part.pupil.pk], now=part.days.act(part.days.now - day, turn=0).now)
    rows = Decision.objects.filter(pupil=part.pupil, move__in=PROPOSALS, answer__isnull=True)
    for row in rows:
        by = part.days.agreeing(row, part.owner)
        agree([row], owner=part.owner, act=part.days.act(part.days.now - day, by=by))


def _agreed(part: Part, _case: Case, day: int) -> None:
    _answer(part, day)


def _goes_on(part: Part, case: Case, day: int) -> None:
    go_on_in("support", part, case, day)


_STEPS: Final[tuple[tuple[int, Step], ...]] = (
    (LISTENED_TO, _agreed),
    (17, talk),
    (17, write("we_noticed")),
    (16, barriers),
    (15, offer),
    (13, taken),
    (SUPPORTED, _agreed),
    (SUPPORTED, _goes_on),
    (2, meeting_to_come),
    (0, write("invitation")),
)
