"""A policy read aloud: each line as a sentence or two that a deputy head says to a colleague.

The figures are said as they are held, so that what is read is what decides.
"""

from collections.abc import Iterable
from fractions import Fraction

from foundation.access.roles import Role
from foundation.ui.numbers import counted, percent
from tenants.policies.rules.document import CLOSE, Action, Condition, Criterion, Exit, Letter, Operator, Policy, Stage

KINDS = {
    "conversation": "Conversation",
    "meeting": "Meeting",
    "visit": "Home visit",
    "letter": "Letter",
    "referral": "Referral",
    "review": "Review",
    "plan": "Plan",
    "task": "Task",
}
TO = {
    "each_parent_lived_with": "each parent the pupil lives with",
    "each_parent": "each parent",
}


def of_value(condition: Condition, value: int | Fraction) -> str:
    """A value of a condition: "5", "1/10 (10%)"."""
    if not condition.measure.is_rate or isinstance(value, int):
        return f"{value:,}"
    exact = (value * 1000).denominator == 1
    share = percent(value.numerator, value.denominator).replace(".0%", "%")
    return f"{value.numerator}/{value.denominator} ({'' if exact else 'about '}{share})"


def of_condition(condition: Condition) -> str:
    """ "5 or more unauthorised sessions in the last 10 school weeks"."""
    measure, first = condition.measure, condition.values[0]
    said = [of_value(condition, value) for value in condition.values]
    if condition.operator is Operator.AT_LEAST:
        amount = f"{said[0]} or more"
    elif condition.operator is Operator.BETWEEN:
        amount = (
            f"{said[0]} or more, but fewer than {said[1]}," if not measure.is_rate else f"{said[0]} to under {said[1]}"
        )
    elif first == 0:
        amount = "none" if measure.is_rate else "no"
    else:
        amount = f"{said[0]} or fewer" if not measure.is_rate else f"{said[0]} or less"
    if condition.operator is Operator.AT_MOST and first == 1 and not measure.is_rate:
        return f"at most {measure.counted(1)} {condition.window.words}"
    return f"{amount} {measure.many} {condition.window.words}"


def of_conditions(conditions: tuple[Condition, ...]) -> str:
    """All of them together."""
    return ", and ".join(of_condition(one) for one in conditions)


def of_criterion(criterion: Criterion) -> str:
    """What opens the stage, of whom, and when it is not asked."""
    said = of_conditions(criterion.all)
    if criterion.cohort.words:
        said += f", for {criterion.cohort.words}"
    if criterion.unless:
        said += f"; not asked where {_either(one.words for one in criterion.unless)}"
    if criterion.direct:
        said += "; proposed from any stage"
    return _sentence(said)


def of_exit(way: Exit, policy: Policy) -> str:
    """Where the exit leads, and when."""
    where = "The case can close" if way.to == CLOSE else f"Back to {name_of(policy, way.to)}"
    said = f"{where}: {of_conditions(way.all)}"
    return _sentence(f"{said}; {with_letter(policy, way.letter)}" if way.letter else said)


def of_action(action: Action, policy: Policy) -> str:
    """What is done, by whom, by when, in how much time."""
    said = (
        f"{KINDS[action.kind]} by the {owner(action.owner)}, within {counted(action.within_school_days, 'school day')}, "
        f"about {counted(action.minutes, 'minute')}"
    )
    if action.letter:
        said += f", {with_letter(policy, action.letter)}"
    if action.required:
        said += "; the next stage is not sooner than this is done, or the family has refused it"
    return _sentence(said)


def of_stage(stage: Stage) -> str:
    """Whose a stage is."""
    return (
        f"Owned by the {owner(stage.owner)}; the {owner(stage.approver)} approves; "
        f"looked at again every {counted(stage.review_every_school_days, 'school day')}."
    )


def of_letter(letter: Letter) -> str:
    """To whom a letter goes, who approves it and how long it waits."""
    wait = f"waits {counted(letter.hold_hours, 'hour')} before it goes" if letter.hold_hours else "goes at once"
    return f"To {TO[letter.to]}; the {owner(letter.approver)} approves; then it {wait}."


def of_limits(policy: Policy) -> str:
    """What holds for all stages."""
    cool_off = (
        f"After an exit, the same stage is not proposed again for {counted(policy.cool_off_school_days, 'school day')}"
        if policy.cool_off_school_days
        else "After an exit, the same stage may be proposed again at once"
    )
    return f"{cool_off}. At most {counted(policy.cap_letters_a_day, 'letter')} a day go out; more wait for a person."


def of_leave(condition: Condition) -> str:
    """What a school may put in the value's place, in words."""
    may = condition.school_may
    if may is None:
        return "The trust’s: no school may change it."
    if may is True:
        return "A school may change it."
    said = [of_value(condition, value) for value in may]
    return (
        f"A school may choose from {said[0]} to {said[1]}."
        if len(said) == 2
        else f"A school may choose {_either(said)}."
    )


def with_letter(policy: Policy, key: str | None) -> str:
    """The letter that goes with it, by its key and subject."""
    subject = next((f" “{letter.subject}”" for letter in policy.letters if letter.key == key), "")
    return f"with the letter {key}{subject}"


def name_of(policy: Policy, key: str) -> str:
    """A stage's name; its key where it has none."""
    return next((stage.name for stage in policy.stages if stage.key == key), key)


def owner(role: str) -> str:
    """A role as it is said within a sentence."""
    return Role(role).label.lower()


def _either(said: Iterable[str]) -> str:
    *some, last = said
    return f"{', '.join(some)} or {last}" if some else last


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."
