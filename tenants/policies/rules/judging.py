"""Judges: what tells, before a draft is approved, whose outcome it would change. Rooms above declare theirs when they load.

# in an app's AppConfig.ready()
declare_judge("examples", "The examples that come with the product", judged)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tenants.policies.rules.document import Policy


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that comes out otherwise: what it is, and its outcome under the live version and under the draft."""

    what: str
    was: str
    now: str


#: Asked with the live version and the draft; gives what comes out otherwise.
Judge = Callable[[Policy, Policy], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one judge found: nothing, when no outcome changes."""

    by: str
    findings: tuple[Finding, ...]


_judges: dict[str, tuple[str, Judge]] = {}


def declare_judge(name: str, words: str, judge: Judge) -> None:
    """Have every draft judged by `judge` too; `words` say by what, at the beginning of a line."""
    if name in _judges:
        message = f"there is a judge {name} already"
        raise ValueError(message)
    _judges[name] = (words, judge)


def judged(live: Policy, draft: Policy) -> list[Verdict]:
    """What each judge says of a draft."""
    return [Verdict(words, tuple(judge(live, draft))) for words, judge in _judges.values()]
