"""What the worker does about bundles: makes the files of what was frozen, once."""

import uuid

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.documents.kinds import CSV, JSON, PDF, Kind
from foundation.outbox.handlers import Message
from schools.bundles.models import BundleVersion
from schools.bundles.operations.bundles import keep_files
from schools.bundles.pages.files import BUNDLE_FILES
from schools.bundles.pages.printing import bundle_pdf, chronology_csv, register_csv
from schools.bundles.rules.evidence import Evidence, MadeFile, attached_name, manifest, sha256
from schools.documents.operations import keep_own
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def make_bundles(school: School, messages: list[Message]) -> None:
    """Make the files of these versions, each in a transaction of its own. Safe to repeat: the first stay."""
    for key in dict.fromkeys(message.payload["version"] for message in messages):
        _make(school, uuid.UUID(key))


def _make(school: School, key: uuid.UUID) -> None:
    with school_work(school):
        version = BundleVersion.objects.filter(pk=key, files=[]).first()
    if version is None:
        return
    evidence = Evidence.of(version.evidence)
    made = (
        ("bundle.pdf", PDF, bundle_pdf(evidence)),
        ("register.csv", CSV, register_csv(evidence)),
        ("chronology.csv", CSV, chronology_csv(evidence)),
    )
    files = [MadeFile(name, len(content), sha256(content)) for name, _, content in made]
    files += [
        MadeFile(attached_name(place, one), one.size, one.sha256) for place, one in enumerate(evidence.attached, 1)
    ]
    listed = manifest(evidence, tuple(files))
    with school_work(school):
        kept = [_kept(version, name, kind, content) for name, kind, content in (*made, ("manifest.json", JSON, listed))]
        attached = [
            {"name": attached_name(place, one), "document": one.document, "sha256": one.sha256, "called": one.name}
            for place, one in enumerate(evidence.attached, 1)
        ]
        keep_files(version, [*kept, *attached], sha256(listed))


def _kept(version: BundleVersion, name: str, kind: Kind, content: bytes) -> dict[str, str]:
    row = keep_own(content, name=name, kind=kind, about=(BUNDLE_FILES, version.pk), by=SYSTEM, now=clock.now())
    return {"name": name, "document": str(row.pk), "sha256": row.sha256, "called": name}
