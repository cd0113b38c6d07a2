"""Four families of Alder that took a holiday in term time which was refused, until a pack about each parent is frozen.

Played by the acts that people would have done, on the school days on which they would have done them. Marks are put down for
whoever misses nothing otherwise, so that each pack rests on its holiday alone. What becomes of them: `with_authority`.
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
from foundation.refusals import Refused
from rollcall.demo.trust.at_work import BACK, Days
from rollcall.demo.trust.case_letters import write
from rollcall.demo.trust.case_steps import Part, finish
from rollcall.demo.trust.case_words import STORIES
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.noticing import WORDS, contact_of, reached, said
from rollcall.demo.trust.renaming import rename_family
from rollcall.demo.trust.returning import plain
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles
from schools.bundles.pages.composing import composed
from schools.bundles.rules.kinds import BundleKind
from schools.calendar.rules.sessions import SESSIONS
from schools.cases.models import Case
from schools.cases.operations.support import answer_offer, make_offer
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
from schools.penalties.operations.considering import consider, decide
from schools.penalties.queries.parents import Parent
from schools.penalties.rules.asks import Asks
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.roll.models import Pupil, PupilContact
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
from tenants.trusts.models import School

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


@dataclass(frozen=True, slots=True)
class Story:
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


CLOSED: Final = Story("Marnie", "Lowther", "F", 28, parents=2)
TAKEN_BACK: Final = Story("Theo", "Castell", "M", 20)
WAITING: Final = Story("Ciaran", "Boyle", "M", 15, days=6)
ASKED_ABOUT: Final = Story("Maisie", "Trent", "F", 13)
STORIES_TOLD: Final = (CLOSED, TAKEN_BACK, WAITING, ASKED_ABOUT)


@dataclass
class Family:
    """A story with the pupil it is told of, and the bundles that were frozen, the first parent's first."""

    story: Story
    pupil: Pupil
    bundles: list[Bundle] = field(default_factory=list)


@dataclass(frozen=True)
class Playing:
    """The school, its days, and what its authority asks."""

    school: School
    days: Days
    asks: Asks

    def at(self, ago: int, turn: int = 1) -> dt.datetime:
        """A moment of a day so many school days ago."""
        return self.days.act(ago, turn=turn).now


def freeze_all(made: Playing, on: dt.date) -> None:
    """Have each story be told of some pupil, to a frozen pack for each parent asked for. Nothing early in a first year."""
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


def _fits(pupil: Pupil, story: Story, days: Days) -> bool:
    first = days.ago(story.away + ASKED)
    if not pupil.admissions.filter(holds_on(first), starts_on__lte=days.days[0]).exists():
        return False
    parents = reached(pupil, first)
    return len(parents) >= story.parents and parents[0].contact.lives_with


def _frozen(made: Playing, story: Story, pupil: Pupil) -> None:
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


def _parted(parents: Sequence[Parent], story: Story) -> tuple[Sequence[Parent], Sequence[Parent]]:
    return parents[: story.parents], parents[story.parents :]


def _refused_leave(story: Story, pupil: Pupil, days: Days) -> None:
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


def _bundle(made: Playing, story: Story, case: Case, parent: Parent, first: dt.date) -> None:
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


def families_of() -> list[Family]:
    """Those of which a pack was frozen, with its bundles."""
    found = []
    for story in STORIES_TOLD:
        rows = Bundle.objects.filter(case__pupil__surname=story.surname, case__pupil__forename=story.forename)
        held = list(rows.select_related("case__pupil", "contact").order_by("at", "pk"))
        if held:
            found.append(Family(story, held[0].case.pupil, held))
    return found
