"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The school's files (each school's own schema)."""

    name = "schools.documents"
    label = "documents"

    def ready(self) -> None:
        """Say who may open and send files, which the owners of files decide, and have them looked after."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from schools.documents import tasks
        from schools.documents.operations import LOOK
        from schools.documents.queries.files import DocumentPolicy

        declare(Permission.OPEN_DOCUMENTS, DocumentPolicy())
        declare(Permission.SEND_DOCUMENTS, DocumentPolicy(to_send=True))
        carry_out(LOOK, name="documents", by=tasks.look_after)
