"""Kinds of notice, and how each is said. The room that sends a kind states it when it loads.

# in an app's AppConfig.ready()
state_kind(NoticeKind("registers_missing", "register is missing", "registers are missing"))
"""

from dataclasses import dataclass

from foundation.ui.numbers import counted


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind: its name in the table, and what is said of one and of several. The words name no pupil.

    `one` and `many` follow a count ("2 registers are missing"), or say it all where a count would add nothing.
    """

    name: str
    one: str
    many: str = ""

    def said(self, count: int) -> str:
        """The sentence on the page."""
        return f"{counted(count, self.one, self.many)}." if self.many else f"{self.one}."


#: What is said of a kind that no room states any more.
FORGOTTEN = NoticeKind("", "thing waits for you", "things wait for you")

_kinds: dict[str, NoticeKind] = {}


def state_kind(kind: NoticeKind) -> NoticeKind:
    """State a kind of notice; another of the same name is a fault. Raises ValueError."""
    if _kinds.setdefault(kind.name, kind) != kind:
        message = f"two kinds of notice are called {kind.name!r}"
        raise ValueError(message)
    return kind


def kind_of(name: str) -> NoticeKind:
    """The kind of this name."""
    return _kinds.get(name, FORGOTTEN)


def is_stated(kind: NoticeKind) -> bool:
    """Whether a room has stated this kind."""
    return _kinds.get(kind.name) == kind
