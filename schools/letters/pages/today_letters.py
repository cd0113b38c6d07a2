"""Letters on Today: those that wait for a person because they are held, were not delivered, or may have been sent."""

from django.db.models import QuerySet
from django.urls import reverse

from schools.letters.models import Letter
from schools.letters.pages.words import letter_label, state_tag
from schools.letters.queries.letters import TABS, letters_for
from schools.letters.rules.states import State
from schools.roll.pages.today_lists import Answer, Asked, Line, Since

_ACTS = {
    State.HELD: "Let it go or withdraw it",
    State.IN_DOUBT: "Say whether it was sent",
    State.FAILED: "Print it, or send it again",
}


def waiting(_asked: Asked) -> QuerySet[Letter]:
    """Where it is seen that something may wait."""
    return Letter.objects.filter(state__in=TABS["waiting"])


def letters_waiting(asked: Asked) -> Answer:
    """The letters that wait, the longest first. One query."""
    rows = letters_for(asked.member).filter(state__in=TABS["waiting"]).order_by("state_at", "pk")
    return Answer(
        heads=("About", "Letter", "State", "Since", "Next"),
        lines=[_line(one) for one in rows],
        aside="held for a person, not delivered, or perhaps sent",
    )


def _line(letter: Letter) -> Line:
    address = reverse("letter", args=[letter.pk])
    return Line(
        key=str(letter.pk),
        head=str(letter.pupil),
        address=address,
        pupil=letter.pupil.key,
        cells=(letter_label(letter), state_tag(letter), Since(letter.state_at)),
        act=_ACTS[State(letter.state)],
        act_address=address,
    )
