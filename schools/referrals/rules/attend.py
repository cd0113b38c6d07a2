"""The ATTEND form: one local template (`attend.toml`), of which each pupil has copies, each a whole version."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foundation.refusals import Fault
from schools.cases.rules.wording import words_fault


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form, with the keys of its questions and what each asks."""

    name: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AttendForm:
    """The form as it is shown: its name, what it is, and its parts in order."""

    name: str
    note: str
    parts: tuple[Part, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all questions, in order."""
        return tuple(key for part in self.parts for key, _ in part.questions)


@cache
def attend_form() -> AttendForm:
    """The local template."""
    read = tomllib.loads((files("schools.referrals.rules") / "attend.toml").read_text(encoding="utf-8"))
    parts = (Part(row["name"], tuple((one["key"], one["asks"]) for one in row["questions"])) for row in read["part"])
    return AttendForm(read["name"], read["note"], tuple(parts))


def answers_of(typed: Mapping[str, str]) -> dict[str, str]:
    """What was answered, in the order of the form; what is left empty is left out."""
    return {key: typed[key].strip() for key in attend_form().keys if typed.get(key, "").strip()}


def attend_faults(answers: Mapping[str, str], before: Mapping[str, str]) -> list[Fault]:
    """What stands against keeping these answers as the version after `before`, empty where there is none."""
    found = [fault for key, words in answers.items() if (fault := words_fault(words, key)) is not None]
    if not answers:
        found.append(Fault("Nothing is answered.", "empty", remedy="Answer at least one question."))
    elif dict(answers) == dict(before):
        found.append(
            Fault("Nothing differs from the version before.", "same", remedy="Change an answer, or leave the page.")
        )
    return found
