"""Holding a letter while something is done with it, and writing down that it was."""

import datetime as dt
from typing import Final

from foundation.audit.actors import Actor
from foundation.refusals import Fault, Overtaken, Refused
from schools.journal.operations import record
from schools.letters.models import Letter, LetterEvent
from schools.letters.rules.states import MAY, WORDS, Act, State

_CANNOT: Final = {
    Act.EDIT: "written in",
    Act.APPROVE: "approved",
    Act.REOPEN: "opened again",
    Act.PRINT: "printed for the first time",
    Act.SEND: "sent",
    Act.LET_GO: "let go",
    Act.WITHDRAW: "withdrawn",
    Act.SETTLE: "settled",
}


def held(letter: Letter, act: Act) -> Letter:
    """The letter as it is now, nobody else's until this transaction ends. Refused where its state forbids the act."""
    row = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)
    if (fault := against(row, act)) is not None:
        raise Refused.because(fault)
    return row


def against(letter: Letter, act: Act) -> Fault | None:
    """Why the act cannot be done to a letter in the state it is in."""
    state = State(letter.state)
    if state in MAY[act]:
        return None
    words = f"It is {WORDS[state].lower()} and cannot be {_CANNOT[act]}."
    return Fault(words, "state", remedy="Look at what has become of it.")


def check_version(letter: Letter, version: int) -> None:
    """Raise Overtaken when somebody has changed the words since they were shown."""
    if letter.version != version:
        raise Overtaken(
            "Somebody has changed this letter since you opened it.",
            code="overtaken",
            remedy="Read it as it is now, then decide.",
        )


def note(letter: Letter, what: str, *, by: Actor, now: dt.datetime, words: str = "") -> None:
    """Write down what was done: the letter's own history, and an audit line about the letter, which names nobody."""
    LetterEvent.objects.create(letter=letter, at=now, what=what, words=words[:300], by_name=by.name)
    record(f"letters.{what}", about=("letter", letter.pk), by=by, details={"kind": letter.kind, "state": letter.state})


def move(letter: Letter, state: State, now: dt.datetime, *, why: str = "") -> None:
    """Have the letter be in a state, for a reason. The caller saves it."""
    letter.state, letter.state_at, letter.why = state, now, why[:300]
    letter.held_for = letter.held_for if state is State.HELD else ""
