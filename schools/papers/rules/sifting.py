"""What is left out of a paper for somebody outside the school: others' names, and lines that are another person's.

A name is found word by word, whatever its case, accents and marks, so that half a name is found too. Too much is left out
rather than too little: whoever approves the paper sees each word that was, and may put it back.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from schools.papers.rules.shapes import Because, Entry, LeftOut
from schools.roll.rules.names import base_letters

#: What stands in the place of a name.
GAP: Final = "[name left out]"
#: So much is shown around what was left out.
_AROUND: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
_SHORTEST: Final = 2
#: A forename and a surname are one gap.
_GAPS: Final = re.compile(rf"(?:{re.escape(GAP)}[ \t]+)+{re.escape(GAP)}")


@dataclass(frozen=True)
class Others:
    """The words of names that a paper must not hold, each with whose it is; and names of staff, which stand as they are.

    `own` are the words of the child's own name and of whom the paper is for: no word of theirs is left out.
    """

    words: dict[str, Because] = field(default_factory=dict)
    staff: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, *, children: Iterable[str], people: Iterable[str] = (), own: Iterable[str], staff: Iterable[str] = ()
    ) -> "Others":
        """From whole names. A child's word is a child's, though a contact has it too."""
        mine = set(_words_of(own))
        found = dict.fromkeys(set(_words_of(people)) - titles(), Because.PERSON)
        found |= dict.fromkeys(_words_of(children), Because.CHILD)
        whole = {base_letters(name) for name in children}
        kept = sorted({name for name in staff if base_letters(name) not in whole}, key=len, reverse=True)
        return cls({word: because for word, because in found.items() if word not in mine}, tuple(kept))

    def because(self, word: str) -> Because | None:
        """Whose name a word is; None for a word that is nobody's."""
        folded = _folded(_POSSESSIVE.sub("", word))
        if word.islower() and folded in in_lower_case():
            return None
        return self.words.get(folded) or self.words.get(folded.replace("'", ""))


@dataclass(frozen=True, slots=True)
class Name:
    """A word of a name that was found: as it is compared, whose it is, the words around it, and as it was written."""

    word: str
    because: Because
    around: str
    as_written: str


@dataclass(frozen=True)
class Sifted:
    """The lines that a paper holds, and all that it does not."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


def sift(entries: Iterable[Entry], others: Others, *, put_back: Collection[str] = ()) -> Sifted:
    """Leave out what is not for whom the paper is for. `put_back` are keys of what was left out and belongs in it."""
    kept: list[Entry] = []
    left_out: list[LeftOut] = []
    for entry in entries:
        if entry.because is not None and not (entry.because.may_be_put_back and entry.key in put_back):
            words = " ".join(part for part in (entry.what, entry.more) if part)
            shown = words if entry.because.may_be_put_back else ""
            left_out.append(LeftOut(entry.key, entry.on, _kind(entry), entry.because, shown))
            continue
        said, names = _without_names(entry, others, put_back)
        kept.append(said)
        left_out += names
    return Sifted(tuple(kept), tuple(left_out))


def without_names(text: str, others: Others) -> str:
    """A text without others' names."""
    return _told(text, others, lambda _word: False)[0]


def names_in(text: str, others: Others) -> list[Name]:
    """The words of others' names in a text, each once."""
    return _told(text, others, lambda _word: False)[1]


def _without_names(entry: Entry, others: Others, put_back: Collection[str]) -> tuple[Entry, list[LeftOut]]:
    found: dict[str, LeftOut] = {}
    said: dict[str, Any] = {}
    for name in ("what", "more", "by"):
        text, names = _told(getattr(entry, name), others, lambda word: f"{entry.key}/{word}" in put_back)
        said[name] = text
        for one in names:
            key = f"{entry.key}/{one.word}"
            found.setdefault(key, LeftOut(key, entry.on, _kind(entry), one.because, one.around, one.as_written))
    return replace(entry, **said), list(found.values())


def _kind(entry: Entry) -> str:
    """What sort of line it is, without its words: of what is never shown, that is all that is said."""
    return entry.key.partition(":")[0].replace("_", " ").capitalize()


def _told(text: str, others: Others, stays: Callable[[str], bool]) -> tuple[str, list[Name]]:
    plain = _plain(text)
    staff = list(_spans(plain, others.staff))
    found: dict[str, Name] = {}
    parts, end = [], 0
    for match in _WORD.finditer(plain):
        because = others.because(match[0])
        if because is None or _is_date(plain, match) or any(a <= match.start() < b for a, b in staff):
            continue
        folded = _folded(_POSSESSIVE.sub("", match[0]))
        if stays(folded):
            continue
        around = plain[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        found.setdefault(folded, Name(folded, because, around.strip(), match[0]))
        parts += [plain[end : match.start()], GAP]
        end = match.end()
    said = "".join([*parts, plain[end:]])
    return _GAPS.sub(GAP, said), list(found.values())


def _spans(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield match.span()


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Whether a word is a month beside its day or year: "3 May"."""
    if base_letters(match[0]) not in months():
        return False
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    return before[-1:].isdigit() or after[:1].isdigit()


def _plain(text: str) -> str:
    """A text as it is read: letters whole, and nothing between them that is not seen."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")


def _folded(word: str) -> str:
    return base_letters(word).replace("’", "'")


def _words_of(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for match in _WORD.finditer(_plain(name)):
            folded = _folded(match[0])
            if len(folded) >= _SHORTEST:
                yield folded
                yield folded.replace("'", "")


@cache
def _lists() -> dict[str, frozenset[str]]:
    read = tomllib.loads((files("schools.papers.rules") / "words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in read.items()}


def in_lower_case() -> frozenset[str]:
    """Words of the language that are names too: in lower case they are words."""
    return _lists()["in_lower_case"]


def months() -> frozenset[str]:
    """Months that are names too."""
    return _lists()["months"]


def titles() -> frozenset[str]:
    """What stands before a name and is none."""
    return _lists()["titles"]
