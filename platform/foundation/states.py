"""How a thing of the product moves: its states, and every move from one to another, as one table.

Each room has the tables of its own things (`rules/states.py`). Operations ask `Thing.after` and write what it answers; pages
draw the same table. What is not a move there is no move of the product.
"""

from dataclasses import dataclass

from foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class State:
    """A state of a thing. `over` when nothing more is expected of it."""

    key: str
    words: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `before` to `after`; `asks` says what has to be given with it, and what must hold first."""

    key: str
    words: str
    before: tuple[str, ...]
    after: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing with the states it may be in, the first being how it begins."""

    key: str
    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @property
    def begins(self) -> str:
        """The state it begins in."""
        return self.states[0].key

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Each move as a page draws it: what it can be, while it is what, and what is given with it."""
        return tuple((one.words, " or ".join(map(self.words, one.before)), one.asks) for one in self.moves)

    def words(self, state: str) -> str:
        """A state as it is said."""
        return next(one.words for one in self.states if one.key == state)

    def move(self, key: str) -> Move:
        """A move by its key."""
        return next(one for one in self.moves if one.key == key)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """What may become of it now."""
        return tuple(one for one in self.moves if state in one.before)

    def after(self, state: str, key: str) -> str:
        """The state that a move leads to. Refused when it is no move from here."""
        move = self.move(key)
        if state not in move.before:
            words = f"This {self.name.lower()} is {self.words(state)}, so it cannot be {move.words}."
            open_to = ", or ".join(one.words for one in self.moves_from(state))
            remedy = f"It can be {open_to}." if open_to else "Nothing more becomes of it: begin another."
            raise Refused(words, code="no_such_move", remedy=remedy)
        return move.after
