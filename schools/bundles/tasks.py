"""What the worker does about bundles: makes the files of what was frozen, once."""

import uuid

from foundation import clock
from foundation.documents.kinds import CSV, JSON, PDF
from foundation.outbox.handlers import Message
from schools.bundles.models import BundleVersion
from schools.bundles.operations.bundles import keep_files
from schools.bundles.pages.printing import bundle_pdf, chronology_csv, register_csv
from schools.bundles.rules.evidence import Evidence, MadeFile, manifest, sha256
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
    files += [MadeFile(name, one.size, one.sha256) for name, one in evidence.named]
    listed = manifest(evidence, tuple(files))
    with school_work(school):
        keep_files(
            version,
            [*made, ("manifest.json", JSON, listed)],
            evidence.named,
            manifest_sha256=sha256(listed),
            now=clock.now(),
        )
