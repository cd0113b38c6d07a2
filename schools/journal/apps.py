"""App configuration."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Audit and read lines, outbox, due list, links and inbox, idempotency keys (each school's own schema)."""

    name = "schools.journal"
    label = "journal"
