"""A pack with a file that a school shared with its authority."""

import uuid

from tenants.shares.operations.publishing import CopiedFile
from tenants.trusts.models import LocalAuthority, School
from tests.tenants.sharing import pack, shared


def given(school: School, authority: LocalAuthority) -> dict[str, str]:
    """Share it, and give its keys."""
    file = CopiedFile(uuid.uuid4(), "evidence.pdf", "pdf", 3, "0" * 64, uuid.uuid4().hex)
    share = shared(school, authority, pack(school), files=(file,))
    return {"share": str(share.pk), "share_file": str(file.key)}
