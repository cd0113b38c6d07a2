"""Tasks of a case: what kinds there are, when one is late, and what has to be said of one."""

import datetime as dt
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.cases.rules.wording import words_fault


class TaskKind(StrEnum):
    """What is to be done. All but questions are the actions of a policy's stages, too."""

    CONVERSATION = "conversation"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    REFERRAL = "referral"
    REVIEW = "review"
    PLAN = "plan"
    TASK = "task"
    QUESTION = "question"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    TaskKind.CONVERSATION: "Conversation",
    TaskKind.MEETING: "Meeting",
    TaskKind.VISIT: "Visit",
    TaskKind.LETTER: "Letter",
    TaskKind.REFERRAL: "Referral",
    TaskKind.REVIEW: "Review",
    TaskKind.PLAN: "Plan",
    TaskKind.TASK: "Task",
    TaskKind.QUESTION: "Question",
}
LONGEST_TASK: Final = 500


def task_faults(
    *,
    kind: str,
    what: str,
    due_on: dt.date,
    made_on: dt.date,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
) -> list[Fault]:
    """What stands against a task as it was typed."""
    asked = "Write what is asked." if kind == TaskKind.QUESTION else "Write what is to be done."
    found = [words_fault(what, "what", most=LONGEST_TASK, needed=asked)]
    if due_on < made_on:
        words = "It would be due before it was made."
        found.append(Fault(words, "due_early", "due_on", remedy="Give today or a later day."))
    if (starts_at is None) != (ends_at is None):
        field = "ends_at" if ends_at is None else "starts_at"
        found.append(
            Fault("A meeting has both a beginning and an end.", "half_times", field, remedy="Give both, or neither.")
        )
    elif starts_at is not None and ends_at is not None and ends_at <= starts_at:
        words = f"The meeting would end at {ends_at:%H:%M}, before it begins at {starts_at:%H:%M}."
        found.append(Fault(words, "ends_early", "ends_at", remedy="Give a later end."))
    return [one for one in found if one is not None]


def end_fault(*, kind: str, move: str, answer: str) -> Fault | None:
    """What stands against an end of a task: a question ends with its answer, a refusal and a cancellation with words."""
    needed = {
        "refuse": "Write what the family said.",
        "cancel": "Write why it is not to be done.",
        "finish": "Write the answer." if kind == TaskKind.QUESTION else "",
    }
    return words_fault(answer, "answer", needed=needed[move])
