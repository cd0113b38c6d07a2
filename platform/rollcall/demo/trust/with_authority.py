"""The packs that Alder shared with Eastshire, and what its officer made of each.

Of the first family both parents were asked for: one notice was issued and paid, the other refused. The second pack was taken
back after the officer had opened it. The third waits, its answer over its date, and two marks were amended since. Of the
fourth the officer asks for one letter more.
"""

import datetime as dt
from typing import Final

from foundation.outbox.handlers import Message
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import days_of
from rollcall.demo.trust.between import answered, opened, seen, told
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.packing import (
    ASKED_ABOUT,
    CLOSED,
    SHARED,
    TAKEN_BACK,
    WAITING,
    Family,
    Playing,
    families_of,
    freeze_all,
)
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles
from schools.bundles.operations.bundles import MAKE
from schools.bundles.tasks import make_bundles
from schools.calendar.rules.sessions import SESSIONS
from schools.cases.operations.plans import agree_plan
from schools.cases.rules.plans import PlanKind
from schools.penalties.models import Penalty
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.rules.asks import asks_of
from schools.policy.queries.profiles import own_profile_on
from schools.registers.operations import marks_changed
from schools.sharing.models import Share as OurShare
from schools.sharing.operations import sharing
from schools.sharing.operations.amending import flag_amended
from schools.sharing.operations.sharing import About
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.paying import to_pay
from tenants.shares.models import Share
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

FROZEN: Final = "demo.packs_frozen"
PLAYED: Final = "demo.packs"
NOTICE_REFUSED: Final = "Had no part in the journey, as both parents say. A notice to this one would change nothing."
CONTRACT: Final = "Both parents came in, and signed an attendance contract: no notice is asked for any more."
ASKS_FOR: Final = "Please send the letter by which leave was refused, as it went to this parent."


def play(school: School, on: dt.date) -> int:
    """Play them to where they stand; how many packs were shared. Nothing once that was done, nor early in a first year."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        made = Playing(school, days, asks_of(school.authority.name, own_profile_on(school, on)))
        if not filling.is_done(FROZEN):
            freeze_all(made, on)
            filling.done(FROZEN, school)
        families = families_of()
    shares = [_shared(made, family) for family in families]
    for family, mine in zip(families, shares, strict=True):
        if all(mine) and mine:
            _WHAT_THEN[family.story](made, family, mine)
    seen(school, days.ago(3), days.act(0, turn=1))
    with school_work(school):
        filling.done(PLAYED, school)
    return sum(map(len, shares))


def _shared(made: Playing, family: Family) -> list[Share]:
    """The packs of a family that are shared now and were not before, each with its files."""
    act = made.days.act(family.story.after(SHARED), by=made.days.head, turn=4)
    with school_work(made.school):
        begun = set(OurShare.objects.filter(purpose=Purpose.PENALTY_PACK).values_list("source", flat=True))
        waits = [(one, one.versions.get(number=1)) for one in family.bundles if one.pk not in begun]
    make_bundles(made.school, [Message(0, MAKE, {"version": str(version.pk)}) for _, version in waits])
    found = []
    for one, _ in waits:
        about = About(
            purpose=Purpose.PENALTY_PACK, source=one.pk, pupil=family.pupil, case=one.case, contact=one.contact
        )
        share = told(about, made.school, act)
        if share is not None:
            found.append(share)
    return found


def _closed(made: Playing, family: Family, shares: list[Share]) -> None:
    """Both accepted; one notice issued, received and paid at the reduced rate, the other refused."""
    school, since = made.school, family.story.after(SHARED)
    for place, share in enumerate(shares):
        opened(share, school, made.at(since - 1, place), downloads=not place)
        answered(share, school, "accept", made.at(since - 2, place))
    first, *others = shares
    issued, received = made.days.ago(since - 4), made.days.ago(since - 7)
    answered(first, school, "issue", made.at(since - 4), on=issued)
    for share in others:
        answered(share, school, "refuse", made.at(since - 4, 2), words=NOTICE_REFUSED)
    answered(first, school, "serve", made.at(since - 7), on=received)
    last = to_pay(Rate.REDUCED, issued_on=issued, received_on=received).reduced_by
    ago = next((one for one in range(2, since - 7) if last is None or made.days.ago(one) <= last), since - 7)
    answered(first, school, "pay_reduced", made.at(ago), on=made.days.ago(ago))


def _taken_back(made: Playing, family: Family, shares: list[Share]) -> None:
    """Opened and downloaded by the officer; two days later the school takes it back, with the notice it had asked for."""
    since = family.story.after(SHARED)
    for share in shares:
        opened(share, made.school, made.at(since - 1), downloads=True)
        act = made.days.act(since - 3, by=made.days.head)
        with school_work(made.school):
            mine = OurShare.objects.get(pk=share.pk)
            sharing.revoke(mine, school=made.school, why=CONTRACT, act=act)
            bundle = Bundle.objects.get(pk=mine.source)
            bundles.answer(bundle, move="take_back", words=CONTRACT, on=act.today, act=act)
            notice = Penalty.objects.get(consideration__case=bundle.case_id, contact=bundle.contact_id)
            turn(notice, "withdraw", Happened(act.today, CONTRACT), asks=made.asks, act=act)
            agree_plan(
                bundle.case,
                kind=PlanKind.CONTRACT,
                agreed_on=act.today,
                agreed_with="both parents, and the child",
                words="No day away in term time without our leave. Mornings by 8:40; we ring at once when nobody comes.",
                helps="The head of year meets the family before each holiday.",
                review_on=made.days.to_come(15),
                act=act,
            )


def _waiting(made: Playing, family: Family, shares: list[Share]) -> None:
    """Opened, and not answered by its date. Since then proof of illness has come for the first day."""
    since = family.story.after(SHARED)
    opened(shares[0], made.school, made.at(since - 1))
    with school_work(made.school):
        days = made.days
        rows = [(family.pupil, days.ago(family.story.away), session, "I", None) for session in SESSIONS]
        mark(rows, days.owner, days.act(since - 2, turn=3).now)
        marks_changed([days.ago(family.story.away)], pupils={family.pupil.key})
    flag_amended(made.school, shares[0].pk)


def _asked_about(made: Playing, _family: Family, shares: list[Share]) -> None:
    """The officer asks for one letter more, yesterday."""
    opened(shares[0], made.school, made.at(1, 1))
    answered(shares[0], made.school, "ask", made.at(1, 2), words=ASKS_FOR)


_WHAT_THEN: Final = {CLOSED: _closed, TAKEN_BACK: _taken_back, WAITING: _waiting, ASKED_ABOUT: _asked_about}
