"""App configuration."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Code only."""

    name = "foundation.outbox"
    label = "outbox"
