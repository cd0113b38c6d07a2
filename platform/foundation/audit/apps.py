"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Code only."""

    name = "foundation.audit"
    label = "audit"
