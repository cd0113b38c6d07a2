"""Receiving the files of an import."""

import datetime as dt
from collections.abc import Mapping
from typing import BinaryIO

from foundation.audit.actors import Actor
from schools.intake.models import ImportRun
from schools.intake.operations import files
from schools.intake.operations.peers import peer_of
from schools.journal.operations import record


def receive(
    uploads: Mapping[str, tuple[str, BinaryIO]], *, peer: str, as_at: dt.date, by: Actor, now: dt.datetime
) -> ImportRun:
    """Keep the files of an import: kind ("roll", "marks") to name and stream. Refused for one too large.

    `peer` is the key of a declared peer, which opens the files from now on. `now`: a register that has not opened by then
    takes no mark from them.
    """
    run = ImportRun.objects.create(
        source=peer_of(peer).key, as_at=as_at, by_person_id=by.person_id, by_name=by.name, received_at=now
    )
    kept = [files.store(run, kind, name, stream) for kind, (name, stream) in uploads.items()]
    record("import.receive", about=("import", run.pk), by=by, details={file.kind: file.sha256 for file in kept})
    return run
