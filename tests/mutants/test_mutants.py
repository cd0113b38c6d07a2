"""What `make mutants` may change is what it says, and what it takes for no change is there and has its reason."""

import gc
import sys

import pytest

from schools.registers import rules
from schools.registers.rules.totals import is_persistent
from tests.mutants.__main__ import equivalents, sample
from tests.mutants.mutations import mutants_of
from tests.mutants.places import ROOT, modules, text_of
from tests.mutants.warm import _changed_functions

PYTHON = '''
"""A docstring: 1 < 2."""
LIMIT: int = 10

@dataclass(frozen=True)
class Held:
    def few(self, pupils: int, on: "1 < 2") -> bool:
        """Whether 1 < 2."""
        return 0 < pupils < LIMIT and not self.hidden

    def later(self):
        return max(self.days) + timedelta(days=1)

    def rows(self):
        rows = Mark.objects.filter(date__lte=self.on, planned=False).order_by("-date")
        return f"{len(rows) + 1} rows"
'''
SQL = '''
HELD = """
    SELECT DISTINCT COALESCE(sum(absence), 0) FROM mark LEFT JOIN code USING (code)
     WHERE date BETWEEN %(first)s AND %(last)s AND NOT planned AND key = ANY(%(keys)s)
       AND (ends_on IS NULL OR ends_on >= %(first)s)
     GROUP BY 1, 2 ORDER BY key
"""
'''


def changes(text: str) -> list[str]:
    return [mutant.change for mutant in mutants_of("schools/some.py", text)]


def test_python_is_changed_by_comparison_bound_constant_and_clause_and_words_are_left_alone() -> None:
    assert sorted(changes(PYTHON)) == sorted(
        [
            "10 -> 11",
            "0 -> 1",
            "0 < pupils -> 0 <= pupils",
            "pupils < LIMIT -> pupils <= LIMIT",
            "0 < pupils < LIMIT and not self.hidden -> 0 < pupils < LIMIT or not self.hidden",
            "0 < pupils < LIMIT -> True",
            "not self.hidden -> True",
            "not self.hidden -> (self.hidden)",
            "max -> min",
            "max(self.days) + timedelta(days=1) -> max(self.days) - timedelta(days=1)",
            "1 -> 2",
            "filter -> exclude",
            "date__lte -> date__lt",
            "date__lte=self.on, -> nothing",
            "planned=False -> nothing",
            "False -> True",
            '"-date" -> "date"',
        ]
    )


def test_sql_is_changed_by_comparison_part_of_an_and_bound_order_and_default() -> None:
    assert sorted(changes(SQL)) == sorted(
        [
            "DISTINCT -> nothing",
            "0 -> 1",
            "LEFT JOIN -> JOIN",
            "date BETWEEN %(first)s AND %(last)s -> true",
            "date BETWEEN %(first)s AND %(last)s -> (date > %(first)s AND date <= %(last)s)",
            "date BETWEEN %(first)s AND %(last)s -> (date >= %(first)s AND date < %(last)s)",
            "NOT planned -> true",
            "key = ANY(%(keys)s) -> true",
            "key = ANY(%(keys)s) -> key <> ANY(%(keys)s)",
            "(ends_on IS NULL OR ends_on >= %(first)s) -> true",
            "IS NULL -> IS NOT NULL",
            "ends_on >= %(first)s) -> ends_on > %(first)s)",
            "key -> key DESC",
        ]
    )


def test_a_change_keeps_every_other_line_where_it_is() -> None:
    """Or the map of lines and the functions of a running process would not fit any more."""
    for mutant in mutants_of("schools/some.py", PYTHON + SQL):
        compile(mutant.apply(PYTHON + SQL), "some.py", "exec")
        before, after = (PYTHON + SQL).split("\n"), mutant.apply(PYTHON + SQL).split("\n")
        assert len(before) == len(after), mutant.change
        differing = [number for number, lines in enumerate(zip(before, after, strict=True), 1) if len(set(lines)) == 2]
        assert min(differing) == mutant.line, mutant.change


def test_a_change_reaches_what_runs_though_it_was_put_aside_from_the_collector_of_garbage() -> None:
    """Or every test would pass with it."""
    path, function = "schools/registers/rules/totals.py", is_persistent
    mutant = next(one for one in mutants_of(path) if one.scope == function.__name__)
    before = function.__code__
    gc.freeze()
    changes = _changed_functions(path, mutant.apply(text_of(path)))
    assert changes is not None
    try:
        changes.put()
        assert function.__code__ != before
    finally:
        function.__code__ = before


def test_a_module_that_no_test_has_come_to_yet_is_changed_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind a table of routes is imported as the first page is asked for, which may be in a child alone."""
    path, name = "schools/registers/rules/totals.py", "schools.registers.rules.totals"
    mutant = next(one for one in mutants_of(path) if one.scope == is_persistent.__name__)
    monkeypatch.setattr(rules, "totals", sys.modules[name])  # so that both are what they were afterwards
    monkeypatch.delitem(sys.modules, name)
    changes = _changed_functions(path, mutant.apply(text_of(path)))
    assert changes is not None
    assert changes.module is sys.modules[name]
    assert [function for function, _ in changes.functions] == [is_persistent.__name__]


def test_what_is_comprehended_as_a_module_is_imported_needs_a_process_of_its_own() -> None:
    """No function holds it: changed in a process that has imported the module, it would change nothing."""
    path = "trust_reporting/comparison/rules/counts_told.py"
    comprehended = [one for one in mutants_of(path) if one.scope == "_MADE_OF"]
    assert any(" == 1" in one.change for one in comprehended)
    assert all(_changed_functions(path, one.apply(text_of(path))) is None for one in comprehended)


def test_a_sample_is_the_same_for_the_same_seed_and_has_its_share_of_sql() -> None:
    first, again, other = sample(20, 1), sample(20, 1), sample(20, 2)
    assert first == again != other
    assert len({mutant.name for mutant in first}) == 20
    assert sum(mutant.in_sql for mutant in first) >= 4


@pytest.mark.parametrize(("name", "reason"), equivalents().items())
def test_what_is_taken_for_no_change_is_there_and_has_its_reason(name: str, reason: str) -> None:
    path = name.partition("::")[0]
    assert path in modules()
    assert name in {mutant.name for mutant in mutants_of(path)}, "the code is another now: try it again"
    assert reason.strip().endswith("."), "why nothing can notice, in a sentence"
    assert (ROOT / path).exists()
