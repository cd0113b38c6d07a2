"""Receiving the files of an import."""

import datetime as dt
from collections.abc import Mapping
from typing import BinaryIO, Final

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.intake import queries
from schools.intake.models import ImportRun
from schools.intake.operations import files
from schools.intake.operations.peers import peer_of
from schools.intake.operations.turns import one_receipt_at_a_time
from schools.journal.operations import promise_at, record

#: Topic of the due list (`tasks` carries it out): an import has waited long enough.
EXPIRED: Final = "intake.expired"
#: How long an import may wait for a person, and how many bytes of files may wait at a school. Ours to choose, no law.
WAITS_FOR: Final = dt.timedelta(days=30)
WAITING_AT_MOST: Final = 1 << 30


def receive(
    uploads: Mapping[str, tuple[str, BinaryIO]], *, peer: str, as_at: dt.date, by: Actor, now: dt.datetime
) -> ImportRun:
    """Keep the files of an import, for `WAITS_FOR` at most: kind ("roll", "marks") to name and stream.

    Refused for a file that is too large, or when too much waits already. `peer` is the key of a declared peer, which opens
    the files from now on. `now`: a register that has not opened by then takes no mark from them.
    """
    one_receipt_at_a_time()
    run = ImportRun.objects.create(
        source=peer_of(peer).key, as_at=as_at, by_person_id=by.person_id, by_name=by.name, received_at=now
    )
    kept = [files.store(run, kind, name, stream) for kind, (name, stream) in uploads.items()]
    if queries.bytes_waiting() > WAITING_AT_MOST:
        raise Refused(
            f"With these files, imports that were sent and not applied would hold more than {WAITING_AT_MOST >> 20} MB.",
            code="too_much_waits",
            remedy="Discard those that are not wanted, then send the files again.",
        )
    promise_at(EXPIRED, {"run": str(run.pk)}, key=str(run.pk), at=now + WAITS_FOR)
    record("import.receive", about=("import", run.pk), by=by, details={file.kind: file.sha256 for file in kept})
    return run
