"""App configuration."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The school's audit lines, outbox and idempotency keys (each school's own schema)."""

    name = "schools.journal"
    label = "journal"
