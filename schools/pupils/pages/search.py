"""Finding a pupil by part of a name or by number, or a form by its own name.

What is asked is never part of an address: it is the name of a child.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from foundation.ui.numbers import counted, thousands
from foundation.ui.sentences import Said
from schools.roll.queries import OnRoll
from schools.roll.rules.finding import begins_each, words_of
from schools.roll.rules.form_order import form_order
from schools.roll.rules.names import bare_name

#: Rows shown; more are counted, and more of the name leads to them.
MOST = 50


@dataclass(frozen=True)
class Found:
    """What answers: pupils by name with those first whose surname begins as asked, forms, and how many more there are."""

    pupils: tuple[OnRoll, ...] = ()
    forms: tuple[str, ...] = ()
    more: int = 0

    @property
    def said(self) -> Said:
        """How many were found, and what to do when there were more."""
        forms = f"; {counted(len(self.forms), 'form')}" if self.forms else ""
        if self.pupils:
            more = f" and {thousands(self.more)} more: type more of the name" if self.more else ""
            return Said(strong=counted(len(self.pupils), "pupil"), after=f"{more}{forms}.")
        return Said(f"No pupil{forms}." if self.forms else "Nobody is called that, and no form.")


@dataclass(frozen=True, slots=True)
class Further:
    """By what else pupils are found: who is not on roll, whose number was asked for, what who was called before (by key)."""

    gone: Collection[OnRoll] = ()
    numbered: Collection[int] = ()
    former: Mapping[int, str] = field(default_factory=dict)


def find(asked: str, roll: list[OnRoll], forms: Collection[str], further: Further = Further()) -> Found:
    """The pupils of whose names some word begins with each word asked, in any order, and the forms so named.

    Those on roll come first, and of these and the others those whose surname begins so.

    A form nobody of `roll` is in is none to look for. One that is so named and not among `forms`, which the reader can
    open, is answered by its pupils.
    """
    wanted = words_of(asked)
    if not wanted:
        return Found()
    form = "".join(wanted)
    named = {name for name in {row.group for row in roll} if "".join(words_of(name)).startswith(form)}
    shut = named.difference(forms)

    def called(row: OnRoll) -> bool:
        held = (bare_name(row.name), row.sort_name, further.former.get(row.key, ""))
        return row.key in further.numbered or begins_each(wanted, [word for text in held for word in words_of(text)])

    def by_surname(rows: list[OnRoll]) -> list[OnRoll]:
        return sorted(rows, key=lambda row: not "".join(words_of(row.sort_name)).startswith(wanted[0]))

    here = by_surname([row for row in roll if row.group in shut or called(row)])
    hits = [*here, *by_surname([row for row in further.gone if called(row)])]
    return Found(tuple(hits[:MOST]), tuple(sorted(named.intersection(forms), key=form_order)), max(len(hits) - MOST, 0))
