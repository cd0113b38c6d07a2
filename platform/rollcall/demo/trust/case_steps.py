"""What is done in the demo's cases, one step at a time: each is the act that a person would have done, on its school day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from rollcall.demo.trust.at_work import Days
from rollcall.demo.trust.case_words import Told
from rollcall.demo.trust.marking import mark
from schools.cases.models import BarrierKind, Case, Offer, Plan, Task, View
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import close, reopen, wait
from schools.cases.operations.plans import agree_plan, hold_review
from schools.cases.operations.support import answer_offer, make_offer, note_barrier, write_view
from schools.cases.operations.work import add_task, end_task, write_note
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Outcome
from schools.cases.rules.plans import Found, PlanKind
from schools.cases.rules.tasks import TaskKind
from schools.decisions.operations.deciding import look_at
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.roll.models import Pupil
from schools.staff.models import StaffMember

#: How the codes of absence begin, and what stands in a session to which somebody came.
AWAY: Final = "IOUNGCMSTRE"
PRESENT: Final = ("/", "\\")
#: How many absences stay when the others turn out to be another child's.
STAY: Final = 2


@dataclass(eq=False)
class Part:
    """A child whose case is played: whose it is, which story it tells, and the path on which it goes. `place` is its own."""

    pupil: Pupil
    place: int
    told: Told
    path: str
    owner: StaffMember
    days: Days
    done: set[str] = field(default_factory=set)

    @property
    def case(self) -> Case | None:
        """The newest attendance case, open or not."""
        rows = Case.objects.filter(pupil=self.pupil, kind=Kind.ATTENDANCE).select_related("pupil", "owner")
        return rows.order_by("-opened_at", "-pk").first()

    def act(self, day: int, by: StaffMember | None = None) -> Act:
        """An act on the school day in that place, by whoever has the case where nobody else is named."""
        return self.days.act(self.days.now - day, by=by or self.owner, turn=self.place + day)

    def on(self, day: int) -> dt.date:
        return self.days.day(day)


#: What is done in a child's case on the school day in that place.
Step = Callable[[Part, Case, int], None]


def talk(part: Part, case: Case, day: int) -> None:
    """The first conversation, with what each of them says."""
    finish(part, case, day, "listen.talk", part.told.talk)
    act = part.act(day)
    write_view(case, whose=View.Whose.CHILD, words=part.told.child, on=part.on(day), act=act)
    if part.place % 4:
        write_view(case, whose=View.Whose.PARENT, words=part.told.parent, on=part.on(day), act=act)


def barriers(part: Part, case: Case, day: int) -> None:
    """What keeps the child away; of some the safeguarding lead knows more."""
    kind = BarrierKind.objects.get(name=part.told.barrier)
    note_barrier(case, kind=kind, words=part.told.more, act=part.act(day))
    finish(part, case, day, "listen.barriers", "Noted with the child, in their words.")
    if part.place % 6 == 0:
        health = BarrierKind.objects.get(name="Mental health, or waiting for CAMHS")
        words = "Referred in October; a first appointment is to come."
        note_barrier(case, kind=health, words=words, act=part.act(day, part.days.lead))


def offer(part: Part, case: Case, day: int) -> None:
    make_offer(case, what=part.told.offer, made_on=part.on(day), act=part.act(day))
    finish(part, case, day, "listen.offer", "Offered, and written down for them.")


def taken(part: Part, case: Case, day: int) -> None:
    _answer(part, case, day, "take", part.told.taken)


def refused(part: Part, case: Case, day: int) -> None:
    _answer(part, case, day, "refuse", part.told.refused)


def meet(part: Part, case: Case, day: int) -> None:
    finish(part, case, day, "support.meeting", part.told.met)


def agree(part: Part, case: Case, day: int) -> None:
    """A plan with the family: most often a personal one, of some an attendance contract."""
    agree_plan(
        case,
        kind=PlanKind.CONTRACT if part.place % 3 == 0 else PlanKind.PERSONAL,
        agreed_on=part.on(day),
        agreed_with="the mother, and the child" if part.place % 2 else "both parents, and the child",
        words=part.told.plan,
        helps=part.told.helps,
        review_on=part.on(day + 9),
        act=part.act(day),
    )
    finish(part, case, day, "support.plan", "Agreed and signed.")


def no_meeting(part: Part, case: Case, day: int) -> None:
    """The family does not come, and says why."""
    finish(part, case, day, "support.meeting", "They say that there is nothing to meet about.", move="refuse")


def no_plan(part: Part, case: Case, day: int) -> None:
    finish(part, case, day, "support.plan", "Not without knowing what comes of it, they say.", move="refuse")


def better(part: Part, case: Case, day: int) -> None:
    _review(part, case, day, Found.BETTER, part.told.better)
    finish(part, case, day, "support.review", "Held with the family.")


def no_better(part: Part, case: Case, day: int) -> None:
    _review(part, case, day, Found.SAME, part.told.same)
    finish(part, case, day, "support.review", "Held with the family.")


def after_notice(part: Part, case: Case, day: int) -> None:
    """The review at the end of a notice to improve, which found that nothing has."""
    _review(part, case, day, Found.SAME, "The time of the notice is over. " + part.told.same)
    finish(part, case, day, "improve.review", "Held. They know what comes next, and whom to ring.")


def agencies(part: Part, case: Case, day: int) -> None:
    """The safeguarding lead has asked who else could help."""
    finish(part, case, day, "support.agencies", "Early help asked, with their consent.", by=part.days.lead)


def consider(part: Part, case: Case, day: int) -> None:
    words = "Read through with the head: all is there but the answer of one parent."
    finish(part, case, day, "authority.consider", words)
    add_task(
        case,
        kind=TaskKind.TASK,
        what="Ask the authority where it stands, and tell the family",
        due_on=part.on(max(day, part.days.now) + part.place % 6),
        owner=part.owner,
        act=part.act(day),
    )


def ask(part: Part, case: Case, day: int) -> None:
    """A question to those who teach the child."""
    add_task(
        case,
        kind=TaskKind.QUESTION,
        what=part.told.question,
        due_on=part.on(day + 4),
        owner=part.owner,
        act=part.act(day),
    )


def answered(part: Part, case: Case, day: int) -> None:
    row = Task.objects.filter(case=case, kind=TaskKind.QUESTION, state=states.OPEN).first()
    if row is not None:
        end_task(row, move="finish", answer=part.told.answer, act=part.act(day))


def note(part: Part, case: Case, day: int) -> None:
    words = "Rang at four. The mother asked for a call on Fridays only, after she is home."
    write_note(case, words=words, restricted=False, act=part.act(day))


def kept_by_the_lead(part: Part, case: Case, day: int) -> None:
    """What the safeguarding lead and the head alone read."""
    words = "Kept with the lead’s own file. Ask before a home visit."
    write_note(case, words=words, restricted=True, act=part.act(day, part.days.lead))


def meeting_to_come(part: Part, case: Case, day: int) -> None:
    """A time for the meeting that formal support asks for: the letter of invitation names it."""
    row = Task.objects.filter(case=case, action="support.meeting", state=states.OPEN).first()
    if row is not None:
        words = "Another time was asked for, and is arranged."
        end_task(row, move="cancel", answer=words, act=part.act(day))
    add_task(
        case,
        kind=TaskKind.MEETING,
        what="Meet the family about what would help",
        due_on=part.on(max(day, part.days.now) + 3),
        starts_at=dt.time(15, 30),
        ends_at=dt.time(16, 0),
        owner=part.owner,
        action="support.meeting",
        act=part.act(day),
    )


def review(part: Part, case: Case, day: int) -> None:
    """The review that listening ends with."""
    finish(part, case, day, "listen.review", "Looked at with the tutor: steadier, and worth going on with.")


def go_on_in(stage: str, part: Part, case: Case, day: int) -> None:
    """What the stages below asked for and nobody has done yet is done in this one, or not at all."""
    for row in Task.objects.filter(case=case, state=states.OPEN).exclude(action="").order_by("pk"):
        if not row.action.startswith(f"{stage}."):
            end_task(row, move="cancel", answer="Taken up in the stage that follows.", act=part.act(day))


def leave_to_wait(part: Part, case: Case, day: int) -> None:
    wait(case, until=part.on(part.days.now + 5), waits_for="What the next two Fridays bring", act=part.act(day))


def shut(part: Part, case: Case, day: int) -> None:
    """Close it: what is still to do is cancelled first, and why."""
    for row in Task.objects.filter(case=case, state=states.OPEN).order_by("pk"):
        end_task(row, move="cancel", answer="Not needed any more: in every day.", act=part.act(day))
    words = "In every day for four weeks. The tutor keeps an eye on Mondays."
    close(case, outcome=Outcome.IMPROVED, words=words, act=part.act(day))


def take_up_again(part: Part, case: Case, day: int) -> None:
    """Take up a case that was closed some days before."""
    reopen(case, because="Away again in the first week after it was closed.", act=part.act(day))


def put_right(part: Part, case: Case, day: int) -> None:
    """The absences turn out to be those of a namesake, but for the last few: what rested on them is taken back."""
    rows = Mark.objects.filter(pupil_key=part.pupil.key, date__range=(part.on(0), part.on(day - 1)), planned=False)
    held = [(on, session) for on, session, code in rows.values_list("date", "session", "code") if code[0] in AWAY]
    theirs = sorted(held)[:-STAY]
    act = part.act(day)
    mark([(part.pupil, on, session, PRESENT[session - 1], None) for on, session in theirs], part.owner, act.now)
    marks_changed({on for on, _ in theirs}, pupils={part.pupil.key})
    look_at([case.pupil_id], now=act.now)


def finish(
    part: Part, case: Case, day: int, action: str, answer: str, *, move: str = "finish", by: StaffMember | None = None
) -> None:
    """End the open task that a stage gave for this action."""
    row = Task.objects.filter(case=case, action=action, state=states.OPEN).first()
    if row is not None:
        end_task(row, move=move, answer=answer, act=part.act(day, by))


def _answer(part: Part, case: Case, day: int, move: str, words: str) -> None:
    row = Offer.objects.filter(case=case, state=states.MADE).order_by("-made_on", "-pk").first()
    if row is not None:
        answer_offer(row, move=move, on=part.on(day), answer=words, act=part.act(day))


def _review(part: Part, case: Case, day: int, found: Found, words: str) -> None:
    row = Plan.objects.filter(case=case, state=states.RUNNING).order_by("-agreed_on", "-pk").first()
    if row is not None:
        hold_review(row, held_on=part.on(day), found=found, words=words, next_on=part.on(day + 15), act=part.act(day))
