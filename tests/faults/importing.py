"""Run beside a trial as a program of its own: imports marks of the same weeks from files, as a SIMS report brings them.

python -m tests.faults.importing SCHEMA      # one order a line of JSON (seed, days); answers how each import ended
"""

import datetime as dt
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from foundation.refusals import Overtaken


def main(schema: str) -> None:
    """Obey orders until there are no more."""
    django.setup()
    from foundation.database.scope import identity_work
    from tenants.trusts.models import School

    with identity_work():
        school = School.objects.get(schema_name=schema)
    with tempfile.TemporaryDirectory(prefix="rollcall-") as folder:
        for line in sys.stdin:
            order = json.loads(line)
            days = [dt.date.fromisoformat(day) for day in order["days"]]
            print(_import(school, Path(folder) / "marks.csv", random.Random(order["seed"]), days), flush=True)


def _import(school: Any, file: Path, chance: random.Random, days: list[dt.date]) -> str:
    """Received, checked and applied, each in a transaction of its own; how it ended."""
    from django.db import IntegrityError

    from foundation import clock
    from foundation.audit.actors import SYSTEM
    from integrations.sims.stand_in import MarkRow, write_marks_csv
    from schools.intake import operations
    from schools.intake.models import ImportRun
    from schools.roll.models import Pupil
    from schools.roll.queries.signing import Signature
    from tenants.trusts.scopes import school_work

    with school_work(school):
        upns = list(Pupil.objects.order_by("key").values_list("upn", flat=True))
    present = "/\\"
    write_marks_csv(
        file,
        [
            MarkRow(str(upn), on, session, chance.choice([present[session - 1], "I", "N"]))
            for upn in chance.sample(upns, 20)
            for on in chance.sample(days, 3)
            for session in (1, 2)
        ],
    )
    with school_work(school), file.open("rb") as stream:
        run = operations.receive(
            {"marks": (file.name, stream)}, peer="sims", as_at=days[-1], by=SYSTEM, now=clock.now()
        )
    with school_work(school):
        run = operations.check(run)
    if run.status != ImportRun.Status.CHECKED:
        return f"refused {json.dumps(run.summary)}"
    try:
        with school_work(school):
            operations.apply(run, signed=Signature(SYSTEM, "Import"))
    except (Overtaken, IntegrityError):
        return "overtaken"
    return "applied"


if __name__ == "__main__":
    main(sys.argv[1])
