"""Where a decision leaves a pupil, and what became other between two decisions, in words."""

from foundation.ui.numbers import short_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.policy.rules.decisions import Decision, Move
from schools.policy.rules.standing import RestedOn


def stage_at(decision: Decision) -> str:
    """The stage the pupil is at: what is proposed is not yet so."""
    return decision.was if is_proposal(decision) else decision.stage


def is_proposal(decision: Decision) -> bool:
    """Whether it waits for a person."""
    return decision.move in {Move.UP, Move.EXIT}


def says_nothing(decision: Decision, lowest: str) -> bool:
    """Whether a pupil of whom nothing was ever decided stays where everybody is: that is not worth a row."""
    return decision.move is Move.STAY and decision.stage == lowest and not decision.because


def what_changed(earlier: Decision, later: Decision) -> tuple[str, ...]:
    """The marks that the one counted and the other does not, in words: "Thu 12 Nov AM: O counts no more."."""
    before, after = ({(one.date, one.session): one for one in decision.marks} for decision in (earlier, later))
    found = []
    for place in sorted(before.keys() | after.keys()):
        was, now = before.get(place), after.get(place)
        if was is not None and now is not None and was.code != now.code:
            found.append(f"{_at(was)}: {was.code} is now {now.code}.")
        elif now is None and was is not None:
            found.append(f"{_at(was)}: {was.code} counts no more.")
        elif was is None and now is not None:
            found.append(f"{_at(now)}: {now.code} counts too.")
    return tuple(found)


def _at(mark: RestedOn) -> str:
    return f"{short_date(mark.date)} {SESSION_NAMES[mark.session]}"
