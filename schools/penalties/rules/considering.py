"""What a person answers of one parent before a notice to that parent is proposed, and what stands against proposing it.

Meeting the threshold is a reason to consider, and no more: whether support was appropriate, given and worked, whether a
notice is the best tool, whether there is a duty under the Equality Act [Lincolnshire's code, after the national framework];
and, of each parent apart, whether they live elsewhere, whether a court has ordered something, and whether there was harm by
another adult, which the safeguarding lead looks at. Which answers stand against a proposal is the product's own choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault
from schools.absence.rules.messages import ASK_FIRST, NEVER
from schools.cases.rules.wording import words_fault


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `against` says why nothing is proposed after it; `lead` when the safeguarding lead or the head decides."""

    key: str
    words: str
    against: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a parent. `asks` says what is written with the answer; where it is empty, nothing is."""

    key: str
    words: str
    asks: str
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice | None:
        """The answer of this key; None for a key of none."""
        return next((one for one in self.choices if one.key == key), None)


QUESTIONS: Final = (
    Question(
        "support",
        "Support that was tried",
        "What was offered, and what came of it",
        (
            Choice("failed", "It was offered, and did not work or was refused"),
            Choice("unfit", "Support is not what these absences call for, as with a holiday"),
            Choice("more", "More is to be tried first", against="More support is to be tried first."),
        ),
    ),
    Question(
        "tool",
        "Is a notice the best tool?",
        "Why",
        (
            Choice("yes", "Yes, it is the most likely to change attendance"),
            Choice("no", "No", against="A notice is not the best tool."),
        ),
    ),
    Question(
        "equality",
        "A duty under the Equality Act",
        "Who was asked, and what follows from it",
        (
            Choice("none", "None is known"),
            Choice("met", "There is one, and it was met"),
            Choice("open", "Not settled yet", against="A duty under the Equality Act is not settled."),
        ),
    ),
    Question(
        "home",
        "Where this parent lives",
        "What part they have in the child’s going to school",
        (Choice("with", "With the child"), Choice("elsewhere", "Elsewhere")),
    ),
    Question(
        "order",
        "An order of a court about the child or this parent",
        "Which, or how you know that there is none",
        (
            Choice("none", "None is known"),
            Choice("other", "There is one, and it does not stand against a notice"),
            Choice("bars", "There is one that does", against="An order of a court stands against it."),
        ),
    ),
    Question(
        "harm",
        "Harm to this parent or the child by another adult",
        "",
        (Choice("none", "Nothing is known"), Choice("lead", "Ask the safeguarding lead", lead=True)),
    ),
)
#: The question whose answer is shown to those alone who may write it or read what is sensitive. No word is kept with it.
HARM: Final = "harm"


@dataclass(frozen=True, slots=True)
class ParentNow:
    """A parent as they stand today: `kinds` of restriction about this pupil, and whether an address of theirs is kept."""

    kinds: frozenset[str]
    has_address: bool


def answer_faults(answers: Mapping[str, str], words: Mapping[str, str]) -> list[Fault]:
    """What is wrong with a whole set of answers: one to each question, with the words that it asks for."""
    found: list[Fault | None] = []
    for one in QUESTIONS:
        if one.choice(answers.get(one.key, "")) is None:
            found.append(
                Fault("Choose one.", "unanswered", one.key, remedy="Each question is answered for each parent.")
            )
        if one.asks:
            found.append(words_fault(words.get(one.key, ""), f"{one.key}_words", needed=f"Write: {one.asks.lower()}."))
    return [fault for fault in found if fault is not None]


def against_answers(answers: Mapping[str, str], *, lead: bool) -> list[Fault]:
    """Which of these answers stand against a proposal; `lead` when the safeguarding lead or the headteacher decides."""
    found = []
    for one in QUESTIONS:
        choice = one.choice(answers.get(one.key, ""))
        if choice is not None and choice.against:
            remedy = "Change the answer if it is not so, or do not propose a notice to this parent."
            found.append(Fault(choice.against, "answer_against", one.key, remedy=remedy))
        elif choice is not None and choice.lead and not lead:
            found.append(Fault("The safeguarding lead or the headteacher decides this.", "lead_first", one.key))
    return found


def against_parent(parent: ParentNow, *, lead: bool) -> list[Fault]:
    """What stands against a notice to this parent, as it does against a letter."""
    if parent.kinds & NEVER:
        words = "They must not be contacted about this pupil, so no notice to them is proposed."
        return [Fault(words, "barred", "outcome", remedy="Ask the safeguarding lead, who keeps the restriction.")]
    found = []
    if ASK_FIRST in parent.kinds and not lead:
        words = "The safeguarding lead is asked first about this contact."
        found.append(Fault(words, "lead_first", "outcome", remedy="The lead or the headteacher can propose it."))
    if not parent.has_address:
        words = "No postal address of theirs is kept, and a notice goes by post."
        found.append(Fault(words, "no_address", "outcome", remedy="Add it to the contact."))
    return found
