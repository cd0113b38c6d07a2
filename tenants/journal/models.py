"""Acts above the schools. Each trust and authority reads only its own lines; identity may only add."""

from typing import ClassVar

from django.db import models

from foundation.audit.models import AbstractAuditLine, AbstractSeal


class AuditLine(AbstractAuditLine):
    """An act at a trust, an authority or on the platform (sign-in, invitation, provisioning, publishing).

    What somebody did who works at several of them has a line for each: each reads its own.
    """

    grants: ClassVar[dict[str, str]] = {
        "identity": "INSERT",
        "trust": "SELECT, INSERT",
        "authority": "SELECT",
        "seal": "SELECT",
    }
    #: `tenants.trusts.grants` puts the table under row-level security by this column.
    row_security: ClassVar[str] = "trust_id"

    trust_id = models.UUIDField(null=True)
    authority_id = models.UUIDField(null=True)
    school_id = models.UUIDField(null=True)

    class Meta(AbstractAuditLine.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust_id", "id"], name="trustaudit_trust"),
            models.Index(fields=["authority_id", "id"], name="trustaudit_authority"),
            models.Index(fields=["transaction", "id"], name="trustaudit_sealing"),
        ]


class Seal(AbstractSeal):
    """A seal over some of the lines above the schools, of all trusts together. The sealing role alone reaches them."""

    class Meta(AbstractSeal.Meta):
        pass
