"""An import that was given up."""

from schools.intake.models import ImportChange, ImportFile, ImportProblem, ImportRun
from schools.intake.rules.changes import Kind
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def given_up(school: School) -> ImportRun:
    """An import that was given up long ago and never applied."""
    run = ImportRun.objects.create(
        source="sims", status=ImportRun.Status.DISCARDED, as_at=SINCE, by_name=canary(school)
    )
    kind = ImportFile.Kind.ROLL
    ImportFile.objects.create(run=run, kind=kind, name="roll.csv", size=1, sha256="0")
    said = {"severity": "error", "code": "x", "words": "x", "remedy": "x"}
    ImportProblem.objects.create(run=run, file=kind, value=canary(school), **said)
    ImportChange.objects.create(run=run, kind=Kind.NEW_PUPIL, pupil=canary(school), upn="", what="x")
    return run
