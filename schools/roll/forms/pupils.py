"""Many pupils at once, named as an officer has them to hand."""

from collections.abc import Sequence
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

from schools.roll.models import Pupil
from schools.roll.queries.finding import keys_by_upn
from schools.roll.queries.on_roll import OnRoll
from schools.roll.rules.finding import begins_each
from schools.roll.rules.finding import words_of as name_words
from schools.roll.rules.year_group import year_group_label

_MOST_LINES: Final = 400
_SHORTEST_UPN: Final = 13


class PupilsField(forms.CharField):
    """Lines that each name a registration group, a year, a pupil or a UPN."""

    def __init__(self) -> None:
        super().__init__(
            label="Pupils and groups",
            widget=forms.Textarea(attrs={"rows": 5}),
            max_length=20_000,
            help_text="One a line: a registration group (9B), a year (Year 9), a name, or a UPN. Paste from a spreadsheet.",
        )


def named_in(text: str, pupils: Sequence[OnRoll]) -> tuple[int, ...]:
    """The compact keys of everybody named, each once. ValidationError says every line that names nobody, or several."""
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ValidationError(f"That is {len(lines)} lines: at most {_MOST_LINES} are read. Name groups or years.")
    found: dict[int, None] = {}
    wrong: list[str] = []
    for number, line in enumerate(lines, start=1):
        typed = " ".join(line.replace("\t", " ").split())
        if not typed:
            continue
        keys = _keys(typed, pupils)
        found.update(dict.fromkeys(keys))
        if not keys:
            wrong.append(f"Line {number}, “{typed[:40]}”: no group, year or pupil on roll is called so.")
        elif len(keys) > 1 and not _several(typed, pupils):
            words = f"{len(keys)} pupils are called so. Type more of the name, or the UPN."
            wrong.append(f"Line {number}, “{typed[:40]}”: {words}")
    if wrong:
        raise ValidationError([ValidationError(words) for words in wrong])
    return tuple(sorted(found))


def _several(typed: str, pupils: Sequence[OnRoll]) -> bool:
    """Whether a line names a group or a year."""
    return any(_group(typed, row) for row in pupils)


def _group(typed: str, row: OnRoll) -> bool:
    wanted = typed.casefold()
    return bool(row.group and row.group.casefold() == wanted) or year_group_label(row.year_group).casefold() == wanted


def _keys(typed: str, pupils: Sequence[OnRoll]) -> list[int]:
    """Who a line names: a group or a year, else a UPN, else a name."""
    grouped = [row.key for row in pupils if _group(typed, row)]
    if grouped:
        return grouped
    if len(typed) == _SHORTEST_UPN and (numbered := keys_by_upn(typed, Pupil.objects.all())):
        return sorted(numbered)
    words = name_words(typed)
    return [row.key for row in pupils if words and begins_each(words, name_words(f"{row.name} {row.sort_name}"))]
