"""A child's ladder as a row of dots: what was done, what is waited for, what is next; each says so to those who hear it."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.absence.rules.ladder import Rung, Standing, State

_SHAPE = {State.DONE: "done", State.WAITING: "wait", State.SKIPPED: "skipped", State.NEXT: "next", State.AHEAD: ""}
_WORD = {
    State.DONE: "done",
    State.WAITING: "waiting for an answer",
    State.SKIPPED: "left out: there is nobody to ask so",
    State.NEXT: "next",
    State.AHEAD: "not yet",
}


def ladder_marks(stands: Standing, *, handed_over: bool) -> SafeString:
    """The dots, the safeguarding lead's last."""
    rungs = "".join(_dot(rung, hot=stands.now) for rung in stands.rungs)
    lead = "done" if handed_over else "next hot" if stands.lead_due else ""
    word = "has it" if handed_over else "now" if stands.lead_due else "not yet"
    last = f'<li class="{lead}"><span class="vh">Safeguarding lead: {word}</span></li>'
    return mark_safe(f'<ol class="ladder">{rungs}{last}</ol>')  # noqa: S308


def _dot(rung: Rung, *, hot: bool) -> str:
    shape = _SHAPE[rung.state] + (" hot" if hot and rung.state is State.NEXT else "")
    return f'<li class="{shape}"><span class="vh">{escape(rung.step.words)}: {_WORD[rung.state]}</span></li>'
