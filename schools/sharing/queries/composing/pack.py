"""A pack about one parent: the bundle of evidence as it was frozen last, and its files. Nothing is read anew."""

import datetime as dt
import uuid
from collections.abc import Mapping

from foundation.clock import local
from foundation.refusals import Fault
from foundation.ui.numbers import clock, middle_date
from schools.bundles.models import Bundle
from schools.bundles.rules.evidence import Evidence
from schools.bundles.rules.kinds import BUNDLE, FROZEN, BundleKind
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.documents.models import Document
from schools.papers.rules.shapes import Part
from schools.sharing.models import Share
from schools.sharing.rules.composed import Composed, SentFile

#: Which part of the evidence gives which rows, and the keys of its columns in their order.
_ROWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Support, and what came of it": ("support", ("on", "what", "more")),
    "Leave that was not granted": ("leave", ("on", "days", "why", "letter")),
    "Letters to this parent": ("letters", ("on", "what", "reference")),
    "Earlier notices to this parent": ("earlier_notices", ("on", "state", "by")),
}


def pack(share: Share, _now: dt.datetime) -> Composed:
    """The newest version that was frozen, its files being made."""
    bundle = Bundle.objects.select_related("contact").get(pk=share.source)
    version = bundle.versions.order_by("-number").first()
    if version is None or bundle.state != FROZEN:
        fault = Fault(
            f"The evidence is {BUNDLE.words(bundle.state)}.",
            "not_frozen",
            "bundle",
            remedy="Freeze it, and share it then.",
        )
        return Composed({}, lacking=(fault,))
    evidence = Evidence.of(version.evidence)
    lacking = []
    if BundleKind(bundle.kind) is not BundleKind.PENALTY:
        words = "A referral for legal action and a prosecution bundle go to the authority’s lawyers."
        lacking.append(Fault(words, "kind", "bundle", remedy="Send it as the authority asks, and write down how."))
    if not version.files:
        lacking.append(Fault("Its files are still being made.", "not_made", "bundle", remedy="Try again in a minute."))
    at = local(version.as_at)
    facts = {
        "asks": BundleKind(bundle.kind).asks,
        "parent_name": bundle.contact.name,
        "parent_birth_date": bundle.contact.birth.isoformat() if bundle.contact.birth else "",
        "as_at": f"{middle_date(at.date())} at {clock(at)}",
        "sessions_counted": len(evidence.counted),
        "digest": version.digest,
        "manifest": version.manifest_sha256,
        "extract": [
            {
                "date": one.date.isoformat(),
                "session": SESSION_NAMES[one.session],
                "code": one.code,
                "words": one.words,
                "counted": "yes" if one.counted else "",
            }
            for one in evidence.readings
        ],
        **_of_parts(evidence),
    }
    return Composed(facts, tuple(_files(version.files)), None, tuple(lacking))


def _of_parts(evidence: Evidence) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in evidence.parts:
        if part.heading in _ROWS:
            key, columns = _ROWS[part.heading]
            found[key] = [dict(zip(columns, row, strict=False)) for row in part.rows]
        elif part.heading == "Notice to improve":
            found["improvement"] = [{"what": term, "words": words} for term, words in part.facts]
        elif part.heading == "The parent":
            found |= _of_parent(part)
    return found


def _of_parent(part: Part) -> dict[str, object]:
    said = dict(part.facts)
    return {"parent_relationship": said.get("Relationship", ""), "parent_address": said.get("Address", "")}


def _files(files: list[dict[str, str]]) -> list[SentFile]:
    rows = Document.objects.in_bulk([uuid.UUID(one["document"]) for one in files])
    found = [(one, rows[uuid.UUID(one["document"])]) for one in files]
    return [SentFile(one["name"], row.pk, row.kind, row.size, row.sha256) for one, row in found]
