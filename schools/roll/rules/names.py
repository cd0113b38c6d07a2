"""Names of pupils as lists show and sort them."""

import unicodedata
from typing import Final

# Letters with a stroke, joined letters and others that have no accent to take away.
_BASE: Final = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k", "ə": "e",
        "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss",
    }
)  # fmt: skip

#: What tells a pupil apart begins so, behind the name.
_BORN: Final = " (born "


def base_letters(text: str) -> str:
    """A text as names are compared and sorted: without case or accents, ł as l and æ as ae."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().translate(_BASE)


def full_name(surname: str, forename: str, preferred: str = "", apart: str = "") -> str:
    """ "Brown, Kai": the surname, then the name the pupil goes by.

    `apart` tells the pupil from another of the same name: "Vale, Zoe (born 14 Mar 2015)".
    """
    name = f"{surname}, {preferred or forename}"
    return f"{name} ({apart})" if apart else name


def bare_name(name: str) -> str:
    """A full name without what tells its pupil apart."""
    return name.partition(_BORN)[0]


def spoken_name(name: str) -> str:
    """ "Brown, Kai" as it is said: "Kai Brown"; and "Zoe Vale, born 14 Mar 2015"."""
    bare, opened, apart = name.partition(_BORN)
    surname, _, forename = bare.partition(", ")
    said = f"{forename} {surname}".strip()
    return f"{said}, born {apart.removesuffix(')')}" if opened else said


def sort_name(surname: str, forename: str) -> str:
    """What lists sort on: surname and forename in base letters, since the database sorts by code point."""
    return base_letters(f"{surname} {forename}")
