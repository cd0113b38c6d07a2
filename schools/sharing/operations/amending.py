"""Flagging beside the extract an authority holds what the register says otherwise by now; the extract stays as it was."""

import uuid

from foundation.database.scope import identity_work
from schools.bundles.models import Bundle
from schools.bundles.queries.register import amended_since
from schools.bundles.rules.evidence import Evidence
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.sharing.models import Share
from tenants.shares.operations import publishing
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import authority_work, school_work


def flag_amended(school: School, key: uuid.UUID) -> None:
    """Of one pack: which sessions of its extract have another mark now, none again once they are as they were."""
    with school_work(school):
        share = Share.objects.select_related("pupil").get(pk=key)
        version = share.versions.get(number=share.number)
        bundle = Bundle.objects.select_related("case__pupil").get(pk=share.source)
        frozen = bundle.versions.order_by("-number").filter(digest=version.snapshot["facts"]["digest"]).get()
        amended = [
            {
                "date": one.date.isoformat(),
                "session": SESSION_NAMES[one.session],
                "was": one.code or "no mark",
                "is": now or "no mark",
            }
            for one, now in amended_since(bundle.case.pupil, Evidence.of(frozen.evidence).readings)
        ]
    with identity_work():
        authority = LocalAuthority.objects.get(slug=share.authority)
    with authority_work(authority):
        publishing.flag_amended(share.pk, version.pk, amended)
