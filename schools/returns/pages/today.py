"""Returns on Today: what is due within days, and what the authority must be told again."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from foundation.ui.numbers import counted
from foundation.ui.sentences import Said
from schools.returns.models import Return
from schools.returns.pages.words import due_tag, kind_words, why_words
from schools.returns.queries.rows import waiting
from schools.returns.rules.clocks import NEAR, Clock, clock_of
from schools.returns.rules.kinds import State
from schools.roll.pages.today_lists import Answer, Asked, Line, Tag

_ACTS = {
    State.DETECTED: "Check it",
    State.DRAFTED: "Check it",
    State.APPROVED: "Record as sent",
    State.SENT: "Put right",
}


def near_or_to_correct(asked: Asked) -> QuerySet[Return]:
    """What the list holds: due today, overdue or near; and what was sent and holds no longer."""
    return waiting().filter(Q(state=State.SENT) | Q(due_on__lte=asked.today + NEAR))


def returns_due(asked: Asked) -> Answer:
    """Those, what is to be put right first, then the earliest due. One statement."""
    rows = list(near_or_to_correct(asked))
    rows.sort(key=lambda row: (row.state != State.SENT, row.due_on))
    late = sum(1 for row in rows if _is_late(row, asked))
    said = Said(strong=counted(late, "return"), after=" to the authority due now.", href="#returns")
    return Answer(
        heads=("Pupil", "Return", "Why", "Due", "Next"),
        lines=[_line(row, asked) for row in rows],
        aside="what the law asks the authority to be told",
        hint=Tag("now", f"{late} due now") if late else "",
        lede=(said,) if late else (),
    )


def _is_late(row: Return, asked: Asked) -> bool:
    return row.state != State.SENT and clock_of(row.due_on, asked.today) in (Clock.OVERDUE, Clock.TODAY)


def _line(row: Return, asked: Asked) -> Line:
    address = reverse("return", args=[row.pk])
    overtaken = row.state == State.SENT
    return Line(
        key=str(row.pk),
        head=str(row.pupil),
        address=address,
        pupil=row.pupil.key,
        cells=(
            kind_words(row),
            row.overtaken_because if overtaken else why_words(row),
            Tag("now", "sent, and does not hold") if overtaken else due_tag(row, asked.today),
        ),
        act=_ACTS[State(row.state)],
        act_address=address,
        now=overtaken or _is_late(row, asked),
    )
