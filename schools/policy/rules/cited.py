"""A policy as it is in force at a school, and how a decision cites it for ever."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from tenants.policies.rules.canonical import canonical, kept, sha256_of
from tenants.policies.rules.document import CLOSE, Policy, Stage

#: Versions that are kept read: a document is the same for ever, whichever school has it, and is about no pupil.
_READ = 64


@dataclass(frozen=True)
class CitedPolicy:
    """`document` is the trust's version with the school's lines in it; `override` the version of these lines, 0 for none."""

    document: Policy
    override: int = 0

    @property
    def reference(self) -> tuple[str, int, int]:
        """The policy's key, the trust's version and the override's."""
        return self.document.key, self.document.version, self.override

    @cached_property
    def text(self) -> str:
        """The document in its one form."""
        return canonical(self.document)

    @cached_property
    def sha256(self) -> str:
        """Its hash."""
        return sha256_of(self.text)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Its stages from place 0 up."""
        return self.document.in_order

    @cached_property
    def direct(self) -> tuple[Stage, ...]:
        """The stages that a direct criterion leads to, the highest first."""
        return tuple(stage for stage in reversed(self.stages) if any(one.direct for one in stage.criteria))

    @cached_property
    def above(self) -> dict[str, Stage]:
        """The stage after each, by the key of that."""
        return {stage.key: after for stage, after in pairwise(self.stages)}

    @cached_property
    def standings(self) -> frozenset[str]:
        """The stages that may have been agreed under it, by their keys: none, the case's end, or one of its own."""
        return frozenset({"", CLOSE, *(stage.key for stage in self.stages)})

    @cached_property
    def _replaced(self) -> dict[str, str]:
        return {gone.stage: gone.by for gone in self.document.replaced}

    def stage_for(self, key: str, place: int) -> Stage:
        """The stage of that key, or the one that replaced it; where none did, the highest whose place is no higher."""
        names = {key, self._replaced.get(key)}
        named = (stage for stage in self.stages if stage.key in names)
        return next(named, None) or [stage for stage in self.stages if stage.place <= place][-1]


@lru_cache(maxsize=_READ)
def cited(document: str, override: int) -> CitedPolicy:
    """A policy as its document is kept, read once a process."""
    return CitedPolicy(kept(document), override)
