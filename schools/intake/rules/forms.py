"""How the forms of a roll are called: as they are called here already, and which of them would be new."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll
from schools.roll.rules.form_order import form_order

_SHOWN: Final = 40


def settle_forms(roll: Roll, held: Collection[str], problems: Problems) -> Roll:
    """The roll with each form called as the school calls it, where they differ in capitals alone; new ones are listed.

    `held` are the names of the forms of the academic years that the roll tells of. Of two spellings that are both new, the
    commoner stays.
    """
    written = Counter(row.group for row in roll.rows if row.group)
    chosen: dict[str, str] = {}
    for name in [*held, *(name for name, _ in written.most_common())]:
        chosen.setdefault(name.casefold(), name)
    respelt = {
        name: chosen[name.casefold()] for name in written if name not in held and chosen[name.casefold()] != name
    }
    if respelt:
        some = sorted(respelt, key=form_order)[:_SHOWN]
        pairs = ", ".join(f"“{name}” as “{respelt[name]}”" for name in some)
        problems.warning(
            "form_spelt",
            f"Forms that differ in capitals alone are taken to be one: {pairs}.",
            f"If they are two, give one of them another name in {problems.system}.",
            field="Reg Group",
        )
        roll = replace(roll, rows=tuple(replace(row, group=respelt.get(row.group, row.group)) for row in roll.rows))
    _tell_of_new({row.group for row in roll.rows if row.group and row.ends_on is None} - set(held), problems)
    return roll


def _tell_of_new(names: Collection[str], problems: Problems) -> None:
    if not names:
        return
    shown = ", ".join(sorted(names, key=form_order)[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    words = f"{len(names)} forms would be new: {shown}{more}." if len(names) > 1 else f"The form {shown} would be new."
    problems.warning(
        "new_forms", words, "Check the names: one that is misspelt becomes a form of its own.", field="Reg Group"
    )
