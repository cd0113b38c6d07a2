"""What the policy's pages show: which lines are the school's to change, what stands in them, and what is coming."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from foundation.access.roles import Role
from foundation.ui.numbers import counted, middle_date
from schools.policy.models import InForce, OverrideDraft
from schools.policy.queries import draft, in_force_after, lines_of
from schools.policy.rules.holders import work_of_roles
from schools.roll.pages.today_lists import Answer, Asked, Tag
from schools.roll.pages.today_lists import Line as TodayLine
from tenants.policies.rules import aloud
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Line, Settable, settable

#: What stands for the English of a letter that is the trust's: it is read in full under the letters.
_AS_THE_TRUST_HAS_IT = "as the trust has it, below under Letters"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line that the school may change: where it stands, what it says here, and what the trust's says if it differs.

    `change` is where it is changed, empty for who may not; `reason` is why it is the school's own.
    """

    where: str
    here: str
    trusts: str
    may: str
    reason: str
    change: str


def own_lines(trusts: Policy, here: Policy, lines: tuple[Line, ...], *, drafts: bool) -> list[OwnLine]:
    """Every line that the school may change, in the order of the document. `here` has the school's lines in it."""
    said = {one.path: one for one in settable(here)}
    why = {line.path: line.reason for line in lines}
    return [_own(one, said[one.path], trusts, why, drafts=drafts) for one in settable(trusts)]


def _own(trusts: Settable, here: Settable, policy: Policy, why: Mapping[str, str], *, drafts: bool) -> OwnLine:
    differs = trusts.value != here.value
    return OwnLine(
        where=where(trusts.path, policy),
        here=_capital(words(here)) if differs or not isinstance(here.value, str) else _AS_THE_TRUST_HAS_IT,
        trusts=_capital(words(trusts)) if differs else "",
        may=trusts.may,
        reason=why.get(trusts.path, "") if differs else "",
        change=reverse("override_line", args=[trusts.path]) if drafts else "",
    )


def words(line: Settable) -> str:
    """What a line says; of a letter, its English."""
    return line.value if isinstance(line.value, str) else line.said


def where(path: str, policy: Policy) -> str:
    """The stage or letter that a line is of: "Listen and understand, “five”", "Letter “we_noticed”, text"."""
    kind, key, *rest = path.split(".")
    if kind == "letters":
        return f"Letter “{key}”, {'subject' if rest[0] == 'subject' else 'text'}"
    return f"{aloud.name_of(policy, key)}, “{rest[1]}”"


@dataclass(frozen=True, slots=True)
class Coming:
    """What will decide from a later day: its name, that day, and the school's lines that then no longer stand."""

    name: str
    from_day: dt.date
    address: str
    dropped: tuple[str, ...]

    @property
    def heading(self) -> str:
        """When it begins."""
        return f"From {middle_date(self.from_day)} {self.name} decides."

    @property
    def said(self) -> str:
        """What becomes of the school's own lines then."""
        if not self.dropped:
            return "No line of the school’s own drops."
        drop = "drops" if len(self.dropped) == 1 else "drop"
        return f"{counted(len(self.dropped), 'line')} of the school’s own {drop} then."


def coming(row: InForce, lines: tuple[Line, ...]) -> Coming:
    """One of them, each line that drops in words: what was set, and why it does not stand."""
    policy, set_to = kept(row.document), {line.path: line for line in lines}
    dropped = tuple(_drops(one, set_to.get(one["path"]), policy) for one in row.dropped)
    return Coming(name_of(row), row.from_day, address_of(row), dropped)


def _drops(one: Mapping[str, str], line: Line | None, policy: Policy) -> str:
    said = f" (set to {_written(line)})" if line is not None and not one["path"].startswith("letters.") else ""
    return f"{where(one['path'], policy)}{said}: {one['why']}"


def _written(line: Line) -> str:
    values = line.value if isinstance(line.value, tuple) else (line.value,)
    return " to ".join(str(value) for value in values)


def typed(value: object) -> str:
    """A value as the form shows it to be changed."""
    return " to ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def name_of(row: InForce) -> str:
    """ "version 3 of the trust’s policy with override 1"."""
    own = f" with override {row.override}" if row.override else ""
    return f"version {row.version} of the trust’s policy{own}"


def address_of(row: InForce) -> str:
    """Where it is read."""
    return reverse("school_policy_pair", args=[row.version, row.override])


@dataclass(frozen=True, slots=True)
class Lacking:
    """A role that nobody here holds: what it is called, since when that is known, and what of the policy waits for it."""

    role: str
    since: dt.date
    work: tuple[str, ...]


def lacking(policy: Policy, unheld: Mapping[Role, dt.date]) -> list[Lacking]:
    """The roles that a policy gives work to and nobody holds."""
    work = work_of_roles(policy)
    return [Lacking(role.label, since, work[role]) for role, since in unheld.items() if role in work]


def lede(own: list[OwnLine]) -> str:
    """How many lines may be changed here, and how many are."""
    changed = sum(1 for line in own if line.trusts)
    are = "is" if changed == 1 else "are"
    return f"{counted(len(own), 'line')} may be changed here; {changed} of them {are} the school’s own."


def waits_for_head(asked: Asked) -> QuerySet[InForce]:
    """Found while a draft waits to be approved, or a version is to come under which lines of the school's own drop."""
    drops = Q(from_day__gt=asked.today) & ~Q(dropped=[])
    return InForce.objects.filter(Q(Exists(OverrideDraft.objects.all())) | drops)


def for_the_head(asked: Asked) -> Answer:
    """What of the policy waits for who approves the school's own lines: what drops soon first, then the draft."""
    ahead = [one for row in in_force_after(asked.today) if (one := coming(row, lines_of(row.override))).dropped]
    lines = [_drops_line(one) for one in ahead]
    if (row := draft()) is not None:
        lines.append(_draft_line(row))
    return Answer(
        heads=("Policy", "What waits", "About", "Next"),
        lines=lines,
        aside="the school’s own lines in the trust’s policy",
        hint=Tag("soon", f"{counted(len(ahead), 'version')} to come") if ahead else "",
    )


def _drops_line(one: Coming) -> TodayLine:
    return TodayLine(
        key=one.address,
        head=_capital(one.name),
        address=one.address,
        cells=(Tag("soon", f"decides from {middle_date(one.from_day)}"), one.said),
        act="Read what drops",
        act_address=reverse("school_policy"),
    )


def _draft_line(row: OverrideDraft) -> TodayLine:
    return TodayLine(
        key="draft",
        head="Draft of the school’s own lines",
        address=reverse("override_draft"),
        cells=(Tag("now", "to approve"), f"{counted(len(row.lines), 'line')}, last changed by {row.changed_by}"),
        act="Read and approve",
        act_address=reverse("override_approve"),
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
