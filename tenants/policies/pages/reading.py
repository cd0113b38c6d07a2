"""A policy read aloud, stage by stage."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from foundation.documents.reading_age import reading_age_words
from foundation.ui.numbers import counted, middle_date
from tenants.policies.models import PolicyVersion
from tenants.policies.rules import aloud
from tenants.policies.rules.document import Condition, Letter, Policy, Stage


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, what a school may change of it, and where it is changed (empty where it is not)."""

    key: str
    words: str
    may: tuple[str, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of one kind, and where another is added."""

    heading: str
    lines: tuple[Line, ...]
    none: str
    add: str = ""
    adds: str = ""


@dataclass(frozen=True, slots=True)
class StageRead:
    """A stage with its parts."""

    key: str
    place: int
    name: str
    owned: str
    parts: tuple[Part, ...]
    change: str = ""
    remove: str = ""


@dataclass(frozen=True, slots=True)
class LetterRead:
    """A letter with its English."""

    key: str
    goes: str
    whose: str
    letter: Letter
    age: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A whole policy. `changes` is where the limits are changed, in a draft."""

    policy: Policy
    limits: str
    stages: tuple[StageRead, ...]
    letters: tuple[LetterRead, ...]
    changes: bool = False


def read_aloud(policy: Policy, *, changes: bool = False) -> Read:
    """The policy, with the addresses at which each line is changed where it may be."""
    stages = tuple(_stage(stage, policy, changes=changes) for stage in policy.in_order)
    letters = tuple(_letter(letter, changes=changes) for letter in policy.letters)
    return Read(policy, aloud.of_limits(policy), stages, letters, changes)


def _stage(stage: Stage, policy: Policy, *, changes: bool) -> StageRead:
    def at(part: str, key: str = "") -> str:
        if not changes:
            return ""
        if key:
            return reverse("policy_item", args=[stage.key, part, key])
        return reverse("policy_item_new", args=[stage.key, part])

    ways_in = tuple(
        Line(one.key, aloud.of_criterion(one), _may(one.all), at("criteria", one.key)) for one in stage.criteria
    )
    ways_out = tuple(
        Line(one.key, aloud.of_exit(one, policy), _may(one.all), at("exits", one.key)) for one in stage.exits
    )
    done = tuple(Line(one.key, aloud.of_action(one, policy), (), at("actions", one.key)) for one in stage.actions)
    everybody = "Everybody is at this stage who is at no other."
    parts = [Part("Opens when", ways_in, everybody, at("criteria") if stage.place else "", "Add what opens it")]
    if stage.place:
        parts.append(Part("Ends when", ways_out, "Only a person ends it.", at("exits"), "Add a way out"))
    parts.append(Part("What is done", done, "Nothing.", at("actions"), "Add what is done"))
    return StageRead(
        stage.key, stage.place, stage.name, aloud.of_stage(stage), tuple(parts),
        reverse("policy_stage", args=[stage.key]) if changes else "",
        reverse("policy_stage_remove", args=[stage.key]) if changes and stage.place else "",
    )  # fmt: skip


def _may(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """What a school may change, of each condition that has a choice; the trust's line says so once."""
    held = list(conditions)
    offered = [one for one in held if one.school_may is not None]
    if not offered:
        return ()
    if len(held) == 1:
        return (aloud.of_leave(offered[0]),)
    return tuple(f"{one.measure.many[0].upper()}{one.measure.many[1:]}: {aloud.of_leave(one)}" for one in offered)


def _letter(letter: Letter, *, changes: bool) -> LetterRead:
    whose = "A school may have its own English." if letter.school_may else "Its English is the trust’s."
    change = reverse("policy_letter", args=[letter.key]) if changes else ""
    return LetterRead(letter.key, aloud.of_letter(letter), whose, letter, reading_age_words(letter.body), change)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of them: since when, by whom, and whether it decides today."""

    version: PolicyVersion
    state: str
    by: str


def version_rows(rows: list[PolicyVersion], live: PolicyVersion | None) -> list[VersionRow]:
    """The versions, the newest first."""
    return [VersionRow(row, _state(row, live), _by(row)) for row in rows]


def _state(row: PolicyVersion, live: PolicyVersion | None) -> str:
    if live is not None and row.pk == live.pk:
        return "Live"
    if live is None or (row.version > live.version):
        return f"Begins on {middle_date(row.from_day)}"
    return "Earlier" if row.from_day <= live.from_day else "Never began"


def _by(row: PolicyVersion) -> str:
    if row.approved_by_id is None:
        return "Every trust begins with it"
    return f"{row.approved_by}, drafted by {row.drafted_by}"


def counts(policy: Policy) -> str:
    """How much there is of it, for the sentence at the head of a page."""
    lines = [condition for _, condition in policy.conditions()]
    free = sum(condition.school_may is not None for condition in lines)
    own = sum(bool(letter.school_may) for letter in policy.letters)
    return (
        f"{counted(len(policy.stages), 'stage')}, {counted(len(policy.letters), 'letter')}. Schools may change {free} of "
        f"{counted(len(lines), 'number')} and the English of {counted(own, 'letter')}; all else is the trust’s."
    )
