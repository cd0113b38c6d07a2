"""In which language a family is written to: of those a letter has been translated into, the one its contact speaks."""

import re
from collections.abc import Collection
from typing import Final

ENGLISH: Final = "English"
LONGEST_LANGUAGE: Final = 60
#: Before a language, these say that it is not the one to write in: "no English, speaks Polish".
_NOT: Final = frozenset({"no", "not", "little", "some", "limited", "poor"})
_WORDS: Final = re.compile(r"[^\W\d_]+")


def language_for(spoken: str, known: Collection[str]) -> str:
    """The first language that a contact's note of what they speak names, of English and those known; "" for English.

    A name stands in it as whole words: "Polish, please bring somebody" is Polish, "polished" none.
    """
    told = [word.casefold() for word in _WORDS.findall(spoken)]
    places = {place: name for name in (ENGLISH, *known) if (place := _place_of(name, told)) is not None}
    named = places[min(places)] if places else ENGLISH
    return "" if named == ENGLISH else named


def _place_of(name: str, told: list[str]) -> int | None:
    wanted = [word.casefold() for word in _WORDS.findall(name)]
    for place in range(len(told) - len(wanted) + 1):
        if wanted and told[place : place + len(wanted)] == wanted and (not place or told[place - 1] not in _NOT):
            return place
    return None


def as_named(typed: str) -> str:
    """A language as it is kept: "polish " is Polish."""
    words = " ".join(typed.split())
    return f"{words[:1].upper()}{words[1:]}"


def both(translated: str, english: str) -> str:
    """The text of a letter in two languages: whoever approves it, or reads it with the family, has the English too."""
    return f"{translated}\n\n{'*' * 5}\n\nIn English:\n\n{english}"
