"""App configuration."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Code only: the guard has no tables."""

    name = "foundation.database"
    label = "database"
