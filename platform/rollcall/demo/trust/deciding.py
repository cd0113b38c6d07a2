"""Penalty notices that Alder asked Eastshire for in Rollcall, each pack about one parent, and what its officer made of them.

Four families took a holiday in term time that was refused. Of the first both parents were asked for: one notice was issued
and paid, the other refused. The second pack was taken back after the officer had opened it. The third waits, its answer over
its date, and two marks were amended since. Of the fourth the officer asks for one letter more.

Played by the acts that people would have done, on the school days on which they would have done them. Marks are put down for
whoever misses nothing otherwise, so that each pack rests on its holiday alone.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import set_urlconf

from foundation.database.scope import ALIAS
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import BACK, Days, days_of
from rollcall.demo.trust.between import answered, opened, seen, told
from rollcall.demo.trust.case_letters import write
from rollcall.demo.trust.case_steps import Part, finish
from rollcall.demo.trust.case_words import STORIES
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.noticing import WORDS, contact_of, reached, said
from rollcall.demo.trust.renaming import rename_family
from rollcall.demo.trust.returning import plain
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles
from schools.bundles.operations.bundles import MAKE
from schools.bundles.pages.composing import composed
from schools.bundles.rules.kinds import BundleKind
from schools.bundles.tasks import make_bundles
from schools.calendar.rules.sessions import SESSIONS
from schools.cases.models import Case
from schools.cases.operations.plans import agree_plan
from schools.cases.operations.support import answer_offer, make_offer
from schools.cases.rules.plans import PlanKind
from schools.decisions.models import Decision
from schools.decisions.operations.answering import agree
from schools.decisions.operations.deciding import look_at
from schools.decisions.queries.decided import PROPOSALS
from schools.leave.models import LeaveRequest
from schools.leave.operations.asking import Wish, ask_for_leave
from schools.leave.operations.deciding import refuse
from schools.leave.operations.letters import REQUEST
from schools.leave.operations.planning import Act as LeaveAct
from schools.leave.rules.grounds import Ground
from schools.leave.rules.requests import Stretch
from schools.letters.models import Letter
from schools.letters.operations import approve, print_letters
from schools.papers.queries.rights import as_officer
from schools.penalties.models import Penalty
from schools.penalties.operations.considering import consider, decide
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.queries.parents import Parent
from schools.penalties.rules.asks import Asks, asks_of
from schools.policy.queries.profiles import own_profile_on
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.roll.models import Pupil, PupilContact
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
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
#: The letter of the policy's last stage.
LETTER: Final = "what_happens_now"
#: School days before the first one away: leave was asked for, and refused with a letter.
ASKED, REFUSED = 6, 5
#: School days after the last one away: what is agreed, offered, written, considered, and frozen and shared.
AGREED, OFFERED, WRITTEN, CONSIDERED, SHARED = 1, 2, 2, 4, 5
#: Codes of who has a story already, or misses school otherwise.
_NOT_PLAIN: Final = ("G", "O", "U", "E", "C", "C2", "D", "B", "K")
REASON: Final = "A family wedding abroad; flights in that week cost a third of what they do in the holidays."
WHY_NOT: Final = "A holiday is not in itself exceptional, and the wedding is on one day of it."
OFFER: Final = "A talk with the head of year about what was missed, and work to catch up with."
REFUSES: Final = "They had told us before that they would go, and want no talk."
UNFIT: Final = "One holiday that was refused beforehand; the pupil is here on every other day."
CONSIDERED_SO: Final = "Considered for each parent apart, with the head."
WHY_NOT_OTHER: Final = "Was not asked, and learned of the journey when they were back."
NOTICE_REFUSED: Final = "Had no part in the journey, as both parents say. A notice to this one would change nothing."
CONTRACT: Final = "Both parents came in, and signed an attendance contract: no notice is asked for any more."
ASKS_FOR: Final = "Please send the letter by which leave was refused, as it went to this parent."


@dataclass(frozen=True, slots=True)
class _Story:
    """One family: what the pupil is called, on how many school days from which they were away, who is asked for."""

    forename: str
    surname: str
    sex: str
    away: int
    days: int = 5
    parents: int = 1

    def after(self, number: int) -> int:
        """How many school days ago it was so many after the last one away."""
        return self.away - self.days + 1 - number


CLOSED: Final = _Story("Marnie", "Lowther", "F", 28, parents=2)
TAKEN_BACK: Final = _Story("Theo", "Castell", "M", 20)
WAITING: Final = _Story("Ciaran", "Boyle", "M", 15, days=6)
ASKED_ABOUT: Final = _Story("Maisie", "Trent", "F", 13)
STORIES_TOLD: Final = (CLOSED, TAKEN_BACK, WAITING, ASKED_ABOUT)


@dataclass
class _Family:
    """A story with the pupil it is told of, and the bundles that were frozen, the first parent's first."""

    story: _Story
    pupil: Pupil
    bundles: list[Bundle] = field(default_factory=list)


@dataclass(frozen=True)
class _Play:
    """The school, its days, and what its authority asks."""

    school: School
    days: Days
    asks: Asks

    def at(self, ago: int, turn: int = 1) -> dt.datetime:
        """A moment of a day so many school days ago."""
        return self.days.act(ago, turn=turn).now


def play(school: School, on: dt.date) -> int:
    """Play them to where they stand; how many packs were shared. Nothing once that was done, nor early in a first year."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        made = _Play(school, days, asks_of(school.authority.name, own_profile_on(school, on)))
        if not filling.is_done(FROZEN):
            _all_frozen(made, on)
            filling.done(FROZEN, school)
        families = _families()
    shares = [_shared(made, family) for family in families]
    for family, mine in zip(families, shares, strict=True):
        if all(mine) and mine:
            _WHAT_THEN[family.story](made, family, mine)
    seen(school, days.ago(3), days.act(0, turn=1))
    with school_work(school):
        filling.done(PLAYED, school)
    return sum(map(len, shares))


# At the school, until each pack is frozen


def _all_frozen(made: _Play, on: dt.date) -> None:
    if made.days.now < CLOSED.away + ASKED:
        return
    free = list(_free(made.days, on))
    for story in STORIES_TOLD:
        pupil = next((one for one in free if one.sex == story.sex and _fits(one, story, made.days)), None)
        if pupil is None:
            continue
        free.remove(pupil)
        rename_family(pupil, story.forename, story.surname)
        with contextlib.suppress(Refused), transaction.atomic(using=ALIAS):
            _frozen(made, story, pupil)
    tell_apart()


def _free(days: Days, on: dt.date) -> Iterator[Pupil]:
    """Pupils of compulsory age who miss nothing to speak of, with no case, whose parents have no other child here."""
    since = min(days.days[0], on - BACK)
    missed = set(Mark.objects.filter(date__range=(since, on), code__in=_NOT_PLAIN).values_list("pupil_key", flat=True))
    cases = set(Case.objects.values_list("pupil", flat=True))
    links = PupilContact.objects.filter(holds_on(on)).values_list("contact", "pupil")
    children: dict[object, set[object]] = {}
    for contact, pupil in links:
        children.setdefault(contact, set()).add(pupil)
    several = {pupil for mine in children.values() if len(mine) > 1 for pupil in mine}
    yield from (one for one in plain(on) if one.key not in missed and one.pk not in cases and one.pk not in several)


def _fits(pupil: Pupil, story: _Story, days: Days) -> bool:
    first = days.ago(story.away + ASKED)
    if not pupil.admissions.filter(holds_on(first), starts_on__lte=days.days[0]).exists():
        return False
    parents = reached(pupil, first)
    return len(parents) >= story.parents and parents[0].contact.lives_with


def _frozen(made: _Play, story: _Story, pupil: Pupil) -> None:
    """From the leave that was refused to a bundle for each parent who is asked for."""
    days = made.days
    _refused_leave(story, pupil, days)
    for ago in range(story.away, story.away - story.days, -1):
        rows = [(pupil, days.ago(ago), session, "G", None) for session in SESSIONS]
        mark(rows, days.owner, days.act(ago, turn=5).now)
    marks_changed([days.ago(story.after(0))], pupils={pupil.key})
    part = Part(pupil, 2, STORIES[0].of(pupil.sex), "", days.owner, days)
    look_at([pupil.pk], now=days.act(story.after(AGREED), turn=0).now)
    for row in Decision.objects.filter(pupil=pupil, move__in=PROPOSALS, answer__isnull=True):
        agree([row], owner=days.owner, act=days.act(story.after(AGREED), by=days.agreeing(row, days.owner)))
    case = part.case
    if case is None:
        return
    offered = make_offer(
        case, what=OFFER, made_on=days.ago(story.after(OFFERED)), act=days.act(story.after(OFFERED), turn=0)
    )
    answer_offer(
        offered,
        move="refuse",
        on=days.ago(story.after(OFFERED)),
        answer=REFUSES,
        act=days.act(story.after(OFFERED), turn=3),
    )
    write(LETTER)(part, case, days.now - story.after(WRITTEN))
    considered = consider(case, asks=made.asks, act=days.act(story.after(CONSIDERED), turn=0))
    asked, others = _parted(reached(pupil, days.ago(story.after(CONSIDERED))), story)
    act = days.act(story.after(CONSIDERED), turn=3)
    words = dict(WORDS) | {"support": UNFIT, "tool": UNFIT}
    for one in asked:
        decide(considered, contact_of(one), said(one, "refer", words=words, support="unfit"), act=act)
    for one in others:
        decide(considered, contact_of(one), said(one, "drop", WHY_NOT_OTHER, words=words, support="unfit"), act=act)
    finish(part, case, days.now - story.after(CONSIDERED), "authority.consider", CONSIDERED_SO)
    for one in asked:
        _bundle(made, story, case, one, considered.first_week)


def _parted(parents: Sequence[Parent], story: _Story) -> tuple[Sequence[Parent], Sequence[Parent]]:
    return parents[: story.parents], parents[story.parents :]


def _refused_leave(story: _Story, pupil: Pupil, days: Days) -> None:
    """Asked for by the first parent, refused by the head, and told by a letter that has left."""
    first, last = days.ago(story.away), days.ago(story.after(0))
    asked = days.act(story.away + ASKED)
    parent = reached(pupil, asked.today)[0]
    wish = Wish(
        ground=Ground.EXCEPTIONAL,
        stretch=Stretch(first, last),
        reason=REASON,
        asked_on=asked.today,
        contact=parent.contact.contact,
    )
    (row,) = ask_for_leave([pupil], wish, act=LeaveAct(asked.signed, asked.now))
    decided = days.act(story.away + REFUSED, by=days.head)
    refuse(LeaveRequest.objects.get(pk=row.pk), why=WHY_NOT, act=LeaveAct(decided.signed, decided.now))
    left = days.act(story.away + REFUSED, turn=5)
    letters = list(Letter.objects.filter(about_kind=REQUEST, about_id=row.pk))
    for letter in letters:
        approve(letter, signed=decided.signed, now=decided.now)
    print_letters(letters, by=left.signed.by, now=left.now)


def _bundle(made: _Play, story: _Story, case: Case, parent: Parent, first: dt.date) -> None:
    """The evidence about one parent, prepared by the officer and frozen as it is read."""
    days, school = made.days, made.school
    act = days.act(story.after(SHARED), turn=1)
    row = bundles.prepare(
        case,
        kind=BundleKind.PENALTY,
        contact=parent.contact,
        authority=str(school.authority.slug),
        authority_name=school.authority.name,
        first=first,
        last=days.ago(story.after(0)),
        act=act,
    )
    with _at_school():
        now = composed(row, as_officer(school.pk), act.now, school=school.name, number=1)
    bundles.freeze(row, evidence=now.evidence, lacking=now.lacking, read=now.evidence.reads, act=act)


@contextlib.contextmanager
def _at_school() -> Iterator[None]:
    """Evidence is read off the page on which it is frozen, whose lines know the addresses of the school's other pages."""
    set_urlconf(settings.PLACE_URLCONFS["school"])
    try:
        yield
    finally:
        set_urlconf(None)


def _families() -> list[_Family]:
    """Those of which a pack was frozen, with its bundles."""
    found = []
    for story in STORIES_TOLD:
        rows = Bundle.objects.filter(case__pupil__surname=story.surname, case__pupil__forename=story.forename)
        held = list(rows.select_related("case__pupil", "contact").order_by("at", "pk"))
        if held:
            found.append(_Family(story, held[0].case.pupil, held))
    return found


# With the authority


def _shared(made: _Play, family: _Family) -> list[Share]:
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


def _closed(made: _Play, family: _Family, shares: list[Share]) -> None:
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


def _taken_back(made: _Play, family: _Family, shares: list[Share]) -> None:
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


def _waiting(made: _Play, family: _Family, shares: list[Share]) -> None:
    """Opened, and not answered by its date. Since then proof of illness has come for the first day."""
    since = family.story.after(SHARED)
    opened(shares[0], made.school, made.at(since - 1))
    with school_work(made.school):
        days = made.days
        rows = [(family.pupil, days.ago(family.story.away), session, "I", None) for session in SESSIONS]
        mark(rows, days.owner, days.act(since - 2, turn=3).now)
        marks_changed([days.ago(family.story.away)], pupils={family.pupil.key})
    flag_amended(made.school, shares[0].pk)


def _asked_about(made: _Play, _family: _Family, shares: list[Share]) -> None:
    """The officer asks for one letter more, yesterday."""
    opened(shares[0], made.school, made.at(1, 1))
    answered(shares[0], made.school, "ask", made.at(1, 2), words=ASKS_FOR)


_WHAT_THEN: Final = {CLOSED: _closed, TAKEN_BACK: _taken_back, WAITING: _waiting, ASKED_ABOUT: _asked_about}
