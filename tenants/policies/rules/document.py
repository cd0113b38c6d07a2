"""The policy document: the stages of support of one trust, what opens and closes each, and what is then done.

Everything in it is the trust's own choice and none of it is law: what the law fixes (a tenth and a half of possible sessions
missed are *persistent* and *severe*) is not in the document, and a line of another value bears another name.

Nothing changes once it is read, unknown keys are refused, and nothing is turned into another type. Every list holds items
with a key of their own, and a condition is known by its measure, so that each line has a path that stays when lines move:
`stages.listen.criteria.five.unauthorised.at_least`.
"""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator

from foundation.access.roles import Role
from tenants.policies.rules.cohorts import EVERYBODY
from tenants.policies.rules.values import (
    LARGEST_COUNT,
    CohortNamed,
    Day,
    Key,
    Listed,
    MeasureNamed,
    Number,
    UnlessNamed,
    WindowNamed,
    wrong,
)

#: The form of the document itself. A later form says how documents of an earlier one are read.
FORMAT: Final = 1
#: Where an exit may lead beside a lower stage: the case ends.
CLOSE: Final = "close"
#: Who may own a stage or its action, or approve: those of a school who see a case, or have tasks in one.
OWNERS: Final = (
    Role.ATTENDANCE_OFFICER,
    Role.CLASS_TEACHER,
    Role.HEAD_OF_YEAR,
    Role.SENIOR_LEADER,
    Role.SAFEGUARDING_LEAD,
    Role.HEADTEACHER,
)
#: Who may approve a stage or a letter: a class teacher has tasks, and no say in what goes to a family.
APPROVERS: Final = tuple(role for role in OWNERS if role is not Role.CLASS_TEACHER)

Owner = Literal[
    "attendance_officer", "class_teacher", "head_of_year", "senior_leader", "safeguarding_lead", "headteacher"
]
Approver = Literal["attendance_officer", "head_of_year", "senior_leader", "safeguarding_lead", "headteacher"]
Days = Annotated[StrictInt, Field(ge=1, le=200)]


class Part(BaseModel):
    """What every part of the document has in common."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Operator(StrEnum):
    """How a count is held against its value. `between` holds its lower end and not its upper: [a, b)."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"


class Condition(Part):
    """One count over one window, held against one value by exactly one operator.

    `school_may` says what a school may put in the value's place: `true` anything, two values a range with both its ends, a
    longer list one of these. Without it, the line is the trust's.
    """

    measure: MeasureNamed
    window: WindowNamed
    at_least: Number | None = None
    at_most: Number | None = None
    between: Annotated[tuple[Number, Number], Listed] | None = None
    school_may: Literal[True] | Annotated[tuple[Number, ...], Listed, Field(min_length=2)] | None = None

    @property
    def operator(self) -> Operator:
        """The operator it has."""
        return next(one for one in Operator if getattr(self, one.value) is not None)

    @property
    def values(self) -> tuple[int | Fraction, ...]:
        """The value of its operator; the two ends of `between`."""
        value = getattr(self, self.operator.value)
        return value if isinstance(value, tuple) else (value,)

    def holds(self, counted: int | Fraction) -> bool:
        """Whether it is met by what was counted."""
        if self.between is not None:
            return self.between[0] <= counted < self.between[1]
        if self.at_most is not None:
            return counted <= self.at_most
        return self.at_least is not None and counted >= self.at_least

    @model_validator(mode="after")
    def _one_operator_and_values_of_its_measure(self) -> Self:
        given = [one for one in Operator if getattr(self, one.value) is not None]
        if len(given) != 1:
            said = "names none of" if not given else "names more than one of"
            raise wrong("operator", f"This condition {said} at_least, at_most and between. Write exactly one.")
        offered = self.school_may if isinstance(self.school_may, tuple) else ()
        for value in (*self.values, *offered):
            self._fits(value)
        if self.between is not None and self.between[0] >= self.between[1]:
            raise wrong(
                "between", "The second value of between is to be more than the first: it holds [first, second)."
            )
        if len(offered) == 2 and offered[0] > offered[1]:
            raise wrong("school_may", "The range a school may choose from begins above its end. Write the lower first.")
        return self

    def _fits(self, value: int | Fraction) -> None:
        if self.measure.is_rate:
            if not isinstance(value, Fraction):
                raise wrong("not_a_rate", f"{self.measure} is a rate. Write it as a fraction, such as “1/10”.")
            if not 0 <= value <= 1:
                raise wrong("out_of_range", f"{value} of possible sessions cannot be. A rate is from 0/1 to 1/1.")
        elif not isinstance(value, int):
            raise wrong("not_a_count", f"{self.measure} is a count. Write a whole number, such as 5.")
        elif not 0 <= value <= LARGEST_COUNT:
            raise wrong("out_of_range", f"{value} cannot be counted. Write a whole number from 0 to {LARGEST_COUNT:,}.")


class Criterion(Part):
    """One way into a stage: all of its conditions together, for a cohort, unless something stands against it.

    A `direct` one is proposed from whatever stage the pupil is at; any other only from the stage below.
    """

    key: Key
    all: Annotated[tuple[Condition, ...], Listed, Field(min_length=1)]
    cohort: CohortNamed = EVERYBODY
    unless: Annotated[tuple[UnlessNamed, ...], Listed] = ()
    direct: StrictBool = False


class Exit(Part):
    """One way out of a stage, to a lower one or to CLOSE. `letter` is the letter of thanks that goes with it."""

    key: Key
    to: Key
    all: Annotated[tuple[Condition, ...], Listed, Field(min_length=1)]
    letter: Key | None = None


class Action(Part):
    """What is done once a stage is entered: by whom, within how many school days of entering, in how much staff time.

    `minutes` serve to work out beforehand what a change would ask of people. Where it is `required`, the next stage is not
    sooner than this has been done, or the family has refused it.
    """

    key: Key
    kind: Literal["conversation", "meeting", "visit", "letter", "referral", "review", "plan", "task"]
    owner: Owner
    within_school_days: Days
    minutes: Annotated[StrictInt, Field(ge=0, le=2_400)]
    required: StrictBool = False
    letter: Key | None = None


class Stage(Part):
    """A stage of support. `place` counts from 0, which everybody is at; any one criterion opens a higher one."""

    key: Key
    place: Annotated[StrictInt, Field(ge=0, le=20)]
    name: Annotated[StrictStr, Field(min_length=1, max_length=60)]
    owner: Owner
    approver: Approver
    review_every_school_days: Days
    criteria: Annotated[tuple[Criterion, ...], Listed] = ()
    exits: Annotated[tuple[Exit, ...], Listed] = ()
    actions: Annotated[tuple[Action, ...], Listed] = ()


class Letter(Part):
    """The English of a letter, who approves one before it goes, and for how many hours it then still waits.

    `to` each parent the child lives with, or each parent. Only with `school_may` has a school English of its own.
    """

    key: Key
    approver: Approver
    hold_hours: Annotated[StrictInt, Field(ge=0, le=168)]
    to: Literal["each_parent_lived_with", "each_parent"]
    subject: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    body: Annotated[StrictStr, Field(min_length=1, max_length=20_000)]
    school_may: Literal[True] | None = None


class Replaced(Part):
    """A stage of an earlier version that is no more, and the stage at which those who are at it are now looked for."""

    stage: Key
    by: Key


_Keyed = TypeVar("_Keyed", Stage, Letter)


class Policy(Part):
    """A whole policy, in one version. `from_day` (written `from`) is the first day it decides on."""

    format: Literal[1]
    key: Key
    version: Annotated[StrictInt, Field(ge=1, le=100_000)]
    from_day: Annotated[Day, Field(alias="from")]
    title: Annotated[StrictStr, Field(min_length=1, max_length=120)]
    cool_off_school_days: Annotated[StrictInt, Field(ge=0, le=200)]
    cap_letters_a_day: Annotated[StrictInt, Field(ge=0, le=10_000)]
    stages: Annotated[tuple[Stage, ...], Listed, Field(min_length=1, max_length=12)]
    letters: Annotated[tuple[Letter, ...], Listed] = ()
    replaced: Annotated[tuple[Replaced, ...], Listed] = ()

    def stage(self, key: str) -> Stage:
        """The stage of that key. Raises KeyError for none."""
        return _keyed(self.stages, key)

    def letter(self, key: str) -> Letter:
        """The letter of that key. Raises KeyError for none."""
        return _keyed(self.letters, key)

    @property
    def in_order(self) -> tuple[Stage, ...]:
        """Its stages from place 0 up."""
        return tuple(sorted(self.stages, key=lambda stage: stage.place))

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its path but the operator: `stages.listen.criteria.five.unauthorised`."""
        for stage in self.stages:
            for kind, ways in (("criteria", stage.criteria), ("exits", stage.exits)):
                for way in ways:
                    for condition in way.all:
                        yield f"stages.{stage.key}.{kind}.{way.key}.{condition.measure}", condition


def _keyed(items: tuple[_Keyed, ...], key: str) -> _Keyed:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)
