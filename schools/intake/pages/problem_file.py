"""The problems of an import as a file, to go through beside the file they are about."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from foundation.ui.spreadsheets import Cell, csv_text
from schools.intake.models import ImportRun
from schools.intake.pages.imports import SEVERITIES

HEAD: Final = ("File", "Row", "Column", "In the file", "What it means", "What is wrong", "What to do")
#: By severity what a problem means in an import that goes on without its bad rows, and in one that is refused.
_MEANS: Final = {str(severity): (usable[0], unusable[0]) for severity, _, usable, unusable in SEVERITIES}


def problems_csv(run: ImportRun) -> str:
    """Every problem kept, and at the end of how many kinds there are more. Text that would run as a formula is guarded."""
    return csv_text(_rows(run))


def _rows(run: ImportRun) -> Iterator[Sequence[Cell]]:
    names = {file.kind: file.name for file in run.files.all()}
    refused = run.status == ImportRun.Status.REFUSED
    kept: Counter[tuple[str, str, str, str]] = Counter()
    yield HEAD
    for problem in run.problems.all():
        kept[problem.file, problem.severity, problem.code, problem.field] += 1
        name, means = names[problem.file], _MEANS[problem.severity][refused]
        yield name, problem.row, problem.field, problem.value, means, problem.words, problem.remedy
    for kind in run.summary.get("problems", []):
        unkept = kind["count"] - kept[kind["file"], kind["severity"], kind["code"], kind["field"]]
        if unkept:
            words = f"{unkept:,} more like these are counted and not listed."
            yield names[kind["file"]], None, kind["field"], "", _MEANS[kind["severity"]][refused], words, ""
