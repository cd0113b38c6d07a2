"""How the forms of a roll are called: as they are called here already, and which of them would be new."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll
from schools.roll.rules.form_order import form_order

_SHOWN: Final = 40
# 7k and 10xy1 are typed for 7K and 10XY1; in 7Ma the capitals tell a tutor's initials from a letter of the form's.
_ALL_SMALL = re.compile(r"[0-9]{1,2}[a-z]{1,2}[0-9]?")


def settle_forms(roll: Roll, held: Collection[str], problems: Problems) -> Roll:
    """The roll with each form called as the school calls it, where they differ in capitals alone; new ones are listed.

    `held` are the names of the forms of the academic years that the roll tells of. Of two spellings that are both new, the
    commoner stays, and a number with small letters is written in capitals. Rows that are held back bring no form, and none
    is told of.
    """
    used = [row for row in roll.rows if row.group and not row.numbers & roll.held_back]
    written = Counter(row.group for row in used)
    chosen: dict[str, str] = {}
    for name in held:
        chosen.setdefault(name.casefold(), name)
    for name, _ in written.most_common():
        chosen.setdefault(name.casefold(), name.upper() if _ALL_SMALL.fullmatch(name) else name)
    respelt = {
        name: chosen[name.casefold()] for name in written if name not in held and chosen[name.casefold()] != name
    }
    if respelt:
        known = {*held, *written}
        _tell_of_one_form({name: to for name, to in respelt.items() if to in known}, problems)
        _tell_of_capitals({name: to for name, to in respelt.items() if to not in known}, problems)
        roll = replace(roll, rows=tuple(replace(row, group=respelt.get(row.group, row.group)) for row in roll.rows))
    _tell_of_new({respelt.get(row.group, row.group) for row in used if row.ends_on is None} - set(held), problems)
    return roll


def _tell_of_one_form(respelt: Mapping[str, str], problems: Problems) -> None:
    if respelt:
        problems.warning(
            "form_spelt",
            f"Forms that differ in capitals alone are taken to be one: {_pairs(respelt)}.",
            f"If they are two, give one of them another name in {problems.system}.",
            field="Reg Group",
        )


def _tell_of_capitals(respelt: Mapping[str, str], problems: Problems) -> None:
    if respelt:
        problems.warning(
            "form_capitals",
            f"Forms that would be new are written in capitals: {_pairs(respelt)}.",
            "Nothing need be done: a form that has a capital of its own, as 7Ma has, is kept as it is.",
            field="Reg Group",
        )


def _pairs(respelt: Mapping[str, str]) -> str:
    return ", ".join(f"“{name}” as “{respelt[name]}”" for name in sorted(respelt, key=form_order)[:_SHOWN])


def _tell_of_new(names: Collection[str], problems: Problems) -> None:
    if not names:
        return
    shown = ", ".join(sorted(names, key=form_order)[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    words = f"{len(names)} forms would be new: {shown}{more}." if len(names) > 1 else f"The form {shown} would be new."
    problems.warning(
        "new_forms", words, "Check the names: one that is misspelt becomes a form of its own.", field="Reg Group"
    )
