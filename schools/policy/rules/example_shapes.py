"""The shape of an example as a file writes it, read strictly: an unknown key is refused and nothing is guessed."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictInt, StrictStr

from schools.policy.rules.facts import Happened
from tenants.policies.rules.document import Part
from tenants.policies.rules.overriding import Line
from tenants.policies.rules.values import Day, Listed

Texts = Annotated[tuple[StrictStr, ...], Listed]


class AgreedStage(Part):
    """What a person last agreed. `through` is the last session that had counted on that day."""

    stage: StrictStr
    since: Day
    criterion: StrictStr = ""
    through: Literal["AM", "PM"] | None = None


class LastExit(Part):
    """The stage last left by an exit."""

    stage: StrictStr
    on: Day


class PutOff(Part):
    """A proposal that a person has put off to a day."""

    stage: StrictStr = ""
    until: Day


class Event(Part):
    """Something that happened in the case."""

    on: Day
    kind: Annotated[Happened, BeforeValidator(Happened)]
    action: StrictStr = ""
    improved: bool | None = None


class Period(Part):
    """Something from a day to a day."""

    first: Day
    last: Day | None = None


class Elsewhere(Part):
    """A half-term at the school before."""

    year: StrictInt
    number: StrictInt
    present: StrictInt = 0
    authorised: StrictInt = 0
    unauthorised: StrictInt = 0


class EarlierSchool(Part):
    """What is known of the school before, confirmed or not. `weeks` are its school weeks with their G, N, O and U."""

    confirmed_on: Day | None = None
    ends_on: Day
    weeks: dict[str, StrictStr] = Field(default_factory=dict)
    half_terms: Annotated[tuple[Elsewhere, ...], Listed] = ()


class Expect(Part):
    """What is to come of it; what is not named may be anything. `because` as "support.ten 6", or "listen.pa 10 of 100"."""

    stage: StrictStr
    move: Literal["up", "stay", "exit", "retreat"]
    was: StrictStr | None = None
    because: Texts | None = None
    marks: StrictInt | None = None
    changed: Texts | None = None
    next: StrictStr | None = None
    not_sooner: Texts | None = None
    provisional: bool | None = None
    says: StrictStr | None = None


class Example(Part):
    """One example. Its name is one by which a deputy head knows the child."""

    name: Annotated[StrictStr, Field(min_length=5, max_length=120)]
    clause: StrictStr
    story: StrictStr = ""
    today: Day
    expect: Expect
    policy: StrictStr = ""
    entered_under: StrictStr = ""
    set: Annotated[tuple[Line, ...], Listed] = ()
    now: Literal["before AM", "AM", "PM"] = "PM"
    standing: AgreedStage | None = None
    exited: LastExit | None = None
    put_off: PutOff | None = None
    calendar: StrictStr = "alder"
    weeks: Annotated[tuple[Day, ...], Listed] = ()
    off: Texts = ()
    unplanned: Texts = ()
    first: Day | None = None
    joined: Day | None = None
    born: Day | None = None
    marks: StrictStr = ""
    were: StrictStr = ""
    groups: Texts = ()
    part_time: Annotated[tuple[Period, ...], Listed] = ()
    events: Annotated[tuple[Event, ...], Listed] = ()
    moved: EarlierSchool | None = None
