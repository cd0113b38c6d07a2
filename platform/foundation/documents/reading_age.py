"""How old a reader of an English text is to be: the Flesch-Kincaid grade, five years on.

    grade = 0.39 words/sentence + 11.8 syllables/word - 15.59        [Kincaid et al. 1975]; age = grade + 5

It is an estimate, and said to be one: it knows how long words and sentences are and nothing of what they mean. Syllables are
those at which `pyphen` divides a word, which needs no file of its own and finds somewhat too few.
"""

import re
from functools import cache
from typing import Final

import pyphen

#: Below so many words the figure moves by years with a single one.
FEWEST_WORDS: Final = 30
_GRADE_TO_AGE: Final = 5
_YOUNGEST: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_ENDS: Final = ".!?…"
#: Between two sentences of a line: after what ends one, before a space or what closes a quotation. It has no width, so
#: that a long text without any full stop is gone through once.
_BETWEEN: Final = re.compile(rf"(?<=[{_ENDS}])(?=\s|$|[”’\"')])")
_FIELD: Final = re.compile(r"\{[a-z_]+\}")


def reading_age(text: str) -> int | None:
    """In whole years; None of a text that is too short to tell. A field of a template counts as a word of one syllable.

    Only what ends as a sentence does is counted: no greeting, no address, no date.
    """
    parts = (part for line in _FIELD.sub("Kai", text).splitlines() for part in _BETWEEN.split(line))
    sentences = [words for part in parts if part.endswith(tuple(_ENDS)) and (words := _WORD.findall(part))]
    words = [word for one in sentences for word in one]
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(_YOUNGEST, round(grade + _GRADE_TO_AGE))


def reading_age_words(text: str) -> str:
    """As a page says it: "Reading age about 11 (estimate)"; empty of a text too short to tell."""
    age = reading_age(text)
    return "" if age is None else f"Reading age about {age} (estimate)"


def _syllables(word: str) -> int:
    return len(_dictionary().positions(word)) + 1


@cache
def _dictionary() -> pyphen.Pyphen:
    """The American one divides by sound, the British by where a word comes from."""
    return pyphen.Pyphen(lang="en_US")
