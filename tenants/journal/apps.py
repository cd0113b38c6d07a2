"""App configuration."""

from django.apps import AppConfig


class TrustJournalConfig(AppConfig):
    """Audit lines above the schools (public schema)."""

    name = "tenants.journal"
    label = "trust_journal"
