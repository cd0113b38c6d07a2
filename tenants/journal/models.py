"""Acts above the schools, and what they promised. Each trust and authority reads and adds its own; identity only adds."""

from typing import ClassVar

from django.db import models

from foundation.audit.models import AbstractAuditLine, AbstractSeal
from foundation.outbox.models import AbstractOutboxRow


class AuditLine(AbstractAuditLine):
    """An act at a trust, an authority or on the platform (sign-in, invitation, provisioning, publishing).

    What somebody did who works at several of them has a line for each: each reads its own, and none is two places'.
    """

    grants: ClassVar[dict[str, str]] = {
        "identity": "INSERT",
        "trust": "SELECT, INSERT",
        "authority": "SELECT, INSERT",
        "seal": "SELECT",
    }
    #: `tenants.trusts.grants` puts the table under row-level security by these columns: whose rows are whose.
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id", "authority": "authority_id"}

    trust_id = models.UUIDField(null=True)
    authority_id = models.UUIDField(null=True)
    school_id = models.UUIDField(null=True)

    class Meta(AbstractAuditLine.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(trust_id=None) | models.Q(authority_id=None), name="trustaudit_one_place_at_most"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust_id", "id"], name="trustaudit_trust"),
            models.Index(fields=["authority_id", "id"], name="trustaudit_authority"),
            models.Index(fields=["transaction", "id"], name="trustaudit_sealing"),
        ]


class Seal(AbstractSeal):
    """A seal over some of the lines above the schools, of all trusts together. The sealing role alone reaches them."""

    class Meta(AbstractSeal.Meta):
        pass


class OutboxRow(AbstractOutboxRow):
    """An effect that a trust's transaction promised, or an authority's: one of the two columns says whose.

    Where a school is made, the promise to its trust is the owner's, who makes it.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE", "authority": "SELECT, INSERT, UPDATE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id", "authority": "authority_id"}

    trust_id = models.UUIDField(null=True)
    authority_id = models.UUIDField(null=True)

    class Meta(AbstractOutboxRow.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(trust_id=None) ^ models.Q(authority_id=None), name="trustoutbox_one_place"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust_id", "id"], condition=models.Q(done_at__isnull=True), name="trustoutbox_open"),
            models.Index(
                fields=["authority_id", "id"], condition=models.Q(done_at__isnull=True), name="authorityoutbox_open"
            ),
        ]
