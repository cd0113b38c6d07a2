"""Templates of letters: plain text in which `{pupil_first_name}` stands for something that is known.

A field is a name between two braces, and nothing else is. Which names there are is stated by whoever states the kind of
letter; no name reaches into anything. A value is put in once and never looked at again, so that what people wrote, braces
and all, stays what they wrote. No language of templates ever sees a school's text (the law knows nothing of this: how a
letter is worded is the school's own).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault, Malformed, Refused

LONGEST_HEADING: Final = 200
LONGEST_TEXT: Final = 20_000

_PARTS: Final = re.compile(r"\{([^{}\n]*)\}|[{}]")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a template may name: what it is, and what it may look like in a preview."""

    name: str
    label: str
    sample: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z_]{1,39}", self.name):
            wrong = f"{self.name!r} is no name of a field"
            raise ValueError(wrong)


#: What every letter knows.
COMMON: Final = (
    Field("contact_name", "Who the letter is to", "Ms Sara Brown"),
    Field("pupil_first_name", "The pupil’s first name, as it is used", "Kai"),
    Field("pupil_name", "The pupil’s name", "Kai Brown"),
    Field("pupil_form", "The pupil’s form", "9B"),
    Field("ring", "Whom to ring, as the letterhead or the messages say", "the office on 01632 960118"),
)


def clean(words: str, *, field: str, longest: int) -> str:
    """What was typed, with plain line ends. Malformed for characters that no letter can hold, and for too many."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if len(plain) > longest:
        raise Malformed(
            f"This is {len(plain):,} characters long; {longest:,} are the most.", code="too_long", field=field
        )
    for letter in plain:
        if letter not in "\n\t" and (unicodedata.category(letter) in {"Cc", "Cs"} or letter in _TURNING):
            raise Malformed(
                f"It holds an invisible character (U+{ord(letter):04X}) that cannot be printed.",
                code="unprintable",
                field=field,
                remedy="Type it anew, or paste it as plain text.",
            )
    return plain


#: Characters that turn the direction of what follows, so that a line reads otherwise than it is kept.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def faults_of(text: str, known: Collection[str], *, field: str) -> list[Fault]:
    """Everything that is wrong with the fields of a template."""
    found = []
    for part in _PARTS.finditer(text):
        name = part[1]
        line = text.count("\n", 0, part.start()) + 1
        if name is None:
            remedy = "A field is written {name}; a brace is used for nothing else."
            found.append(
                Fault(f"Line {line} has a brace without its other half.", "brace", field, row=line, remedy=remedy)
            )
        elif name not in known:
            remedy = f"There are {', '.join(sorted(known))}."
            found.append(
                Fault(f"Line {line}: there is no field {{{name}}}.", "unknown_field", field, row=line, remedy=remedy)
            )
    return found


def fields_in(text: str) -> set[str]:
    """The fields that a template names."""
    return {part[1] for part in _PARTS.finditer(text) if part[1] is not None}


def merged(text: str, values: Mapping[str, str]) -> str:
    """A template filled in. A line that held nothing but fields without a value is left out.

    Raises Refused for a field that nothing is known of: no letter goes out with a gap where a date should be.
    """
    unknown = sorted(fields_in(text) - values.keys())
    if unknown:
        raise Refused.because(
            *(
                Fault(f"Nothing is known for {{{name}}}, which this letter names.", "no_value", "text")
                for name in unknown
            )
        )
    lines = [_filled(line, values) for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(line for line in lines if line is not None)).strip("\n")


def _filled(line: str, values: Mapping[str, str]) -> str | None:
    named = fields_in(line)
    if named and not _PARTS.sub("", line).strip() and not any(values[name] for name in named):
        return None
    return _PARTS.sub(lambda part: values[part[1]], line)
