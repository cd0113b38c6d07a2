"""How two policies differ, in words: each line as it is read aloud, now and before.

What is compared is what is said, so that nobody approves a change they could not read. `tests/rules/policies` changes each
key of the document in turn and asks that something is said of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tenants.policies.rules import aloud
from tenants.policies.rules.document import Condition, Letter, Policy, Stage


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs: where it stands, its words before and now; either is empty where there was or is no line."""

    path: str
    where: str
    was: str
    now: str

    @property
    def said(self) -> str:
        """As one sentence or two."""
        if not self.was:
            return f"{self.where}, new: {self.now}"
        return f"{self.where}: {self.now} Before: {self.was}" if self.now else f"{self.where}, no longer: {self.was}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is compared: where it stands, in words, and what it says."""

    where: str
    words: str


def differences(before: Policy, now: Policy) -> list[Change]:
    """Every line that reads otherwise, in the order of the later document, what is gone last. Versions and dates aside."""
    return compared(dict(_lines(before)), dict(_lines(now)))


def compared(old: Mapping[str, Line], new: Mapping[str, Line]) -> list[Change]:
    """Every line, by its path, that reads otherwise, in the order of the new ones, what is gone last."""
    order = [*new, *(path for path in old if path not in new)]
    return [
        Change(path, (new.get(path) or old[path]).where, _words(old, path), _words(new, path))
        for path in order
        if _words(old, path) != _words(new, path)
    ]


def _words(lines: Mapping[str, Line], path: str) -> str:
    return lines[path].words if path in lines else ""


def _lines(policy: Policy) -> Iterator[tuple[str, Line]]:
    yield "title", Line("Title", f"“{policy.title}”.")
    yield "key", Line("Key", f"“{policy.key}”.")
    yield "limits", Line("For all stages", aloud.of_limits(policy))
    for stage in policy.in_order:
        yield from _of_stage(stage, policy)
    for gone in policy.replaced:
        name = aloud.name_of(policy, gone.by)
        yield f"replaced.{gone.stage}", Line(f"Stage {gone.stage}", f"Those who were at it are looked for at {name}.")
    for letter in policy.letters:
        yield from _of_letter(letter)


def _of_stage(stage: Stage, policy: Policy) -> Iterator[tuple[str, Line]]:
    path, name = f"stages.{stage.key}", stage.name
    yield path, Line(name, f"Stage {stage.place}, “{stage.name}”. {aloud.of_stage(stage)}")
    for criterion in stage.criteria:
        opens = f"{aloud.of_criterion(criterion)} {_leaves(criterion.all)}".rstrip()
        yield f"{path}.criteria.{criterion.key}", Line(f"{name} opens by “{criterion.key}”", opens)
    for way in stage.exits:
        leads = f"{aloud.of_exit(way, policy)} {_leaves(way.all)}".rstrip()
        yield f"{path}.exits.{way.key}", Line(f"{name} ends by “{way.key}”", leads)
    for action in stage.actions:
        yield f"{path}.actions.{action.key}", Line(f"{name} does “{action.key}”", aloud.of_action(action, policy))


def _leaves(conditions: Iterable[Condition]) -> str:
    """What schools may change of it; nothing is said of what is the trust's."""
    offered = [one for one in conditions if one.school_may is not None]
    return " ".join(f"{one.measure.many[0].upper()}{one.measure.many[1:]}: {aloud.of_leave(one)}" for one in offered)


def _of_letter(letter: Letter) -> Iterator[tuple[str, Line]]:
    path, name = f"letters.{letter.key}", f"Letter “{letter.key}”"
    may = "A school may have its own English." if letter.school_may else "Its English is the trust’s."
    yield path, Line(name, f"{aloud.of_letter(letter)} {may}")
    yield f"{path}.subject", Line(f"{name}, subject", letter.subject)
    yield f"{path}.body", Line(f"{name}, text", letter.body)
