"""Kinds of letter. The room that a letter is about states its kind when it loads.

    # in an app's AppConfig.ready()
    state_kind(LetterKind("leave_decision", "Decision about leave", fields=(Field("days", "The days", "3 to 5 March"),),
                          heading="Leave for {pupil_first_name}", text="Dear {contact_name}\\n\\n...",
                          approve=Permission.DECIDE_LEAVE, seen_by=Permission.SEE_LEAVE))

and drafts one by `schools.letters.operations.draft`. The text we ship is a beginning: each school has its own, and the
words of a letter are nobody's law but where a domain rule of that room says what it must hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from foundation.access.permissions import Permission
from foundation.documents.merging import COMMON, Field, faults_of, fields_in, merged
from foundation.refusals import Fault


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind: its name in the table, what it is called, what it may name beside `COMMON`, and the text we ship.

    `must_name` are fields that no text of it may leave out: what a domain rule of its room says that it must hold. Who has
    `approve` may approve one, and only who has `seen_by` sees any. `to_be_written` is a frame: it is not approved
    before somebody has written something into it. `by_hand` may be begun on the letters' own page; the others are drafted by
    their rooms alone. `worded` has no text of its own: each draft brings its words, and who approves it (`Wording`).
    `waits_for_lead`: about a child who is to be looked for first, one goes once the safeguarding lead has said so.
    """

    name: str
    label: str
    heading: str
    text: str
    fields: tuple[Field, ...] = ()
    must_name: frozenset[str] = frozenset()
    approve: Permission = Permission.APPROVE_LETTERS
    seen_by: Permission = Permission.WRITE_LETTERS
    to_be_written: bool = False
    by_hand: bool = field(default=False)
    worded: bool = False
    waits_for_lead: bool = False

    def __post_init__(self) -> None:
        wrong = [fault for text in (self.heading, self.text) for fault in faults_of(text, self.names, field="text")]
        wrong += self.missing_in(self.text)
        if wrong:
            message = f"{self.name}: {wrong[0].said}"
            raise ValueError(message)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """What a template of this kind may name."""
        return (*COMMON, *self.fields)

    @property
    def names(self) -> frozenset[str]:
        """The names of those fields."""
        return frozenset(one.name for one in self.all_fields)

    def missing_in(self, text: str) -> list[Fault]:
        """What a text of this kind must name and does not."""
        labels = {one.name: one.label for one in self.all_fields}
        return [
            Fault(f"It has to name {{{name}}}: {labels[name]}.", "missing_field", "text")
            for name in sorted(self.must_name - fields_in(text))
        ]

    def sample(self, text: str) -> str:
        """A text of this kind, filled in with invented values."""
        return merged(text, {one.name: one.sample for one in self.all_fields})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one draft of a `worded` kind, filled in already.

    `approver` is the role that approves it, and no other does; from then on it waits `hold_hours`. `language` is what it is
    in beside English, `filled` what was filled in, and `rests_on` is for the room that drafts it. `gaps` are what stands in
    the text for things that are to be written yet; `once` names what each addressee gets one of.
    """

    heading: str
    text: str
    approver: str = ""
    hold_hours: int = 0
    language: str = ""
    filled: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    once: str = ""
    rests_on: Mapping[str, Any] = field(default_factory=dict)


_kinds: dict[str, LetterKind] = {}


def state_kind(kind: LetterKind) -> LetterKind:
    """State a kind of letter; another of the same name is a fault. Raises ValueError."""
    if _kinds.setdefault(kind.name, kind) != kind:
        message = f"two kinds of letter are called {kind.name!r}"
        raise ValueError(message)
    return kind


def kind_of(name: str) -> LetterKind:
    """The kind of this name. Raises KeyError for one that no room states."""
    return _kinds[name]


def kinds() -> list[LetterKind]:
    """Every kind, by what it is called."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


#: The letter that anybody who writes letters may begin.
TO_A_PARENT = LetterKind(
    "parent",
    "A letter to a parent",
    heading="About {pupil_first_name}",
    text=(
        "Dear {contact_name}\n\nI am writing to you about {pupil_first_name}.\n\n"
        "If you would like to talk about this, please ring {ring}."
    ),
    to_be_written=True,
    by_hand=True,
)
