"""What opens a stage or leads out of it: up to three lines of choices, each a measure, a time and a number."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from tenants.policies.forms.part import SHORT, PartForm, key_field, letter_field
from tenants.policies.rules.cohorts import GROUPS, Cohort, Unless
from tenants.policies.rules.document import CLOSE, Condition, Criterion, Exit, Policy, Stage
from tenants.policies.rules.measures import KINDS, WEEKDAYS
from tenants.policies.rules.values import as_written

#: Lines that a form offers. A file may hold more; a form then shows them all.
LINES: Final = 3
_MEASURES: Final = [
    ("", "No line"),
    *((kind.key, kind.label) for kind in KINDS.values() if kind.key != "weekday"),
    *((f"weekday:{number}", f"Absence on {day}s") for number, day in enumerate(WEEKDAYS, start=1)),
]
_STRETCHES: Final = [
    ("weeks", "school weeks, the last"),
    ("days", "school days, the last"),
    ("half_term", "this half-term"),
    ("term", "this term"),
    ("year", "this school year"),
]
_OPERATORS: Final = [("at_least", "at least"), ("at_most", "at most"), ("between", "from … to under …")]
_RANGE: Final = re.compile(r"(\S+)\s*(?:to|-|–)\s*(\S+)")


_NAMES: Final = ("measure", "codes", "operator", "value", "below", "stretch", "length", "may")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of choices, and whether anything is in it."""

    fields: list[forms.BoundField]
    used: bool


class ConditionsForm(PartForm):
    """Lines of conditions; all of them together have to hold."""

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any], policy: Policy, conditions: tuple[Condition, ...] = ()
    ) -> None:
        for number, condition in enumerate(conditions, start=1):
            initial |= _typed(number, condition)
        super().__init__(data, initial=initial)
        self.policy = policy
        self.lines = max(LINES, len(conditions))
        for number in range(1, self.lines + 1):
            self._add_line(number)

    def _add_line(self, number: int) -> None:
        def choice(name: str, label: str, choices: Any) -> None:
            self.fields[f"{name}_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)

        def words(name: str, label: str, **kwargs: Any) -> None:
            box = forms.TextInput(attrs=SHORT)
            self.fields[f"{name}_{number}"] = forms.CharField(
                label=label, required=False, max_length=60, widget=box, **kwargs
            )

        choice("measure", "What is counted", _MEASURES)
        words("codes", "Of codes")
        choice("operator", "How many", _OPERATORS)
        words("value", "Number, or 1/10")
        words("below", "To under")
        choice("stretch", "Over", _STRETCHES)
        words("length", "Weeks or days")
        words("may", "Schools may")

    @property
    def rows(self) -> list["Row"]:
        """The lines, each to be drawn together; the first is open whether it is used or not."""
        return [
            Row([self[f"{name}_{number}"] for name in _NAMES], number == 1 or bool(self[f"measure_{number}"].value()))
            for number in range(1, self.lines + 1)
        ]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that are in no line."""
        in_lines = {field.name for row in self.rows for field in row.fields}
        return [field for field in self.visible_fields() if field.name not in in_lines]

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """What was typed, as a document has it."""
        return [self._condition(number) for number in self._used()]

    def _used(self) -> list[int]:
        return [number for number in range(1, self.lines + 1) if self.cleaned_data.get(f"measure_{number}")]

    def _condition(self, number: int) -> dict[str, Any]:
        def typed(name: str) -> str:
            return str(self.cleaned_data[f"{name}_{number}"]).strip()

        measure, stretch, operator = typed("measure"), typed("stretch"), typed("operator")
        value = _number(typed("value"))
        codes = re.sub(r"[\s,]", "", typed("codes")).upper()
        made = {
            "measure": f"codes:{codes}" if measure == "codes" else measure,
            "window": f"{stretch}:{typed('length')}" if stretch in {"weeks", "days"} else stretch,
            operator: [value, _number(typed("below"))] if operator == "between" else value,
        }
        if may := typed("may"):
            made["school_may"] = _may(may)
        return made

    def field_of(self, path: str) -> str:
        """A fault of a condition stands at its line, in the field that holds the key."""
        parts = path.split(".")
        for number in self._used():
            name = self._condition(number)["measure"]
            if name in parts:
                key = parts[parts.index(name) + 1] if name != parts[-1] else ""
                field = {"window": "length", "school_may": "may", "measure": "measure"}.get(key, "value")
                if field == "measure" and name.startswith("codes:"):
                    field = "codes"
                return f"{field}_{number}"
        return super().field_of(path)


class CriterionForm(ConditionsForm):
    """One way into a stage."""

    key = key_field()
    cohort = forms.ChoiceField(
        label="For",
        choices=[(key, words or "everybody") for key, words in GROUPS.items()] + [("years", "some year groups")],
        help_text="Never for those with a child protection or child in need plan, carers or children looked after.",
    )
    years = forms.CharField(
        label="Year groups", required=False, max_length=40, widget=forms.TextInput(attrs=SHORT), help_text="7, 8"
    )
    part_time_plan = forms.BooleanField(label="Not of pupils on a part-time timetable", required=False)
    not_compulsory_age = forms.BooleanField(label="Not of pupils who are not of compulsory school age", required=False)
    joined_within = forms.IntegerField(
        label="Not of pupils who joined in the last so many school days",
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs=SHORT),
    )
    direct = forms.BooleanField(label="Proposed from any stage, not only from the one below", required=False)

    @staticmethod
    def shown(criterion: Criterion) -> dict[str, Any]:
        """What the fields hold beforehand, beside the lines."""
        reasons = {one.reason: one.school_days or True for one in criterion.unless}
        cohort = criterion.cohort
        return {
            "key": criterion.key,
            "cohort": "years" if cohort.years else cohort.group,
            "years": ", ".join(map(str, cohort.years)),
            "direct": criterion.direct,
            **reasons,
        }

    @property
    def item(self) -> dict[str, Any]:
        """The criterion, as a document has it."""
        clean = self.cleaned_data
        years = ",".join(re.findall(r"\d+", clean["years"]))
        unless = [Unless(name).name for name in ("part_time_plan", "not_compulsory_age") if clean[name]]
        if clean["joined_within"]:
            unless.append(Unless("joined_within", clean["joined_within"]).name)
        return {
            "key": clean["key"],
            "all": self.conditions,
            "cohort": f"years:{years}" if clean["cohort"] == "years" else Cohort(clean["cohort"]).name,
            "unless": unless,
            "direct": clean["direct"],
        }


class ExitForm(ConditionsForm):
    """One way out of a stage."""

    key = key_field()

    def __init__(self, *args: Any, policy: Policy, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, policy=policy, **kwargs)
        lower = [(one.key, f"Back to {one.name}") for one in policy.in_order if one.place < stage.place]
        self.fields["to"] = forms.ChoiceField(label="Leads to", choices=[*lower, (CLOSE, "The case can close")])
        self.fields["letter"] = letter_field(policy)

    @staticmethod
    def shown(way: Exit) -> dict[str, Any]:
        """What the fields hold beforehand, beside the lines."""
        return {"key": way.key, "to": way.to, "letter": way.letter or ""}

    @property
    def item(self) -> dict[str, Any]:
        """The exit, as a document has it."""
        clean = self.cleaned_data
        made = {"key": clean["key"], "to": clean["to"], "all": self.conditions}
        return made | ({"letter": clean["letter"]} if clean["letter"] else {})


def _number(typed: str) -> int | str:
    """A count as a number; anything else as it stands, for the document to read or refuse."""
    return int(typed) if re.fullmatch(r"-?\d{1,6}", typed) else typed


def _may(typed: str) -> Any:
    if typed.lower() == "any":
        return True
    if found := _RANGE.fullmatch(typed):
        return [_number(found[1]), _number(found[2])]
    return [_number(part.strip()) for part in re.split(r",|\bor\b", typed)]


def _typed(number: int, condition: Condition) -> dict[str, Any]:
    """A line as it would be typed."""
    values = [as_written(value) for value in condition.values]
    return {
        f"measure_{number}": "codes" if condition.measure.codes else condition.measure.name,
        f"codes_{number}": "".join(condition.measure.codes),
        f"operator_{number}": condition.operator.value,
        f"value_{number}": values[0],
        f"below_{number}": values[1] if len(values) > 1 else "",
        f"stretch_{number}": condition.window.stretch.value,
        f"length_{number}": condition.window.length or "",
        f"may_{number}": _may_typed(condition),
    }


def _may_typed(condition: Condition) -> str:
    may = condition.school_may
    if may is None or may is True:
        return "any" if may else ""
    said = [str(as_written(value)) for value in may]
    return " to ".join(said) if len(said) == 2 else ", ".join(said)
