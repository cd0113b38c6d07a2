"""A pack with a file that a school shared with its authority."""

import uuid

from foundation.audit.actors import SYSTEM
from tenants.shares.operations.indexing import Entry, index
from tenants.shares.operations.publishing import CopiedFile
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import trust_work
from tests.tenants.sharing import NOW, SURNAME, TODAY, pack, shared


def given(school: School, authority: LocalAuthority) -> dict[str, str]:
    """Share it, and give its keys. Whom it is about is called by the authority's name, so that a leak shows."""
    file = CopiedFile(uuid.uuid4(), "evidence.pdf", "pdf", 3, "0" * 64, uuid.uuid4().hex)
    share = shared(school, authority, pack(school, surname=f"{SURNAME}{authority.slug}"), files=(file,))
    return {"share": str(share.pk), "share_file": str(file.key)}


def indexed(trust: Trust) -> dict[str, str]:
    """A share of one of its schools in a trust's index."""
    key = uuid.uuid4()
    with trust_work(trust):
        entry = Entry(
            share=key,
            school=School.objects.order_by("name")[0].pk,
            authority_name="Eastshire",
            purpose=Purpose.PART_TIME.value,
            number=1,
            published_at=NOW,
            expires_on=TODAY,
        )
        index(entry, trust_id=trust.pk, state="received", by=SYSTEM)
    return {"indexed": str(key)}
